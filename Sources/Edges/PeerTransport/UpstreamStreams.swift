import HTTPWire
import NIOCore
import NIOHTTP2

/// One HTTP/2 connection to an address of a target: each request has a stream of its own.
///
/// To ``TargetConnections`` each stream is a connection that carries one request. Lives on one
/// event loop.
final class UpstreamStreams: ChannelInboundHandler, Swept {
    typealias InboundIn = HTTP2Frame

    private enum State {
        case opening
        /// Connected; the other end has not said yet what it takes.
        case greeting(NIOHTTP2Handler.StreamMultiplexer, since: NIODeadline)
        case ready(NIOHTTP2Handler.StreamMultiplexer)
        /// No further request; those under way may end.
        case ending
        case closed
    }

    private struct Stream {
        let connection: UpstreamConnection
        let channel: any Channel
    }

    let address: Int
    private let owner: TargetConnections
    private let version: UInt64
    private let watch = GoodbyeWatch(isClient: true)
    private var state = State.opening
    private var context: ChannelHandlerContext?
    private var agreed: PeerProtocol?
    /// What TLS said of our certificate, once the handshake was over.
    private var refusal: UpstreamFailure.Reason?
    /// Streams to open once the connection is ready.
    private var waiting: [UpstreamConnection] = []
    /// Streams that are being opened.
    private var opening = 0
    private var open: [ObjectIdentifier: Stream] = [:]
    private var allowed = Int.max
    /// The longest frame that the other end takes.
    private(set) var frameBytes = HeadFrame.leastBytes
    private var idleSince = NIODeadline.now()
    /// Whether a request was answered here before, so that the other end may be tired of it.
    var hasAnswered = false

    private init(_ owner: TargetConnections, address: Int) {
        (self.owner, self.address) = (owner, address)
        version = owner.target.securityVersion
    }

    /// Opens a connection; requests for streams may follow at once.
    static func connect(_ owner: TargetConnections, address: Int) -> UpstreamStreams {
        let streams = UpstreamStreams(owner, address: address)
        Dialling.start(owner, address: address, last: streams) { streams.settled($0) }
        return streams
    }

    /// Whether another request can have a stream here.
    func hasRoom(_ current: UInt64) -> Bool {
        takesRequests && version == current
            && waiting.count + opening + open.count < min(owner.limits.http2.streams, allowed)
    }

    /// Whether requests may still begin.
    var takesRequests: Bool {
        switch state {
        case .opening, .greeting, .ready: true
        case .ending, .closed: false
        }
    }

    /// Opens a stream for a request; the target hears of its success or failure, once.
    func add(_ connection: UpstreamConnection) {
        if case .ready(let multiplexer) = state {
            start(connection, multiplexer)
        } else {
            waiting.append(connection)
        }
    }

    private func start(
        _ connection: UpstreamConnection,
        _ multiplexer: NIOHTTP2Handler.StreamMultiplexer
    ) {
        opening += 1
        let bound = NIOLoopBound(connection, eventLoop: owner.sweep.eventLoop)
        let channel = multiplexer.createStreamChannel { channel in
            channel.eventLoop.makeCompletedFuture {
                let answers = AnswerStream(bound.value.carrier)
                try channel.pipeline.syncOperations.addHandlers([answers, bound.value])
            }
        }
        channel.assumeIsolated().whenComplete { self.started(connection, $0) }
    }

    private func started(_ connection: UpstreamConnection, _ result: Result<any Channel, any Error>)
    {
        opening -= 1
        switch result {
        case .failure: owner.connectFailed(address: address, requests: 1, reason: .connectFailed)
        case .success(let channel):
            let key = ObjectIdentifier(connection)
            open[key] = Stream(connection: connection, channel: channel)
            channel.closeFuture.assumeIsolated().whenComplete { _ in
                self.open[key] = nil
                self.idleSince = .now()
                self.closeIfDone()
            }
            connection.opened()
        }
    }

    // MARK: The connection

    private func settled(_ failure: UpstreamFailure.Reason?) {
        if let failure { return fail(failure) }
        // Whoever does not agree to HTTP/2 is not what the target was said to be.
        guard agreed == .http2, let context else { return fail(.protocolRefused) }
        let limits = owner.limits.http2
        let frames = NIOHTTP2Handler(
            mode: .client,
            eventLoop: context.eventLoop,
            connectionConfiguration: limits.connection(.init(), isClient: true),
            streamConfiguration: limits.stream()
        ) { pushed in
            // Nobody asked for it, and the settings say so.
            pushed.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        do {
            try context.pipeline.syncOperations.addHandlers(
                [watch, frames],
                position: .before(self)
            )
            state = .greeting(try frames.syncMultiplexer(), since: .now())
        } catch {
            fail(.connectFailed)
        }
    }

    /// The other end has said what it takes; it does so before anything else.
    private func greeted(_ multiplexer: NIOHTTP2Handler.StreamMultiplexer) {
        state = .ready(multiplexer)
        let ready = waiting
        waiting.removeAll()
        for connection in ready.prefix(allowed) { start(connection, multiplexer) }
        let rest = ready.count - min(ready.count, allowed)
        if allowed > 0 {
            owner.notOpened(address: address, requests: rest)
        } else {
            owner.connectFailed(address: address, requests: rest, reason: .poolExhausted)
        }
    }

    private func fail(_ reason: UpstreamFailure.Reason) {
        switch state {
        case .opening, .greeting: state = .closed
        case .ready, .ending, .closed: return
        }
        let count = waiting.count
        waiting.removeAll()
        context?.close(promise: nil)
        owner.ended(self)
        owner.connectFailed(address: address, requests: count, reason: reason)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? PeerIdentified { agreed = event.protocol }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        owner.sweep.add(self)
    }

    /// Before a lost request looks for another connection.
    func channelInactive(context: ChannelHandlerContext) {
        gone()
        context.fireChannelInactive()
    }

    private func gone() {
        switch state {
        // Whoever dials tells of it.
        case .opening, .closed: break
        case .greeting: fail(refusal ?? .connectFailed)
        case .ready, .ending:
            state = .closed
            owner.ended(self)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        gone()
        owner.sweep.remove(self)
        self.context = nil
    }

    /// Frames of the connection itself.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data).payload {
        case .settings(.settings(let settings)):
            for setting in settings {
                if setting.parameter == .maxConcurrentStreams { allowed = setting.value }
                if setting.parameter == .maxFrameSize { frameBytes = setting.value }
            }
            if case .greeting(let multiplexer, _) = state { greeted(multiplexer) }
        case .goAway(let last, let code, _): leave(last, code)
        default: return
        }
    }

    /// The other end takes no more: what it has not looked at may be asked elsewhere.
    ///
    /// A server that leaves in anger names stream 0 whatever it did, so it is not believed.
    private func leave(_ last: HTTP2StreamID, _ code: HTTP2ErrorCode) {
        end()
        guard code == .noError else { return }
        for stream in open.values {
            let id = try? stream.channel.syncOptions?.getOption(HTTP2StreamChannelOptions.streamID)
            if let id, id > last { stream.connection.markUnprocessed() }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        refusal = refusal ?? UpstreamFailure.Reason(tls: error)
        // NIOHTTP2 has said why: nothing that still comes on this connection can be trusted.
        guard watch.goodbye == nil else { return context.close(promise: nil) }
        switch ConnectionProblem(error) {
        case .none: return
        case .violation: end()
        case .flood, .broken: context.close(promise: nil)
        }
    }

    /// Begins no further request, and closes when the last one has ended.
    func end() {
        switch state {
        case .ready: state = .ending
        case .opening, .greeting: return fail(.connectFailed)
        case .ending, .closed: return
        }
        for stream in open.values { stream.connection.closeUnlessUsed() }
        closeIfDone()
    }

    private func closeIfDone() {
        guard case .ending = state, open.isEmpty, opening == 0 else { return }
        context?.close(promise: nil)
    }

    func sweep(at now: NIODeadline) {
        if case .greeting(_, let since) = state, now >= since + owner.attempt {
            owner.wasSilent(context?.channel.remoteAddress)
            return fail(.connectTimeout)
        }
        guard case .ready = state, open.isEmpty, opening == 0 else { return closeIfDone() }
        if version != owner.target.securityVersion || now >= idleSince + owner.limits.idle { end() }
    }
}
