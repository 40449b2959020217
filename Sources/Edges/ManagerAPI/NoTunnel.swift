import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection after the answer to CONNECT: what follows it is meant for another place.
///
/// RFC 9110, *CONNECT*. The HTTP server ends a connection whose request says so.
final class NoTunnel: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var isEnding = false
    /// Requests that are not answered yet: those before CONNECT are answered as ever.
    private var waiting = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnding else { return }
        guard case .head(var head) = unwrapInboundIn(data) else {
            return context.fireChannelRead(data)
        }
        waiting += 1
        guard head.method == .connect else { return context.fireChannelRead(data) }
        isEnding = true
        head.headerFields[.connection] = "close"
        context.fireChannelRead(wrapInboundOut(.head(head)))
        context.fireChannelRead(wrapInboundOut(.end(nil)))
    }

    func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        guard case .head(var head) = unwrapOutboundIn(data), head.status.kind != .informational
        else { return context.write(data, promise: promise) }
        waiting -= 1
        guard isEnding, waiting == 0 else { return context.write(data, promise: promise) }
        head.headerFields[.connection] = "close"
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
