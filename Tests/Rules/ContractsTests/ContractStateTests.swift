import CertificateAuthority
import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity
import RequirementTrait
import SignedJSON
import Testing

@Suite struct ContractStateTests {
    let parties: Parties

    init() throws {
        parties = try Parties()
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-21"),
        .requirement("FSC Core 2.0.0: S-06"),
        .requirement("FSC Test Suite: Manager-AcceptContract-1")
    )
    func `a contract is valid when every peer on it has accepted`() throws {
        let content = try parties.content()
        let now = parties.now
        var contract = Contract(content, signatures: [])
        #expect(contract.state(at: now) == .proposed)
        #expect(
            contract.missingPeers(at: now)
                == [parties.provider.peer, parties.consumer.peer].sorted()
        )
        for party in [parties.consumer, parties.provider] {
            let signature = try parties.verified(.accept, by: party, over: content)
            contract = try #require(contract.adding(signature))
        }
        #expect(contract.state(at: now) == .valid)
        #expect(contract.isInForce(at: now))
        #expect(!contract.isInForce(at: content.notBefore.advanced(bySeconds: -1)))
        #expect(contract.state(at: content.notAfter) == .expired)
    }

    @Test(.requirement("FSC Core 2.0.0: K-21"))
    func `a proposed contract ends as rejected`() throws {
        let content = try parties.content()
        let contract = Contract(content, signatures: [])
        #expect(contract.state(at: content.notAfter) == .rejected)
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-21"),
        arguments: [(SignatureKind.reject, ContractState.rejected), (.revoke, .revoked)]
    )
    func `one reject or revoke ends the contract for good`(
        kind: SignatureKind,
        state: ContractState
    ) throws {
        let content = try parties.content()
        let ending = try parties.verified(kind, by: parties.provider, over: content)
        let ended = try #require(Contract(content, signatures: []).adding(ending))
        #expect(ended.state(at: parties.now) == state)
        let late = try parties.verified(.accept, by: parties.consumer, over: content)
        #expect(ended.adding(late) == nil)
        #expect(ended.adding(ending) == nil)
    }

    @Test(.requirement("FSC Core 2.0.0: S-13"))
    func `an accept counts no longer than its certificate, until the peer signs again`() throws {
        let content = try parties.content(lasting: 10 * 366 * 86_400)
        let signatures = try [parties.consumer, parties.provider].map {
            try parties.verified(.accept, by: $0, over: content)
        }
        let contract = Contract(content, signatures: signatures)
        let end = try #require(signatures.first?.certificateEnd)
        #expect(contract.state(at: end) == .valid)
        let after = end.advanced(bySeconds: 1)
        #expect(contract.state(at: after) == .proposed)
        #expect(contract.missingPeers(at: after).count == 2)
    }

    @Test func `a signature over another content or of a stranger does not count`() throws {
        let content = try parties.content()
        let other = try parties.content(lasting: 99)
        let signature = try parties.verified(.accept, by: parties.consumer, over: other)
        #expect(Contract(content, signatures: [signature]).signatures.isEmpty)
        #expect(Contract(content, signatures: []).adding(signature) == nil)
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-08"),
        .requirement("FSC Test Suite: Manager-AcceptContract-4")
    )
    func `a signature for another contract is refused with both hashes`() throws {
        let content = try parties.content()
        let other = try parties.content(lasting: 99)
        let text = try parties.text(.accept, by: parties.consumer, over: other.hash)
        let refusal = try #require(throws: ContractRefusal.self) {
            try parties.verify(text, from: parties.consumer, over: content)
        }
        #expect(refusal.code == .signatureContractContentHashMismatch)
        #expect(refusal.message.contains(other.hash.rawValue))
        #expect(refusal.message.contains(content.hash.rawValue))
    }

    @Test(.requirement("FSC Core 2.0.0: S-10"))
    func `a signature with another peer's certificate is refused`() throws {
        let content = try parties.content()
        let text = try parties.text(.accept, by: parties.consumer, over: content.hash)
        let chain = try parties.chain(of: parties.consumer)
        let refusal = try #require(throws: ContractRefusal.self) {
            try UnverifiedSignature(parsing: text).verified(
                by: chain,
                from: parties.provider.peer,
                over: content,
                rules: parties.rules,
                at: parties.now
            )
        }
        #expect(refusal.code == .peerIDSignatureMismatch)
        let exchanged = try #require(throws: ContractRefusal.self) {
            try UnverifiedSignature(parsing: text).verified(
                by: try parties.chain(of: parties.provider),
                from: parties.consumer.peer,
                over: content,
                rules: parties.rules,
                at: parties.now
            )
        }
        #expect(exchanged.code == .signatureVerificationFailed)
    }

    @Test(.requirement("FSC Core 2.0.0: S-05"))
    func `a signature of a peer that is on no grant is refused`() throws {
        let content = try parties.content()
        let text = try parties.text(.accept, by: parties.stranger, over: content.hash)
        let refusal = try #require(throws: ContractRefusal.self) {
            try parties.verify(text, from: parties.stranger, over: content)
        }
        #expect(refusal.code == .submittingPeerNotPartOfContract)
    }

    @Test func `a signature with another key, or from the future, is refused`() throws {
        let content = try parties.content()
        let forged = try parties.text(
            .accept,
            by: parties.consumer,
            over: content.hash,
            key: parties.provider.key
        )
        let refusal = try #require(throws: ContractRefusal.self) {
            try parties.verify(forged, from: parties.consumer, over: content)
        }
        #expect(refusal.code == .signatureVerificationFailed)
        let early = try parties.text(
            .accept,
            by: parties.consumer,
            over: content.hash,
            at: parties.now.advanced(bySeconds: parties.rules.clockSkewSeconds + 1)
        )
        #expect(throws: ContractRefusal.self) {
            try parties.verify(early, from: parties.consumer, over: content)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-04"),
        .requirement("FSC Test Suite: Manager-AcceptContract-3"),
        arguments: [
            "{}", "[]", #"{"type":"accept","signed_at":1}"#,
            #"{"contract_content_hash":"$1$1$x","type":"accept","signed_at":1}"#,
            #"{"contract_content_hash":"HASH","type":"agree","signed_at":1}"#,
            #"{"contract_content_hash":"HASH","type":"accept","signed_at":"1"}"#,
            #"{"contract_content_hash":"HASH","type":"accept"}"#,
            #"{"contract_content_hash":"HASH","type":"accept","type":"reject","signed_at":1}"#,
        ]
    )
    func `a payload that does not say hash, type and moment is refused`(payload: String) throws {
        let bytes = payload.replacing("HASH", with: PublishedContent.contentHash).utf8
        let text = try CompactSignature.text(
            signing: Array(bytes),
            with: parties.consumer.key,
            certificateThumbprint: [UInt8](repeating: 1, count: 32)
        )
        let refusal = try #require(throws: ContractRefusal.self) {
            try UnverifiedSignature(parsing: text)
        }
        #expect(
            [.signatureVerificationFailed, .signatureContractContentHashMismatch]
                .contains(refusal.code)
        )
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-03"),
        .requirement("FSC Test Suite: Manager-AcceptContract-7"),
        .requirement("FSC Test Suite: Manager-RejectContract-7"),
        .requirement("FSC Test Suite: Manager-RevokeContract-7")
    )
    func `an algorithm outside the list is refused with UNKNOWN_ALGORITHM_SIGNATURE`() throws {
        let header = Base64URL.encode(#"{"alg":"PS256"}"#.utf8)
        let refusal = try #require(throws: ContractRefusal.self) {
            try UnverifiedSignature(parsing: header + ".e30.AA")
        }
        #expect(refusal.code == .unknownAlgorithmSignature)
        #expect(refusal.code.status == 422)
        let malformed = try #require(throws: ContractRefusal.self) {
            try UnverifiedSignature(parsing: "no jws")
        }
        #expect(malformed.code == .signatureVerificationFailed)
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-02")
    )
    func `a signature without certificate thumbprint is refused`() throws {
        let text = try CompactSignature.text(
            signing: Array("{}".utf8),
            with: parties.consumer.key,
            certificateThumbprint: nil
        )
        #expect(throws: ContractRefusal.self) { try UnverifiedSignature(parsing: text) }
    }

    @Test(.requirement("FSC Core 2.0.0: M-20"))
    func `a publication is listed as long as its contract is in force`() throws {
        let content = try parties.publication()
        let unsigned = Contract(content, signatures: [])
        #expect(PublishedService.listed(by: unsigned, now: parties.now).isEmpty)
        let signatures = try [parties.stranger, parties.provider].map {
            try parties.verified(.accept, by: $0, over: content)
        }
        let contract = Contract(content, signatures: signatures)
        let listed = PublishedService.listed(by: contract, now: parties.now)
        #expect(listed.map(\.terms.service.name.rawValue) == ["register"])
        #expect(PublishedService.listed(by: contract, now: content.notAfter).isEmpty)
    }
}
