import AccessControl
import AccessLog
import Contracts
import ExchangeModel
import GatewayTesting
import Manager
import Synchronization
import Testing

/// Contracts that can serve nothing at their provider are signed by nobody without force.
@Suite struct ServingTests {
    private static func obstacle() throws -> ServingObstacle {
        .purpose(
            .unknown(try PurposeID("elsewhere")),
            try ServiceName("register"),
            offered: [try PurposeID("toetsing")]
        )
    }

    /// Proposes at the consumer what the provider finds obstacles in, and has the provider judge.
    private static func judged(_ nodes: NodeGroup) async throws -> ContractHash {
        let found = try obstacle()
        nodes.provider.facts.obstacles.withLock { $0 = [found] }
        try await nodes.announceAll()
        let contract = try await nodes.consumer.manager.propose(
            nodes.connection(),
            by: "beheerder"
        )
        try await nodes.settle()
        try await nodes.provider.manager.judgeDue()
        return contract.hash
    }

    @Test func `accept is refused with what is wrong and the mend, and nothing is signed`()
        async throws
    {
        try await NodeGroup.run { nodes in
            let hash = try await Self.judged(nodes)
            let provider = try nodes.provider.manager
            let obstacle = try Self.obstacle()
            await #expect(throws: ManagementError.cannotServe([obstacle])) {
                try await provider.sign(.accept, hash, by: "beheerder")
            }
            let text = ManagementError.cannotServe([obstacle]).description
            #expect(text.contains("'elsewhere'") && text.contains("'toetsing'"))
            #expect(text.contains("propose again"))
            #expect(try await provider.status(of: hash).state == .proposed)
            #expect(!nodes.provider.auditedActions().contains("contract.accept"))
            #expect(
                try await provider.obstacles(of: provider.status(of: hash).contract) == [obstacle]
            )
        }
    }

    @Test func `with force it is signed, and the record says so`() async throws {
        try await NodeGroup.run { nodes in
            let hash = try await Self.judged(nodes)
            let provider = try nodes.provider.manager
            try await provider.sign(.accept, hash, by: "beheerder", force: true)
            #expect(try await provider.status(of: hash).state == .valid)
            let entry = try #require(nodes.provider.facts.audit.outcomes.last)
            #expect(entry.action == "contract.accept")
            #expect(entry.reason?.hasPrefix("forced: ") == true)
        }
    }

    @Test func `it can be rejected without force`() async throws {
        try await NodeGroup.run { nodes in
            let hash = try await Self.judged(nodes)
            try await nodes.provider.manager.sign(.reject, hash, by: "beheerder")
            #expect(try await nodes.provider.manager.status(of: hash).state == .rejected)
        }
    }

    @Test func `with four eyes each person must use force`() async throws {
        try await NodeGroup.run(acceptingPersons: 2) { nodes in
            let hash = try await Self.judged(nodes)
            let provider = try nodes.provider.manager
            await #expect(throws: ManagementError.self) {
                try await provider.sign(.accept, hash, by: "uid:1001")
            }
            #expect(try await provider.status(of: hash).approvals.isEmpty)
            try await provider.sign(.accept, hash, by: "uid:1001", force: true)
            await #expect(throws: ManagementError.self) {
                try await provider.sign(.accept, hash, by: "uid:1002")
            }
            #expect(try await provider.status(of: hash).approvals == ["uid:1001"])
            try await provider.sign(.accept, hash, by: "uid:1002", force: true)
            #expect(try await provider.status(of: hash).state == .valid)
        }
    }

    @Test func `neither a rule nor the hook accepts it; a person is told why`() async throws {
        let rule = AutoSignRule(grantTypes: [.serviceConnection])
        let asked = Mutex(0)
        let hook = DecisionHook { _ in
            asked.withLock { $0 += 1 }
            return (200, Array(#"{"decision": true}"#.utf8))
        }
        for rules in [[rule], []] {
            try await NodeGroup.run(autoSign: rules, hook: hook) { nodes in
                let hash = try await Self.judged(nodes)
                let status = try await nodes.provider.manager.status(of: hash)
                #expect(status.state == .proposed)
                #expect(status.judgement?.wait == .person)
                #expect(status.judgement?.reason.contains("it can serve nothing here") == true)
                #expect(nodes.provider.auditedActions() == ["contract.await"])
            }
        }
        #expect(asked.withLock { $0 } == 0)
    }

    @Test func `a rule signs as before where nothing is in the way`() async throws {
        let rule = AutoSignRule(grantTypes: [.serviceConnection])
        try await NodeGroup.run(autoSign: [rule]) { nodes in
            try await nodes.announceAll()
            let contract = try await nodes.consumer.manager.propose(
                nodes.connection(),
                by: "beheerder"
            )
            try await nodes.settle()
            #expect(try await nodes.provider.manager.status(of: contract.hash).state == .valid)
        }
    }
}
