import AccessLog
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import Manager
import RequirementTrait
import Synchronization
import Testing

@Suite struct AutoSigningTests {
    /// A hook that keeps what it was asked and answers alike each time.
    private final class Hook: Sendable {
        private struct Broken: Error, CustomStringConvertible {
            let description = "no route"
        }

        let asked = Mutex<[JSONValue]>([])
        var count: Int { asked.withLock { $0.count } }
        private let status: Int
        private let answer: String?

        init(_ answer: String?, status: Int = 200) {
            (self.answer, self.status) = (answer, status)
        }

        func hook(rejects: Bool = false) -> DecisionHook {
            DecisionHook(rejects: rejects) { body in
                let value = try JSONValue(parsing: body)
                self.asked.withLock { $0.append(value) }
                guard let answer = self.answer else { throw Broken() }
                return (self.status, Array(answer.utf8))
            }
        }
    }

    /// Proposes at the consumer, has the provider judge, and gives the provider's view.
    private static func judged(
        _ nodes: NodeGroup,
        external: Bool = false
    ) async throws -> ContractStatus {
        try await nodes.announceAll()
        var request = try nodes.connection()
        if external {
            request.properties = [
                ExternalContractReference.connectionProperty: [
                    "reference": "https://contracts.example/1", "delegator_id": "x",
                    "delegator_name": "X",
                ]
            ]
        }
        let contract = try await nodes.consumer.manager.propose(request, by: "beheerder")
        try await nodes.settle()
        try await nodes.provider.manager.judgeDue()
        return try await nodes.provider.manager.status(of: contract.hash)
    }

    @Test func `what no rule allows is accepted when the hook says so, and the hook was told all`()
        async throws
    {
        let hook = Hook(#"{"decision": true, "context": {"reason_admin": {"en": "Register 7"}}}"#)
        try await NodeGroup.run(hook: hook.hook()) { nodes in
            let status = try await Self.judged(nodes)
            #expect(status.state == .valid)
            #expect(status.judgement == nil)
            let asked = try #require(hook.asked.withLock { $0.first })
            #expect(asked["subject"]?["type"]?.string == "urn:fsc:peer")
            #expect(asked["subject"]?["id"]?.string == nodes.consumer.id.rawValue)
            #expect(asked["action"]?["name"]?.string == "accept")
            #expect(asked["resource"]?["id"]?.string == status.contract.hash.rawValue)
            #expect(
                asked["resource"]?["properties"]?["content"] == status.contract.content.json
            )
            #expect(asked["context"]?["time"]?.string == nodes.now.description)
            let entry = try #require(nodes.provider.facts.audit.outcomes.last)
            #expect(entry.person == "decision-hook")
            #expect(entry.reason == "Register 7")
        }
    }

    @Test func `a hook's no leaves the contract to a person, with the reason`() async throws {
        let hook = Hook(#"{"decision": false, "context": {"reason": "no legal basis"}}"#)
        try await NodeGroup.run(hook: hook.hook()) { nodes in
            let status = try await Self.judged(nodes)
            #expect(status.state == .proposed)
            #expect(status.judgement?.wait == .hookDenied)
            #expect(status.judgement?.reason == "the decision hook said no: no legal basis")
            #expect(nodes.provider.auditedActions() == ["contract.await"])
            try await nodes.provider.manager.sign(
                .accept,
                status.contract.hash,
                by: "beheerder"
            )
            let after = try await nodes.provider.manager.status(of: status.contract.hash)
            #expect(after.judgement == nil)
        }
    }

    @Test func `a hook's no rejects where that is configured`() async throws {
        let hook = Hook(#"{"decision": false}"#)
        try await NodeGroup.run(hook: hook.hook(rejects: true)) { nodes in
            let status = try await Self.judged(nodes)
            #expect(status.state == .rejected)
        }
    }

    @Test(
        arguments: [
            (nil, 200, "could not be asked: no route"), ("{}", 200, "holds no decision"),
            ("<html>", 200, "holds no decision"),
            (#"{"decision": "true"}"#, 200, "not true or false"),
            (#"{"decision": true}"#, 500, "answered with status 500"),
        ] as [(String?, Int, String)]
    )
    func `a hook that fails leaves the contract to a person, visibly`(
        answer: String?,
        status: Int,
        reason: String
    ) async throws {
        let hook = Hook(answer, status: status)
        try await NodeGroup.run(hook: hook.hook()) { nodes in
            let judged = try await Self.judged(nodes)
            #expect(judged.state == .proposed)
            #expect(judged.judgement?.wait == .hookFailed)
            #expect(judged.judgement?.reason.contains(reason) == true)
            let entry = try #require(nodes.provider.facts.audit.outcomes.last)
            #expect(entry.result == .failed)
            // A retry asks again.
            try await nodes.provider.manager.retry(judged.contract.hash, by: "beheerder")
            try await nodes.provider.manager.judgeDue()
            #expect(hook.count == 2)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: X-07"))
    func `an external contract is never accepted by a rule alone`() async throws {
        let rule = AutoSignRule(grantTypes: [.serviceConnection])
        try await NodeGroup.run(autoSign: [rule]) { nodes in
            let status = try await Self.judged(nodes, external: true)
            #expect(status.state == .proposed)
            #expect(status.judgement?.wait == .person)
            #expect(status.judgement?.reason == "it refers to an external contract")
        }
        let hook = Hook(#"{"decision": true}"#)
        try await NodeGroup.run(autoSign: [rule], hook: hook.hook()) { nodes in
            let status = try await Self.judged(nodes, external: true)
            #expect(status.state == .valid)
        }
    }

    @Test func `the hook is not asked about what a rule accepts`() async throws {
        let hook = Hook(#"{"decision": false}"#)
        let rule = AutoSignRule(grantTypes: [.serviceConnection])
        try await NodeGroup.run(autoSign: [rule], hook: hook.hook()) { nodes in
            let status = try await Self.judged(nodes)
            #expect(status.state == .valid)
            #expect(hook.count == 0)
        }
    }

    @Test func `two different persons accept where four eyes are asked for`() async throws {
        try await NodeGroup.run(acceptingPersons: 2) { nodes in
            let provider = try nodes.provider.manager
            let hash = try await Self.judged(nodes).contract.hash
            try await provider.sign(.accept, hash, by: "uid:1001")
            var status = try await provider.status(of: hash)
            #expect(status.state == .proposed)
            #expect(status.approvals == ["uid:1001"])
            await #expect(throws: ManagementError.samePerson("uid:1001")) {
                try await provider.sign(.accept, hash, by: "uid:1001")
            }
            try await provider.sign(.accept, hash, by: "uid:1002")
            status = try await provider.status(of: hash)
            #expect(status.state == .valid)
            // Each approval is a decision of its own person; who was refused brought none about.
            let entries = nodes.provider.facts.audit.outcomes.filter {
                ["contract.approve", "contract.accept"].contains($0.action)
            }
            #expect(
                entries.map { "\($0.action) by \($0.person)" } == [
                    "contract.approve by uid:1001", "contract.approve by uid:1002",
                    "contract.accept by uid:1002",
                ]
            )
            #expect(entries.allSatisfy { $0.result == .done && $0.object == hash.rawValue })
            #expect(
                nodes.provider.auditedActions()
                    == [
                        "contract.await", "contract.approve", "contract.approve", "contract.accept",
                    ]
            )
            #expect(nodes.provider.auditedActionsOfPeers() == ["contract.propose"])
        }
    }

    @Test func `one person is enough to reject, also with four eyes`() async throws {
        try await NodeGroup.run(acceptingPersons: 2) { nodes in
            let provider = try nodes.provider.manager
            let hash = try await Self.judged(nodes).contract.hash
            try await provider.sign(.reject, hash, by: "uid:1001")
            #expect(try await provider.status(of: hash).state == .rejected)
        }
    }
}
