import ExchangeModel
import HTTPWire
import NIOCore
import NIOHTTP2

/// One kept connection to an address of a target; carries one request at a time.
final class UpstreamConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// A connection that idled longer may have been closed by the other end just now: what is sent
    /// on it is held until it has left.
    static let staleAfter = TimeAmount.seconds(1)
    /// How long an answer's head waits for the first part of its body before it leaves alone.
    static let headHold = TimeAmount.milliseconds(500)
    /// Times that a request is sent again because the other end says it did not look at it.
    static let maximumRefusals = 3

    enum State {
        case opening(since: NIODeadline)
        case ready
        case closed
    }

    let address: Int
    /// What the stream belongs to, where this is one of HTTP/2: it carries one request.
    let carrier: UpstreamStreams?
    let owner: TargetConnections
    private let version: UInt64
    var state = State.opening(since: .now())
    var context: ChannelHandlerContext?
    var exchange: UpstreamExchange?
    var reader = AnswerReader()
    private var answerHead: ResponseHead?
    /// When a request began or ended, or a part of an answer's head or body was delivered last.
    ///
    /// Bytes of framing alone, such as half a chunk's size, are no progress.
    var lastProgress = NIODeadline.now()
    private var lastRead = NIODeadline.now()
    var requestEnd = NIODeadline.now()
    var stall = WriteStall()
    /// Whether an answer's head waits for the first part of its body: what is broken from its
    /// beginning can still be answered with an error.
    var holdsHead = false
    private var isReadHeld = false
    private var isDelivering = false
    private var isUnconfirmed = false
    /// Whether the request is held until the first byte of its answer.
    var holdsRequest = false
    /// Whether the request may be sent once more if no byte of its answer comes.
    private var mayRepeat = false
    /// Whether the connection had carried another request before this one.
    private var wasKept = false
    /// Whether the request may be sent elsewhere if its answer does not begin in time.
    var mayAskElsewhere = false
    /// Whether the other end has said that it did not look at the request.
    private var isUnprocessed = false
    /// What TLS said of our certificate, once the handshake was over.
    private var refusal: UpstreamFailure.Reason?
    /// Whether the answer may be that the connection had ended before the request came, which is
    /// held until its head is read.
    var mayBeUnseen = false
    private var isClosing = false
    /// Whether it has carried no request.
    private(set) var isFresh = true

    init(_ owner: TargetConnections, address: Int, carrier: UpstreamStreams? = nil) {
        (self.owner, self.address, self.carrier) = (owner, address, carrier)
        version = owner.target.securityVersion
    }

    /// Whose request it carries, or carried last.
    private(set) var party: PeerID?
    /// Where it leads to.
    private(set) var place: SocketAddress?

    var isWritable: Bool { context?.channel.isWritable ?? true }

    func isUsable(_ current: UInt64) -> Bool {
        guard case .ready = state, exchange == nil, !isClosing, carrier?.takesRequests != false
        else {
            return false
        }
        return version == current && context?.channel.isActive == true
    }

    func isIdleTooLong(at now: NIODeadline) -> Bool {
        now >= lastProgress + min(owner.limits.idle, reader.idleHint ?? owner.limits.idle)
    }

    // MARK: One request

    func begin(_ exchange: UpstreamExchange) {
        self.exchange = exchange
        party = exchange.party
        let now = NIODeadline.now()
        let isStale = now >= lastProgress + Self.staleAfter
        lastProgress = now
        mayBeUnseen = carrier == nil && owner.target.isPeer && exchange.mayBeSentAgain
        let isRepeatable = owner.target.mayRepeat && exchange.isRepeatable
        wasKept = carrier?.hasAnswered ?? !isFresh
        isUnconfirmed = isStale || mayBeUnseen && wasKept
        mayRepeat = wasKept && isRepeatable
        holdsRequest = carrier == nil ? mayRepeat || mayBeUnseen : exchange.isRequestEnded
        mayAskElsewhere = owner.hasElsewhere && isRepeatable
        if mayAskElsewhere { holdsRequest = true }
        isFresh = false
        stall = WriteStall()
        stall.changed(isWritable: isWritable, at: now)
        reader.startNext(recycling: answerHead.take())
        exchange.attach(self, keeping: isStale || holdsRequest)
    }

    /// Sends bytes of the request; with `telling` the exchange hears when they have left.
    func write(_ buffer: ByteBuffer, telling: Bool = false) {
        guard let context else { return }
        guard isUnconfirmed || telling else {
            return context.write(wrapOutboundOut(buffer), promise: nil)
        }
        let told = telling ? exchange : nil
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.write(wrapOutboundOut(buffer), promise: sent)
        sent.futureResult.assumeIsolated().whenSuccess { _ in
            if self.isUnconfirmed {
                self.isUnconfirmed = false
                if !self.holdsRequest { self.exchange?.confirmLeft() }
            }
            told?.heldLeft()
        }
    }

    func flush() { context?.flush() }

    func requestEnded() {
        lastProgress = .now()
        requestEnd = lastProgress
    }

    func resume() {
        lastProgress = .now()
        lastRead = lastProgress
        deliver()
        readComplete()
        if isReadHeld, exchange?.isPaused != true, let context {
            isReadHeld = false
            context.read()
        }
    }

    /// The request was given up: nothing else can be asked here.
    func abandon() {
        guard exchange.take() != nil else { return }
        owner.discard(self, status: nil)
        close()
    }

    /// Closes a kept connection that is not to be used again.
    func closeUnlessUsed() { if exchange == nil { close() } }

    /// The other end did not look at the request and never will.
    func markUnprocessed() { isUnprocessed = true }

    func close() {
        if case .closed = state { return }
        isClosing = true
        context?.close(promise: nil)
    }

    // MARK: The answer

    private func deliver() {
        guard !isDelivering else { return }
        isDelivering = true
        defer { isDelivering = false }
        while let exchange, !exchange.isPaused {
            let event: AnswerReader.Event
            do throws(WireProblem) {
                event = try reader.next(answering: exchange.method)
            } catch {
                return exchange.fail(.malformedAnswer, requestLeft: true)
            }
            switch event {
            case .needMore:
                if case .closed = state { lost() }
                return
            case .head(let response):
                lastProgress = lastRead
                answerHead = response.head
                holdsHead = response.head.framing != .none
                if isUnseen(response, exchange) { return }
                exchange.delegate?.upstreamReceived(response)
            case .body(let part):
                (lastProgress, holdsHead) = (lastRead, false)
                exchange.delegate?.upstreamReceived(body: part)
            case .end: finish(exchange)
            }
        }
    }

    private func finish(_ exchange: UpstreamExchange) {
        self.exchange = nil
        (lastProgress, holdsHead) = (lastRead, false)
        carrier?.hasAnswered = true
        let isClean =
            exchange.isRequestEnded && reader.keepsAlive && !reader.holdsBytes && carrier == nil
        let status = answerHead?.status ?? 0
        if isClean {
            owner.release(self, status: status)
        } else {
            owner.discard(self, status: status)
            close()
        }
        exchange.succeed()
    }

    private func lost() {
        guard let exchange = exchange.take() else { return }
        // Later: the connection may break within the call that sends.
        if isUnconfirmed, !reader.hasHead {
            isUnconfirmed = false
            return owner.later { self.owner.retry(exchange, from: self) }
        }
        if holdsRequest {
            exchange.refusals += isUnprocessed ? 1 : 0
            if isUnprocessed, exchange.refusals <= Self.maximumRefusals {
                return owner.later { self.owner.retry(exchange, from: self) }
            }
            if mayRepeat { return owner.later { self.owner.repeatOnce(exchange, from: self) } }
        }
        owner.discard(self, status: nil)
        let isWhole = (try? reader.connectionEnded()) != nil
        let reason: UpstreamFailure.Reason =
            reader.hasHead ? .closedDuringAnswer : refusal ?? .closedBeforeAnswer
        let wasKept = wasKept
        owner.later {
            if isWhole { return exchange.succeed() }
            exchange.fail(reason, requestLeft: true, onKeptConnection: wasKept)
        }
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        owner.sweep.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        ended()
        owner.sweep.remove(self)
        self.context = nil
    }

    /// Ready for requests: connected, and behind TLS the handshake accepted.
    func opened() {
        guard case .opening = state else { return }
        state = .ready
        place = context?.channel.remoteAddress
        lastProgress = .now()
        owner.connected(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard exchange != nil else {
            // Nobody asked: whatever it is, it cannot be told from the next answer.
            return close()
        }
        lastRead = .now()
        isUnconfirmed = false
        if holdsRequest, !mayBeUnseen {
            (holdsRequest, mayRepeat, mayAskElsewhere) = (false, false, false)
            exchange?.confirmLeft()
        }
        reader.feed(unwrapInboundIn(data))
        deliver()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        readComplete()
        context.fireChannelReadComplete()
    }

    func readComplete() {
        if !holdsHead { exchange?.delegate?.upstreamReadComplete() }
    }

    func read(context: ChannelHandlerContext) {
        if exchange?.isPaused == true { isReadHeld = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall.changed(isWritable: context.channel.isWritable)
        if let exchange, !exchange.isRequestEnded {
            exchange.delegate?.upstreamWritabilityChanged(context.channel.isWritable)
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A stream that was reset: the target is there, and only says so when it did not look.
        if let reset = error as? NIOHTTP2Errors.StreamClosed {
            (mayRepeat, wasKept) = (false, false)
            if reset.errorCode == .refusedStream { isUnprocessed = true }
        }
        // By TLS 1.3 the other end looks at our certificate when the handshake is over for us.
        refusal = refusal ?? UpstreamFailure.Reason(tls: error)
        context.close(promise: nil)
    }

    /// On a stream of HTTP/2: what came is no answer that may pass.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is MessageRefused { exchange?.fail(.malformedAnswer, requestLeft: true) }
        if event is AnswerStream.HeadNotTaken, let exchange {
            // Later: it is told within the call that sends.
            owner.later { exchange.fail(.headNotTaken, requestLeft: false) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func ended() {
        guard case .ready = state else { return }
        state = .closed
        // What was read and not taken yet is delivered first.
        if exchange?.isPaused != true || !reader.holdsBytes { lost() }
        owner.closed(self)
    }
}
