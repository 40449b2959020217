import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization

/// A small HTTP/1.1 server on the loopback or on a Unix socket that counts what reaches it.
final class TestServer: Sendable {
    struct Counters: Hashable, Sendable {
        var handshakes = 0
        var bytes = 0
        var requests = 0
    }

    /// What the connections of one server share.
    final class Record: Sendable {
        let counters = Mutex(Counters())
        let paths: AsyncStream<String>
        let arrived: AsyncStream<String>.Continuation

        init() {
            (paths, arrived) = AsyncStream.makeStream(of: String.self)
        }
    }

    private let channel: any Channel
    private let record: Record

    private init(_ channel: any Channel, _ record: Record) {
        self.channel = channel
        self.record = record
    }

    /// Listens on a free port, with TLS where a context is given.
    static func start(_ tls: NIOSSLContext? = nil) async throws -> TestServer {
        let record = Record()
        let channel = try await bootstrap(tls, record).bind(host: "127.0.0.1", port: 0).get()
        return TestServer(channel, record)
    }

    /// Listens on a Unix socket.
    static func start(socketPath: String) async throws -> TestServer {
        let record = Record()
        let channel = try await bootstrap(nil, record).bind(unixDomainSocketPath: socketPath).get()
        return TestServer(channel, record)
    }

    private static func bootstrap(_ tls: NIOSSLContext?, _ record: Record) -> ServerBootstrap {
        ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLServerHandler(context: tls)
                        )
                    }
                    try channel.pipeline.syncOperations.addHandler(ScriptedAnswers(record))
                }
            }
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    var counters: Counters { record.counters.withLock { $0 } }

    /// The path of the next request that arrives.
    func nextPath() async -> String? {
        for await path in record.paths { return path }
        return nil
    }

    func stop() async throws {
        try await channel.close()
    }
}

/// Answers as the path asks: `/size/N`, `/stream/N`, `/head/N`, `/never`, `/drop`, `/echo` and others.
private final class ScriptedAnswers: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let record: TestServer.Record
    private var received: [UInt8] = []
    private var served = 0

    init(_ record: TestServer.Record) {
        self.record = record
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent {
            record.counters.withLock { $0.handshakes += 1 }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        record.counters.withLock { $0.bytes += bytes.count }
        received += bytes
        while let request = nextRequest() {
            served += 1
            record.counters.withLock { $0.requests += 1 }
            record.arrived.yield(request.path)
            answer(request, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private struct Request {
        let method: String
        let path: String
        let head: String
        let body: [UInt8]
    }

    private func nextRequest() -> Request? {
        let text = String(decoding: received, as: UTF8.self)
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        let length =
            lines.compactMap { line in
                line.lowercased().hasPrefix("content-length:")
                    ? Int(line.split(separator: " ")[1]) : nil
            }.first ?? 0
        guard text.utf8.count >= end.upperBound + length else { return nil }
        let body = Array(received[end.upperBound..<(end.upperBound + length)])
        received.removeFirst(end.upperBound + length)
        let parts = (lines.first ?? "").split(separator: " ").map(String.init)
        guard parts.count == 3 else { return nil }
        return Request(method: parts[0], path: parts[1], head: head, body: body)
    }

    private func answer(_ request: Request, _ context: ChannelHandlerContext) {
        let parts = request.path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        let count = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        switch parts.first {
        case "never": break
        case "drop" where served > 1: context.close(promise: nil)
        case "garbage": send("SSH-2.0-OpenSSH\r\n\r\n", context)
        case "size": respond(context, body: Array(repeating: 0x78, count: count))
        case "head":
            let long = (0..<(count / 1_000)).map {
                "X-\($0): \(String(repeating: "z", count: 1_000))\r\n"
            }
            respond(context, head: long.joined())
        case "stream":
            let chunk = String(repeating: "y", count: count)
            send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n"
                    + "\(String(count, radix: 16))\r\n\(chunk)\r\n0\r\nX-Late: 1\r\n\r\n",
                context
            )
        case "redirect":
            respond(context, status: "302 Found", head: "Location: https://localhost/elsewhere\r\n")
        case "echo": respond(context, body: request.body)
        case "heads": respond(context, body: Array(request.head.utf8))
        default: respond(context, body: Array("hello".utf8))
        }
    }

    private func respond(
        _ context: ChannelHandlerContext,
        status: String = "200 OK",
        head: String = "",
        body: [UInt8] = []
    ) {
        send("HTTP/1.1 \(status)\r\n\(head)Content-Length: \(body.count)\r\n\r\n", context)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: body)), promise: nil)
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}
