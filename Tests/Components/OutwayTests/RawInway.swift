import NIOCore
import NIOPosix
import PeerTransport
import Synchronization

/// An Inway behind real mutual TLS that answers its n-th request with the n-th of its scripts: parts
/// that are sent one by one, of which `CLOSE` closes the connection.
final class RawInway: Sendable {
    private let state: Mutex<(scripts: [[String]], seen: [String])>

    /// The heads of the requests.
    var requests: [String] { state.withLock(\.seen) }

    private init(_ scripts: [[String]]) {
        state = Mutex((scripts, []))
    }

    /// Runs one; what uses it gets the port too.
    static func with<Answer>(
        _ tls: MutualTLS,
        _ loops: TransportLoops,
        _ scripts: [[String]],
        _ use: (RawInway, Int) async throws -> Answer
    ) async throws -> Answer {
        let inway = RawInway(scripts)
        let listener = try await ServerBootstrap(group: loops.group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let sweep = try loops.sweep(on: channel.eventLoop)
                    _ = try tls.accept(channel, sweep: sweep)
                    try channel.pipeline.syncOperations.addHandler(Script(inway))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let port = listener.localAddress?.port ?? 0
        let result = await Result(of: { try await use(inway, port) })
        try? await listener.close().get()
        return try result.get()
    }

    /// Runs one as the Inway of an Outway on one loop.
    static func with(
        _ scripts: [[String]],
        _ use: (OutwayTrial, RawInway) async throws -> Void
    ) async throws {
        let port = Mutex(0)
        var setup = OutwayTrial.Setup()
        setup.isOnOneLoop = true
        setup.resolve = { _, _ in port.withLock { $0 } }
        try await OutwayTrial.with(setup) { trial in
            let tls = try trial.parties.tls(trial.parties.provider)
            try await RawInway.with(tls, trial.loops, scripts) { inway, found in
                port.withLock { $0 = found }
                try await use(trial, inway)
            }
        }
    }

    private func next(_ request: String) -> [String] {
        state.withLock { state in
            state.seen.append(request)
            return state.scripts.isEmpty ? ["CLOSE"] : state.scripts.removeFirst()
        }
    }

    private final class Script: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let inway: RawInway
        private var request = ""

        init(_ inway: RawInway) {
            self.inway = inway
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            request += String(buffer: unwrapInboundIn(data))
            guard request.contains("\r\n\r\n") else { return }
            let parts = inway.next(request)
            request = ""
            for part in parts {
                if part == "CLOSE" {
                    context.close(promise: nil)
                } else {
                    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: part)), promise: nil)
                }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
