public import AccessLog
public import Contracts
public import ExchangeModel
private import Synchronization

/// The management part of an access log in memory, for tests: every entry in order.
public final class MemoryAuditLog: Sendable {
    /// Why nothing is recorded: a test broke the log.
    public struct Broken: Error {}

    private struct State {
        var entries: [AuditEntry] = []
        var isBroken = false
    }

    private let state = Mutex(State())
    private let moment: Timestamp

    /// Makes an empty log whose entries are all made at one moment.
    public init(at moment: Timestamp = Timestamp(milliseconds: 1_760_000_000_000)) {
        self.moment = moment
    }

    /// Every entry, intentions and endings included.
    public var entries: [AuditEntry] { state.withLock { $0.entries } }

    /// The actions that were carried out, refused or failed, each once; intentions are left out.
    public var outcomes: [AuditEntry] { entries.filter { $0.result != nil } }

    /// Makes the log refuse, or take again, what comes after this.
    public func breakDown(_ isBroken: Bool = true) { state.withLock { $0.isBroken = isBroken } }

    /// Keeps an entry that tells a whole action.
    public func record(_ entry: AuditEntry) throws {
        try state.withLock { state in
            guard !state.isBroken else { throw Broken() }
            state.entries.append(entry)
        }
    }

    /// Keeps the intention of an action; gives the proof of it.
    public func begin(_ intention: ActionIntention) throws -> RecordedAction {
        let id = TransactionID.version7(
            at: moment,
            random: (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        )
        let made = moment
        let position = try state.withLock { state in
            guard !state.isBroken else { throw Broken() }
            state.entries.append(AuditEntry(intending: intention, at: moment, as: id))
            return LogPosition(index: UInt64(state.entries.count - 1))
        }
        return RecordedAction(
            intention,
            at: ActionPlace(action: id, origin: "memory", position: position),
            sink: CompletionSink(
                now: { made },
                salt: { Salt(0, 0) },
                write: { [self] encoded in end(encoded) }
            )
        )
    }

    private func end(_ encoded: EncodedEntry) {
        guard case .audit(let entry)? = try? DecodedEntry(encoded.bytes).entry else { return }
        state.withLock { $0.entries.append(entry) }
    }
}

extension RecordedAction {
    /// A proof for stores in tests that nobody asks for afterwards.
    public static func sample() throws -> RecordedAction {
        try MemoryAuditLog().begin(ActionIntention("test", by: "test", on: "test"))
    }
}

extension ContractStore {
    /// Stores a contract as a test does, on a record of its own.
    public func insert(
        _ contract: Contract,
        sending messages: [Distribution],
        from submission: Submission? = nil
    ) async throws -> ContractInsertion {
        try await insert(contract, sending: messages, from: submission, as: .sample())
    }

    /// Adds a signature as a test does, on a record of its own.
    public func add(
        _ signature: ContractSignature,
        to contract: ContractHash,
        sending messages: [Distribution]
    ) async throws -> SignatureAddition {
        try await add(signature, to: contract, sending: messages, as: .sample())
    }
}

extension PeerStore {
    /// Stores a peer as a test does, on a record of its own.
    public func upsert(_ peer: KnownPeer) async throws { try await upsert(peer, as: .sample()) }
}
