import NIOCore
import NIOPosix
import NIOSSL

/// One run: connects, warms up, counts, and reads the processes' clocks around the counting.
struct LoadPlan: Sendable {
    let host: String
    let port: Int
    let serverName: String
    let connections: Int
    let warmUp: Double
    let seconds: Double
    let requests: Int?
    let processes: [Int32]

    /// Does the run, on one event loop.
    ///
    /// - Throws: ``LoadProblem`` when not all connections could be made or a process is not there.
    func run(_ tls: NIOSSLContext, _ template: RequestTemplate) throws -> LoadResult {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let loop = group.next()
        let tally = Tally()
        let warm = loop.makePromise(of: Void.self)
        let done = loop.makePromise(of: Void.self)
        let target = Target()
        let counted: @Sendable (Int) -> Void = { count in
            if target.isReached(count) { done.succeed() }
        }
        let channels = try connect(on: group, tls, template, tally, counted)
        loop.scheduleTask(in: .nanoseconds(Int64(warmUp * 1e9))) { warm.succeed() }
        try warm.futureResult.wait()

        let before = try times()
        let (start, first, statuses) = (Clock.monotonicNanoseconds, tally.count, tally.statuses)
        if let requests { target.set(first + requests) }
        loop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) { done.succeed() }
        try done.futureResult.wait()
        let (end, last, after) = (Clock.monotonicNanoseconds, tally.count, try times())
        let counts = tally.statuses.merging(statuses) { $0 - $1 }.filter { $0.value > 0 }

        tally.end()
        for channel in channels { channel.close(promise: nil) }
        return LoadResult(
            requests: last - first,
            statuses: counts,
            non2xx: tally.non2xx,
            errors: tally.errors,
            problem: tally.problem,
            seconds: Double(end - start) / 1e9,
            nanoseconds: zip(after, before).map { $0 - $1 }
        )
    }

    private func times() throws -> [Int64] {
        try processes.map { process in
            guard let time = ProcessTime.nanoseconds(of: process) else {
                throw LoadProblem("there is no process \(process)")
            }
            return time
        }
    }

    private func connect(
        on group: any EventLoopGroup,
        _ tls: NIOSSLContext,
        _ template: RequestTemplate,
        _ tally: Tally,
        _ counted: @escaping @Sendable (Int) -> Void
    ) throws -> [any Channel] {
        let serverName = serverName
        let bootstrap = ClientBootstrap(group: group)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .connectTimeout(.seconds(5))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(
                        context: tls,
                        serverHostname: serverName
                    )
                    let operations = channel.pipeline.syncOperations
                    try operations.addHandler(handler)
                    try operations.addHandler(ClosedLoop(template, tally, counted: counted))
                }
            }
        do {
            return try (0..<connections).map { _ in
                try bootstrap.connect(host: host, port: port).wait()
            }
        } catch {
            throw LoadProblem("\(host):\(port) cannot be connected to: \(error)")
        }
    }
}
