import ExchangeModel
import NIOCore
import NIOSSL
import NIOTLS
public import PeerIdentity

/// Fired down the pipeline once per connection, before the first byte.
public struct PeerIdentified: Sendable {
    /// Who is at the other end.
    public let peer: IdentifiedPeer
    /// What was agreed on to be spoken.
    public let `protocol`: PeerProtocol
}

/// Lets nothing pass until the chain that the peer sent stands in the table of the present generation.
///
/// The verification callback is not called on a resumed handshake, so the decision is taken when a
/// handshake completes. A resumed session counts by what its own full handshake sent.
final class PeerGate: ChannelInboundHandler, Swept {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// How long a peer without a usable id may hold its connection.
    private static let unnamedTime = TimeAmount.seconds(10)

    enum Role {
        case accepting
        case dialling(host: String, expected: PeerID)

        /// What the other end's certificate must be good for.
        var purpose: ChainPurpose {
            switch self {
            case .accepting: .client
            case .dialling: .server
            }
        }

        func accepts(_ peer: IdentifiedPeer) -> Bool {
            switch self {
            case .accepting: true
            case .dialling(let host, let expected):
                peer.peerID == expected && peer.isNamed(host: host)
            }
        }
    }

    private enum State {
        case handshaking
        case open(IdentifiedPeer, generation: UInt64, until: Timestamp)
        /// A certificate of the Group without a usable peer id: its owner is told so, and nothing else.
        case unnamed(until: NIODeadline)
        case closed
    }

    private let tls: MutualTLS
    private let role: Role
    private let sweep: LoopSweep
    private let deadline: NIODeadline
    private let address: String
    private let promise: EventLoopPromise<IdentifiedPeer>
    private var state = State.handshaking
    /// The version of the contexts that the handshake is made in.
    private let contexts: UInt64
    /// The digest of all certificates that the peer sent; nil in a resumed handshake.
    private var sent: SHA256Value?
    private var failure: HandshakeOutcome?
    /// Whether a peer whose certificate is the Group's, and names nobody, is let in to be told so.
    private let admitsUnnamed: Bool
    private var isUnnamed = false
    private var context: ChannelHandlerContext?

    init(
        _ tls: MutualTLS,
        _ role: Role,
        contexts: UInt64,
        admitsUnnamed: Bool = false,
        channel: any Channel,
        sweep: LoopSweep,
        within limit: TimeAmount
    ) {
        (self.tls, self.role, self.sweep, self.contexts) = (tls, role, sweep, contexts)
        self.admitsUnnamed = admitsUnnamed
        deadline = .now() + limit
        address = channel.remoteAddress?.ipAddress ?? ""
        promise = channel.eventLoop.makePromise()
    }

    func install(
        after handler: NIOSSLHandler,
        in channel: any Channel
    ) throws -> EventLoopFuture<IdentifiedPeer> {
        do {
            try channel.pipeline.syncOperations.addHandlers(handler, self)
        } catch {
            promise.fail(error)
            throw error
        }
        return promise.futureResult
    }

    /// NIOSSL's verification callback: full handshakes only.
    func verify(
        _ presented: [NIOSSLCertificate],
        _ result: EventLoopPromise<NIOSSLVerificationResult>
    ) {
        let chain = presented.compactMap { try? $0.toDERBytes() }
        let loop = result.futureResult.eventLoop
        let sent = SHA256Value(hashingChain: chain)
        self.sent = sent
        guard
            let verdict = tls.verify(chain, sent: sent, role.purpose, from: address, on: loop)
        else {
            failure = .overloaded
            return result.succeed(.failed)
        }
        verdict.assumeIsolated().whenComplete { verdict in
            self.failure = self.failure(in: verdict)
            if self.admitsUnnamed, self.failure == .refused(.subjectUnusable) {
                (self.isUnnamed, self.failure) = (true, nil)
            }
            result.succeed(self.failure == nil ? .certificateVerified : .failed)
        }
    }

    private func failure(
        in verdict: Result<Result<VerifiedChain, ChainRefusal>, any Error>
    ) -> HandshakeOutcome? {
        switch verdict {
        case .success(.success(let chain)): role.accepts(chain.peer) ? nil : .wrongPeer
        case .success(.failure(let refusal)): .refused(refusal)
        case .failure: .overloaded
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        sweep.add(self)
    }

    /// Called however a connection ends, so the promise is always kept.
    func handlerRemoved(context: ChannelHandlerContext) {
        if case .handshaking = state { close(context, .abandoned) }
        sweep.remove(self)
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        guard case .handshaking = state else { return }
        if isUnnamed { return admitUnnamed(context, event) }
        let generation = tls.generation
        guard
            let leaf = try? context.pipeline.syncOperations.nioSSL_peerCertificate()?.toDERBytes()
        else { return close(context, .noCertificate) }
        let digest = SHA256Value(hashing: leaf)
        guard let chain = chain(of: digest, in: generation, at: tls.clock()) else {
            return close(context, .unverifiedLeaf)
        }
        guard role.accepts(chain.peer) else {
            return close(context, .wrongPeer, peer: chain.peer)
        }
        state = .open(
            chain.peer,
            generation: generation.number,
            until: chain.validity.upperBound
        )
        tls.counters.count(sent == nil ? .acceptedResumed : .accepted)
        let isHTTP2 = negotiated == PeerProtocol.http2.negotiatedName
        if isHTTP2 { tls.counters.countHTTP2() }
        context.fireUserInboundEventTriggered(
            PeerIdentified(peer: chain.peer, protocol: isHTTP2 ? .http2 : .http1)
        )
        context.fireUserInboundEventTriggered(event)
        promise.succeed(chain.peer)
    }

    /// Lets bytes pass for as long as one answer may take; the promise fails with the refusal.
    private func admitUnnamed(_ context: ChannelHandlerContext, _ event: Any) {
        state = .unnamed(until: .now() + Self.unnamedTime)
        let outcome = HandshakeOutcome.refused(.subjectUnusable)
        tls.counters.count(outcome)
        context.fireUserInboundEventTriggered(event)
        promise.fail(ConnectionRefused(outcome: outcome))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // NIOSSL still delivers what it had read with the handshake after `close`: it ends here.
        guard holds(context) else { return }
        context.fireChannelRead(data)
    }

    /// The chain that the peer sent in this handshake, or in the one that its session is from.
    private func chain(
        of leaf: SHA256Value,
        in generation: IdentityGeneration,
        at now: Timestamp
    ) -> VerifiedChain? {
        if let sent {
            return generation.chain(sent: sent, leaf: leaf, purpose: role.purpose, at: now)
        }
        // Contexts die with their generation, and with them the sessions that were made in them.
        let isOlder = contexts != tls.contextsVersion
        return generation.chain(ofLeaf: leaf, purpose: role.purpose, isOlder: isOlder, at: now)
    }

    /// Whether the peer is still good; closes when it is not.
    private func holds(_ context: ChannelHandlerContext) -> Bool {
        if case .unnamed = state { return true }
        guard case .open(let peer, let known, let until) = state else { return false }
        let now = tls.clock()
        guard known != tls.latestGeneration || now > until else { return true }
        let generation = tls.generation
        guard let chain = chain(of: peer.certificate.digest, in: generation, at: now) else {
            close(context, .lapsedInUse, peer: peer)
            return false
        }
        state = .open(peer, generation: generation.number, until: chain.validity.upperBound)
        return true
    }

    func sweep(at now: NIODeadline) {
        guard let context else { return }
        switch state {
        case .handshaking: if now >= deadline { close(context, .timedOut) }
        case .open: _ = holds(context)
        case .unnamed(let until):
            if now >= until {
                state = .closed
                context.close(promise: nil)
            }
        case .closed: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch state {
        case .handshaking: close(context, failure ?? Self.outcome(of: error))
        case .open, .unnamed: context.fireErrorCaught(error)
        case .closed: break
        }
    }

    private func close(
        _ context: ChannelHandlerContext,
        _ outcome: HandshakeOutcome,
        peer: IdentifiedPeer? = nil
    ) {
        if case .closed = state { return }
        state = .closed
        tls.counters.count(outcome)
        tls.report(outcome, from: address, peer: peer)
        promise.fail(ConnectionRefused(outcome: outcome))
        context.close(promise: nil)
    }

    /// NIOSSL has no public cases for BoringSSL's reasons; their names are in the description.
    private static func outcome(of error: any Error) -> HandshakeOutcome {
        if error is ProtocolGate.NoCommonProtocol { return .noCommonProtocol }
        guard error is NIOSSLError else { return .abandoned }
        let text = String(describing: error)
        if text.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE") { return .noCertificate }
        if text.contains("NO_APPLICATION_PROTOCOL") { return .noCommonProtocol }
        return text.contains("EOF during handshake") ? .abandoned : .protocolFailure
    }
}
