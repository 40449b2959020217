import CertificateAuthority
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import Manager
import ManagerAPI
import OutboundHTTP
import PeerIdentity
import RequirementTrait
import SignedJSON
import Synchronization
import Testing

@Suite struct CertificateChangeTests {
    @Test(.requirement("FSC Core 2.0.0: S-13"))
    func `after a change of certificate our accepts are signed again and taken by the peers`()
        async throws
    {
        let rule = AutoSignRule(grantTypes: [.serviceConnection])
        try await NodeGroup.run(autoSign: [rule]) { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
            try await nodes.settle()
            let issued = try nodes.authority.issue(
                organization: "Organisation 2",
                serialNumber: nodes.consumer.id.rawValue,
                key: .rsa2048
            )
            let newer = try SigningIdentity(
                key: SigningKey(pem: issued.privateKeyPEM),
                chain: nodes.consumer.generation.verify(
                    issued.chainDER,
                    purpose: .signing,
                    at: nodes.now
                ).get()
            )
            nodes.consumer.facts.aheadSeconds.withLock { $0 = 1 }
            #expect(try await consumer.replaceSigning(newer) == 1)
            #expect(try await consumer.replaceSigning(newer) == 0)
            #expect(try await consumer.renewSignatures() == 0)
            try await nodes.settle()
            let taken = try await nodes.provider.manager.status(of: contract.hash).contract
            let accept = try #require(taken.signature(.accept, of: nodes.consumer.id))
            #expect(accept.certificate == newer.thumbprint)
            #expect(taken.state(at: nodes.now) == .valid)
            let keys = try await nodes.provider.send(
                .get,
                "/v1/.well-known/jwks.json",
                to: nodes.consumer
            )
            #expect(try JSONWebKeySet(parsing: keys.body).keys.count == 2)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-06"),
        .requirement("FSC Core 2.0.0: E-04")
    )
    func `a signature with a revoked certificate is refused`() async throws {
        try await NodeGroup.run { nodes in
            try nodes.authority.intermediate.revoke(
                nodes.consumer.issued.certificateDER,
                at: nodes.now.advanced(bySeconds: -10)
            )
            let material = try TrustMaterial(
                anchors: nodes.authority.anchorsPEM,
                revocationLists: nodes.authority.revocationLists()
            )
            let generation = IdentityGeneration(
                material,
                rules: nodes.rules.subject,
                at: nodes.now
            )
            nodes.provider.facts.generation.withLock { $0 = generation }
            let content = try nodes.content()
            let answer = try await nodes.consumer.send(
                .post,
                "/v1/contracts",
                to: nodes.provider,
                headers: nodes.address(of: nodes.consumer),
                body: nodes.body(content, by: nodes.consumer)
            )
            let body = try JSONValue(parsing: answer.body)
            #expect(answer.status == 400)
            #expect(body["code"] == "ERROR_CODE_PEER_CERTIFICATE_VERIFICATION_FAILED")
            #expect(body["message"]?.string?.contains("revoked") == true)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: T-04"))
    func `an address with a port that the Group does not allow is refused`() async throws {
        try await NodeGroup.run(ports: .standard) { nodes in
            let refused = try await nodes.consumer.send(
                .put,
                "/v1/announce",
                to: nodes.directory,
                headers: nodes.address(of: nodes.consumer)
            )
            #expect(refused.status == 400)
            let allowed = try await nodes.consumer.send(
                .put,
                "/v1/announce",
                to: nodes.directory,
                headers: ["Fsc-Manager-Address": "https://manager.example.nl:8443"]
            )
            #expect(allowed.status == 200)
            let known = try await nodes.directory.knownPeers.peer(nodes.consumer.id)
            #expect(known?.managerAddress?.description == "https://manager.example.nl:8443")
        }
    }

    @Test(.requirement("FSC Core 2.0.0: T-04"))
    func `no contract or signature comes from an address whose port the Group does not allow`()
        async throws
    {
        try await NodeGroup.run(ports: .standard) { nodes in
            let content = try nodes.content()
            let body = try nodes.body(content, by: nodes.consumer)
            let signatures = ["accept", "reject", "revoke"].map {
                (OutboundRequest.Method.put, "/v1/contracts/\(content.hash.rawValue)/\($0)")
            }
            for (method, path) in [(.post, "/v1/contracts")] + signatures {
                let refused = try await nodes.consumer.send(
                    method,
                    path,
                    to: nodes.provider,
                    headers: nodes.address(of: nodes.consumer),
                    body: body
                )
                #expect(refused.status == 400, "\(path)")
                let message = try JSONValue(parsing: refused.body)["message"]?.string
                #expect(message?.contains("port") == true, "\(path)")
            }
            #expect(try await nodes.provider.store.contract(content.hash) == nil)
            #expect(try await nodes.provider.knownPeers.peer(nodes.consumer.id) == nil)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: M-22"))
    func `a Manager at a new address tells the peers that it knows`() async throws {
        try await NodeGroup.run { nodes in
            let provider = try nodes.provider.manager.settings.address
            let consumer = nodes.consumer
            for (id, address) in [
                (nodes.provider.id, provider), (consumer.id, try PeerAddress("https://old:8443")),
            ] {
                try await consumer.knownPeers.upsert(
                    KnownPeer(id: id, name: "x", managerAddress: address, seenAt: nodes.now)
                )
            }
            let manager = try consumer.manager
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await manager.run() }
                try await eventually("the announcement to the provider") {
                    try await nodes.provider.knownPeers.peer(consumer.id)
                }
                group.cancelAll()
            }
            let known = try await nodes.provider.knownPeers.peer(consumer.id)
            #expect(known?.managerAddress == manager.settings.address)
        }
    }

    @Test func `a breakdown is answered as ours and without its text`() async throws {
        try await NodeGroup.run { nodes in
            nodes.provider.facts.isLogBroken.withLock { $0 = true }
            let answer = try await nodes.consumer.send(.get, "/v1/logs", to: nodes.provider)
            #expect(answer.status == 500)
            #expect(answer.headers["fsc-error-code"] == "INTERNAL_ERROR")
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("NotStarted"))
        }
    }

    @Test(.requirement("FSC Core 2.0.0: M-25"))
    func `a peer that asks for too many log records at a time is told when to ask again`()
        async throws
    {
        try await NodeGroup.run { nodes in
            nodes.provider.facts.isLogBusy.withLock { $0 = true }
            let answer = try await nodes.consumer.send(.get, "/v1/logs", to: nodes.provider)
            #expect(answer.status == 503)
            #expect(answer.headers["fsc-error-code"] == "OVERLOADED")
            #expect(answer.headers["retry-after"] == "5")
        }
    }

    @Test func `a key that is not the certificate's makes no signing identity`() async throws {
        try await NodeGroup.run { nodes in
            #expect(throws: SigningIdentity.KeyOfAnotherCertificate.self) {
                try SigningIdentity(
                    key: nodes.provider.identity.key,
                    chain: nodes.consumer.identity.chain
                )
            }
        }
    }
}
