public import ExchangeModel
import HTTPWire
public import NIOCore
public import PeerIdentity

/// One client's HTTP/1.1 connection: reads requests one at a time and writes their answers.
///
/// Lives on one event loop and is not `Sendable`. Requests that arrive ahead wait until the answer
/// before theirs has ended.
public final class ServerConnection {
    enum Phase {
        /// No request, or part of a head.
        case idle
        /// A request is being read or answered.
        case exchange
        /// All is answered; what still comes is dropped until the deadline.
        case lingering(NIODeadline)
        case closed
    }

    /// The loop on which everything of this connection happens.
    public let eventLoop: any EventLoop
    /// Who is at the other end; nil only behind a listener without mutual TLS.
    public let peer: IdentifiedPeer?
    /// The certificate that a client of a plain TLS listener showed and proved.
    public let clientCertificate: CertificateThumbprint?
    /// That certificate's subject in one line, RFC 2253.
    public let clientSubject: String?

    /// Whether the peer has more connections than its share: answer that, and nothing else.
    public var isOverShare: Bool { place?.isOverShare ?? false }

    /// Whether the client is on this machine: 127.0.0.0/8, ::1 or a local socket.
    public let isLoopback: Bool

    let context: ChannelHandlerContext
    /// The stream of HTTP/2 that this is, where it is one.
    let stream: RequestStream?
    private let place: PeerRoom.Place?
    let limits: ServerLimits
    let domain: ErrorDomain
    let counters: ListenerCounters
    private let factory: any ExchangeFactory

    var phase = Phase.idle
    var reader: RequestReader
    let writer = AnswerWriter()
    var exchange: (any Exchange)?
    var facts: RequestFacts?
    private var head: RequestHead?
    var isRequestEnded = false
    var isPaused = false
    /// Takes no further request.
    var isDraining = false
    /// Answers that begin from now on say that the connection closes.
    var isEnding: Bool
    /// When the listener began to drain: one more request is taken, and waited for a while.
    var drainsSince: NIODeadline?
    var owesContinue = false
    private var dropped: UInt64 = 0
    private var isAdvancing = false
    private var isReadHeld = false
    private(set) var pace = BodyPace()
    /// When bytes were last read, or a request ended.
    private(set) var lastProgress = NIODeadline.now()
    /// When the first byte of a head arrived that is not whole yet.
    private(set) var headSince: NIODeadline?

    init(
        context: ChannelHandlerContext,
        client: AcceptedClient,
        door: ListenerDoor,
        stream: RequestStream? = nil
    ) {
        (self.context, self.stream) = (context, stream)
        eventLoop = context.eventLoop
        // Of the channel: a stream of HTTP/2 has its address there only.
        isLoopback = context.channel.remoteAddress.map(Self.isLoopback) ?? false
        peer = client.peer
        (clientCertificate, clientSubject) = (client.certificate, client.subject)
        place = client.place
        (limits, domain, counters) = (door.limits, door.domain, door.counters)
        factory = door.factory
        isEnding = door.isEnding || client.place?.isOverShare == true
        reader = RequestReader(limits: door.limits.wire)
    }

    private static func isLoopback(_ address: SocketAddress) -> Bool {
        guard let text = address.ipAddress else { return true }
        return text.hasPrefix("127.") || text == "::1" || text.hasPrefix("::ffff:127.")
    }

    /// Whether the client takes an answer's head of this length.
    ///
    /// Over HTTP/2 a client that takes short frames only does not take a long head that cannot be
    /// packed. Ask before the answer begins: a head that is not taken resets its stream.
    public func takes(_ head: HeadBuffer) -> Bool {
        stream?.takes(head.bytes) ?? true
    }

    /// Whether more of an answer can be written without holding it in memory.
    public var isWritable: Bool { context.channel.isWritable }

    /// Stops reading the request's body until ``resumeReading()``.
    ///
    /// Called within ``Exchange/received(_:)``, it also holds back `100 Continue`.
    public func pauseReading() {
        isPaused = true
        pace.pause(at: .now())
    }

    /// Reads the request's body again.
    public func resumeReading() {
        guard isPaused else { return }
        isPaused = false
        lastProgress = .now()
        pace.resume(at: lastProgress)
        advance()
    }

    // MARK: Reading

    func received(_ buffer: ByteBuffer) {
        lastProgress = .now()
        switch phase {
        case .lingering, .closed: return
        case .idle, .exchange:
            reader.feed(buffer)
            advance()
        }
    }

    /// Takes everything out of the bytes at hand that may be taken now.
    func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        do throws(WireProblem) {
            while try step() {}
        } catch {
            refuse(error)
        }
        isAdvancing = false
        headSince = reader.isWithinHead ? headSince ?? lastProgress : nil
        readAsWanted()
    }

    /// Takes one event; false when there is none to take now.
    private func step() throws(WireProblem) -> Bool {
        switch phase {
        case .lingering, .closed: return false
        case .idle:
            guard !isDraining, case .head(let request) = try reader.next() else { return false }
            begin(request)
            return true
        case .exchange:
            guard !isRequestEnded, !isPaused || exchange == nil else { return false }
            return try stepBody()
        }
    }

    private func stepBody() throws(WireProblem) -> Bool {
        let event = try reader.next()
        if case .needMore = event, owesContinue {
            owesContinue = false
            if !writer.hasBegun { writer.writeContinue(on: context) }
        }
        switch event {
        case .needMore, .head: return false
        case .body(let part):
            owesContinue = false
            pace.took(part.readableBytes, at: lastProgress)
            guard let exchange else { return drop(part) }
            exchange.received(body: part)
            return true
        case .end:
            isRequestEnded = true
            if let exchange { exchange.receivedEnd() } else { turn() }
            return true
        }
    }

    private func begin(_ request: ReceivedRequest) {
        phase = .exchange
        facts = RequestFacts(request.head)
        head = request.head
        (isRequestEnded, isPaused, dropped) = (false, false, 0)
        pace.start(at: lastProgress)
        // What follows CONNECT may be meant for a tunnel: nobody can tell where the next request is.
        if request.head.method == .connect { isEnding = true }
        owesContinue = request.head.expectsContinue && request.head.framing != .none
        counters.count(.request)
        let exchange = factory.makeExchange(on: self)
        self.exchange = exchange
        exchange.received(request)
    }

    /// Drops a part of a body that nobody waits for; closes when it is too much.
    private func drop(_ part: ByteBuffer) -> Bool {
        dropped += UInt64(part.readableBytes)
        guard dropped > limits.droppedBodyBytes else { return true }
        linger()
        return false
    }

    /// The request is refused by the wire: nothing on this connection can be trusted any more.
    func refuse(_ problem: WireProblem) {
        counters.count(.malformed)
        let active = exchange
        exchange = nil
        if let active, !writer.hasBegun {
            active.bodyRefused()
        } else {
            factory.refused(problem, on: self)
            active?.peerGone()
        }
        guard !writer.hasBegun else { return close() }
        isDraining = true
        facts = facts ?? RequestFacts.refused
        send(.refused(problem, domain: domain), fields: "")
        linger()
    }

    // MARK: The end of an answer

    /// The answer has ended: takes the next request, or ends the connection.
    func answered() {
        if isRequestEnded || facts?.framing == BodyFraming.none {
            if !isRequestEnded, case .end? = try? reader.next() { isRequestEnded = true }
            turn()
        } else if writer.closes || owesContinue {
            linger()
        } else {
            isPaused = false
            pace.resume(at: .now())
            advance()
        }
    }

    /// Answer and request have both ended.
    private func turn() {
        // A stream of HTTP/2 is over once both have ended, and tells so within the write.
        if case .closed = phase { return }
        guard writer.hasEnded else { return }
        if writer.closes || isDraining {
            if reader.holdsBytes { linger() } else { closeWhenSent() }
            return
        }
        phase = .idle
        facts = nil
        writer.startNext()
        reader.startNext(recycling: head.take())
        lastProgress = .now()
        advance()
    }

    /// Sends what was written, then drops what comes until the client closes.
    func linger() {
        leave { connection in
            connection.phase = .lingering(.now() + connection.limits.linger)
            connection.context.close(mode: .output, promise: nil)
        }
    }

    private func closeWhenSent() {
        leave { $0.close() }
    }

    /// Takes no more requests, and goes on once everything written has been sent.
    private func leave(then finish: @escaping (ServerConnection) -> Void) {
        switch phase {
        case .lingering, .closed: return
        case .idle, .exchange: break
        }
        phase = .lingering(.now() + limits.stalledAnswer)
        let sent = eventLoop.makePromise(of: Void.self)
        writer.flush(on: context, promise: sent)
        sent.futureResult.assumeIsolated().whenComplete { _ in
            if case .lingering = self.phase { finish(self) }
        }
        readAsWanted()
    }

    func close() {
        if case .closed = phase { return }
        phase = .closed
        let active = exchange
        exchange = nil
        active?.peerGone()
        context.close(promise: nil)
    }

    /// The connection ended, whoever ended it.
    func ended() {
        phase = .closed
        let active = exchange
        exchange = nil
        active?.peerGone()
    }

    // MARK: The brake on reading

    private var wantsRead: Bool {
        switch phase {
        case .idle, .lingering: true
        case .closed: false
        // One read stays out after the request, so that a client that leaves is noticed.
        case .exchange: isRequestEnded ? !reader.holdsBytes : !isPaused || exchange == nil
        }
    }

    /// Whether a read that the channel is about to make may be made now.
    func mayRead() -> Bool {
        isReadHeld = !wantsRead
        return !isReadHeld
    }

    private func readAsWanted() {
        guard isReadHeld, wantsRead else { return }
        isReadHeld = false
        context.read()
    }
}
