import ExchangeModel
import NIOCore
import NIOPosix
import Synchronization

/// A client that sends bytes as they are and takes all that comes until the connection ends.
enum ByteClient {
    static func ask(port: Int, _ request: String) async throws -> [UInt8] {
        try await with(port: port) { channel, inbox in
            try await channel.writeAndFlush(ByteBuffer(string: request)).get()
            _ = try await eventually { inbox.isClosed }
            return inbox.bytes
        }
    }

    /// A connection that the test drives.
    static func with<Answer>(
        port: Int,
        autoRead: Bool = true,
        _ use: (any Channel, Inbox) async throws -> Answer
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
        let result = await Result(of: { try await use(channel, inbox) })
        try? await channel.close().get()
        return try result.get()
    }

    final class Inbox: Sendable {
        private let state = Mutex((bytes: [UInt8](), isClosed: false))

        var bytes: [UInt8] { state.withLock { $0.bytes } }
        var isClosed: Bool { state.withLock { $0.isClosed } }

        fileprivate func add(_ buffer: ByteBuffer) {
            state.withLock { $0.bytes.append(contentsOf: buffer.readableBytesView) }
        }

        fileprivate func close() {
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

/// An answer taken apart.
struct ClientAnswer: Sendable {
    let status: Int
    let head: String
    let body: String

    init(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(
            separator: "\r\n\r\n",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        head = parts.first.map(String.init) ?? ""
        body = parts.dropFirst().first.map(String.init) ?? ""
        status = Int(head.dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0
    }

    /// The value of a field, nil when it is absent.
    func field(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.first?.lowercased() == name {
                return parts.dropFirst().first.map { String($0.drop { $0 == " " }) }
            }
        }
        return nil
    }

    var code: String? { field("fsc-error-code") }

    var transaction: TransactionID? {
        field("fsc-transaction-id").flatMap { try? TransactionID($0) }
    }
}
