import AccessTokens
import CertificateAuthority
import Contracts
import ExchangeModel
import JSONTape
import Manager
import ManagerAPI
import OutboundHTTP
import PeerIdentity
import RequirementTrait
import SignedJSON
import Synchronization
import Testing

@Suite struct SigningKeysTests {
    private func identity(
        of node: Node,
        in nodes: NodeGroup,
        key: KeyAlgorithm = .ec384,
        as peer: PeerID? = nil
    ) throws -> SigningIdentity {
        let issued = try nodes.authority.issue(
            organization: "Organisation",
            serialNumber: (peer ?? node.id).rawValue,
            key: key
        )
        return try SigningIdentity(
            key: SigningKey(pem: issued.privateKeyPEM),
            chain: node.generation.verify(issued.chainDER, purpose: .signing, at: nodes.now).get()
        )
    }

    private func verifier(of node: Node, in nodes: NodeGroup) -> TokenVerifier {
        TokenVerifier(
            issuer: node.id,
            keys: node.facts.signing.verificationKeys(
                under: node.facts.generation.withLock { $0 },
                at: nodes.now
            )
        )
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-13"),
        .requirement("FSC Core 2.0.0: A-01"),
        .requirement("FSC Core 2.0.0: A-02"),
        .requirement("FSC Core 2.0.0: M-08"),
        .requirement("FSC Core 2.0.0: M-11")
    )
    func `tokens are signed with the new key at once, and older ones stay good`() async throws {
        let rule = AutoSignRule(grantTypes: [.serviceConnection])
        try await NodeGroup.run(autoSign: [rule]) { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
            try await nodes.settle()
            let grant = try #require(contract.content.grants.first?.hash)
            let old = try await consumer.accessToken(for: grant)
            let newer = try identity(of: nodes.provider, in: nodes)
            nodes.provider.facts.signing.expect(newer)
            #expect(verifier(of: nodes.provider, in: nodes).knows(newer))
            #expect(nodes.provider.facts.signing.present.thumbprint != newer.thumbprint)
            nodes.provider.facts.aheadSeconds.withLock { $0 = 1 }
            #expect(try await nodes.provider.manager.replaceSigning(newer) == 1)
            let new = try await consumer.accessToken(for: grant)
            for (token, signer) in [
                (old, nodes.provider.identity.thumbprint), (new, newer.thumbprint),
            ] {
                let signed = try CompactSignature(parsing: token.text)
                #expect(signed.certificateThumbprint == signer.digest.bytes)
                let read = try verifier(of: nodes.provider, in: nodes)
                    .verify(Array(token.text.utf8), at: nodes.now)
                #expect(read == token.token)
            }
            try await nodes.settle()
            let known = try await consumer.status(of: contract.hash)
            #expect(known.state == .valid)
            #expect(
                known.contract.signature(.accept, of: nodes.provider.id)?.certificate
                    == newer.thumbprint
            )
            #expect(nodes.provider.auditedActions().contains("signing.replace"))
        }
    }

    @Test func `a former key whose certificate was revoked opens nothing`() async throws {
        try await NodeGroup.run { nodes in
            let newer = try identity(of: nodes.provider, in: nodes)
            _ = try await nodes.provider.manager.replaceSigning(newer)
            #expect(verifier(of: nodes.provider, in: nodes).knows(nodes.provider.identity))
            try nodes.authority.intermediate.revoke(
                nodes.provider.issued.certificateDER,
                at: nodes.now.advanced(bySeconds: -10)
            )
            let generation = IdentityGeneration(
                try TrustMaterial(
                    anchors: nodes.authority.anchorsPEM,
                    revocationLists: nodes.authority.revocationLists()
                ),
                rules: nodes.rules.subject,
                at: nodes.now
            )
            nodes.provider.facts.generation.withLock { $0 = generation }
            #expect(!verifier(of: nodes.provider, in: nodes).knows(nodes.provider.identity))
            #expect(verifier(of: nodes.provider, in: nodes).knows(newer))
            // It leaves the key set that peers fetch, too; what is in force stays.
            let (keys, old) = (nodes.provider.facts.signing, nodes.provider.identity.thumbprint)
            #expect(keys.all.map(\.thumbprint) == [newer.thumbprint, old])
            #expect(keys.dropRevoked(under: generation, at: nodes.now) == [old])
            #expect(keys.all.map(\.thumbprint) == [newer.thumbprint])
            #expect(keys.dropRevoked(under: generation, at: nodes.now).isEmpty)
        }
    }

    @Test func `the certificate of another peer is not taken`() async throws {
        try await NodeGroup.run { nodes in
            let foreign = try identity(
                of: nodes.provider,
                in: nodes,
                as: PeerID("00000000000000000007")
            )
            await #expect(throws: SigningProblem.self) {
                try await nodes.provider.manager.replaceSigning(foreign)
            }
            let present = nodes.provider.facts.signing.present.thumbprint
            #expect(present == nodes.provider.identity.thumbprint)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: S-13"), .requirement("FSC Core 2.0.0: S-08"))
    func `an end that still waits to be sent is signed again and reaches the peer`() async throws {
        let rule = AutoSignRule(grantTypes: [.serviceConnection])
        try await NodeGroup.run(autoSign: [rule]) { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
            try await nodes.settle()
            try await consumer.sign(.revoke, contract.hash, by: "beheerder")
            let newer = try identity(of: nodes.consumer, in: nodes, key: .rsa2048)
            nodes.consumer.facts.aheadSeconds.withLock { $0 = 1 }
            #expect(try await consumer.replaceSigning(newer) == 1)
            #expect(try await consumer.renewSignatures() == 0)
            try await nodes.settle()
            let taken = try await nodes.provider.manager.status(of: contract.hash)
            #expect(taken.state == .revoked)
            let revoke = taken.contract.signature(.revoke, of: nodes.consumer.id)
            #expect(revoke?.certificate == newer.thumbprint)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: M-08"))
    func `certificates from before a restart stay in the key set and verify our tokens`()
        async throws
    {
        try await NodeGroup.run { nodes in
            let first = nodes.provider.identity
            let newer = try identity(of: nodes.provider, in: nodes)
            let keys = SigningKeys(newer, former: [newer.certificate, first.certificate])
            #expect(keys.all.map(\.thumbprint) == [newer.thumbprint, first.thumbprint])
            #expect(keys.all.last?.jsonWebKey == first.certificate.jsonWebKey)
            #expect(keys.all.last?.jsonWebKey.algorithm == first.key.algorithm)
            let known = keys.verificationKeys(under: nodes.provider.generation, at: nodes.now)
            #expect(Set(known.keys) == [newer.thumbprint, first.thumbprint])
        }
    }

    @Test(.requirement("FSC Core 2.0.0: I-03"))
    func `every former key stays while its tokens live, and the key set has the newest`()
        async throws
    {
        try await NodeGroup.run { nodes in
            let (manager, facts) = (try nodes.provider.manager, nodes.provider.facts)
            var made: [SigningIdentity] = []
            for _ in 0..<60 {
                made.append(try identity(of: nodes.provider, in: nodes, key: .ec256))
                _ = try await manager.replaceSigning(made[made.count - 1])
            }
            let keys = facts.signing
            #expect(keys.all.count == SigningKeys.maximumFormer + 1)
            let hour = verifier(of: nodes.provider, in: nodes)
            #expect(made.allSatisfy { hour.knows($0) })
            #expect(hour.knows(nodes.provider.identity), "the first of all, too")
            // Back to a former one: none stands twice.
            let former = try #require(
                made.first { $0.thumbprint == keys.all.last?.thumbprint }
            )
            _ = try await manager.replaceSigning(former)
            #expect(keys.present.thumbprint == former.thumbprint)
            #expect(Set(keys.all.map(\.thumbprint)).count == keys.all.count)
            // Tokens live an hour: after it only those of the key set are known.
            facts.aheadSeconds.withLock { $0 = 3_601 }
            let next = try identity(of: nodes.provider, in: nodes, key: .ec256)
            _ = try await manager.replaceSigning(next)
            let later = verifier(of: nodes.provider, in: nodes)
            #expect(!later.knows(made[0]) && !later.knows(nodes.provider.identity))
            #expect(later.knows(former) && later.knows(next))
        }
    }
}

extension TokenVerifier {
    /// Whether a token with this signer's thumbprint and a wrong signature is refused for the signature.
    fileprivate func knows(_ identity: SigningIdentity) -> Bool {
        let text = try? CompactSignature.text(
            signing: Array("{}".utf8),
            with: identity.key,
            certificateThumbprint: identity.thumbprint.digest.bytes
        )
        do throws(TokenRefusal) {
            _ = try verify(Array((text ?? "").utf8), at: Timestamp(seconds: 0))
            return true
        } catch .unknownSigner {
            return false
        } catch {
            return true
        }
    }
}
