import ExchangeModel
import GatewayConfiguration
import Logging
import Manager
import OutboundHTTP
import PeerIdentity
import PeerTransport
import RevocationListSources
import RevocationLists
import ServiceLifecycle
import Synchronization

/// Why the trust of the Group could not be established or taken over.
struct TrustUnavailable: Error, CustomStringConvertible {
    let description: String
    /// Whether a part has come into force all the same; the description tells which.
    var isPartly = false
}

/// Keeps the Group's anchors and revocation lists and the own certificate fresh in every listener.
///
/// Reads them anew at each interval and when asked; what has not changed changes nothing. A list that
/// cannot be had or used leaves its authority's last one in force until that ends, hinders no other, and
/// is told. A certificate that peers would refuse is not taken; new lists are all the same.
final class TrustKeeper: Service, Sendable {
    /// What is read from files and URLs.
    struct Source {
        var anchors: [UInt8]
        var identity: OwnIdentity
    }

    struct State {
        var source: Source
        var lists: GroupLists
        var material: TrustMaterial
        var trust: GroupTrust
        /// Certificates of authorities that are on disk.
        var authorities: Set<[UInt8]>
        var problems = Problems()
        /// Whether all that depends on the certificate has followed it.
        var isFollowed = true
    }

    /// What is wrong at the moment, each a sentence.
    struct Problems: Hashable {
        /// Of sources of revocation lists, and of the folder that keeps them.
        var lists: [String] = []
        /// Of anchors, certificate and key in their files.
        var identity: String?
        /// Of what depends on them.
        var followers: String?

        var text: String? {
            let all = lists + [identity, followers].compactMap(\.self)
            return all.isEmpty ? nil : all.joined(separator: "; ")
        }
    }

    let refusals: RefusedPeers
    private let gateway: GatewaySettings
    private let reader: RevocationListReader
    let folder: RevocationListFolder
    private let logger: Logger
    let turn = Turn()
    let listeners = Mutex<[MutualTLS]>([])
    private let followers = Mutex<[@Sendable () async throws -> Void]>([])
    let state: Mutex<State>

    private var settings: GroupSettings { gateway.group }

    /// Reads everything for the first time.
    ///
    /// Lists come from their sources, and from the disk where those give none.
    /// - Throws: ``TrustUnavailable`` or ``IdentityProblem`` when a file cannot be used.
    init(_ settings: GatewaySettings, client: OutboundClient, logger: Logger) async throws {
        gateway = settings
        self.logger = logger
        refusals = RefusedPeers(logger: logger)
        reader = RevocationListReader(client: client, trust: try Self.listTrust(settings.group))
        folder = Self.folder(settings)
        let source = Source(
            anchors: try Self.read(settings.group.trustAnchors),
            identity: try OwnIdentity(settings)
        )
        let kept = folder.contents()
        let bare = try Self.material(
            settings.group,
            source.anchors,
            ListsInForce(),
            at: Timestamp(seconds: 0)
        )
        let authorities = bare.authorities(
            among: kept.authorities + source.identity.certificates.map(\.der)
        )
        var lists = GroupLists(settings.group.revocationLists)
        let readings = await reader.read(settings.group.revocationLists)
        let now = SystemClock.now()
        let forged = lists.restore(kept.lists, knowing: authorities, at: now)
        let taken = lists.take(readings, knowing: authorities, at: now)
        let material = try Self.material(settings.group, source.anchors, lists.inForce, at: now)
        state = Mutex(
            State(
                source: source,
                lists: lists,
                material: material,
                trust: Self.trust(settings.group, material, source, after: nil),
                authorities: Set(kept.authorities)
            )
        )
        var problems = lists.problems
        problems += forged.map { "a kept list of \($0.issuer) is forged: it is not used" }
        problems += kept.unusable.map { "\($0) holds no list that can be used" }
        problems += keep(taken, authorities)
        note { $0.lists = problems }
    }

    /// The trust that outbound calls are made with at the moment.
    var trust: GroupTrust { state.withLock(\.trust) }

    /// The material at the moment.
    var material: TrustMaterial { state.withLock(\.material) }

    /// The certificate and key at the moment.
    var credentials: TLSCredentials { state.withLock(\.source.identity.credentials) }

    /// The own certificate and key at the moment.
    var identity: OwnIdentity { state.withLock(\.source.identity) }

    /// What is wrong at the moment.
    var problems: Problems { state.withLock(\.problems) }

    /// What is wrong at the moment, in one text; nil when nothing is.
    var lastProblem: String? { problems.text }

    /// Makes the mutual TLS of a listener and keeps it fresh from now on.
    func mutualTLS(_ listener: String = "") throws -> MutualTLS {
        let refusals = refusals
        let tls = try MutualTLS(
            trust: material,
            subject: settings.subject,
            credentials: credentials,
            refused: { refusals.note($0, at: listener, now: SystemClock.now()) },
            clock: SystemClock.now
        )
        listeners.withLock { $0.append(tls) }
        return tls
    }

    /// Does something after every change of anchors, lists or the own certificate.
    ///
    /// What fails is reported, and done again at the next refresh.
    func onChange(_ action: @escaping @Sendable () async throws -> Void) {
        followers.withLock { $0.append(action) }
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(self.settings.revocationRefresh))
                // What failed is noted and told where it is noted.
                _ = try? await self.refresh()
            }
        }
    }

    /// Reads anchors, lists, certificate and key again; applies what changed.
    ///
    /// Returns whether anything changed. Anchors, certificate and key only come into force where peers
    /// would accept the certificate.
    /// - Throws: ``TrustUnavailable`` or ``IdentityProblem`` for anchors, certificate and key and what
    ///   depends on them; what is wrong with lists is in ``problems``.
    func refresh() async throws -> Bool {
        try await turn.take { try await readAnew() }
    }

    private func readAnew() async throws -> Bool {
        let readings = await reader.read(settings.revocationLists)
        let old = state.withLock { $0 }
        let authorities = known(old)
        var lists = old.lists
        let taken = lists.take(readings, knowing: authorities, at: SystemClock.now())
        var source = old.source
        var refusal: (any Error)?
        do {
            source = try withIdentity(in: source, lists)
        } catch {
            refusal = error
        }
        let changed = try await apply(source, lists, after: old)
        let problems = lists.problems + keep(taken, authorities)
        note {
            $0.lists = problems
            $0.identity = refusal.map { "\($0)" }
        }
        try await follow(changed || !old.isFollowed)
        if let refusal {
            throw TrustUnavailable(
                description: changed
                    ? "revocation lists were read and are in force; the certificate stays as it was: "
                        + "\(refusal)"
                    : "\(refusal)",
                isPartly: changed
            )
        }
        return changed
    }

    /// Notes what is wrong, and tells it when it is news.
    func note(_ change: (inout Problems) -> Void) {
        let (before, after) = state.withLock { state in
            let before = state.problems
            change(&state.problems)
            return (before, state.problems)
        }
        guard before != after else { return }
        if let text = after.text {
            logger.warning(
                "trust not refreshed as a whole; what was in force stays so until it ends",
                metadata: ["reason": "\(Output.printable(text))"]
            )
        } else {
            logger.notice("trust is refreshed as a whole again")
        }
    }

    /// The source with the anchors, certificate and key that the files hold now.
    ///
    /// New ones are judged as a peer would; those in force stay so while they end or are revoked.
    private func withIdentity(in source: Source, _ lists: GroupLists) throws -> Source {
        let next = Source(
            anchors: try Self.read(settings.trustAnchors),
            identity: try OwnIdentity(gateway)
        )
        guard
            next.anchors != source.anchors
                || next.identity.credentials != source.identity.credentials
        else { return source }
        let now = SystemClock.now()
        let generation = IdentityGeneration(
            try Self.material(settings, next.anchors, lists.inForce, at: now),
            rules: settings.subject,
            at: now
        )
        _ = try next.identity.judged(by: generation, at: now)
        return next
    }

    /// Puts what differs from a state in force everywhere; returns whether anything does.
    func apply(
        _ source: Source,
        _ lists: GroupLists,
        after old: State
    ) async throws -> Bool {
        let now = SystemClock.now()
        let material = try Self.material(settings, source.anchors, lists.inForce, at: now)
        let newMaterial = material == old.material ? nil : material
        let credentials = source.identity.credentials
        let newCredentials = credentials == old.source.identity.credentials ? nil : credentials
        guard newMaterial != nil || newCredentials != nil else {
            state.withLock { $0.lists = lists }
            return false
        }
        let trust = Self.trust(settings, material, source, after: old.trust.generation)
        for listener in listeners.withLock({ $0 }) {
            try await listener.reload(trust: newMaterial, credentials: newCredentials)
        }
        state.withLock { state in
            (state.source, state.lists) = (source, lists)
            (state.material, state.trust) = (material, trust)
        }
        logger.notice("trust refreshed", metadata: ["lists": "\(material.revocationLists.count)"])
        return true
    }

    /// Lets everything follow that depends on the trust; what does not is reported and tried again.
    func follow(_ isNeeded: Bool) async throws {
        guard isNeeded else { return }
        var failures: [String] = []
        for action in followers.withLock({ $0 }) {
            do { try await action() } catch { failures.append(SystemError.words(of: error)) }
        }
        let text = failures.isEmpty ? nil : failures.joined(separator: "; ")
        state.withLock { $0.isFollowed = text == nil }
        note { $0.followers = text }
        guard let text else { return }
        throw TrustUnavailable(
            description:
                "certificates and revocation lists were read and are in force, but \(text)",
            isPartly: true
        )
    }
}
