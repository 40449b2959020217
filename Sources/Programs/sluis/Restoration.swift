import AccessControl
import AccessLog
import Contracts
import ExchangeModel
import Foundation
import LogStorage
import Logging
import Manager
import MerkleLog
import SQLiteStorage
import ServiceLifecycle
import Synchronization

/// Notices a store that is older than the world, and gets back from log and peers what it lacks.
///
/// Until a peer has said what it holds, contracts with it are held: no token, no request. An ordinary
/// start waits for nobody.
final class Restoration: Service {
    /// How a restored store is known to whoever asks.
    struct State: Hashable {
        let reason: String
        let since: Timestamp
        /// The peers that have not said yet what they hold.
        var missing: Set<PeerID>
    }

    /// How often the position of the store is kept, in seconds.
    private static let standingInterval: Int64 = 60
    /// The wait between two rounds of asking.
    static let rounds: ClosedRange<Int> = 2...60

    private let log: SegmentLog
    let store: SQLiteStanding
    private let contracts: any ContractStore
    let own: PeerID
    private let markFile: String?
    let logger: Logger
    let state = Mutex<State?>(nil)
    /// The grants that are held; for whoever serves them.
    let held = HeldGrants()
    let manager = Mutex<FSCManager?>(nil)
    private let policies: PolicyArchive

    init(
        log: SegmentLog,
        policies: PolicyArchive,
        store: SQLiteStanding,
        contracts: any ContractStore,
        own: PeerID,
        markFile: String?,
        logger: Logger
    ) {
        (self.log, self.store, self.contracts, self.own) = (log, store, contracts, own)
        (self.markFile, self.logger, self.policies) = (markFile, logger, policies)
    }

    /// What is missing; nil for a store that is as new as the world.
    var present: State? { state.withLock { $0 } }

    /// The peers that must still say what they hold before a contract may be used.
    func missing(for content: ContractContent) -> [PeerID] {
        state.withLock { state in
            guard let missing = state?.missing, !missing.isEmpty else { return [] }
            return content.peers.intersection(missing).sorted()
        }
    }

    /// Who asks the peers.
    func ask(through manager: FSCManager) { self.manager.withLock { $0 = manager } }

    // MARK: The start

    /// Compares store, log and mark before anything listens.
    ///
    /// - Parameter reason: How it is known that an older state was put back; nil where it is not.
    /// - Returns: The names for grants that the store has lost.
    /// - Throws: What is wrong with the mark, or what broke in store or log.
    func compare(
        restoredFor reason: String?
    ) async throws -> [(name: String, grant: GrantHash)] {
        let now = SystemClock.now()
        let origin = log.publicKey.name
        let size = log.health.size
        let position = try await store.position()
        var reasons = [reason].compactMap(\.self)
        var start: UInt64 = 0
        if let position, position.origin == origin {
            start = min(position.size, size)
            if position.size > size {
                reasons.append(
                    "the access log has \(size) entries, the contract store knows of \(position.size)"
                )
            }
        } else if let position {
            logger.warning(
                "the contract store was written beside another access log",
                metadata: ["store": "\(position.origin)", "log": "\(origin)"]
            )
        }
        let found = try await StoreComparison(of: log, from: start, with: store)
        let before = try await store.latestChange()
        reasons += try markReasons(
            origin: origin,
            size: size,
            before,
            isRestored: reason != nil
        )
        if let lacking = Self.sentence(of: found.lacking) { reasons.append(lacking) }
        try await store.takeOver(found.endings, upTo: found.latestChange, own: own, at: now)
        close(found.cutOff, isPutBack: reason != nil)
        if !reasons.isEmpty {
            let missing = try await contracts.peers(onContractsOpenAt: now).union(found.peers)
                .union(peers(of: found.lacking)).subtracting([own])
            try await begin(reasons.joined(separator: "; "), missing: missing)
        } else if let kept = try await store.restoration() {
            state.withLock {
                $0 = State(reason: kept.reason, since: kept.since, missing: kept.missing)
            }
            tell()
            try await hold()
        }
        try await store.stand(at: .init(origin: origin, size: size))
        return found.aliases
    }

    private func markReasons(
        origin: String,
        size: UInt64,
        _ change: UInt64,
        isRestored: Bool
    ) throws -> [String] {
        guard let markFile else { return [] }
        let mark: StateMark?
        do throws(StateMark.Unreadable) {
            mark = try StateMark(file: markFile)
        } catch {
            guard isRestored else { throw StartProblem(error.description) }
            mark = nil
        }
        guard let mark else { return [] }
        guard mark.origin == origin else {
            return ["the mark \(markFile) is of another access log, \(mark.origin)"]
        }
        guard mark.size > size || mark.change > change else { return [] }
        return [
            "the mark \(markFile) is ahead: \(mark.size) entries and \(mark.change) changes, "
                + "here \(size) and \(change)"
        ]
    }

    /// What the store lacks, in words.
    private static func sentence(of lacking: [AuditEntry]) -> String? {
        guard let first = lacking.first else { return nil }
        let actions = lacking.prefix(5).map { "\($0.action) of \($0.object)" }
        let more = lacking.count > 5 ? " and \(lacking.count - 5) more" : ""
        return
            "the contract store is older than the access log: it lacks \(lacking.count) decisions "
            + "since \(first.createdAt): \(actions.joined(separator: ", "))\(more)"
    }

    /// Writes how actions ended that were cut off.
    ///
    /// A backup that has no end in a log that was put back is the one that it was put back from.
    private func close(
        _ actions: [(action: TransactionID, entry: AuditEntry, isDone: Bool)],
        isPutBack: Bool
    ) {
        for (id, entry, isDone) in actions {
            let isBackup = isPutBack && entry.action == OpenBackups.action
            let isDone = isCarriedOut(entry) ?? (isDone || isBackup)
            log.endCutOff(entry, as: id, isDone ? .done : .failed)
        }
    }

    /// Whether what was to be done with a field policy is so; nil for what the store decides on.
    private func isCarriedOut(_ entry: AuditEntry) -> Bool? {
        guard [PolicyRecovery.withdrawal, PolicyRecovery.reinstatement].contains(entry.action),
            let policy = Hexadecimal.decode(entry.object).flatMap({ SHA256Value($0) })
        else { return nil }
        let isWithdrawn = policies.present.withdrawals[policy] != nil
        return isWithdrawn == (entry.action == PolicyRecovery.withdrawal)
    }

    func begin(_ reason: String, missing: Set<PeerID>) async throws {
        let now = SystemClock.now()
        try await store.begin(reason: reason, at: now, missing: missing)
        guard let kept = try await store.restoration() else { return }
        state.withLock {
            $0 = State(reason: kept.reason, since: kept.since, missing: kept.missing)
        }
        tell()
        try await hold()
    }

    /// The peers on contracts that the store lacks decisions on: they may hold more that was decided since.
    private func peers(of lacking: [AuditEntry]) async throws -> Set<PeerID> {
        var found: Set<PeerID> = []
        for hash in Set(lacking.compactMap(\.decision?.contract)) {
            found.formUnion(try await contracts.contract(hash)?.content.peers ?? [])
        }
        return found
    }

    private func contracts(with peer: PeerID?) async throws -> [Contract] {
        var found: [Contract] = []
        var query = ContractQuery(peer: peer, limit: Page<Int>.greatestLimit)
        repeat {
            let page = try await contracts.contracts(query)
            found += page.elements
            query.after = page.next
        } while query.after != nil
        return found
    }

    /// Finds the grants that are held now.
    func hold() async throws {
        var grants: [GrantHash: [PeerID]] = [:]
        for peer in present?.missing ?? [] {
            for contract in try await contracts(with: peer) {
                let missing = missing(for: contract.content)
                for grant in contract.content.grants { grants[grant.hash] = missing }
            }
        }
        held.replace(with: grants)
    }

    private func tell() {
        guard let present else { return }
        let peers = present.missing.sorted().map(\.rawValue).joined(separator: ", ")
        logger.warning(
            "restored: this gateway's state is older than the world; contracts are held until their peers have told what they hold",
            metadata: ["reason": "\(present.reason)", "missing": "\(peers)"]
        )
    }

    // MARK: Running

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.keepAsking() }
                group.addTask { await self.keepPosition() }
            }
        }
    }

    /// Keeps that the store is as new as the log, at the end of an orderly run.
    func finish() async {
        await stand(at: log.health.size)
        _ = await mark(after: nil)
    }

    /// Keeps position and mark; the position a minute late, when every action before it has ended.
    private func keepPosition() async {
        var marked: StateMark?
        var settled = log.health.size
        var seconds: Int64 = 0
        while !Task.isCancelled {
            marked = await mark(after: marked)
            try? await Task.sleep(for: .seconds(1))
            seconds += 1
            guard seconds.isMultiple(of: Self.standingInterval) else { continue }
            await stand(at: settled)
            settled = log.health.size
        }
    }

    /// Keeps that store and policies hold every decision before a place in the log.
    private func stand(at size: UInt64) async {
        let origin = log.publicKey.name
        try? await store.stand(at: .init(origin: origin, size: size))
        try? policies.stand(at: .init(origin: origin, size: size))
    }

    private func mark(after former: StateMark?) async -> StateMark? {
        guard let markFile, let change = try? await store.latestChange() else { return former }
        let mark = StateMark(
            origin: log.publicKey.name,
            size: log.health.size,
            change: change
        )
        guard mark != former else { return former }
        do {
            try mark.write(to: markFile)
            return mark
        } catch {
            logger.error(
                "the mark of the state cannot be written",
                metadata: ["file": "\(markFile)", "reason": "\(SystemError.words(of: error))"]
            )
            return former
        }
    }
}
