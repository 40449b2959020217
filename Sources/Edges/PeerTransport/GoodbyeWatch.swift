import NIOCore
import NIOHTTP2

/// Tells when our word that an HTTP/2 connection is broken leaves, and takes nothing in after it.
///
/// Stands before NIOHTTP2, which says GOAWAY by itself when the other end breaks a rule and tells
/// nobody when it has left, nor whether an error ended the connection or one stream only; nor
/// since when a head is on its way.
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
        static let settings: UInt8 = 4
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
    /// Streams that the other end may open, to be told in place of NIOHTTP2's own bound.
    private var streams: Int?
    private var progress: HeadProgress
    private var context: ChannelHandlerContext?
    /// When a head began to arrive that is not whole yet.
    private(set) var headSince: NIODeadline?

    /// Watches one end of a connection; what a client sends begins with a preface.
    init(isClient: Bool, streams: Int? = nil) {
        let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8.count
        left = isClient ? preface : 0
        progress = HeadProgress(after: isClient ? 0 : preface)
        self.streams = streams
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    /// Tells a client that it may ask nothing more, while all that is on its way is still taken;
    /// false within a frame, and before the first settings.
    ///
    /// RFC 9113, *GOAWAY*: NO_ERROR, and no stream is the last one. NIOHTTP2 would refuse every new
    /// stream after it, so it does not hear of it.
    func announceEnd() -> Bool {
        guard let context, left == 0, streams == nil, goodbye == nil else { return false }
        let payload = 8
        var frame = ByteBuffer()
        frame.writeInteger(UInt32(payload) << 8 | UInt32(FrameType.goAway))
        frame.writeInteger(0, as: UInt8.self)
        frame.writeInteger(0, as: UInt32.self)
        frame.writeInteger(UInt32(Int32.max))
        frame.writeInteger(0, as: UInt32.self)
        (written, hasJustReset) = (written &+ frame.readableBytes, false)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        return true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDeaf else { return }
        progress.take(unwrapInboundIn(data))
        headSince = progress.isWithin ? headSince ?? .now() : nil
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var bytes = unwrapOutboundIn(data)
        written &+= bytes.readableBytes
        guard goesThrough(&bytes), goodbye == nil else {
            return context.write(wrapOutboundOut(bytes), promise: promise)
        }
        let sent = promise ?? context.eventLoop.makePromise(of: Void.self)
        goodbye = sent.futureResult
        context.write(wrapOutboundOut(bytes), promise: sent)
    }

    /// Goes through the frames of a write, and tells whether it says goodbye.
    ///
    /// Frame heads are never divided between writes.
    private func goesThrough(_ buffer: inout ByteBuffer) -> Bool {
        var (bytes, found) = (buffer, false)
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
            if type == FrameType.settings, let streams {
                Self.tell(streams, in: &buffer, at: bytes.readerIndex, Int(lengthAndType >> 8))
                self.streams = nil
            }
            let code = bytes.getInteger(at: bytes.readerIndex + 4, as: UInt32.self)
            if type == FrameType.goAway, let code, code != 0 { found = true }
        }
        return found
    }

    /// Writes the number of streams into the first settings that leave.
    ///
    /// RFC 9113, *SETTINGS Format*: pairs of a 16-bit name and a 32-bit value.
    private static func tell(
        _ streams: Int,
        in buffer: inout ByteBuffer,
        at start: Int,
        _ length: Int
    ) {
        let maximumConcurrentStreams: UInt16 = 3
        for position in stride(from: start, to: start + length, by: 6)
        where buffer.getInteger(at: position, as: UInt16.self) == maximumConcurrentStreams {
            buffer.setInteger(UInt32(clamping: streams), at: position + 2)
        }
    }
}
