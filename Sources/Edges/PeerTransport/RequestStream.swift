import HTTPWire
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One stream of a client's HTTP/2 connection, as a connection of HTTP/1.1 that carries one request.
///
/// What comes is checked and written as HTTP/1.1 to the ``ServerHandler`` after it, and what that
/// writes leaves as frames. So there is one way of reading requests, whatever the client speaks.
final class RequestStream: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = HTTP2Frame.FramePayload

    /// A larger part of an answer is sent in pieces of this size, so that its progress is seen.
    private static let pieceBytes = 64 * 1_024

    private let connection: ServerStreams
    private let limits: WireLimits
    private var body: StreamBody?
    private var answer = MessageFrames.answer()
    private var answerSent: EventLoopFuture<Void>?
    private var isSent = false
    private var isRefused = false
    private var isReset = false
    /// When a piece of a large answer last left.
    private(set) var lastTaken = NIODeadline.uptimeNanoseconds(0)

    init(_ connection: ServerStreams, limits: WireLimits) {
        (self.connection, self.limits) = (connection, limits)
    }

    // MARK: What comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused, !isReset else { return }
        do throws(WireProblem) {
            switch unwrapInboundIn(data) {
            case .headers(let frame): try take(frame, context)
            case .data(let frame): try take(frame, context)
            default: return
            }
        } catch {
            refuse(error, context)
        }
    }

    private func take(
        _ frame: HTTP2Frame.FramePayload.Headers,
        _ context: ChannelHandlerContext
    ) throws(WireProblem) {
        guard body == nil else {
            guard frame.endStream else { throw .forbiddenTrailer }
            return try end(frame.headers, context)
        }
        guard connection.admits() else { return reset(.refusedStream, context) }
        var head = try FieldTranscript.request(frame.headers, endsStream: frame.endStream)
        var parser = RequestParser(limits: limits)
        guard let parsed = try parser.parse(head.readableBytesUInt8Span) else { throw .truncated }
        var body = StreamBody(parsed.framing, limits: limits)
        if frame.endStream { _ = try body.end(nil) } else { body.holdBack(&head) }
        self.body = body
        answer.method = parsed.method
        context.fireChannelRead(wrapInboundOut(head))
    }

    private func take(
        _ frame: HTTP2Frame.FramePayload.Data,
        _ context: ChannelHandlerContext
    ) throws(WireProblem) {
        guard var body, case .byteBuffer(let part) = frame.data else { return }
        var parts = try body.take(part)
        // Before anybody hears of the last byte: whoever then closes must find that it was the last.
        if frame.endStream { parts += try body.end(nil) }
        self.body = body
        for part in parts { context.fireChannelRead(wrapInboundOut(part)) }
    }

    private func end(
        _ trailers: HPACKHeaders,
        _ context: ChannelHandlerContext
    ) throws(WireProblem) {
        guard var body else { return }
        let parts = try body.end(trailers)
        self.body = body
        for part in parts { context.fireChannelRead(wrapInboundOut(part)) }
    }

    /// Has the request refused, and takes no more on this connection, as after a refused head of
    /// HTTP/1.1.
    private func refuse(_ problem: WireProblem, _ context: ChannelHandlerContext) {
        isRefused = true
        // Afterwards: the connection hears of a stream only once its first frame was delivered, and
        // must name it as the last one.
        context.eventLoop.assumeIsolated().execute { self.connection.takeNoMore() }
        guard !answer.hasEnded else { return reset(.protocolError, context) }
        context.fireUserInboundEventTriggered(MessageRefused(problem: problem))
    }

    // MARK: What leaves

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var buffer = unwrapOutboundIn(data)
        guard !isReset else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        do throws(WireProblem) {
            while buffer.readableBytes > Self.pieceBytes,
                let piece = buffer.readSlice(length: Self.pieceBytes)
            {
                for frame in try answer.take(piece) { write(piece: frame, context) }
            }
            for frame in try answer.take(buffer) { write(frame, context) }
        } catch {
            promise?.fail(error)
            return reset(.internalError, context)
        }
        // Whoever asks, asks whether the answer has left.
        if let answerSent { answerSent.cascade(to: promise) } else { promise?.succeed() }
    }

    private func write(piece frame: HTTP2Frame.FramePayload, _ context: ChannelHandlerContext) {
        guard !frame.endsStream else { return write(frame, context) }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenSuccess { _ in self.lastTaken = .now() }
        context.write(wrapOutboundOut(frame), promise: sent)
    }

    /// Whether an answer's head, its empty line left out, can leave.
    func takes(_ head: ByteBuffer) -> Bool {
        guard head.readableBytes > connection.frameBytes / 4 else { return true }
        var (head, frames) = (head, MessageFrames.answer())
        head.writeStaticString("content-length: 0\r\n\r\n")
        guard let frame = try? frames.take(head).first, case .headers(let fields) = frame else {
            return false
        }
        return HeadFrame.fits(fields.headers, in: connection.frameBytes)
    }

    private func write(_ frame: HTTP2Frame.FramePayload, _ context: ChannelHandlerContext) {
        if case .headers(let fields) = frame,
            !HeadFrame.fits(fields.headers, in: connection.frameBytes)
        {
            return reset(.internalError, context)
        }
        guard answer.hasEnded, frame.endsStream else {
            return context.write(wrapOutboundOut(frame), promise: nil)
        }
        let sent = context.eventLoop.makePromise(of: Void.self)
        answerSent = sent.futureResult
        sent.futureResult.assumeIsolated().whenSuccess { _ in self.isSent = true }
        context.write(wrapOutboundOut(frame), promise: sent)
    }

    func close(
        context: ChannelHandlerContext,
        mode: CloseMode,
        promise: EventLoopPromise<Void>?
    ) {
        // A stream closes by itself once both have ended.
        if !isSent || body?.isEnded != true { reset(code, context) }
        promise?.succeed()
    }

    /// RFC 9113, *Error Codes*: what a stream that ends early says.
    private var code: HTTP2ErrorCode {
        if isRefused { return answer.hasEnded && isSent ? .noError : .protocolError }
        guard body != nil else { return .refusedStream }
        return isSent ? .noError : .internalError
    }

    private func reset(_ code: HTTP2ErrorCode, _ context: ChannelHandlerContext) {
        guard !isReset else { return }
        isReset = true
        context.writeAndFlush(wrapOutboundOut(.rstStream(code)), promise: nil)
    }
}

extension HTTP2Frame.FramePayload {
    /// Whether nothing of the message follows.
    var endsStream: Bool {
        switch self {
        case .headers(let headers): headers.endStream
        case .data(let data): data.endStream
        default: false
        }
    }
}
