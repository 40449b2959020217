import ExchangeModel
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Gives the empty answer to what is not HTTP the body and field of every other refusal.
///
/// The HTTP server answers unreadable requests itself, before any route: with 400 and without a word.
/// FSC Core 2.0.0, *Error Handling*.
final class UnreadableRequest: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        guard case .head(var head) = unwrapOutboundIn(data), head.status.code == 400,
            head.headerFields[.contentLength] == "0"
        else { return context.write(data, promise: promise) }
        let answer = ManagerRefusal.bodyMalformed("the request is not acceptable HTTP").answer
        let body = ByteBuffer(bytes: answer.body)
        head.headerFields[.contentLength] = String(body.readableBytes)
        head.headerFields[.contentType] = answer.contentType
        head.headerFields[.fscErrorCode] = answer.code.rawValue
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: promise)
    }
}
