import Foundation
import Hummingbird
import Logging

/// A plain HTTP server on loopback that runs until SIGTERM or SIGINT.
struct LoopbackServer {
    /// The port to listen on; 0 takes a free one.
    let port: Int

    /// Runs a router; `ready` gets the server's URL once it listens, and ends the server by throwing.
    func run(
        _ router: Router<BasicRequestContext>,
        ready: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        var logger = Logger(label: "sluis-demo") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                listening.yield(channel.localAddress?.port ?? 0)
                listening.finish()
            },
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { listening.finish() }
                do {
                    try await application.runService()
                } catch {
                    throw DemonstrationFailure("127.0.0.1:\(port): \(error)")
                }
            }
            tasks.addTask {
                for await port in ports { try await ready("http://127.0.0.1:\(port)") }
            }
            try await tasks.waitForAll()
        }
    }
}

/// The line by which a program that was started says where it is.
enum ReadyLine {
    /// Prints `ready ADDRESS` and flushes.
    static func print(_ address: String) {
        Swift.print("ready \(address)")
        fflush(nil)
    }
}
