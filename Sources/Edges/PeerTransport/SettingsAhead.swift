import NIOCore

/// Has NIOHTTP2 count a client's streams by our bounds from the first frame on.
///
/// NIOHTTP2 holds a client to its own first bound of streams until the client has acknowledged our
/// settings, and ends the whole connection over one stream more: a client that asks in its first
/// flight, as it may, would lose all it asked. All our settings allow more than the first values do,
/// so they may be in force before the client knows of them: the acknowledgement is put behind the
/// client's settings, and its own is left out. RFC 9113, *Settings Synchronization*.
final class SettingsAhead: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum Step {
        /// The client's settings have not come.
        case first
        /// They are passing.
        case settings
        /// The acknowledgement has been put in; the client's own will come.
        case ahead
    }

    /// RFC 9113, *Frame Format*: length and type, flags, stream.
    private static let headBytes = 9
    private static let headers: UInt8 = 1
    private static let settings: UInt8 = 4
    private static let continuation: UInt8 = 9
    private static let acknowledges: UInt8 = 1
    private static let endsHeaders: UInt8 = 4

    private var step = Step.first
    /// What has come and not gone on: less than a frame's head, between two reads.
    private var held = ByteBuffer()
    /// Whether the next frame can only go on with a list of fields.
    private var isWithinFields = false
    /// Bytes that pass without a look.
    private var left = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8.count

    /// The memory that is kept between two reads, in bytes.
    var heldCapacity: Int { held.capacity }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if held.readableBytes == 0 { held = bytes } else { held.writeBuffer(&bytes) }
        var passing = context.channel.allocator.buffer(
            capacity: held.readableBytes + Self.headBytes
        )
        let isDone = pass(&passing)
        if isDone { passing.writeBuffer(&held) }
        // Nothing that has gone on is kept, however long the client says nothing of our settings.
        held.discardReadBytes()
        if passing.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(passing)) }
        if isDone {
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        }
    }

    /// Moves on what may go on; gives whether nothing more is to be done here.
    private func pass(_ passing: inout ByteBuffer) -> Bool {
        while true {
            if var bytes = held.readSlice(length: min(left, held.readableBytes)) {
                left -= bytes.readableBytes
                passing.writeBuffer(&bytes)
            }
            guard left == 0 else { return false }
            if step == .settings {
                passing.writeInteger(UInt32(Self.settings))
                passing.writeInteger(Self.acknowledges)
                passing.writeInteger(0, as: UInt32.self)
                step = .ahead
            }
            guard held.readableBytes >= Self.headBytes,
                let head = held.getInteger(at: held.readerIndex, as: UInt32.self),
                let flags = held.getInteger(at: held.readerIndex + 4, as: UInt8.self),
                let stream = held.getInteger(at: held.readerIndex + 5, as: UInt32.self)
            else { return false }
            let type = UInt8(truncatingIfNeeded: head)
            // The reserved bit beside the stream's number says nothing.
            let isOfConnection = stream & UInt32(Int32.max) == 0
            let isSettings = type == Self.settings && isOfConnection && !isWithinFields
            let isAcknowledgement = isSettings && flags & Self.acknowledges != 0
            if type == Self.headers || type == Self.continuation {
                isWithinFields = flags & Self.endsHeaders == 0
            }
            switch step {
            case .first:
                // What may not come first is for NIOHTTP2 to refuse.
                guard isSettings, !isAcknowledgement else { return true }
                step = .settings
            case .ahead where isAcknowledgement:
                // One with a payload is wrong, and so is a second one: both go on.
                if head >> 8 == 0 { held.moveReaderIndex(forwardBy: Self.headBytes) }
                return true
            case .ahead, .settings: break
            }
            left = Self.headBytes + Int(head >> 8)
        }
    }
}
