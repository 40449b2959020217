import AccessLog
import Contracts
import ExchangeModel
import LogStorage
import Logging
import Metrics
import PeerIdentity
import PeerTransport
import RevocationLists
import SQLiteStorage
import ServiceLifecycle
import Synchronization

/// Watches what ends: certificates, anchors, revocation lists and contracts.
///
/// Tells once a level in the log, always in `sluis status`, and as `sluis_time_until_end_seconds`
/// in the metrics: the least time a kind.
final class ExpiryWatch: Service, Sendable {
    /// How long a count of exchanges is good enough.
    private static let memory: Duration = .seconds(300)
    /// How often the log is told.
    private static let interval: Duration = .seconds(3_600)
    /// How far ahead contracts are looked at, in seconds.
    private static let horizon: Int64 = 90 * 86_400

    private struct Counted {
        let usage: ExchangeUsage
        let at: ContinuousClock.Instant
    }

    private let trust: TrustKeeper
    private let rules: SubjectRules
    private let own: PeerID
    private let contracts: SQLiteContractStore
    private let log: SegmentLog
    private let logger: Logger
    private let counts = Mutex<[Set<GrantHash>: Counted]>([:])

    init(
        trust: TrustKeeper,
        rules: SubjectRules,
        own: PeerID,
        contracts: SQLiteContractStore,
        log: SegmentLog,
        logger: Logger
    ) {
        (self.trust, self.rules, self.own) = (trust, rules, own)
        (self.contracts, self.log, self.logger) = (contracts, log, logger)
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var told: Set<String> = []
            while true {
                let now = SystemClock.now()
                let warnings = await self.warnings(at: now)
                for warning in warnings {
                    let key = "\(warning.kind) \(warning.subject) \(warning.level)"
                    guard told.insert(key).inserted else { continue }
                    self.logger.warning("\(warning.text)")
                }
                self.measure(warnings, now)
                self.measureTrust(at: now)
                try await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Everything that ends within its level or has ended, the nearest first.
    func warnings(at now: Timestamp) async -> [ExpiryWarning] {
        var found = await certificates(at: now) + lists(at: now)
        do {
            found += try await contracts(at: now)
        } catch is CancellationError {
            // The gateway ends: nobody waits for the answer.
        } catch {
            logger.error("contracts cannot be read", metadata: ["reason": "\(error)"])
        }
        return found.sorted { $0.ends < $1.ends }
    }

    private func measure(_ warnings: [ExpiryWarning], _ now: Timestamp) {
        let end = warnings.filter { $0.kind == .contract }.map(\.ends.seconds).min()
        record(end.map { $0 - now.seconds } ?? Self.horizon, of: .contract)
    }

    /// Shows the time that certificate, anchors and lists have left, whether or not that is few.
    func measureTrust(at now: Timestamp) {
        for (kind, end) in Self.ends(
            certificates: trust.identity.certificates.map(\.validity.upperBound),
            anchors: [trust.material.anchorsEnd],
            lists: trust.material.revocationLists.map(\.nextUpdate)
        ) {
            record(end.seconds - now.seconds, of: kind)
        }
    }

    /// What ends first of each kind.
    static func ends(
        certificates: [Timestamp],
        anchors: [Timestamp],
        lists: [Timestamp]
    ) -> [(kind: ExpiryWarning.Kind, end: Timestamp)] {
        [
            (.certificate, certificates.min()), (.anchor, anchors.min()),
            (.revocationList, lists.min()),
        ].compactMap { kind, end in end.map { (kind, $0) } }
    }

    private func record(_ seconds: Int64, of kind: ExpiryWarning.Kind) {
        Gauge(label: "sluis_time_until_end_seconds", dimensions: [("kind", kind.rawValue)])
            .record(max(0, seconds))
    }

    private func warning(
        _ kind: ExpiryWarning.Kind,
        _ subject: String,
        _ start: Timestamp,
        _ end: Timestamp,
        _ now: Timestamp,
        mend: String
    ) -> ExpiryWarning? {
        guard let level = ExpiryWarning.level(from: start, until: end, at: now) else { return nil }
        return ExpiryWarning(
            kind: kind,
            subject: subject,
            ends: end,
            level: level,
            days: max(0, (end.seconds - now.seconds) / 86_400),
            mend: mend
        )
    }

    private func certificates(at now: Timestamp) async -> [ExpiryWarning] {
        let chain = try? UnverifiedCertificate.chain(
            pem: trust.credentials.certificateChain,
            rules: rules
        )
        var found = (chain ?? []).compactMap { certificate in
            warning(
                .certificate,
                certificate.subject,
                certificate.validity.lowerBound,
                certificate.validity.upperBound,
                now,
                mend: "get a new one (`sluis csr`), install it and run `sluis reload`"
            )
        }
        let anchors = trust.material.anchorsEnd
        if let warning = warning(
            .anchor,
            "that ends first",
            Timestamp(seconds: 0),
            anchors,
            now,
            mend: "ask the Group for its new trust anchors and add them to group.trustAnchors"
        ) {
            found.append(warning)
        }
        guard !found.isEmpty, let usage = await usage(of: [], at: now) else { return found }
        return found.map { warning in
            var warning = warning
            warning.usage = usage
            return warning
        }
    }

    private func lists(at now: Timestamp) async -> [ExpiryWarning] {
        var found: [ExpiryWarning] = []
        for list in trust.material.revocationLists {
            guard
                var warning = warning(
                    .revocationList,
                    list.issuer,
                    list.thisUpdate,
                    list.nextUpdate,
                    now,
                    mend: "its authority must publish a newer one; `sluis reload` reads it at once"
                )
            else { continue }
            warning.usage = await usage(of: [], at: now)
            found.append(warning)
        }
        return found
    }

    /// Contracts in force that end, unless another with the same grants lasts longer.
    private func contracts(at now: Timestamp) async throws -> [ExpiryWarning] {
        var query = ContractQuery(peer: own)
        query.states = ContractQuery.States([.valid], at: now)
        query.endsBy = now.advanced(bySeconds: Self.horizon)
        let ending = try await all(query)
        guard !ending.isEmpty else { return [] }
        let last = try await lasting(as: ending, at: now)
        var found: [ExpiryWarning] = []
        for contract in ending {
            let content = contract.content
            guard last[contract.meaning] ?? content.notAfter <= content.notAfter,
                var warning = warning(
                    .contract,
                    contract.hash.rawValue,
                    content.notBefore,
                    content.notAfter,
                    now,
                    mend: "sluis contract renew '\(contract.hash)'"
                )
            else { continue }
            warning.usage = await usage(of: Set(content.grants.map(\.hash)), at: now)
            found.append(warning)
        }
        return found
    }

    private func all(_ query: ContractQuery) async throws -> [Contract] {
        var (query, found) = (query, [Contract]())
        query.limit = Page<Int>.greatestLimit
        repeat {
            let page = try await contracts.contracts(query)
            found += page.elements
            query.after = page.next
        } while query.after != nil
        return found
    }

    /// How long the valid contracts last that mean the same as some that end.
    private func lasting(
        as ending: [Contract],
        at now: Timestamp
    ) async throws -> [Set<GrantMeaning>: Timestamp] {
        var last: [Set<GrantMeaning>: Timestamp] = [:]
        func note(_ meaning: Set<GrantMeaning>, until end: Timestamp) {
            last[meaning] = max(last[meaning] ?? end, end)
        }
        for contract in try await contracts.connections(of: own, in: nil)
        where contract.standing.state(at: now) == .valid {
            let meaning = contract.connections.map {
                GrantMeaning(terms: .connection($0.terms), purpose: $0.purpose)
            }
            note(Set(meaning), until: contract.standing.notAfter)
        }
        let published = ending.flatMap(\.content.grants).filter(\.type.isPublication)
        for service in Set(published.map(\.terms.service.name)) {
            var query = ContractQuery(peer: own)
            query.service = service
            query.states = ContractQuery.States([.valid], at: now)
            for contract in try await all(query) {
                note(contract.meaning, until: contract.content.notAfter)
            }
        }
        return last
    }

    /// The exchanges of the last week under grants, or under any for none; nil when it cannot be told.
    private func usage(
        of grants: Set<GrantHash>,
        at now: Timestamp
    ) async -> ExchangeUsage? {
        if let counted = counts.withLock({ $0[grants] }),
            ContinuousClock.now < counted.at + Self.memory
        {
            return counted.usage
        }
        var query = LogQuery()
        query.after = now.advanced(bySeconds: -ExchangeUsage.days * 86_400)
        query.grants = grants
        query.limit = LogQuery.maximumLimit
        let asked = query
        guard let count = try? await log.readForOperators({ try $0.search(asked).count }) else {
            return nil
        }
        let usage = ExchangeUsage(count: count, isAtLeast: count == query.limit)
        counts.withLock { $0[grants] = Counted(usage: usage, at: .now) }
        return usage
    }
}

extension Contract {
    /// What its grants say, apart from the period: equal for a contract and its renewal.
    fileprivate var meaning: Set<GrantMeaning> {
        Set(
            content.grants.map { GrantMeaning(terms: $0.terms, purpose: $0.purpose.purpose?.id) }
        )
    }
}

/// What a grant says, apart from the period.
private struct GrantMeaning: Hashable {
    let terms: GrantTerms
    let purpose: PurposeID?
}
