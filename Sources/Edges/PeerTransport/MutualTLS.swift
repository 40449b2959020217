public import ExchangeModel
public import NIOCore
import NIOSSL
public import PeerIdentity
import Synchronization

/// Mutual TLS within a Group, for accepting and for dialling.
///
/// Who is at the other end is decided on every handshake, resumed ones included, and again in every
/// generation. FSC Core 2.0.0, *Peers / Authentication*.
public final class MutualTLS: Sendable {
    /// A reload that another reload overtook; the newer one is in force.
    public struct Superseded: Error, CustomStringConvertible {
        /// What happened and what to do, as part of a sentence.
        public var description: String {
            "a newer reload of certificates and revocation lists overtook this one, and what that one read "
                + "is in force: once more, `sluis reload` reads what the files hold now"
        }
    }
    /// The certificate that a connection was to show is no longer shown.
    struct CertificateReplaced: Error {}

    /// How long a replaced certificate can still be dialled with, for requests under way whose access
    /// token is bound to it.
    public static let formerGrace = TimeAmount.seconds(60)
    /// The most replaced certificates that can still be dialled with.
    static let maximumFormer = 8

    private struct Former: Sendable {
        let credentials: TLSCredentials
        var contexts: PeerContexts
        let until: NIODeadline
    }

    private struct State: Sendable {
        var credentials: TLSCredentials
        var generation: IdentityGeneration
        var contexts: PeerContexts
        /// The version in which the contexts were made: sessions of others cannot be resumed in them.
        var contextsVersion: UInt64
        var version: UInt64
        /// Those that were replaced a moment ago, newest first.
        var former: [Former] = []

        /// Keeps the present certificate for a while beside the next one.
        mutating func retire(_ present: PeerContexts, _ credentials: TLSCredentials) {
            let now = NIODeadline.now()
            former.removeAll { $0.until <= now || $0.contexts.certificate == present.certificate }
            former.removeAll { $0.contexts.certificate == contexts.certificate }
            guard present.certificate != contexts.certificate else { return }
            let retired = Former(
                credentials: credentials,
                contexts: present,
                until: now + MutualTLS.formerGrace
            )
            former = Array(([retired] + former).prefix(MutualTLS.maximumFormer))
        }

        /// The contexts that show a certificate; nil stands for the present one.
        func contexts(showing certificate: CertificateThumbprint?) -> PeerContexts? {
            guard let certificate, certificate != contexts.certificate else { return contexts }
            let now = NIODeadline.now()
            return former.first { $0.contexts.certificate == certificate && $0.until > now }?
                .contexts
        }
    }

    /// How handshakes ended here, accepted and dialled ones.
    public let counters = HandshakeCounters()
    let clock: @Sendable () -> Timestamp
    private let subject: SubjectRules
    private let rules: TLSRules
    private let validation: ValidationPool
    private let refused: @Sendable (RefusedHandshake) -> Void
    private let state: Mutex<State>
    private let latest: Atomic<UInt64>
    private let latestVersion = Atomic<UInt64>(0)

    /// Builds the first generation whole; slow, so call it off the event loops.
    ///
    /// Throws what NIOSSL found wrong with the credentials. `refused` hears of every peer that is
    /// refused, on any thread; it must not block.
    public init(
        trust: TrustMaterial,
        subject: SubjectRules,
        credentials: TLSCredentials,
        rules: TLSRules = TLSRules(),
        validation: ValidationPool = ValidationPool(),
        refused: @escaping @Sendable (RefusedHandshake) -> Void = { _ in },
        clock: @escaping @Sendable () -> Timestamp
    ) throws {
        let generation = IdentityGeneration(trust, rules: subject, at: clock())
        let contexts = try PeerContexts(credentials, rules: rules)
        (self.subject, self.rules, self.validation) = (subject, rules, validation)
        (self.refused, self.clock) = (refused, clock)
        state = Mutex(
            State(
                credentials: credentials,
                generation: generation,
                contexts: contexts,
                contextsVersion: 0,
                version: 0
            )
        )
        latest = Atomic(generation.number)
    }

    /// The generation that decides now; also verifies chains that arrive in signatures and tokens.
    public var generation: IdentityGeneration { state.withLock(\.generation) }

    /// The thumbprint of the certificate that we show: what peers bind our access tokens to.
    public var certificate: CertificateThumbprint { state.withLock(\.contexts.certificate) }

    /// Whether a connection can be dialled that shows a certificate: the present one, or one that was
    /// replaced less than ``formerGrace`` ago.
    public func shows(_ certificate: CertificateThumbprint) -> Bool {
        state.withLock { $0.contexts(showing: certificate) != nil }
    }

    /// One atomic load: what connections compare on each read.
    var latestGeneration: UInt64 { latest.load(ordering: .acquiring) }

    /// The version of the contexts that new connections get.
    var contextsVersion: UInt64 { state.withLock(\.contextsVersion) }

    /// Grows with every reload: kept connections of an older one are not used again.
    public var version: UInt64 { latestVersion.load(ordering: .acquiring) }

    /// Builds a new generation whole, off the event loops, then swaps it; an error changes nothing.
    ///
    /// Open connections of peers that are no longer good end at their next read or sweep; sessions
    /// from before cannot be resumed. Throws ``Superseded`` when another reload was faster.
    public func reload(
        trust: TrustMaterial? = nil,
        credentials: TLSCredentials? = nil
    ) async throws {
        try await reload(trust: trust, credentials: credentials, keepsContext: false)
    }

    /// `keepsContext` exists for the test that an old ticket alone does not let a peer in.
    func reload(
        trust: TrustMaterial?,
        credentials: TLSCredentials?,
        keepsContext: Bool
    ) async throws {
        let old = state.withLock { $0 }
        let (rules, subject, now) = (rules, subject, clock())
        let new = try await validation.run {
            var new = old
            new.version += 1
            if let credentials { new.credentials = credentials }
            if let trust {
                new.generation = IdentityGeneration(
                    trust,
                    rules: subject,
                    after: old.generation,
                    at: now
                )
            }
            if !keepsContext {
                new.contexts = try PeerContexts(new.credentials, rules: rules)
                new.contextsVersion = new.version
            }
            new.retire(old.contexts, old.credentials)
            // Sessions from before cannot be resumed under any certificate.
            if !keepsContext {
                for place in new.former.indices {
                    let credentials = new.former[place].credentials
                    new.former[place].contexts = try PeerContexts(credentials, rules: rules)
                }
            }
            return new
        }
        try state.withLock { state in
            guard state.version == old.version else { throw Superseded() }
            state = new
            latest.store(new.generation.number, ordering: .releasing)
            latestVersion.store(new.version, ordering: .releasing)
        }
    }

    /// Puts TLS and the gate first in an accepted connection's pipeline.
    ///
    /// Nothing passes the gate before the future succeeds; it fails with ``ConnectionRefused`` where
    /// the connection is refused. With `admittingUnnamed` a peer whose chain is the Group's and whose
    /// certificate has no usable peer id is not closed: the future fails all the same, with
    /// ``ChainRefusal/subjectUnusable``, and the caller may tell it why.
    ///
    /// A client that offers none of the protocols is refused before the handshake; with HTTP/2 among
    /// them the other end chooses, and ``PeerIdentified`` tells what it chose. Call it on the
    /// channel's loop, in the child channel initializer.
    public func accept(
        _ channel: any Channel,
        sweep: LoopSweep,
        within deadline: TimeAmount = .seconds(10),
        offering protocols: [PeerProtocol] = [.http1],
        admittingUnnamed: Bool = false
    ) throws -> EventLoopFuture<IdentifiedPeer> {
        let (context, version) = state.withLock {
            ($0.contexts.server(offering: protocols), $0.contextsVersion)
        }
        let gate = PeerGate(
            self,
            .accepting,
            contexts: version,
            admitsUnnamed: admittingUnnamed,
            channel: channel,
            sweep: sweep,
            within: deadline
        )
        let bound = NIOLoopBound(gate, eventLoop: channel.eventLoop)
        let handler = NIOSSLServerHandler(context: context) { bound.value.verify($0, $1) }
        try channel.pipeline.syncOperations.addHandler(ProtocolGate(speaking: protocols))
        return try gate.install(after: handler, in: channel)
    }

    /// Puts TLS and the gate first in a dialled connection's pipeline.
    ///
    /// The future fails unless the other end is the expected peer and its certificate names the host.
    /// With a certificate named, the connection shows that one and no other; throws where it is no
    /// longer shown.
    public func dial(
        _ channel: any Channel,
        host: String,
        expecting peer: PeerID,
        sweep: LoopSweep,
        within deadline: TimeAmount = .seconds(10),
        speaking protocol: PeerProtocol = .http1,
        showing certificate: CertificateThumbprint? = nil
    ) throws -> EventLoopFuture<IdentifiedPeer> {
        let (contexts, version) = state.withLock {
            ($0.contexts(showing: certificate), $0.contextsVersion)
        }
        guard let context = contexts?.client(speaking: `protocol`) else {
            throw CertificateReplaced()
        }
        let gate = PeerGate(
            self,
            .dialling(host: host, expected: peer),
            contexts: version,
            channel: channel,
            sweep: sweep,
            within: deadline
        )
        let bound = NIOLoopBound(gate, eventLoop: channel.eventLoop)
        // A literal address cannot be sent as SNI.
        let isName = (try? DomainName(host)) != nil
        let handler = try NIOSSLClientHandler(
            context: context,
            serverHostname: isName ? host : nil
        ) { bound.value.verify($0, $1) }
        return try gate.install(after: handler, in: channel)
    }

    /// A known chain costs a look-up; another is validated off the loop.
    func verify(
        _ presented: [[UInt8]],
        sent: SHA256Value,
        _ purpose: ChainPurpose,
        from address: String,
        on loop: any EventLoop
    ) -> EventLoopFuture<Result<VerifiedChain, ChainRefusal>>? {
        let (generation, now) = (generation, clock())
        guard let leaf = presented.first else {
            return loop.makeSucceededFuture(.failure(.malformed))
        }
        let digest = SHA256Value(hashing: leaf)
        if let chain = generation.chain(sent: sent, leaf: digest, purpose: purpose, at: now) {
            return loop.makeSucceededFuture(.success(chain))
        }
        let (subject, refused) = (subject, refused)
        return validation.run(from: address, at: now, on: loop) {
            let verdict = generation.verify(presented, purpose: purpose, at: now)
            if case .failure(let refusal) = verdict {
                let claimed = try? UnverifiedCertificate(der: leaf, rules: subject)
                refused(RefusedHandshake(address, .refused(refusal), claimed: claimed))
            }
            return verdict
        }
    }

    /// Tells of a peer that was refused, or closed while in use, for another reason than its chain.
    func report(_ outcome: HandshakeOutcome, from address: String, peer: IdentifiedPeer?) {
        switch outcome {
        case .noCertificate, .unverifiedLeaf, .wrongPeer, .lapsedInUse, .overloaded:
            refused(RefusedHandshake(address, outcome, peer: peer))
        default: break
        }
    }
}
