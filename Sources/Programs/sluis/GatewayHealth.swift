import AdministrationAPI
import ExchangeModel
import Foundation
import LogStorage
import Manager
import PeerIdentity
import SQLiteStorage
import Synchronization

/// Whether the gateway can do its work, asked anew each time; never a stale yes.
final class GatewayHealth: Sendable {
    private let gateway: Gateway
    private let expected: Set<String>
    private let listening = Mutex<Set<String>>([])
    private let isEnding = Atomic<Bool>(false)

    /// Watches a gateway whose named listeners must all be up.
    init(_ gateway: Gateway, listeners: Set<String>) {
        self.gateway = gateway
        expected = listeners
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
        var checks = [listeners(), logWritable(), certificate(now)]
        checks += revocationLists(now)
        checks.append(await database())
        return checks
    }

    private func listeners() -> HealthCheck {
        guard !isEnding.load(ordering: .relaxed) else {
            return HealthCheck(
                name: "listeners",
                passes: false,
                detail: "the gateway ends: send it nothing more"
            )
        }
        let missing = expected.subtracting(listening.withLock { $0 })
        return HealthCheck(
            name: "listeners",
            passes: missing.isEmpty,
            detail: missing.isEmpty
                ? "all take connections" : "not yet: \(missing.sorted().joined(separator: ", "))"
        )
    }

    private func logWritable() -> HealthCheck {
        let health = gateway.log.health
        return HealthCheck(
            name: "access log",
            passes: health.isWritable,
            detail: health.isWritable
                ? "\(health.size) entries, \(health.signedSize) under the checkpoint"
                : "cannot be written: requests are refused until the disk is mended"
        )
    }

    private func certificate(_ now: Timestamp) -> HealthCheck {
        let end = gateway.signing.chain.validity.upperBound
        return HealthCheck(
            name: "certificate",
            passes: gateway.signing.chain.validity.contains(now),
            detail: "with its revocation lists until \(end)"
        )
    }

    private func revocationLists(_ now: Timestamp) -> [HealthCheck] {
        let lists = gateway.trust.material.revocationLists.map { list in
            HealthCheck(
                name: "revocation list",
                passes: list.nextUpdate > now,
                detail: "\(list.issuer) until \(list.nextUpdate)"
            )
        }
        guard let problem = gateway.trust.lastProblem else { return lists }
        return lists + [HealthCheck(name: "revocation refresh", passes: true, detail: problem)]
    }

    private func database() async -> HealthCheck {
        do {
            try await gateway.database.probe()
            return HealthCheck(name: "contract store", passes: true, detail: gateway.database.path)
        } catch {
            return HealthCheck(name: "contract store", passes: false, detail: "\(error)")
        }
    }
}
