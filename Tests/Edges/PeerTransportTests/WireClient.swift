import NIOCore
import NIOPosix
import Synchronization

/// A client that sends bytes as they are and shows what comes back.
final class WireClient: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    private init(_ channel: any Channel, _ inbox: Inbox) {
        (self.channel, self.inbox) = (channel, inbox)
    }

    static func with<Answer>(
        port: Int,
        autoRead: Bool = true,
        _ use: (WireClient) async throws -> Answer
    ) async throws -> Answer {
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.autoRead, value: autoRead)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collect(inbox))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        do {
            let answer = try await use(WireClient(channel, inbox))
            try? await channel.close().get()
            return answer
        } catch {
            try? await channel.close().get()
            throw error
        }
    }

    /// Connects as Alice, over mutual TLS.
    static func with(
        _ group: TestGroup,
        port: Int,
        _ use: (WireClient) async throws -> Void
    ) async throws {
        let inbox = Inbox()
        let handlers: @Sendable () -> [any ChannelHandler] = { [Collect(inbox)] }
        try await group.connect(port: port, speaking: "http/1.1", handlers) {
            try await use(WireClient($0, inbox))
        }
    }

    /// All that has arrived.
    var received: String { inbox.text }
    var receivedBytes: Int { inbox.count }
    var isClosed: Bool { inbox.isClosed }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    func read() { channel.read() }

    func close() async throws { try await channel.close().get() }

    /// What arrived up to and with a text; all of it when the text does not come.
    func receive(until end: String) async throws -> String {
        _ = try await eventually { self.received.contains(end) || self.isClosed }
        return received
    }

    func receiveUntilClosed() async throws -> String {
        _ = try await eventually { self.isClosed }
        return received
    }

    private final class Inbox: Sendable {
        private let state = Mutex((bytes: ByteBuffer(), isClosed: false))

        var text: String { state.withLock { String(buffer: $0.bytes) } }
        var count: Int { state.withLock { $0.bytes.readableBytes } }
        var isClosed: Bool { state.withLock { $0.isClosed } }

        func add(_ buffer: ByteBuffer) {
            state.withLock { _ = $0.bytes.writeImmutableBuffer(buffer) }
        }

        func close() {
            state.withLock { $0.isClosed = true }
        }
    }

    private final class Collect: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let inbox: Inbox

        init(_ inbox: Inbox) {
            self.inbox = inbox
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            inbox.add(unwrapInboundIn(data))
        }

        func channelInactive(context: ChannelHandlerContext) {
            inbox.close()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
