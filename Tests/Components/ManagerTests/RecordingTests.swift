import AccessLog
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import Manager
import ManagerAPI
import OutboundHTTP
import RequirementTrait
import Testing

/// Every decision on a contract is in the log before it is in the store, whoever takes it.
@Suite struct RecordingTests {
    /// What a node knows: contracts with their signatures, approvals aside, and what waits.
    private static func known(_ node: Node) async throws -> [String] {
        let manager = try node.manager
        let page = try await manager.contracts(ContractQuery(limit: 1_000))
        return page.elements.map { "\($0.hash) \($0.signatures.map(\.text))" }
            + (try await manager.waiting().map { "\($0.key)" })
    }

    @discardableResult
    private static func propose(_ nodes: NodeGroup) async throws -> Contract {
        try await nodes.announceAll()
        return try await nodes.consumer.manager.propose(nodes.connection(), by: "jurist")
    }

    @Test func `with a broken log nobody's decision changes anything`() async throws {
        try await NodeGroup.run { nodes in
            let contract = try await Self.propose(nodes)
            try await nodes.settle()
            let provider = try nodes.provider.manager
            let before = try await Self.known(nodes.provider)
            nodes.provider.facts.audit.breakDown()
            for kind in [SignatureKind.accept, .reject, .revoke] {
                await #expect(throws: NotRecorded.self) {
                    try await provider.sign(kind, contract.hash, by: "beheerder")
                }
            }
            await #expect(throws: NotRecorded.self) {
                try await provider.renew(
                    contract.hash,
                    from: nodes.now,
                    until: nodes.now.advanced(bySeconds: 3_600),
                    by: "beheerder"
                )
            }
            await #expect(throws: NotRecorded.self) {
                try await provider.retry(contract.hash, by: "beheerder")
            }
            #expect(try await Self.known(nodes.provider) == before)
        }
    }

    @Test func `a proposal of ours that cannot be recorded is neither stored nor sent`()
        async throws
    {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            nodes.consumer.facts.audit.breakDown()
            await #expect(throws: NotRecorded.self) {
                try await nodes.consumer.manager.propose(nodes.connection(), by: "jurist")
            }
            try await nodes.settle()
            #expect(try await Self.known(nodes.consumer).isEmpty)
            #expect(try await Self.known(nodes.provider).isEmpty)
        }
    }

    @Test func `what a peer sends is not taken while it cannot be recorded, and comes again`()
        async throws
    {
        try await NodeGroup.run { nodes in
            nodes.provider.facts.audit.breakDown()
            let contract = try await Self.propose(nodes)
            try await nodes.consumer.manager.deliverDue()
            let waiting = try await nodes.consumer.manager.waiting()
            #expect(waiting.count == 1)
            #expect(waiting.first?.lastError?.contains("500") == true)
            #expect(waiting.first?.lastError?.contains("cannot be recorded") == true)
            #expect(try await Self.known(nodes.provider).isEmpty)
            nodes.provider.facts.audit.breakDown(false)
            try await nodes.consumer.manager.retry(contract.hash, by: "beheerder")
            try await nodes.settle()
            #expect(try await nodes.provider.manager.status(of: contract.hash).state == .proposed)
        }
    }

    @Test func `a peer's decision is on record with the peer in the place of the person`()
        async throws
    {
        try await NodeGroup.run { nodes in
            let contract = try await Self.propose(nodes)
            try await nodes.settle()
            try await nodes.provider.manager.sign(.accept, contract.hash, by: "beheerder")
            try await nodes.settle()
            try await nodes.consumer.manager.sign(.revoke, contract.hash, by: "jurist")
            try await nodes.settle()
            let seen = nodes.provider.facts.audit.outcomes.filter { $0.decision != nil }
            #expect(
                seen.map(\.action) == ["contract.propose", "contract.accept", "contract.revoke"]
            )
            let peer = "peer:\(nodes.consumer.id)"
            #expect(seen.map(\.person) == [peer, "beheerder", peer])
            #expect(
                seen.map(\.decision?.peer) == [
                    nodes.consumer.id, nodes.provider.id, nodes.consumer.id,
                ]
            )
            #expect(seen.allSatisfy { $0.result == .done && $0.change != nil })
        }
    }

    @Test func `what a peer sends again is no second decision`() async throws {
        try await NodeGroup.run { nodes in
            let contract = try await Self.propose(nodes)
            try await nodes.settle()
            let count = nodes.provider.facts.audit.entries.count
            let signature = try #require(contract.signature(.accept, of: nodes.consumer.id))
            let body = SignedContent(content: contract.content.json, signature: signature.text)
            let answer = try await nodes.consumer.send(
                .post,
                "/v1/contracts",
                to: nodes.provider,
                headers: [
                    "Fsc-Manager-Address": nodes.consumer.manager.settings.address.description,
                    "Content-Type": "application/json",
                ],
                body: body.body
            )
            #expect(answer.status == 201)
            #expect(nodes.provider.facts.audit.entries.count == count)
        }
    }
}
