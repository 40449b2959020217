import NIOCore
import NIOHTTP2

/// Tells when our word that an HTTP/2 connection is broken leaves, and takes nothing in after it.
///
/// Stands before NIOHTTP2, which says GOAWAY by itself when the other end breaks a rule and tells
/// nobody when it has left, nor whether an error ended the connection or one stream only.
final class GoodbyeWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The bytes of a frame's head.
    private static let headLength = 9

    /// RFC 9113, *Frame Format*: the types that matter here.
    private enum FrameType {
        static let reset: UInt8 = 3
        static let goAway: UInt8 = 7
    }

    /// Succeeds when a GOAWAY with an error has left; nil while none was sent.
    private(set) var goodbye: EventLoopFuture<Void>?
    /// Whether the last frame that was sent reset a stream.
    private(set) var hasJustReset = false
    /// The bytes that were written so far.
    private(set) var written = 0
    /// Whether what still comes is dropped.
    var isDeaf = false
    /// Bytes that belong to the frame that is being written.
    private var left: Int

    /// Watches one end of a connection; what a client sends begins with a preface.
    init(isClient: Bool) {
        left = isClient ? "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8.count : 0
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isDeaf { context.fireChannelRead(data) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        written &+= bytes.readableBytes
        guard saysGoodbye(bytes), goodbye == nil else {
            return context.write(data, promise: promise)
        }
        let sent = promise ?? context.eventLoop.makePromise(of: Void.self)
        goodbye = sent.futureResult
        context.write(data, promise: sent)
    }

    /// Goes through the frames of a write; frame heads are never divided between writes.
    private func saysGoodbye(_ bytes: ByteBuffer) -> Bool {
        var (bytes, found) = (bytes, false)
        while bytes.readableBytes > 0 {
            let rest = min(left, bytes.readableBytes)
            bytes.moveReaderIndex(forwardBy: rest)
            left -= rest
            guard bytes.readableBytes >= Self.headLength,
                let lengthAndType = bytes.readInteger(as: UInt32.self)
            else { break }
            bytes.moveReaderIndex(forwardBy: Self.headLength - 4)
            left = Int(lengthAndType >> 8)
            let type = UInt8(truncatingIfNeeded: lengthAndType)
            hasJustReset = type == FrameType.reset
            let code = bytes.getInteger(at: bytes.readerIndex + 4, as: UInt32.self)
            if type == FrameType.goAway, let code, code != 0 { found = true }
        }
        return found
    }
}
