import Contracts
import ExchangeModel
import Logging
import ServiceLifecycle
import Synchronization

/// A part whose settings follow the connection contracts.
protocol ContractDependent: Sendable {
    /// Takes contracts that are new, or may stand otherwise than before; all others stay as they were.
    func apply(_ contracts: [ConnectionContract], at now: Timestamp)
}

/// Tells the parts that depend on contracts what stands: the changed contract by itself, before whoever
/// changed it has an answer.
///
/// It knows where every connection contract stands and when time alone changes that, so that neither a
/// change nor the passing of time costs more with more contracts.
final class ContractFollower: Service {
    private struct Known {
        var contract: ConnectionContract
        /// The look that it was read at: what an earlier look found does not count any more.
        var look: UInt64
        /// When it is looked at next.
        var scheduled: Timestamp?
    }

    private struct State {
        var parts: [any ContractDependent] = []
        var known: [ContractHash: Known] = [:]
        var timeline = Timeline<ContractHash>()
        var looks: UInt64 = 0
        var lastMoment = Timestamp(milliseconds: .min)
        /// Contracts that could not be read when they changed.
        var unread: Set<ContractHash> = []
    }

    /// The longest that it sleeps: so long a step of the clock may go unnoticed.
    private static let longestSleep = Duration.seconds(1)

    private let store: any ContractStore
    private let own: PeerID
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger
    private let state = Mutex(State())

    init(
        store: any ContractStore,
        own: PeerID,
        clock: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) {
        (self.store, self.own) = (store, own)
        (self.clock, self.logger) = (clock, logger)
    }

    /// Tells a part too; before ``start()``.
    func add(_ part: any ContractDependent) { state.withLock { $0.parts.append(part) } }

    /// Reads where all contracts stand.
    ///
    /// Done once before anything listens: whoever is told that the gateway is ready finds every route,
    /// and no token of an ended contract passes an Inway that has just started.
    func start() async throws {
        let look = nextLook()
        let contracts = try await store.connections(of: own, in: nil)
        // Parts keep those that mean the same by their end: in that order each is put at the end.
        apply(contracts.sorted { $0.standing.notAfter < $1.standing.notAfter }, look)
    }

    /// Puts a contract that may have changed in force everywhere; when this returns it is.
    ///
    /// It is read again, so that of two changes at a time the later counts. Where that fails, what the
    /// caller saw is applied, and it is read later.
    func follow(_ contract: Contract) async {
        guard let seen = ConnectionContract(contract, for: own) else { return }
        let look = nextLook()
        do {
            let read = try await store.connections(of: own, in: contract.hash)
            apply(read, look)
        } catch {
            apply([seen], look)
            state.withLock { _ = $0.unread.insert(contract.hash) }
        }
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await self.readAgain()
                try await Task.sleep(for: self.passTime())
            }
        }
    }

    /// Applies what time has changed; gives how long nothing more will happen.
    @discardableResult
    func passTime() -> Duration {
        let now = clock()
        return state.withLock { state in
            if now < state.lastMoment {
                // The clock was set back: what had begun or ended may not have.
                update(&state, Array(state.known.keys), at: now)
            }
            var due: [ContractHash] = []
            while let (moment, hash) = state.timeline.take(until: now) {
                if state.known[hash]?.scheduled == moment { due.append(hash) }
            }
            update(&state, due, at: now)
            state.lastMoment = now
            guard let next = state.timeline.next else { return Self.longestSleep }
            return min(
                Self.longestSleep,
                .milliseconds(max(1, next.milliseconds - now.milliseconds))
            )
        }
    }

    private func update(_ state: inout State, _ hashes: [ContractHash], at now: Timestamp) {
        guard !hashes.isEmpty else { return }
        let contracts = hashes.compactMap { state.known[$0]?.contract }
        for hash in hashes { schedule(hash, &state, at: now) }
        for part in state.parts { part.apply(contracts, at: now) }
    }

    private func schedule(_ hash: ContractHash, _ state: inout State, at now: Timestamp) {
        let next = state.known[hash]?.contract.standing.nextChange(after: now)
        guard next != state.known[hash]?.scheduled else { return }
        state.known[hash]?.scheduled = next
        if let next { state.timeline.add(hash, at: next) }
    }

    private func nextLook() -> UInt64 {
        state.withLock { state in
            state.looks += 1
            return state.looks
        }
    }

    /// Applies what a look found, but for contracts that a later look has found already.
    private func apply(_ contracts: [ConnectionContract], _ look: UInt64) {
        let now = clock()
        state.withLock { state in
            var newer: [ContractHash] = []
            for contract in contracts {
                if let known = state.known[contract.hash] {
                    guard known.look < look else { continue }
                    state.known[contract.hash]?.contract = contract
                    state.known[contract.hash]?.look = look
                } else {
                    state.known[contract.hash] = Known(contract: contract, look: look)
                }
                newer.append(contract.hash)
            }
            update(&state, newer, at: now)
        }
    }

    /// Reads what could not be read when it changed.
    private func readAgain() async {
        for hash in state.withLock({ $0.unread }) {
            let look = nextLook()
            do {
                apply(try await store.connections(of: own, in: hash), look)
                state.withLock { _ = $0.unread.remove(hash) }
            } catch is CancellationError {
                return
            } catch {
                logger.error(
                    "a contract cannot be read",
                    metadata: ["contract": "\(hash)", "reason": "\(error)"]
                )
                return
            }
        }
    }
}
