import HTTPTypes
import Hummingbird
import NIOCore

/// Asks the connection's pipeline for `100 Continue`.
struct SendContinue: Sendable {}

/// Writes `100 Continue` below the HTTP handlers, which know of one answer a request only.
final class ContinueWriter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext,
        event: Any,
        promise: EventLoopPromise<Void>?
    ) {
        guard event is SendContinue else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        let line = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")
        context.writeAndFlush(wrapOutboundOut(line), promise: promise)
    }
}

extension Request {
    /// What the client waits for before it goes on, in small letters.
    private var expectations: [String] {
        headers[values: .expect].flatMap { $0.split(separator: ",") }.map {
            $0.lowercased().split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        }.filter { !$0.isEmpty }
    }

    /// Whether the client waits for `100 Continue`.
    var expectsContinue: Bool { expectations.contains("100-continue") }

    /// Whether the client expects no more than `100 Continue`; RFC 9110, *Expect*.
    var expectsNothingElse: Bool { expectations.allSatisfy { $0 == "100-continue" } }
}
