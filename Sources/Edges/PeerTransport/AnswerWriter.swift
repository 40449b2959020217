import HTTPWire
import NIOCore

/// Frames one answer after the other and keeps small parts together, one write for many.
///
/// A class: the channel tells of its writability within a write, and the exchange may write on then.
final class AnswerWriter {
    /// Parts up to this size are copied together; a TLS record holds as much.
    static let copiedBytes = 16 * 1_024
    /// A spare buffer above this is given back.
    static let spareBytes = 64 * 1_024

    private enum State {
        case none
        case open(BodyFraming, left: UInt64)
        case ended
    }

    private var state = State.none
    private var pending = ByteBuffer()
    private var spare = ByteBuffer()
    private var isHead = false
    /// Whether bytes of this answer were handed to the channel.
    private(set) var hasLeft = false
    /// What leaves before ``pending``; until then the answer can be taken back.
    private var queued: [ByteBuffer] = []
    private var queuedBytes = 0
    /// Whether the connection ends with this answer.
    private(set) var closes = false

    var hasBegun: Bool { if case .none = state { false } else { true } }
    var hasEnded: Bool { if case .ended = state { true } else { false } }
    /// Whether written bytes wait for a flush.
    var holdsBytes: Bool { queuedBytes + pending.readableBytes > 0 }

    func startNext() {
        state = .none
        hasLeft = false
    }

    /// Forgets an answer that was begun; false where a part of it has left, or it has ended.
    func takeBack() -> Bool {
        guard case .open = state, !hasLeft else { return false }
        pending.clear()
        (queued, queuedBytes) = ([], 0)
        (state, closes) = (.none, false)
        return true
    }

    func makeHeadBuffer() -> HeadBuffer {
        guard spare.capacity > 0 else { return HeadBuffer() }
        var taken = ByteBuffer()
        swap(&taken, &spare)
        // The last flush has let go of it, so this keeps the memory.
        taken.clear()
        return HeadBuffer(taken)
    }

    func begin(
        _ head: consuming HeadBuffer,
        framing: BodyFraming,
        facts: RequestFacts,
        mustClose: Bool
    ) {
        let answer = AnswerFraming(
            framing,
            status: head.status,
            facts: facts,
            mustClose: mustClose
        )
        answer.finish(&head)
        closes = answer.closes
        isHead = facts.isHead
        if case .length(let length) = answer.sent {
            state = .open(answer.sent, left: length)
        } else {
            state = .open(answer.sent, left: 0)
        }
        if pending.readableBytes == 0 {
            pending = head.bytes
        } else {
            pending.writeImmutableBuffer(head.bytes)
        }
    }

    /// Writes a part; false when it is more than the stated length.
    @discardableResult
    func write(_ part: ByteBuffer, on context: ChannelHandlerContext) -> Bool {
        guard case .open(let framing, let left) = state, part.readableBytes > 0 else { return true }
        let count = UInt64(part.readableBytes)
        switch framing {
        case .none: return isHead
        case .untilClose: append(part, on: context)
        case .length:
            guard count <= left else { return false }
            state = .open(framing, left: left - count)
            append(part, on: context)
        case .chunked:
            appendText { $0.appendChunkStart(part.readableBytes) }
            append(part, on: context)
            appendText { $0.appendLineEnd() }
        }
        return true
    }

    /// Whether all that the head stated has been written.
    var mayEnd: Bool { if case .open(_, left: 0) = state { true } else { false } }

    /// Ends the answer and sends it; the promise is kept when all of it has left.
    func end(on context: ChannelHandlerContext, promise: EventLoopPromise<Void>? = nil) {
        guard case .open(let framing, _) = state else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        if framing == .chunked { appendText { $0.appendLastChunk() } }
        state = .ended
        if let promise { flush(on: context, promise: promise) } else { flush(on: context) }
    }

    func writeContinue(on context: ChannelHandlerContext) {
        context.writeAndFlush(
            NIOAny(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")),
            promise: nil
        )
    }

    func flush(on context: ChannelHandlerContext) {
        writePending(on: context)
        context.flush()
    }

    /// Sends what is held; the promise is kept when all that was ever written has left.
    func flush(on context: ChannelHandlerContext, promise: EventLoopPromise<Void>) {
        writePending(on: context)
        context.writeAndFlush(NIOAny(ByteBuffer()), promise: promise)
    }

    private func append(_ part: ByteBuffer, on context: ChannelHandlerContext) {
        if part.readableBytes <= Self.copiedBytes {
            pending.writeImmutableBuffer(part)
            guard pending.readableBytes >= Self.copiedBytes else { return }
            if hasLeft { writePending(on: context) } else { queuePending() }
        } else if hasLeft {
            writePending(on: context)
            context.write(NIOAny(part), promise: nil)
        } else {
            queuePending()
            queue(part)
        }
        if queuedBytes > Self.spareBytes { writePending(on: context) }
    }

    private func queue(_ buffer: ByteBuffer) {
        queued.append(buffer)
        queuedBytes += buffer.readableBytes
    }

    private func queuePending() {
        guard pending.readableBytes > 0 else { return }
        var taken = ByteBuffer()
        swap(&taken, &pending)
        if taken.capacity <= Self.spareBytes { spare = taken }
        queue(taken)
    }

    private func appendText(_ write: (inout HeadBuffer) -> Void) {
        var text = HeadBuffer(pending)
        pending = ByteBuffer()
        write(&text)
        pending = text.bytes
    }

    private func writePending(on context: ChannelHandlerContext) {
        if queued.isEmpty {
            guard pending.readableBytes > 0 else { return }
            hasLeft = true
            var taken = ByteBuffer()
            swap(&taken, &pending)
            if taken.capacity <= Self.spareBytes { spare = taken }
            return context.write(NIOAny(taken), promise: nil)
        }
        queuePending()
        hasLeft = true
        // One by one: whoever writes on within a write comes after those that are still queued.
        while !queued.isEmpty {
            let next = queued.removeFirst()
            queuedBytes -= next.readableBytes
            context.write(NIOAny(next), promise: nil)
        }
    }
}
