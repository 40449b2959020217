import CertificateAuthority
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// A server of HTTP/2 that does with its n-th request what the n-th step of its script says.
final class FrameServer: Sendable {
    /// What is done with a request.
    enum Step: Sendable {
        /// Fields and a body, whatever they are.
        case answer([(String, String)], String)
        case reset(HTTP2ErrorCode)
        /// Names the last stream that was looked at.
        case goAway(HTTP2StreamID, HTTP2ErrorCode)
        case close
        case silence
        /// Says first that it leaves, then answers, then names the last stream: a drain.
        case leave(HTTP2StreamID)

        static let ok = Step.answer([(":status", "200")], "ok")
    }

    let port: Int
    let connections = Count()
    private let steps: Mutex<[Step]>
    private let seen = Mutex<[HPACKHeaders]>([])

    /// The heads of the requests, in their order.
    var requests: [HPACKHeaders] { seen.withLock { $0 } }

    private init(port: Int, _ steps: [Step]) {
        self.port = port
        self.steps = Mutex(steps)
    }

    static func with(
        _ group: TestGroup,
        _ steps: [Step],
        streams: Int = 100,
        _ use: (FrameServer) async throws -> Void
    ) async throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(group.server.chainPEM.utf8))
                .map { .certificate($0) },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array(group.server.privateKeyPEM.utf8), format: .pem)
            )
        )
        configuration.applicationProtocols = ["h2"]
        let context = try NIOSSLContext(configuration: configuration)
        let (holder, opened) = (Holder(), Opened())
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    guard let server = holder.server else { throw ChannelError.ioOnClosedChannel }
                    server.connections.add()
                    opened.add(child)
                    try child.pipeline.syncOperations.addHandlers([
                        NIOSSLServerHandler(context: context),
                        NIOHTTP2Handler(
                            mode: .server,
                            initialSettings: [
                                HTTP2Setting(parameter: .maxConcurrentStreams, value: streams),
                                HTTP2Setting(parameter: .maxHeaderListSize, value: 16_384),
                            ],
                            headerBlockValidation: .disabled,
                            contentLengthValidation: .disabled
                        ),
                        Script(server),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = FrameServer(port: listener.localAddress?.port ?? 0, steps)
        holder.server = server
        let result: Result<Void, any Error>
        do { result = .success(try await use(server)) } catch { result = .failure(error) }
        try? await listener.close().get()
        for channel in opened.all { try? await channel.close().get() }
        try result.get()
    }

    private func next(_ head: HPACKHeaders) -> Step {
        seen.withLock { $0.append(head) }
        return steps.withLock { $0.isEmpty ? .close : $0.removeFirst() }
    }

    private final class Holder: Sendable {
        private let value = Mutex<FrameServer?>(nil)
        var server: FrameServer? {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    private final class Opened: Sendable {
        private let value = Mutex<[any Channel]>([])
        var all: [any Channel] { value.withLock { $0 } }
        func add(_ channel: any Channel) { value.withLock { $0.append(channel) } }
    }

    private final class Script: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame
        typealias OutboundOut = HTTP2Frame
        private let server: FrameServer
        private var heads: [HTTP2StreamID: HPACKHeaders] = [:]

        init(_ server: FrameServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            switch frame.payload {
            case .headers(let headers):
                heads[frame.streamID] = headers.headers
                if headers.endStream { perform(frame.streamID, context) }
            case .data(let data): if data.endStream { perform(frame.streamID, context) }
            default: return
            }
        }

        private func perform(_ stream: HTTP2StreamID, _ context: ChannelHandlerContext) {
            switch server.next(heads[stream] ?? [:]) {
            case .silence: return
            case .close: context.close(promise: nil)
            case .reset(let code): write(.rstStream(code), stream, context)
            case .leave(let last):
                write(
                    .goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil),
                    0,
                    context
                )
                answer([(":status", "200")], "ok", stream, context)
                write(.goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil), 0, context)
            case .goAway(let last, let code):
                write(.goAway(lastStreamID: last, errorCode: code, opaqueData: nil), 0, context)
            case .answer(let fields, let body): answer(fields, body, stream, context)
            }
        }

        private func answer(
            _ fields: [(String, String)],
            _ body: String,
            _ stream: HTTP2StreamID,
            _ context: ChannelHandlerContext
        ) {
            let isEnded = body.isEmpty
            let head = HTTP2Frame.FramePayload.Headers(
                headers: HPACKHeaders(fields),
                endStream: isEnded
            )
            write(.headers(head), stream, context)
            guard !isEnded else { return }
            let data = IOData.byteBuffer(ByteBuffer(string: body))
            write(.data(.init(data: data, endStream: true)), stream, context)
        }

        private func write(
            _ payload: HTTP2Frame.FramePayload,
            _ stream: HTTP2StreamID,
            _ context: ChannelHandlerContext
        ) {
            let frame = HTTP2Frame(streamID: stream, payload: payload)
            context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
