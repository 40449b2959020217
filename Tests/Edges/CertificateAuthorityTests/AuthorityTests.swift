import CertificateAuthority
import ExchangeModel
import PeerIdentity
import RequirementTrait
import Testing

@Suite struct `Authorities of a test Group` {
    let now = Timestamp(seconds: 1_800_000_000)

    func judge(
        _ chain: [[UInt8]],
        root: Authority,
        issuer: Authority,
        purpose: ChainPurpose = .client
    ) throws -> Result<VerifiedChain, ChainRefusal> {
        let until = now.advanced(bySeconds: 86_400)
        let material = try TrustMaterial(
            anchors: Array(root.certificatePEM.utf8),
            revocationLists: [
                root.revocationList(thisUpdate: now, nextUpdate: until),
                issuer.revocationList(thisUpdate: now, nextUpdate: until),
            ]
        )
        return ChainValidator(material, rules: SubjectRules())
            .validate(chain, purpose: purpose, at: now)
    }

    @Test(arguments: [KeyAlgorithm.ec256, .ec384, .rsa2048])
    func `chains of every accepted kind of key verify strictly`(_ key: KeyAlgorithm) throws {
        let group = try CertificateGroup(key: key, at: now)
        let issued = try group.issue(
            organization: "Gemeente Utrecht",
            serialNumber: "00000001001234567000",
            key: key
        )
        for purpose in ChainPurpose.allCases {
            let chain = try judge(
                issued.chainDER,
                root: group.root,
                issuer: group.intermediate,
                purpose: purpose
            ).get()
            #expect(chain.peer.name == "Gemeente Utrecht")
            #expect(chain.certificates.count == 3)
            #expect(chain.leafPublicKeyInfo == issued.publicKeyInfo)
        }
    }

    @Test func `a key of RSA 1024 is made, only to be refused`() throws {
        let group = try CertificateGroup(at: now)
        let issued = try group.issue(
            organization: "X",
            serialNumber: "00000001001234567000",
            key: .rsa1024
        )
        let result = try judge(issued.chainDER, root: group.root, issuer: group.intermediate)
        #expect(throws: ChainRefusal.weakAlgorithm) { try result.get() }
    }

    @Test func `private keys and certificates survive PEM`() throws {
        let group = try CertificateGroup(at: now)
        let issued = try group.issue(organization: "X", serialNumber: "00000001001234567000")
        let key = try PrivateKey(pem: issued.privateKeyPEM)
        #expect(key.publicKeyInfo == issued.publicKeyInfo)
        #expect(issued.privateKeyPEM.hasPrefix("-----BEGIN PRIVATE KEY-----"))
        #expect(try PEM.certificates(in: issued.chainPEM) == issued.chainDER)
        #expect(issued.chainDER.count == 2)
    }

    @Test func `a text that is no key or certificate is refused`() {
        #expect(throws: IssuingProblem.keyUnreadable) { try PrivateKey(pem: "secret") }
        #expect(throws: IssuingProblem.certificateUnreadable) { try PEM.certificates(in: "") }
        #expect(throws: IssuingProblem.certificateUnreadable) { try PEM.certificates([[0x30, 0]]) }
        #expect(throws: IssuingProblem.signingRequestUnreadable) {
            try SigningRequest(der: [1, 2, 3])
        }
    }

    @Test func `a stored authority issues and revokes as before`() throws {
        let group = try CertificateGroup(at: now)
        let first = try group.issue(organization: "A", serialNumber: "00000001001234567001")
        let second = try group.issue(organization: "B", serialNumber: "00000001001234567002")
        try group.intermediate.revoke(first.certificateDER, at: now)
        let list = try group.intermediate.revocationList(
            thisUpdate: now,
            nextUpdate: now.advanced(bySeconds: 60)
        )
        let stored = try Authority(
            certificateDER: group.intermediate.certificateDER,
            privateKey: PrivateKey(pem: group.intermediate.privateKey.pem),
            revocationList: list
        )
        try stored.revoke(second.certificateDER, at: now)
        for chain in [first.chainDER, second.chainDER] {
            let result = try judge(chain, root: group.root, issuer: stored)
            #expect(throws: ChainRefusal.revoked) { try result.get() }
        }
        let third = try stored.issue(
            group.request(organization: "C", serialNumber: "00000001001234567003")
        )
        #expect(
            try judge(third.chainDER, root: group.root, issuer: stored).get().peer.name == "C"
        )
    }

    @Test func `an authority takes neither a foreign key nor a foreign list or certificate`() throws
    {
        let group = try CertificateGroup(at: now)
        let other = try CertificateGroup(at: now)
        let authority = group.intermediate
        #expect(throws: IssuingProblem.keyMismatch) {
            try Authority(
                certificateDER: authority.certificateDER,
                privateKey: other.root.privateKey
            )
        }
        let list = try other.intermediate.revocationList(thisUpdate: now, nextUpdate: now)
        #expect(throws: IssuingProblem.revocationListUnreadable) {
            try Authority(
                certificateDER: authority.certificateDER,
                privateKey: authority.privateKey,
                revocationList: list
            )
        }
        let foreign = try other.issue(organization: "X", serialNumber: nil)
        #expect(throws: IssuingProblem.notIssuedHere) {
            try authority.revoke(foreign.certificateDER, at: now)
        }
    }

    @Test func `names that could smuggle in other extensions are refused`() throws {
        let group = try CertificateGroup(at: now)
        for name in ["a,DNS:b", "a b", "", "a\nb"] {
            #expect(throws: IssuingProblem.nameUnusable(name)) {
                try group.issue(organization: "X", serialNumber: nil, dnsNames: [name])
            }
        }
        let long = String(repeating: "x", count: 65)
        #expect(throws: IssuingProblem.nameUnusable(long)) {
            try group.issue(organization: long, serialNumber: nil)
        }
    }

    @Test func `the distribution points stand in the chain`() throws {
        let group = try CertificateGroup(at: now)
        var request = group.request(organization: "X", serialNumber: "00000001001234567000")
        request.distributionPoints = ["http://127.0.0.1:8080/issuing.crl", "http://crl.example/b"]
        let issued = try group.intermediate.issue(request)
        let chain = try judge(issued.chainDER, root: group.root, issuer: group.intermediate).get()
        #expect(chain.distributionPoints == request.distributionPoints)
    }

    @Test func `a signing request is certified with its own names and key`() throws {
        let group = try CertificateGroup(at: now)
        let key = try PrivateKey(.ec384)
        let request = try SigningRequest(
            organization: "Gemeente Utrecht",
            serialNumber: "00000001001234567000",
            dnsNames: ["fsc.utrecht.example", "inway.utrecht.example"],
            addresses: ["127.0.0.1"],
            key: key
        )
        let received = try SigningRequest(pem: request.pem)
        #expect(received.dnsNames == ["fsc.utrecht.example", "inway.utrecht.example"])
        #expect(received.addresses == ["127.0.0.1"])
        let chain = try group.intermediate.certify(
            received,
            notBefore: now,
            notAfter: now.advanced(bySeconds: 3_600)
        )
        let verified = try judge(chain, root: group.root, issuer: group.intermediate).get()
        #expect(verified.peer.peerID.rawValue == "00000001001234567000")
        #expect(verified.peer.dnsNames == received.dnsNames)
        #expect(verified.leafPublicKeyInfo == key.publicKeyInfo)
    }

    @Test func `a signing request that was changed is refused`() throws {
        let request = try SigningRequest(
            organization: "X",
            serialNumber: nil,
            dnsNames: ["x.example"],
            key: PrivateKey(.ec256)
        )
        var bytes = request.der
        if let position = bytes.firstIndex(of: UInt8(ascii: "X")) {
            bytes[position] = UInt8(ascii: "Y")
        }
        #expect(throws: IssuingProblem.signingRequestUnreadable) { try SigningRequest(der: bytes) }
    }
}
