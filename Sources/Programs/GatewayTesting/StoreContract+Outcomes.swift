import AccessLog
import Contracts
import ExchangeModel

extension StoreContract {
    /// Every change uses up the record of its action and ends it as it went.
    static func outcomes(_ store: any ContractStore, _ sample: Sample) async throws {
        let log = MemoryAuditLog()
        func begin() throws -> RecordedAction {
            try log.begin(ActionIntention("test", by: "test", on: "test"))
        }
        func last() throws -> AuditEntry {
            guard let entry = log.entries.last, entry.result != nil else {
                throw Broken(promise: "an action is ended when the call returns")
            }
            return entry
        }
        let contract = try sample.contract(1)
        func insert(_ contract: Contract) async throws -> ContractInsertion {
            try await store.insert(contract, sending: [], from: nil, as: try begin())
        }
        let obstacle = try await store.obstacle(to: contract, from: nil)
        try expect(obstacle == nil, "nothing is in the way of a new contract")
        _ = try await insert(contract)
        let first = try last()
        try expect(first.result == .done, "an insertion is done")
        try expect(first.change != nil, "a change has a number")
        _ = try await insert(contract)
        try expect(try last().result == .refused, "a known contract is refused")
        try expect(try last().change == nil, "what changes nothing has no number")
        let twin = try sample.contract(1, service: "other")
        let found = try await store.obstacle(to: twin, from: nil)
        try expect(
            found == .identifierInUse(by: contract.hash),
            "what is in the way is known before"
        )
        try expect(
            try await store.contract(twin.hash) == nil,
            "asking what is in the way stores nothing"
        )
        _ = try await insert(twin)
        try expect(try last().result == .refused, "an identifier in use is refused")
        let accept = try sample.signature(.accept, of: Sample.provider, under: contract, second: 10)
        func add(to hash: ContractHash) async throws -> SignatureAddition {
            try await store.add(accept, to: hash, sending: [], as: try begin())
        }
        _ = try await add(to: contract.hash)
        let second = try last()
        try expect(second.result == .done, "a new signature is done")
        try expect((second.change ?? 0) > (first.change ?? 0), "numbers of changes grow")
        _ = try await add(to: contract.hash)
        try expect(try last().result == .refused, "a signature that changes nothing is refused")
        _ = try await add(to: twin.hash)
        try expect(try last().result == .refused, "an unknown contract takes no signature")
        try expect(
            log.entries.count == 2 * log.outcomes.count,
            "each intention has exactly one ending"
        )
    }
}
