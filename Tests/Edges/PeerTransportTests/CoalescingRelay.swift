import NIOCore
import NIOPosix

/// A relay that hands on the client's bytes every 200 ms, so that the last handshake message and the
/// first request reach the server in one read.
enum CoalescingRelay {
    static let delay = TimeAmount.milliseconds(200)

    static func with<Answer>(
        to port: Int,
        _ use: (Int) async throws -> Answer
    ) async throws -> Answer {
        let listener = try await listen(to: port)
        do {
            let answer = try await use(listener.localAddress?.port ?? 0)
            try? await listener.close().get()
            return answer
        } catch {
            try? await listener.close().get()
            throw error
        }
    }

    private static func listen(to port: Int) async throws -> any Channel {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { client in
                let held = NIOLoopBound(Held(), eventLoop: client.eventLoop)
                return ClientBootstrap(group: client.eventLoop)
                    .channelInitializer { server in
                        server.eventLoop.makeCompletedFuture {
                            try server.pipeline.syncOperations.addHandler(
                                Forward { client.writeAndFlush($0, promise: nil) }
                            )
                        }
                    }
                    .connect(host: "127.0.0.1", port: port)
                    .flatMapThrowing { server in
                        try client.pipeline.syncOperations.addHandler(
                            Forward { held.value.bytes.writeImmutableBuffer($0) }
                        )
                        let task = client.eventLoop.scheduleRepeatedTask(
                            initialDelay: .zero,
                            delay: delay
                        ) { _ in
                            server.writeAndFlush(held.value.bytes, promise: nil)
                            held.value.bytes.clear()
                        }
                        server.closeFuture.whenComplete { _ in
                            task.cancel()
                            client.close(promise: nil)
                        }
                        client.closeFuture.whenComplete { _ in server.close(promise: nil) }
                    }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
    }

    private final class Held {
        var bytes = ByteBuffer()
    }

    private final class Forward: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let forward: (ByteBuffer) -> Void

        init(_ forward: @escaping (ByteBuffer) -> Void) {
            self.forward = forward
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            forward(unwrapInboundIn(data))
        }
    }
}
