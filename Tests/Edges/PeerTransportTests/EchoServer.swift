import ExchangeModel
import NIOCore
import NIOPosix
import PeerTransport

/// A listener of echoes on a free port, and the loops it runs on.
struct EchoServer: Sendable {
    let listener: Listener
    let loops: TransportLoops
    let counts: EchoCounts

    var port: Int { listener.port }

    static func with<Answer>(
        _ security: Listener.Security = .plain,
        limits: ServerLimits = ServerLimits(),
        _ use: (EchoServer) async throws -> Answer
    ) async throws -> Answer {
        let loops = TransportLoops(
            MultiThreadedEventLoopGroup.singleton,
            interval: .milliseconds(20)
        )
        let counts = EchoCounts()
        let listener = try await Listener.bind(
            host: "127.0.0.1",
            port: 0,
            security: security,
            domain: .inway,
            loops: loops,
            limits: limits
        ) { _ in EchoFactory(counts) }
        let server = EchoServer(listener: listener, loops: loops, counts: counts)
        do {
            let answer = try await use(server)
            await server.end()
            return answer
        } catch {
            await server.end()
            throw error
        }
    }

    private func end() async {
        await listener.drain(within: .milliseconds(100))
        loops.stop()
    }
}
