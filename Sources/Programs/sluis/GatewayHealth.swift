import AdministrationAPI
import ExchangeModel
import Foundation
import GatewayConfiguration
import LogStorage
import Manager
import OutboundHTTP
import PeerIdentity
import RevocationLists
import SQLiteStorage
import Synchronization

/// Whether the gateway can do its work, asked anew each time; never a stale yes.
///
/// What keeps this gateway from serving fails. What only keeps some partner out, or will keep the
/// gateway from serving unless somebody acts, is a warning.
final class GatewayHealth: Sendable {
    private let gateway: Gateway
    private let expected: Set<String>
    private let listening = Mutex<Set<String>>([])
    private let isEnding = Atomic<Bool>(false)
    private let store: StoreProbe
    private let sources: SourceWatch?

    /// Watches a gateway whose named listeners must all be up.
    init(_ gateway: Gateway, listeners: Set<String>, sources: SourceWatch? = nil) {
        self.gateway = gateway
        self.sources = sources
        expected = listeners
        let database = gateway.database
        store = StoreProbe { try await database.probe() }
    }

    /// Notes that the gateway ends: it is not ready from now on, although it still serves.
    func announceEnd() { isEnding.store(true, ordering: .relaxed) }

    /// Notes that a listener takes connections.
    ///
    /// Returns whether all of them do now.
    func started(_ listener: String) -> Bool {
        listening.withLock { listening in
            listening.insert(listener)
            return listening.isSuperset(of: expected)
        }
    }

    /// Whether all listeners take connections.
    var isListening: Bool { listening.withLock { $0.isSuperset(of: expected) } }

    /// Every check with its verdict.
    func checks() async -> [HealthCheck] {
        let now = SystemClock.now()
        let trust = gateway.trust
        var checks = [listeners(), logWritable()]
        checks += Self.certificate(
            trust.identity,
            by: trust.trust.generation,
            signing: gateway.signing.chain,
            at: now
        )
        checks += Self.lists(
            trust.listStates(at: now),
            areRequired: trust.material.duty == .required,
            at: now
        )
        checks += Self.problems(trust.problems)
        checks += sources?.checks ?? []
        checks += [configuration(), await database()]
        return checks
    }

    /// What keeps partners out and not the gateway: a state that was put back waits for them.
    var remarks: [String] {
        guard let present = gateway.restoration.present else { return [] }
        let peers = present.missing.sorted().map(\.rawValue).joined(separator: ", ")
        return [
            "restored since \(present.since): \(present.reason); contracts are held with \(peers) "
                + "until they have told what they hold"
        ]
    }

    private func listeners() -> HealthCheck {
        guard !isEnding.load(ordering: .relaxed) else {
            return HealthCheck(
                name: "listeners",
                .fail,
                detail: "the gateway ends: send it nothing more"
            )
        }
        let missing = expected.subtracting(listening.withLock { $0 })
        return HealthCheck(
            name: "listeners",
            missing.isEmpty ? .pass : .fail,
            detail: missing.isEmpty
                ? "all take connections" : "not yet: \(missing.sorted().joined(separator: ", "))"
        )
    }

    private func logWritable() -> HealthCheck {
        let health = gateway.log.health
        return HealthCheck(
            name: "access log",
            health.isWritable ? .pass : .fail,
            detail: health.isWritable
                ? "\(health.size) entries, \(health.signedSize) under the checkpoint"
                : "cannot be written: requests are refused until the disk is mended"
        )
    }

    /// The own chain under the lists that are in force now, as peers judge it.
    static func certificate(
        _ identity: OwnIdentity,
        by generation: IdentityGeneration,
        signing: VerifiedChain,
        at now: Timestamp
    ) -> [HealthCheck] {
        let name = "certificate"
        let end = identity.certificates.map(\.validity.upperBound).min() ?? now
        var checks: [HealthCheck] = []
        switch identity.verdict(by: generation, at: now) {
        case .success:
            checks.append(HealthCheck(name: name, .pass, detail: "valid until \(end)"))
        case .failure(let problem):
            checks.append(HealthCheck(name: name, .fail, detail: problem.message))
        }
        // Contracts and tokens are signed with a former certificate until the new one is taken up.
        if signing.certificates.first != identity.certificates.first?.der {
            let verdict = generation.verify(signing.certificates, purpose: .signing, at: now)
            if case .failure(let refusal) = verdict {
                checks.append(
                    HealthCheck(
                        name: "signing certificate",
                        .fail,
                        detail: "contracts and tokens are signed with a former one, and \(refusal)"
                    )
                )
            }
        }
        return checks
    }

    /// Each list in force: one of the own chain must hold, another keeps only its partners out.
    static func lists(
        _ states: [ListState],
        areRequired: Bool,
        at now: Timestamp
    ) -> [HealthCheck] {
        let holding = Set(states.map(\.list).filter { $0.holds(at: now) }.map(\.issuer))
        return states.map { state in
            let list = state.list
            let name = "revocation list"
            guard list.holds(at: now) else {
                let isNeeded = state.isOwn && areRequired && !holding.contains(list.issuer)
                let words =
                    list.thisUpdate > now
                    ? "begins at \(list.thisUpdate)" : "ended at \(list.nextUpdate)"
                return HealthCheck(
                    name: name,
                    isNeeded ? .fail : .warn,
                    detail: "\(list.issuer) \(words): "
                        + (isNeeded
                            ? "the own certificate cannot be judged"
                            : "whoever has a certificate of it is kept out")
                )
            }
            return HealthCheck(
                name: name,
                .pass,
                detail: "\(list.issuer) until \(list.nextUpdate)"
                    + (state.isProven ? "" : " (its authority's certificate was not seen yet)")
            )
        }
    }

    /// What could not be read anew: what was in force stays so, until it ends.
    static func problems(_ problems: TrustKeeper.Problems) -> [HealthCheck] {
        let rows =
            problems.lists.map { ("revocation refresh", $0) }
            + [
                problems.identity.map { ("certificate refresh", $0) },
                problems.followers.map { ("certificate change", $0) },
            ].compactMap(\.self)
        return rows.map { HealthCheck(name: $0.0, .warn, detail: $0.1) }
    }

    /// Whether the next start would have the configuration that runs now.
    private func configuration() -> HealthCheck {
        let pending = gateway.configuration.pending
        return HealthCheck(
            name: "configuration",
            pending == nil ? .pass : .warn,
            detail: pending ?? gateway.settings.file
        )
    }

    private func database() async -> HealthCheck {
        let problem = await store.problem()
        return HealthCheck(
            name: "contract store",
            problem == nil ? .pass : .fail,
            detail: problem ?? gateway.database.path
        )
    }
}
