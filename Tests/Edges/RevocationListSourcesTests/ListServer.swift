import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on the loopback that gives fixed answers by path, and tells what was asked.
final class ListServer: Sendable {
    struct Answer: Sendable {
        var status = 200
        var fields: [(String, String)] = []
        var body: [UInt8] = []
    }

    private final class Record: Sendable {
        let answers = Mutex<[String: Answer]>([:])
        let asked = Mutex<[String]>([])
    }

    private let channel: any Channel
    private let record: Record

    var port: Int { channel.localAddress?.port ?? 0 }

    /// The paths that were asked for, in order.
    var asked: [String] { record.asked.withLock { $0 } }

    subscript(path: String) -> Answer? {
        get { record.answers.withLock { $0[path] } }
        set { record.answers.withLock { $0[path] = newValue } }
    }

    private init(_ tls: NIOSSLContext?) async throws {
        let record = Record()
        self.record = record
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(Handler(record))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// Runs with a server, and closes it.
    static func with(
        tls: NIOSSLContext? = nil,
        _ use: (ListServer) async throws -> Void
    ) async throws {
        let server = try await ListServer(tls)
        do {
            try await use(server)
        } catch {
            try? await server.channel.close()
            throw error
        }
        try await server.channel.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let record: Record
        private var head = ""

        init(_ record: Record) { self.record = record }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var buffer = unwrapInboundIn(data)
            head += buffer.readString(length: buffer.readableBytes) ?? ""
            guard head.contains("\r\n\r\n") else { return }
            let path = head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            head = ""
            record.asked.withLock { $0.append(path) }
            let answer = record.answers.withLock { $0[path] } ?? Answer(status: 404)
            var text = "HTTP/1.1 \(answer.status) -\r\nContent-Length: \(answer.body.count)\r\n"
            text += answer.fields.map { "\($0): \($1)\r\n" }.joined() + "\r\n"
            var out = context.channel.allocator.buffer(string: text)
            out.writeBytes(answer.body)
            context.writeAndFlush(wrapOutboundOut(out), promise: nil)
        }
    }
}
