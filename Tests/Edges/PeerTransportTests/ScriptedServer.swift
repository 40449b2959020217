import NIOCore
import NIOPosix
import Synchronization

/// A server that answers the n-th request that it gets with the n-th of its answers.
///
/// A request ends with an empty line, or with the last chunk. After an answer that ends in `CLOSE`
/// the connection closes; the answer `SILENCE` is none; one that ends in `DRIP` goes on with single
/// bytes for as long as the connection is open.
final class ScriptedServer: Sendable {
    let port: Int
    let connections = Count()
    let closed = Count()
    private let state: Mutex<[String]>
    private let seen = Mutex<[String]>([])
    private let listener: any Channel
    private let open = Mutex<[any Channel]>([])

    var requests: [String] { seen.withLock { $0 } }

    private init(_ listener: any Channel, _ answers: [String]) {
        self.listener = listener
        state = Mutex(answers)
        port = listener.localAddress?.port ?? 0
    }

    static func with<Answer>(
        _ answers: [String],
        host: String = "127.0.0.1",
        port: Int = 0,
        _ use: (ScriptedServer) async throws -> Answer
    ) async throws -> Answer {
        let box = Holder()
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    guard let server = box.server else { throw ChannelError.ioOnClosedChannel }
                    server.connections.add()
                    server.open.withLock { $0.append(child) }
                    try child.pipeline.syncOperations.addHandler(Script(server))
                }
            }
            .bind(host: host, port: port)
            .get()
        let server = ScriptedServer(listener, answers)
        box.server = server
        do {
            let answer = try await use(server)
            await server.end()
            return answer
        } catch {
            await server.end()
            throw error
        }
    }

    /// Closes every connection, as a server does that was idle too long.
    func closeConnections() async {
        for channel in open.withLock({ $0 }) { try? await channel.close().get() }
    }

    private func end() async {
        try? await listener.close().get()
        await closeConnections()
    }

    private func next(_ request: String) -> String? {
        seen.withLock { $0.append(request) }
        return state.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    private final class Holder: Sendable {
        private let value = Mutex<ScriptedServer?>(nil)
        var server: ScriptedServer? {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    private final class Script: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let server: ScriptedServer
        private var request = ""

        init(_ server: ScriptedServer) {
            self.server = server
        }

        func channelInactive(context: ChannelHandlerContext) {
            server.closed.add()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            request += String(buffer: unwrapInboundIn(data))
            let end = request.contains("chunked") ? "0\r\n\r\n" : "\r\n\r\n"
            guard request.contains(end) else { return }
            let answer = server.next(request) ?? "CLOSE"
            request = ""
            guard answer != "SILENCE" else { return }
            let closes = answer.hasSuffix("CLOSE")
            let drips = answer.hasSuffix("DRIP")
            let text = String(answer.dropLast(closes ? 5 : drips ? 4 : 0))
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            if closes { context.close(promise: nil) }
            if drips { drip(context.channel) }
        }

        private func drip(_ channel: any Channel) {
            let delay = TimeAmount.milliseconds(5)
            channel.eventLoop.scheduleRepeatedTask(initialDelay: delay, delay: delay) { task in
                guard channel.isActive else { return task.cancel() }
                channel.writeAndFlush(ByteBuffer(string: "a"), promise: nil)
            }
        }
    }
}
