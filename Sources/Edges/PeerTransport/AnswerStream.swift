import HTTPWire
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One stream of an HTTP/2 connection to a target, as a connection of HTTP/1.1 for one request.
///
/// What ``UpstreamConnection`` writes leaves as frames; what comes is checked and written as
/// HTTP/1.1 to it, so there is one way of reading answers.
final class AnswerStream: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let limits = WireLimits()
    private let carrier: UpstreamStreams?
    private var request = MessageFrames.request()
    private var body: StreamBody?
    private var isSent = false
    private var isRefused = false

    init(_ carrier: UpstreamStreams?) {
        self.carrier = carrier
    }

    // MARK: What leaves

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let frames: [HTTP2Frame.FramePayload]
        do throws(WireProblem) {
            frames = try request.take(unwrapOutboundIn(data))
        } catch {
            promise?.fail(error)
            return context.close(promise: nil)
        }
        guard let last = frames.last else {
            promise?.succeed()
            return
        }
        if let carrier, case .headers(let head)? = frames.first,
            !HeadFrame.fits(head.headers, in: carrier.frameBytes)
        {
            promise?.fail(WireProblem.headTooLong)
            return context.fireUserInboundEventTriggered(HeadNotTaken())
        }
        for frame in frames.dropLast() { context.write(wrapOutboundOut(frame), promise: nil) }
        let sent = promise ?? context.eventLoop.makePromise()
        if last.endsStream {
            sent.futureResult.assumeIsolated().whenSuccess { _ in self.isSent = true }
        }
        context.write(wrapOutboundOut(last), promise: sent)
    }

    func close(
        context: ChannelHandlerContext,
        mode: CloseMode,
        promise: EventLoopPromise<Void>?
    ) {
        if isSent, body?.isEnded == true {
            // Both have ended, so the stream closes by itself.
            promise?.succeed()
        } else {
            context.close(mode: .all, promise: promise)
        }
    }

    // MARK: What comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        do throws(WireProblem) {
            switch unwrapInboundIn(data) {
            case .headers(let frame): try take(frame, context)
            case .data(let frame): try take(frame, context)
            default: return
            }
        } catch {
            isRefused = true
            context.fireUserInboundEventTriggered(MessageRefused(problem: error))
        }
    }

    /// Fired up the pipeline: the head is too long for the other end, and nothing has left.
    struct HeadNotTaken {}

    private func take(
        _ frame: HTTP2Frame.FramePayload.Headers,
        _ context: ChannelHandlerContext
    ) throws(WireProblem) {
        guard body == nil else {
            guard frame.endStream else { throw .forbiddenTrailer }
            return try end(frame.headers, context)
        }
        let head = try FieldTranscript.answer(
            frame.headers,
            endsStream: frame.endStream,
            answering: request.method
        )
        var parser = ResponseParser(limits: limits)
        guard let parsed = try parser.parse(head.readableBytesUInt8Span, answering: request.method)
        else { throw .truncated }
        if parsed.isInterim {
            guard !frame.endStream else { throw .truncated }
        } else {
            var body = StreamBody(parsed.framing, limits: limits)
            if frame.endStream { _ = try body.end(nil) }
            self.body = body
        }
        context.fireChannelRead(wrapInboundOut(head))
    }

    private func take(
        _ frame: HTTP2Frame.FramePayload.Data,
        _ context: ChannelHandlerContext
    ) throws(WireProblem) {
        guard case .byteBuffer(let part) = frame.data else { return }
        guard var body else { throw .malformedStatusLine }
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
}
