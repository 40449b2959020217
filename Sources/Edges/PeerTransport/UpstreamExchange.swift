import ExchangeModel
public import HTTPWire
public import NIOCore

/// One request on its way to a target: its writing side and its brake.
///
/// Lives on one event loop and is not `Sendable`. Until the request has left, all of it that was
/// written is held, so that it can be sent on another connection.
public final class UpstreamExchange {
    private enum State {
        case new
        /// In the queue of its target.
        case waiting(since: NIODeadline)
        case sending(UpstreamConnection)
        case over
    }

    /// Held bytes up to which nobody is told when they have left.
    public static let quietBytes = 64 * 1_024

    private(set) var target: TargetConnections
    /// Whom the request is made for, where parties share the target.
    let party: PeerID?
    private(set) var delegate: (any UpstreamDelegate)?
    private(set) var method = RequestMethod.get
    /// Whether the last byte of the request has been written.
    private(set) var isRequestEnded = false
    private(set) var isPaused = false
    /// Whether the whole answer is waited for, so that its time counts from the end of the request.
    ///
    /// An answer that is passed on as it comes needs progress only.
    public var isAnswerHeld = false
    /// The time for the answer, and for each silence of an event stream; by default the target's.
    public var answerTime: (answer: TimeAmount, streamIdle: TimeAmount)
    /// Connections that were tried and did not take the request.
    var attempts = 0
    /// Why the last attempt failed.
    var lastReason = UpstreamFailure.Reason.connectFailed
    /// Times that the other end said it had not looked at the request.
    var refusals = 0
    /// Whether the request was sent a second time, which only a fresh connection may carry.
    private(set) var isRepeated = false
    private var state = State.new
    /// Whether all that was held has left; it is told once nothing is held to be sent again.
    private var hasLeft = false
    private var framing = BodyFraming.none
    /// The bytes of the head, which begin what is held.
    private var headBytes = 0
    private var left: UInt64 = 0
    private var held: [ByteBuffer] = []
    /// The bytes that are held until the request has left.
    private(set) var heldBytes = 0
    private var holdsWritten = false

    init(target: TargetConnections, delegate: any UpstreamDelegate, party: PeerID? = nil) {
        (self.target, self.delegate, self.party) = (target, delegate, party)
        answerTime = (target.limits.answer, target.limits.streamIdle)
    }

    /// Whether more of the request can be written without holding it in memory.
    public var isWritable: Bool {
        switch state {
        case .sending(let connection): connection.isWritable
        case .new, .waiting: heldBytes < target.limits.heldBytes
        case .over: true
        }
    }

    /// An empty head to write a request into.
    public func makeHeadBuffer() -> HeadBuffer { HeadBuffer() }

    /// Sends a whole request: head and body leave in one write where the body is small.
    public func send(
        _ head: consuming HeadBuffer,
        body: ByteBuffer = ByteBuffer(),
        method: RequestMethod
    ) {
        guard case .new = state else { return }
        let count = body.readableBytes
        let empty: BodyFraming = method.usuallyHasBody ? .length(0) : .none
        finish(&head, framing: count > 0 ? .length(UInt64(count)) : empty, method: method)
        isRequestEnded = true
        var first = head.bytes
        if count > 0, count <= AnswerWriter.copiedBytes {
            first.writeImmutableBuffer(body)
            hold(first)
        } else {
            hold(first)
            if count > 0 { hold(body) }
        }
        start()
    }

    /// Begins a request whose body follows in parts; the framing is `.length` or `.chunked`.
    public func begin(_ head: consuming HeadBuffer, framing: BodyFraming, method: RequestMethod) {
        guard case .new = state else { return }
        finish(&head, framing: framing, method: method)
        hold(head.bytes)
        start()
    }

    /// Writes a part of the body.
    ///
    /// Bytes beyond the stated length are not sent, and none once the exchange is over.
    public func write(_ part: ByteBuffer) {
        guard !isRequestEnded, !isOver, part.readableBytes > 0 else { return }
        switch framing {
        case .none, .untilClose: return
        case .length:
            guard UInt64(part.readableBytes) <= left else { return }
            left -= UInt64(part.readableBytes)
            put(part)
        case .chunked:
            var text = HeadBuffer(ByteBuffer())
            text.appendChunkStart(part.readableBytes)
            if part.readableBytes <= AnswerWriter.copiedBytes {
                text.bytes.writeImmutableBuffer(part)
                text.appendLineEnd()
                put(text.bytes)
            } else {
                put(text.bytes)
                put(part)
                put(ByteBuffer(staticString: "\r\n"))
            }
        }
        flush()
    }

    /// Ends the request.
    ///
    /// A request that is shorter than it stated is given up: its connection closes.
    public func end() {
        guard !isRequestEnded else { return }
        isRequestEnded = true
        guard !isOver else { return }
        guard left == 0 else { return fail(.closedBeforeAnswer, requestLeft: true) }
        if framing == .chunked { put(ByteBuffer(staticString: "0\r\n\r\n")) }
        if case .sending(let connection) = state {
            connection.flush()
            connection.requestEnded()
        }
    }

    /// Stops reading the answer until ``resumeReading()``; for when the client does not keep up.
    public func pauseReading() {
        isPaused = true
    }

    /// Reads the answer again.
    public func resumeReading() {
        guard isPaused else { return }
        isPaused = false
        if case .sending(let connection) = state { connection.resume() }
    }

    /// Gives the request up; its connection closes and the delegate hears nothing more.
    public func cancel() {
        delegate = nil
        switch state {
        case .sending(let connection):
            finishState()
            connection.abandon()
        case .waiting:
            finishState()
            target.forget(self)
        case .new, .over: finishState()
        }
    }

    // MARK: Between pool and connection

    var waitingSince: NIODeadline? {
        if case .waiting(let since) = state { since } else { nil }
    }

    var isOver: Bool { if case .over = state { true } else { false } }

    /// A connection was found: everything held leaves.
    ///
    /// With `keeping`, what is written stays held until ``confirmLeft()``.
    func attach(_ connection: UpstreamConnection, keeping: Bool) {
        let wasWritable = isWritable
        state = .sending(connection)
        holdsWritten = keeping
        // A copy: what is held may be let go within the call that sends.
        let (buffers, isTold) = (held, heldBytes > Self.quietBytes)
        for (position, buffer) in buffers.enumerated() {
            connection.write(buffer, telling: isTold && position == buffers.count - 1)
        }
        if !keeping { letGo() }
        connection.flush()
        if isRequestEnded { connection.requestEnded() }
        if wasWritable != connection.isWritable, !isRequestEnded {
            delegate?.upstreamWritabilityChanged(connection.isWritable)
        }
    }

    /// The connection took none of the request: it waits for another one.
    func detach() {
        guard case .sending = state else { return }
        state = .waiting(since: .now())
        (holdsWritten, hasLeft) = (false, false)
    }

    /// Whether it may be sent once more although it left: it has no body and changes nothing.
    ///
    /// RFC 9110, *Idempotent Methods*; a server may close a kept connection just as it is used.
    var isRepeatable: Bool {
        guard !isRepeated, isRequestEnded, framing == .none else { return false }
        return method == .get || method == .head
    }

    /// Whether all of it is there and little enough to be held until its answer begins.
    var mayBeSentAgain: Bool { isRequestEnded && heldBytes <= Self.quietBytes }

    /// The connection was lost with the request: it waits for a fresh one.
    func detachToRepeat() {
        isRepeated = true
        detach()
    }

    /// Whether it still waits for a connection: nothing of it has left.
    public var isWaiting: Bool { waitingSince != nil }

    func move(to other: TargetConnections, head: consuming HeadBuffer) -> Bool {
        guard case .waiting = state, var rest = held.first else { return false }
        target.forget(self)
        head.appendFraming(framing)
        head.appendLineEnd()
        var first = head.bytes
        rest.moveReaderIndex(forwardBy: headBytes)
        heldBytes += first.readableBytes - headBytes
        headBytes = first.readableBytes
        first.writeImmutableBuffer(rest)
        held[0] = first
        (target, attempts) = (other, 0)
        other.place(self)
        return true
    }

    func confirmLeft() {
        holdsWritten = false
        letGo()
        tellLeft()
    }

    /// The last byte of what was held when the connection was found has left.
    func heldLeft() {
        guard case .sending = state else { return }
        hasLeft = true
        tellLeft()
    }

    private func tellLeft() {
        guard hasLeft, held.isEmpty else { return }
        hasLeft = false
        delegate?.upstreamTookHeld()
    }

    /// The answer is complete.
    func succeed() {
        let listener = delegate
        finishState()
        listener?.upstreamReceivedEnd()
    }

    func fail(_ reason: UpstreamFailure.Reason, requestLeft: Bool, onKeptConnection: Bool = false) {
        let listener = delegate
        var connection: UpstreamConnection?
        if case .sending(let current) = state { connection = current }
        if case .waiting = state { target.forget(self) }
        finishState()
        connection?.abandon()
        listener?.upstreamFailed(
            UpstreamFailure(
                reason,
                requestLeft: requestLeft || isRepeated,
                onKeptConnection: onKeptConnection
            )
        )
    }

    private func finishState() {
        state = .over
        delegate = nil
        letGo()
    }

    private func letGo() {
        held.removeAll()
        heldBytes = 0
    }

    private func start() {
        state = .waiting(since: .now())
        target.place(self)
    }

    private func finish(
        _ head: inout HeadBuffer,
        framing: BodyFraming,
        method: RequestMethod
    ) {
        (self.framing, self.method) = (framing, method)
        if case .length(let length) = framing { left = isRequestEnded ? 0 : length }
        head.appendFraming(framing)
        head.appendLineEnd()
        headBytes = head.bytes.readableBytes
    }

    private func put(_ buffer: ByteBuffer) {
        if case .sending(let connection) = state {
            if holdsWritten { hold(buffer) }
            connection.write(buffer)
        } else {
            hold(buffer)
        }
    }

    private func hold(_ buffer: ByteBuffer) {
        held.append(buffer)
        heldBytes += buffer.readableBytes
    }

    private func flush() {
        if case .sending(let connection) = state { connection.flush() }
    }
}
