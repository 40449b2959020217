import ExchangeModel
import Foundation
import GatewayConfiguration
import Logging
import Manager
import OutboundHTTP
import PeerIdentity
import PeerTransport
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
/// cannot be read, or is older than the last one, leaves that in force until it expires, and is
/// reported. A certificate that peers would refuse is not taken; new lists are all the same.
final class TrustKeeper: Service, Sendable {
    /// What is read from files and URLs.
    struct Source {
        var anchors: [UInt8]
        var lists: [[UInt8]]
        var credentials: TLSCredentials
    }

    private struct State {
        var source: Source
        var material: TrustMaterial
        var trust: GroupTrust
        var newest = NewestLists()
        var lastProblem: String?
        /// Whether all that depends on the certificate has followed it.
        var isFollowed = true
    }

    private let gateway: GatewaySettings
    private let client: OutboundClient
    private let logger: Logger
    private let listeners = Mutex<[MutualTLS]>([])
    private let followers = Mutex<[@Sendable () async throws -> Void]>([])
    private let state: Mutex<State>

    private var settings: GroupSettings { gateway.group }

    /// Reads everything for the first time.
    ///
    /// - Throws: ``TrustUnavailable`` when a file or list cannot be had.
    init(_ settings: GatewaySettings, client: OutboundClient, logger: Logger) async throws {
        gateway = settings
        (self.client, self.logger) = (client, logger)
        let source = Source(
            anchors: try Self.read(settings.group.trustAnchors),
            lists: try await Self.lists(settings.group, client: client),
            credentials: try Self.credentials(settings.identity)
        )
        let material = try Self.material(settings.group, source.anchors, source.lists)
        let trust = try Self.trust(settings.group, material, source, after: nil)
        state = Mutex(State(source: source, material: material, trust: trust))
        rememberLists()
    }

    /// The trust that outbound calls are made with at the moment.
    var trust: GroupTrust { state.withLock(\.trust) }

    /// The material at the moment.
    var material: TrustMaterial { state.withLock(\.material) }

    /// The certificate and key at the moment.
    var credentials: TLSCredentials { state.withLock(\.source.credentials) }

    /// Why the last refresh did not succeed as a whole; nil when it did.
    var lastProblem: String? { state.withLock(\.lastProblem) }

    /// Makes the mutual TLS of a listener and keeps it fresh from now on.
    func mutualTLS() throws -> MutualTLS {
        let tls = try MutualTLS(
            trust: material,
            subject: settings.subject,
            credentials: credentials,
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
                do {
                    _ = try await self.refresh()
                } catch {
                    self.logger.error(
                        "trust not refreshed as a whole; the last lists stay in force until they expire",
                        metadata: ["reason": "\(error)"]
                    )
                }
            }
        }
    }

    /// Reads anchors, lists, certificate and key again; applies what changed.
    ///
    /// Returns whether anything changed. Nothing changes when a list cannot be had; anchors,
    /// certificate and key only come into force where peers would accept the certificate.
    /// - Throws: ``TrustUnavailable`` or what is wrong with a file; also where only a part came into
    ///   force.
    func refresh() async throws -> Bool {
        do {
            return try await readAnew()
        } catch {
            state.withLock { $0.lastProblem = "\(error)" }
            throw error
        }
    }

    private func readAnew() async throws -> Bool {
        let lists = try await Self.lists(settings, client: client)
        let old = state.withLock { $0 }
        var source = old.source
        var problems: [String] = []
        if lists != old.source.lists {
            let statuses = try Self.material(settings, source.anchors, lists).revocationLists
            let now = SystemClock.now()
            (source.lists, problems) = old.newest.replacing(lists, statuses, at: now)
        }
        var refusal: (any Error)?
        do {
            source = try withIdentity(in: source)
        } catch {
            refusal = error
        }
        let changed = try await apply(source, after: old)
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
        for problem in problems { logger.warning("\(problem)") }
        let problem = problems.isEmpty ? nil : problems.joined(separator: "; ")
        state.withLock { $0.lastProblem = problem }
        return changed
    }

    /// The source with the anchors, certificate and key that the files hold now.
    ///
    /// New ones are judged as a peer would; those in force stay so while they end or are revoked.
    private func withIdentity(in source: Source) throws -> Source {
        let next = Source(
            anchors: try Self.read(settings.trustAnchors),
            lists: source.lists,
            credentials: try Self.credentials(gateway.identity)
        )
        guard next.anchors != source.anchors || next.credentials != source.credentials else {
            return source
        }
        let own = next.credentials
        if let reason = CertificateText.mismatch(
            chain: own.certificateChain,
            key: own.privateKey
        ) {
            throw StartProblem("\(gateway.identity.privateKey): \(reason)")
        }
        let generation = IdentityGeneration(
            try Self.material(settings, next.anchors, next.lists),
            rules: settings.subject,
            at: SystemClock.now()
        )
        _ = try SigningIdentity.judged(next.credentials, of: gateway, by: generation)
        return next
    }

    /// Puts what differs from a state in force everywhere; returns whether anything does.
    private func apply(_ source: Source, after old: State) async throws -> Bool {
        let material = try Self.material(settings, source.anchors, source.lists)
        let newMaterial = material == old.material ? nil : material
        let newCredentials =
            source.credentials == old.source.credentials ? nil : source.credentials
        guard newMaterial != nil || newCredentials != nil else { return false }
        let trust = try Self.trust(settings, material, source, after: old.trust.generation)
        for listener in listeners.withLock({ $0 }) {
            try await listener.reload(trust: newMaterial, credentials: newCredentials)
        }
        state.withLock { state in
            (state.source, state.material, state.trust) = (source, material, trust)
        }
        rememberLists()
        logger.notice("trust refreshed", metadata: ["lists": "\(material.revocationLists.count)"])
        return true
    }

    /// Remembers the lists under which our own chain holds: those are their authorities' own.
    private func rememberLists() {
        let present = state.withLock { $0 }
        let identity = try? SigningIdentity.judged(
            present.source.credentials,
            of: gateway,
            by: present.trust.generation
        )
        let issuers = (identity?.chain.certificates ?? []).compactMap {
            try? UnverifiedCertificate(der: $0, rules: settings.subject).issuer
        }
        let statuses = present.material.revocationLists
        state.withLock {
            $0.newest.remember(present.source.lists, statuses, of: Set(issuers))
        }
    }

    /// Lets everything follow that depends on the trust; what does not is reported and tried again.
    private func follow(_ isNeeded: Bool) async throws {
        guard isNeeded else { return }
        var failures: [String] = []
        for action in followers.withLock({ $0 }) {
            do { try await action() } catch { failures.append("\(error)") }
        }
        let isFollowed = failures.isEmpty
        state.withLock { $0.isFollowed = isFollowed }
        guard isFollowed else {
            throw TrustUnavailable(
                description: "certificates and revocation lists were read and are in force, but "
                    + failures.joined(separator: "; "),
                isPartly: true
            )
        }
    }
}
