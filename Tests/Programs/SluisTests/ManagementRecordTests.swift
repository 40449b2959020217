import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import JSONTape
import Manager
import RequirementTrait
import Testing

@testable import sluis

/// Management is recorded like exchanges: before it takes effect, and how it ended.
@Suite struct ManagementRecordTests {
    typealias Operations = AdministrationOperations
    typealias Call = @Sendable (Operations, Contract) async throws -> JSONValue

    /// One operation of the administration API.
    struct Row: CustomTestStringConvertible {
        /// The member of `AdministrationOperations`.
        let operation: String
        /// The action that stands in the log; nil for what only reads the gateway.
        var action: String?
        /// A call that changes something, or reads the log.
        var done: Call?
        /// A call that is refused.
        var refused: Call?

        var testDescription: String { "\(operation) \(action ?? "")" }
    }

    private static let caller = ManagedGateway.person
    private static func unknown() throws -> ContractHash {
        ContractHash(digest: [UInt8](repeating: 7, count: 64))
    }

    private static func decision(_ decision: Operations.ContractDecision) -> Row {
        Row(
            operation: "decideContract",
            action: "contract.\(decision.rawValue)",
            done: {
                try await $0.decideContract($1.hash, decision, Operations.DecisionTerms(), caller)
            },
            refused: { operations, _ in
                try await operations.decideContract(
                    unknown(),
                    decision,
                    Operations.DecisionTerms(),
                    caller
                )
            }
        )
    }

    private static func reads(_ operation: String) -> Row { Row(operation: operation) }

    /// Every operation; a new one without a row fails the first test.
    static let rows: [Row] = [
        reads("listContracts"), reads("showContract"), reads("listDistributions"),
        reads("listPeers"), reads("showPeer"), reads("listServices"), reads("listPurposes"),
        reads("status"), reads("explainPurpose"), reads("showPurposeDocument"),
        reads("listDeviations"), reads("tryReload"), reads("tryRenewal"),
        reads("listFieldPolicies"),
        Row(
            operation: "changeFieldPolicy",
            action: "purpose.withdraw",
            refused: { operations, _ in
                let digest = try #require(SHA256Value([UInt8](repeating: 7, count: 32)))
                let change = Operations.PolicyChange(isWithdrawal: true, reason: "too wide")
                return try await operations.changeFieldPolicy(digest, change, caller)
            }
        ),
        Row(
            operation: "proposeContract",
            action: "contract.propose",
            // The directory is not reached: what is recorded of one that is, the Manager's tests show.
            refused: { operations, _ in
                try await operations.proposeContract(
                    ["peerID": .string(ManagedGateway.other), "service": "persons"],
                    caller
                )
            }
        ),
        decision(.accept), decision(.reject), decision(.revoke),
        Row(
            operation: "renewContract",
            action: "contract.renew",
            done: { try await $0.renewContract($1.hash, [:], caller) },
            refused: { try await $0.renewContract($1.hash, ["days": 0], caller) }
        ),
        Row(
            operation: "retry",
            action: "contract.retry",
            done: { try await $0.retry($1.hash, caller) },
            refused: { operations, _ in try await operations.retry(unknown(), caller) }
        ),
        Row(
            operation: "publishService",
            action: "service.publish",
            done: { operations, _ in
                try await operations.publishService(ServiceName("persons"), caller)
            },
            refused: { operations, _ in
                try await operations.publishService(ServiceName("nothing"), caller)
            }
        ),
        Row(
            operation: "publishForDelegator",
            action: "service.publish",
            refused: { operations, _ in
                try await operations.publishForDelegator(
                    ServiceName("nothing"),
                    PeerID(ManagedGateway.other),
                    caller
                )
            }
        ),
        Row(
            operation: "unpublishService",
            action: "service.unpublish",
            refused: { operations, _ in
                try await operations.unpublishService(ServiceName("persons"), caller)
            }
        ),
        Row(
            operation: "listLogEntries",
            action: "log.query",
            done: { operations, _ in try await operations.listLogEntries(LogFilter(), caller) },
            refused: { operations, _ in
                let page = PageFilter(cursor: "x")
                return try await operations.listLogEntries(LogFilter(page: page), caller)
            }
        ),
        Row(
            operation: "showLogEntry",
            action: "log.show",
            refused: { operations, _ in
                let id = TransactionID(high: 0x7000, low: 1)
                return try await operations.showLogEntry(id, caller)
            }
        ),
        Row(
            operation: "reload",
            action: "configuration.reload",
            done: { operations, _ in try await operations.reload(caller) }
        ),
        Row(
            operation: "acceptOlderList",
            action: "trust.accept-older-list",
            refused: { operations, _ in
                try await operations.acceptOlderList("CN=Nobody", "a reason", caller)
            }
        ),
        Row(
            operation: "beginBackup",
            action: "backup",
            done: { operations, _ in
                let begun = try await operations.beginBackup("/backups/today", caller)
                let id = try TransactionID(begun["action"]?.string ?? "")
                return try await operations.endBackup(id, nil, caller)
            }
        ),
        Row(
            operation: "endBackup",
            action: "backup",
            refused: { operations, _ in
                try await operations.endBackup(
                    TransactionID(high: 0x7000, low: 1),
                    "the disk is full",
                    caller
                )
            }
        ),
        Row(
            operation: "clearDeviations",
            action: "deviations.clear",
            done: { operations, _ in try await operations.clearDeviations(caller) }
        ),
    ]

    static let recorded = rows.filter { $0.action != nil }
    static let refusing = rows.filter { $0.refused != nil }
    static let doing = rows.filter { $0.done != nil }

    private static func with(
        _ use: (ManagedGateway) async throws -> Void
    ) async throws {
        let managed = try await ManagedGateway()
        do {
            try await use(managed)
        } catch {
            await managed.close()
            throw error
        }
        await managed.close()
    }

    @Test func `every operation of the administration API has its row here`() async throws {
        try await Self.with { managed in
            let members = Mirror(reflecting: managed.operations).children.compactMap(\.label)
            #expect(members.count > 15)
            #expect(Set(members) == Set(Self.rows.map(\.operation)))
        }
    }

    @Test(arguments: recorded)
    func `with a log that cannot be flushed nothing changes, and the answer says so`(
        row: Row
    ) async throws {
        try await Self.with { managed in
            let contract = try await managed.proposal()
            if row.operation == "reload" { try managed.folder.write(managed.folder.certificate()) }
            let before = try await managed.state()
            managed.files.isBroken = true
            let call = try #require(row.done ?? row.refused)
            let refusal = await #expect(throws: OperationRefusal.self) {
                try await call(managed.operations, contract)
            }
            #expect(refusal?.kind == .unavailable)
            #expect(refusal?.detail.contains("cannot be recorded") == true)
            #expect(try await managed.state() == before)
        }
    }

    @Test(arguments: refusing)
    func `what is refused is on record as refused, with the reason and the person`(
        row: Row
    ) async throws {
        try await Self.with { managed in
            let contract = try await managed.proposal()
            let before = try await managed.state()
            let call = try #require(row.refused)
            let refusal = await #expect(throws: OperationRefusal.self) {
                try await call(managed.operations, contract)
            }
            #expect(refusal?.kind != .unavailable)
            try await managed.settle()
            let entries = try await managed.audit().filter { $0.action == row.action }
            let last = try #require(entries.last)
            #expect(last.result == .refused)
            #expect(last.person == "uid:1001")
            #expect(last.reason.map { refusal?.detail.hasPrefix($0) } == true)
            #expect(!entries.contains { $0.result == .done })
            #expect(try await managed.state() == before)
        }
    }

    @Test(arguments: doing)
    func `what is done stands in the log before it takes effect and again as done`(
        row: Row
    ) async throws {
        try await Self.with { managed in
            let contract = try await managed.proposal()
            let call = try #require(row.done)
            _ = try await call(managed.operations, contract)
            try await managed.settle()
            let entries = try await managed.audit().filter { $0.action == row.action }
            #expect(entries.last?.result == .done)
            guard row.action?.hasPrefix("log.") == false else { return }
            let stages = entries.map(\.stage)
            guard case .intended(let id) = stages.first else {
                Issue.record("the intention comes first: \(stages)")
                return
            }
            #expect(stages.dropFirst() == [.ended(id, .done)])
        }
    }

    @Test func `a decision is on record with contract, kind, peer and the change in the store`()
        async throws
    {
        try await Self.with { managed in
            let contract = try await managed.proposal()
            let caller = ManagedGateway.person
            _ = try await managed.operations.decideContract(
                contract.hash,
                .accept,
                Operations.DecisionTerms(),
                caller
            )
            _ = try await managed.operations.decideContract(
                contract.hash,
                .revoke,
                Operations.DecisionTerms(),
                caller
            )
            try await managed.settle()
            let entries = try await managed.audit().filter { $0.decision != nil }
            #expect(entries.map(\.decision?.kind) == [.accept, .accept, .revoke, .revoke])
            #expect(entries.allSatisfy { $0.decision?.contract == contract.hash })
            #expect(entries.allSatisfy { $0.decision?.peer == managed.manager.own })
            let changes = entries.filter { $0.result == .done }.map(\.change)
            #expect(changes.count == 2 && changes.allSatisfy { $0 != nil })
            let kept = try await managed.manager.status(of: contract.hash).contract
            let revoke = try #require(kept.signature(.revoke, of: managed.manager.own))
            #expect(entries[2].decision?.signature == revoke.text)
        }
    }
}
