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
import Testing

/// Certificates that name nobody, or are none of the Group's.
@Suite struct UnprovenPeerTests {
    private func code(_ answer: OutboundResponse) throws -> String? {
        try JSONValue(parsing: answer.body)["code"]?.string
    }

    @Test(
        .requirement("FSC Core 2.0.0: T-17"),
        arguments: [nil, "not-an-oin", "0000000000000000000"]
    )
    func `a peer whose certificate has no usable id is told so after the handshake`(
        serialNumber: String?
    ) async throws {
        try await NodeGroup.run { nodes in
            let nameless = try nodes.authority.issue(
                organization: "Nameless",
                serialNumber: serialNumber
            )
            let trust = GroupTrust(
                generation: nodes.consumer.generation,
                anchors: nodes.authority.anchorsPEM,
                own: try OwnCertificate(
                    chain: Array(nameless.chainPEM.utf8),
                    key: Array(nameless.privateKeyPEM.utf8)
                )
            )
            let base = try nodes.provider.manager.settings.address.description
            for path in ["/v1/peer", "/v1/.well-known/jwks.json", "/v1/contracts", "/nothing"] {
                let request = try OutboundRequest.peer(
                    nodes.provider.id,
                    .get,
                    url: base + path,
                    trust: trust
                )
                let answer = try await nodes.consumer.client.send(
                    request,
                    deadline: .now + .seconds(20)
                )
                #expect(answer.status == 400)
                #expect(
                    try code(answer) == "ERROR_CODE_PEER_CERTIFICATE_VERIFICATION_FAILED"
                )
                #expect(answer.headers["fsc-error-code"] == (try code(answer)))
            }
            let known = try await nodes.provider.knownPeers.peers(PeerQuery()).elements
            #expect(!known.contains { $0.name == "Nameless" })
        }
    }

    @Test(.requirement("FSC Core 2.0.0: S-06"))
    func `a signature by a certificate of another root is not verified`() async throws {
        try await NodeGroup.run { nodes in
            let foreign = try CertificateGroup(named: "Foreign")
            let issued = try foreign.issue(
                organization: "Organisation",
                serialNumber: nodes.consumer.id.rawValue
            )
            let generation = IdentityGeneration(
                try TrustMaterial(
                    anchors: foreign.anchorsPEM,
                    revocationLists: foreign.revocationLists()
                ),
                rules: nodes.rules.subject,
                at: nodes.now
            )
            let identity = try SigningIdentity(
                key: SigningKey(pem: issued.privateKeyPEM),
                chain: generation.verify(issued.chainDER, purpose: .signing, at: nodes.now).get()
            )
            // In the key set of the consumer, as a peer with another root would have it.
            nodes.consumer.facts.signing.expect(identity)
            let content = try nodes.content()
            let text = try SigningStatement.text(
                .accept,
                of: content.hash,
                at: nodes.now,
                key: identity.key,
                certificate: identity.thumbprint
            )
            let answer = try await nodes.consumer.send(
                .post,
                "/v1/contracts",
                to: nodes.provider,
                headers: nodes.address(of: nodes.consumer),
                body: SignedContent(content: content.json, signature: text).body
            )
            #expect(answer.status == 422)
            #expect(try code(answer) == "ERROR_CODE_SIGNATURE_VERIFICATION_FAILED")
            #expect(try await nodes.provider.store.contract(content.hash) == nil)
        }
    }
}
