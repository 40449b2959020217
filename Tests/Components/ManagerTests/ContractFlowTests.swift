import AccessLog
import AccessTokens
import Contracts
import ExchangeModel
import GatewayTesting
import Manager
import ManagerAPI
import OutboundHTTP
import RequirementTrait
import Synchronization
import Testing

@Suite struct ContractFlowTests {
    private static func purpose() throws -> Purpose {
        Purpose(
            id: try PurposeID("https://doelen.example/toetsing"),
            label: "Toetsing",
            legalBasis: "PublicTask",
            legalSources: ["Wet X"],
            authorisationReference: nil,
            fieldPolicy: try #require(SHA256Value([UInt8](repeating: 5, count: 32)))
        )
    }

    @Test(
        .requirement("FSC Core 2.0.0: M-03"),
        .requirement("FSC Core 2.0.0: M-20"),
        .requirement("FSC Core 2.0.0: D-01"),
        .requirement("FSC Core 2.0.0: S-08"),
        .requirement("FSC Test Suite: Manager-Services-1"),
        .requirement("FSC Test Suite: Manager-GetToken-10")
    )
    func `a service is published, found, granted for a purpose and opened with a token`()
        async throws
    {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            let provider = try nodes.provider.manager
            let consumer = try nodes.consumer.manager
            let published = try await provider.propose(
                PublicationRequest(
                    service: ServiceName("register"),
                    directory: nodes.directory.id,
                    notBefore: nodes.now.advanced(bySeconds: -60),
                    notAfter: nodes.now.advanced(bySeconds: 86_400)
                ),
                by: "beheerder"
            )
            try await nodes.settle()
            #expect(try await provider.status(of: published.hash).state == .valid)

            let found = try await consumer.discover()
            #expect(found.unreachable.isEmpty)
            let listing = try #require(found.services.first)
            #expect(listing.name.rawValue == "register")
            #expect(listing.peer.id == nodes.provider.id)

            var request = try nodes.connection(purpose: Self.purpose())
            request.service = listing.reference
            let proposed = try await consumer.propose(request, by: "beheerder")
            try await nodes.settle()
            #expect(try await provider.status(of: proposed.hash).state == .proposed)
            try await provider.sign(.accept, proposed.hash, by: "privacy-officer")
            try await nodes.settle()
            #expect(try await consumer.status(of: proposed.hash).state == .valid)
            #expect(try await consumer.status(of: proposed.hash).waiting.isEmpty)

            let grant = try #require(proposed.content.grants.first?.hash)
            let token = try await consumer.accessToken(for: grant).token
            #expect(token.purpose.purpose == (try Self.purpose()))
            #expect(token.issuer == nodes.provider.id)
            #expect(token.certificate == nodes.consumer.identity.thumbprint)
            #expect(
                nodes.provider.auditedActions() == [
                    "contract.propose", "contract.await", "contract.accept",
                ]
            )
            // The directory's signature under the publication, and the consumer's proposal.
            #expect(
                nodes.provider.auditedActionsOfPeers() == ["contract.accept", "contract.propose"]
            )
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-21"),
        .requirement("FSC Test Suite: Manager-RevokeContract-1"),
        .requirement("FSC Test Suite: Manager-GetToken-3")
    )
    func `a revoked contract gives no token at either side`() async throws {
        let rule = AutoSignRule(grantTypes: [.serviceConnection])
        try await NodeGroup.run(autoSign: [rule]) { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
            try await nodes.settle()
            #expect(try await consumer.status(of: contract.hash).state == .valid)
            let grant = try #require(contract.content.grants.first?.hash)
            _ = try await consumer.accessToken(for: grant)
            try await nodes.provider.manager.sign(.revoke, contract.hash, by: "beheerder")
            try await nodes.settle()
            #expect(try await consumer.status(of: contract.hash).state == .revoked)
            await #expect(throws: OutwayTokenError.notInForce(.revoked)) {
                try await consumer.accessToken(for: grant)
            }
            let form = TokenRequest(grant: grant, client: nodes.consumer.id).form
            let answer = try await nodes.consumer.send(
                .post,
                "/v1/token",
                to: nodes.provider,
                body: form
            )
            #expect(answer.status == 400)
            #expect(TokenError(parsing: answer.body)?.code == "invalid_grant")
        }
    }

    @Test(
        .requirement("FSC Test Suite: Manager-RejectContract-1"),
        .requirement("FSC Core 2.0.0: S-08")
    )
    func `a rejection reaches the proposer`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
            try await nodes.settle()
            try await nodes.provider.manager.sign(
                .reject,
                contract.hash,
                by: "privacy-officer",
                reason: "geen grondslag"
            )
            try await nodes.settle()
            #expect(try await consumer.status(of: contract.hash).state == .rejected)
            await #expect(throws: ManagementError.closed(.rejected)) {
                try await nodes.provider.manager.sign(.accept, contract.hash, by: "beheerder")
            }
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: M-03"),
        .requirement("FSC Test Suite: Manager-SubmitContract-4"),
        .requirement("FSC Test Suite: Manager-GetToken-6")
    )
    func `three peers sign a delegated connection, and an accept may come before the contract`()
        async throws
    {
        let rule = AutoSignRule(grantTypes: [.delegatedServiceConnection])
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            let content = try nodes.content(delegator: nodes.delegator.id)
            let path = "/v1/contracts/\(content.hash.rawValue)/accept"
            let early = try await nodes.consumer.send(
                .put,
                path,
                to: nodes.provider,
                headers: nodes.address(of: nodes.consumer),
                body: nodes.body(content, by: nodes.consumer)
            )
            #expect(early.status == 201)
            let late = try await nodes.delegator.send(
                .post,
                "/v1/contracts",
                to: nodes.provider,
                headers: nodes.address(of: nodes.delegator),
                body: nodes.body(content, by: nodes.delegator)
            )
            #expect(late.status == 201)
            let status = try await nodes.provider.manager.status(of: content.hash)
            #expect(status.missing == [nodes.provider.id])
            #expect(
                content.autoSignature(by: [rule], of: nodes.provider.id, at: nodes.now)
                    == .success(0)
            )
            try await nodes.provider.manager.sign(.accept, content.hash, by: "beheerder")
            let form = try TokenRequest(
                grant: #require(content.grants.first?.hash),
                client: nodes.consumer.id
            ).form
            let answer = try await nodes.consumer.send(
                .post,
                "/token",
                to: nodes.provider,
                body: form
            )
            #expect(answer.status == 200)
            let token = try AccessToken(
                reading: Array(#require(TokenAnswer(parsing: answer.body)).token.utf8)
            )
            #expect(token.connectionDelegator == nodes.delegator.id)
            try await nodes.settle()
            for node in [nodes.consumer, nodes.delegator] {
                let known = try await node.manager.status(of: content.hash).contract
                #expect(known.signature(.accept, of: nodes.provider.id) != nil)
            }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: S-09"))
    func `what a peer cannot take waits with its reason, and is sent again`() async throws {
        try await NodeGroup.run { nodes in
            let consumer = try nodes.consumer.manager
            let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
            #expect(try await consumer.deliverDue() == 1)
            var waiting = try #require(
                try await consumer.status(of: contract.hash).waiting.first
            )
            #expect(waiting.attempts == 1)
            #expect(waiting.lastError?.contains("is not known") == true)
            #expect(try await consumer.deliverDue() == 0)
            nodes.consumer.facts.aheadSeconds.withLock { $0 = 2 }
            #expect(try await consumer.deliverDue() == 1)
            waiting = try #require(try await consumer.waiting().first)
            #expect(waiting.attempts == 2)
            try await nodes.announceAll()
            #expect(try await consumer.retry(contract.hash, by: "beheerder") == 1)
            #expect(try await consumer.deliverDue() == 1)
            #expect(try await consumer.waiting().isEmpty)
            #expect(try await nodes.provider.manager.status(of: contract.hash).state == .proposed)
            #expect(nodes.consumer.auditedActions() == ["contract.propose", "contract.retry"])
            #expect(nodes.consumer.auditedActionsOfPeers().isEmpty)
        }
    }

    @Test func `the service delivers by itself and ends with its task`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            let provider = try nodes.provider.manager
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await consumer.run() }
                let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
                try await eventually("the delivery to the provider") {
                    try await nodes.provider.store.contract(contract.hash)
                }
                group.cancelAll()
                #expect(try await provider.status(of: contract.hash).state == .proposed)
            }
        }
    }

    @Test func `a renewal has the same grants under new hashes`() async throws {
        try await NodeGroup.run { nodes in
            let consumer = try nodes.consumer.manager
            let old = try await consumer.propose(nodes.connection(), by: "beheerder")
            let new = try await consumer.renew(
                old.hash,
                from: nodes.now,
                until: nodes.now.advanced(bySeconds: 200_000),
                by: "beheerder"
            )
            #expect(new.content.grants.map(\.terms) == old.content.grants.map(\.terms))
            #expect(new.content.grants.map(\.hash) != old.content.grants.map(\.hash))
            #expect(new.content.identifier != old.content.identifier)
            #expect(try await consumer.renewSignatures() == 0)
        }
    }
}
