import CertificateAuthority
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// A peer that speaks HTTP/2 frame by frame, right or wrong, and shows what comes back.
final class FrameClient: Sendable {
    /// What came on one stream.
    struct Answer: Sendable {
        var heads: [HPACKHeaders] = []
        var body = ByteBuffer()
        var isEnded = false
        var reset: HTTP2ErrorCode?

        var status: String? { field(":status") }
        var text: String { String(buffer: body) }

        func field(_ name: String) -> String? { heads.last?.first(name: name) }
        var isOver: Bool { isEnded || reset != nil }
    }

    private struct Seen: Sendable {
        var answers: [HTTP2StreamID: Answer] = [:]
        var goAways: [HTTP2ErrorCode] = []
        var lastStreams: [HTTP2StreamID] = []
        var isClosed = false
    }

    private let channel: any Channel
    private let seen: Inbox

    private init(_ channel: any Channel, _ seen: Inbox) {
        (self.channel, self.seen) = (channel, seen)
    }

    static func with(
        _ group: TestGroup,
        port: Int,
        _ use: (FrameClient) async throws -> Void
    ) async throws {
        let inbox = Inbox()
        let handlers: @Sendable () -> [any ChannelHandler] = {
            let frames = NIOHTTP2Handler(
                mode: .client,
                headerBlockValidation: .disabled,
                contentLengthValidation: .disabled
            )
            return [frames, Collector(inbox)]
        }
        try await group.connect(port: port, handlers) { try await use(FrameClient($0, inbox)) }
    }

    /// The fields of an ordinary request, and more.
    static func fields(
        _ method: String = "GET",
        _ path: String = "/",
        _ more: [(String, String)] = []
    ) -> [(String, String)] {
        [(":method", method), (":scheme", "https"), (":authority", "a"), (":path", path)] + more
    }

    var isClosed: Bool { seen.value.isClosed }
    var goAways: [HTTP2ErrorCode] { seen.value.goAways }
    var lastStreams: [HTTP2StreamID] { seen.value.lastStreams }

    func answer(_ stream: HTTP2StreamID) -> Answer { seen.value.answers[stream] ?? Answer() }

    /// The answer once it is over; as far as it came when it does not end.
    func wait(_ stream: HTTP2StreamID) async throws -> Answer {
        _ = try await eventually { self.answer(stream).isOver || self.isClosed }
        return answer(stream)
    }

    /// Sends a head without waiting for it to leave.
    func head(_ stream: HTTP2StreamID, _ fields: [(String, String)], ends: Bool = true) {
        let payload = HTTP2Frame.FramePayload.headers(
            .init(headers: HPACKHeaders(fields), endStream: ends)
        )
        send(stream, payload)
    }

    func data(_ stream: HTTP2StreamID, _ text: String, ends: Bool = true) {
        send(stream, .data(.init(data: .byteBuffer(ByteBuffer(string: text)), endStream: ends)))
    }

    /// Sends one frame; the future succeeds when it has left.
    @discardableResult
    func send(
        _ stream: HTTP2StreamID,
        _ payload: HTTP2Frame.FramePayload
    ) -> EventLoopFuture<Void> {
        let frame = HTTP2Frame(streamID: stream, payload: payload)
        let promise = channel.eventLoop.makePromise(of: Void.self)
        channel.writeAndFlush(frame, promise: promise)
        return promise.futureResult
    }

    private final class Inbox: Sendable {
        private let state = Mutex(Seen())
        var value: Seen { state.withLock { $0 } }

        func change(_ change: (inout Seen) -> Void) {
            state.withLock { change(&$0) }
        }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame
        private let inbox: Inbox

        init(_ inbox: Inbox) {
            self.inbox = inbox
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            inbox.change { seen in
                var answer = seen.answers[frame.streamID] ?? Answer()
                switch frame.payload {
                case .headers(let headers):
                    answer.heads.append(headers.headers)
                    answer.isEnded = headers.endStream
                case .data(let data):
                    if case .byteBuffer(let part) = data.data {
                        answer.body.writeImmutableBuffer(part)
                    }
                    answer.isEnded = data.endStream
                case .rstStream(let code): answer.reset = code
                case .goAway(let last, let code, _):
                    seen.goAways.append(code)
                    seen.lastStreams.append(last)
                default: return
                }
                seen.answers[frame.streamID] = answer
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            inbox.change { $0.isClosed = true }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            // Late frames of our own are refused by our own side: that is no matter here.
            if error is NIOSSLError { context.close(promise: nil) }
        }
    }
}

extension TestGroup {
    /// Connects as Alice, with handlers above TLS, for the time of a use.
    func connect(
        port: Int,
        speaking protocol: String = "h2",
        _ handlers: @escaping @Sendable () -> [any ChannelHandler],
        _ use: (any Channel) async throws -> Void
    ) async throws {
        let context = try context(speaking: `protocol`)
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(context: context, serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandlers([tls] + handlers())
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let result: Result<Void, any Error>
        do { result = .success(try await use(channel)) } catch { result = .failure(error) }
        try? await channel.close().get()
        try result.get()
    }

    /// Begins a handshake as Alice on a connection that there is, with handlers above TLS.
    func secure(
        _ channel: any Channel,
        _ handlers: @escaping @Sendable () -> [any ChannelHandler]
    ) async throws {
        let context = try context(speaking: "h2")
        try await channel.eventLoop.submit {
            let tls = try NIOSSLClientHandler(context: context, serverHostname: nil)
            try channel.pipeline.syncOperations.addHandlers([tls] + handlers())
        }.get()
    }

    /// Alice's end of a handshake; she trusts whoever answers.
    private func context(speaking protocol: String) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(group.anchorsPEM)
        )
        configuration.certificateVerification = .noHostnameVerification
        configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(
            Array(alice.chainPEM.utf8)
        ).map { .certificate($0) }
        configuration.privateKey = .privateKey(
            try NIOSSLPrivateKey(bytes: Array(alice.privateKeyPEM.utf8), format: .pem)
        )
        configuration.applicationProtocols = [`protocol`]
        return try NIOSSLContext(configuration: configuration)
    }
}
