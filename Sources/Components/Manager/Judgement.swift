import Contracts
public import ExchangeModel
import Synchronization

/// Why a proposed contract waits for us, and since when.
public struct Judgement: Hashable, Sendable {
    /// What a contract waits for.
    public enum Wait: String, Sendable {
        /// No rule and no hook accepts it: a person must decide.
        case person
        /// The decision hook is being asked.
        case hook
        /// The hook could not be asked, or its answer could not be read: a person must decide.
        case hookFailed
        /// The hook said no: a person must decide.
        case hookDenied
    }

    /// What it waits for.
    public let wait: Wait
    /// Why, in one sentence.
    public let reason: String
    /// Since when.
    public let since: Timestamp

    /// States why a contract waits.
    public init(_ wait: Wait, reason: String, since: Timestamp) {
        self.wait = wait
        self.reason = reason
        self.since = since
    }
}

/// The judgements of contracts that wait for us, and those that are still to be made.
///
/// Kept in memory: what waits is in the contract store, and is judged anew at the next start.
final class Judgements: Sendable {
    private struct State {
        var made: [ContractHash: Judgement] = [:]
        var due: [ContractHash] = []
    }

    private let state = Mutex(State())
    let wake = WakeSignal()

    /// The judgement of a contract.
    subscript(contract: ContractHash) -> Judgement? { state.withLock { $0.made[contract] } }

    /// Notes why a contract waits; nil when it no longer does.
    func note(_ judgement: Judgement?, of contract: ContractHash) {
        state.withLock { $0.made[contract] = judgement }
    }

    /// Asks for a judgement by the hook, soon.
    func ask(_ contract: ContractHash) {
        state.withLock { state in
            if !state.due.contains(contract) { state.due.append(contract) }
        }
        wake.signal()
    }

    /// The next contract that the hook must be asked about.
    func next() -> ContractHash? {
        state.withLock { $0.due.isEmpty ? nil : $0.due.removeFirst() }
    }
}
