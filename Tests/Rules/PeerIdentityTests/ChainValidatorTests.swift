import CertificateAuthority
import ExchangeModel
import PeerIdentity
import RequirementTrait
import Testing

@Suite struct `A chain is judged` {
    let trial: TrialGroup

    init() throws { trial = try TrialGroup() }

    @Test(.requirement("FSC Core 2.0.0: T-06"), .requirement("FSC Core 2.0.0: T-08"))
    func `a good chain gives the peer, the path and how long it holds`() throws {
        let issued = try trial.certificate()
        let chain = try trial.judge(issued.chainDER).get()
        #expect(chain.peer.peerID.rawValue == TrialGroup.oin)
        #expect(chain.peer.name == "Gemeente Utrecht")
        #expect(chain.peer.dnsNames == ["fsc.utrecht.example"])
        #expect(chain.certificates == issued.chainDER + [trial.group.root.certificateDER])
        #expect(chain.leafPublicKeyInfo == issued.publicKeyInfo)
        let end = trial.now.advanced(bySeconds: CertificateGroup.listLifetime)
        #expect(chain.validity.upperBound == Timestamp(milliseconds: end.milliseconds - 1))
    }

    @Test(.requirement("FSC Core 2.0.0: T-15"), .requirement("FSC Core 2.0.0: T-16"))
    func `thumbprints are SHA-256 of the certificate and of its public key`() throws {
        let issued = try trial.certificate()
        let peer = try trial.judge(issued.chainDER).get().peer
        #expect(peer.certificate.digest == SHA256Value(hashing: issued.certificateDER))
        #expect(peer.publicKey == PublicKeyThumbprint(of: issued.publicKeyInfo))
        #expect(peer.certificate.description.utf8.count == 43)
        #expect(peer.publicKey.description.utf8.count == 64)
    }

    @Test func `the hash is SHA-256`() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(SHA256Value(hashing: []).hexadecimal == empty)
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(SHA256Value(hashing: Array("abc".utf8)).hexadecimal == text)
    }

    @Test func `intermediates may come in any order, and with the root`() throws {
        let second = try trial.group.intermediate.intermediate("Deep", at: trial.now)
        let issued = try second.issue(
            trial.group.request(organization: "X", serialNumber: TrialGroup.oin)
        )
        let lists = try [trial.group.root, trial.group.intermediate, second].map {
            try trial.list(of: $0)
        }
        let root = trial.group.root.certificateDER
        let chain = [issued.chainDER[0], root, issued.chainDER[2], issued.chainDER[1]]
        #expect(try trial.judge(chain, lists: lists).get().certificates.count == 4)
    }

    @Test func `a revoked leaf is refused`() throws {
        let issued = try trial.certificate()
        try trial.group.intermediate.revoke(issued.certificateDER, at: trial.now)
        #expect(try trial.judge(issued.chainDER).refusal == .revoked)
        #expect(try trial.judge(trial.certificate().chainDER).refusal == nil)
    }

    @Test func `a leaf under a revoked intermediate is refused`() throws {
        let issued = try trial.certificate()
        try trial.group.root.revoke(trial.group.intermediate.certificateDER, at: trial.now)
        #expect(try trial.judge(issued.chainDER).refusal == .revoked)
    }

    @Test func `an expired leaf is refused, to the second`() throws {
        let end = trial.now
        let issued = try trial.certificate { $0.notAfter = end }
        let before = Timestamp(milliseconds: end.milliseconds - 1)
        let chain = try trial.judge(issued.chainDER, at: before).get()
        #expect(chain.validity.contains(before) && !chain.validity.contains(end))
        #expect(try trial.judge(issued.chainDER, at: end).refusal == .expired)
    }

    @Test func `a leaf that is not valid yet is refused`() throws {
        let start = trial.now.advanced(bySeconds: 1)
        let issued = try trial.certificate { $0.notBefore = start }
        #expect(try trial.judge(issued.chainDER).refusal == .notYetValid)
    }

    @Test func `a chain under an expired intermediate is refused`() throws {
        let brief = try trial.group.root.intermediate("Brief", at: trial.now, lifetime: 60)
        let issued = try brief.issue(
            trial.group.request(organization: "X", serialNumber: TrialGroup.oin)
        )
        let lists = try [trial.group.root, brief].map { try trial.list(of: $0) }
        #expect(try trial.judge(issued.chainDER, lists: lists).refusal == nil)
        let later = trial.now.advanced(bySeconds: 61)
        #expect(try trial.judge(issued.chainDER, lists: lists, at: later).refusal == .expired)
    }

    @Test(
        .requirement("FSC Core 2.0.0: T-17"),
        .requirement("FSC Core 2.0.0: T-19")
    )
    func `a chain to a root that is no anchor of the Group is refused`() throws {
        let foreign = try TrialGroup().certificate()
        #expect(try trial.judge(foreign.chainDER).refusal == .unknownIssuer)
        let alone = try trial.certificate().certificateDER
        #expect(try trial.judge([alone]).refusal == .unknownIssuer)
        let selfSigned = try Authority(root: "Me", at: trial.now).certificateDER
        #expect(try trial.judge([selfSigned]).refusal == .unknownIssuer)
    }

    @Test(.requirement("FSC Core 2.0.0: T-09"))
    func `every anchor of the list is accepted`() throws {
        let other = try TrialGroup()
        let material = try TrustMaterial(
            anchors: trial.group.anchorsPEM + other.group.anchorsPEM,
            revocationLists: trial.group.revocationLists(at: trial.now)
                + other.group.revocationLists(at: trial.now)
        )
        let validator = ChainValidator(material, rules: SubjectRules())
        for chain in [try trial.certificate().chainDER, try other.certificate().chainDER] {
            #expect(validator.validate(chain, purpose: .server, at: trial.now).refusal == nil)
        }
    }

    @Test func `a damaged signature is refused`() throws {
        var chain = try trial.certificate().chainDER
        chain[0][chain[0].count - 1] ^= 1
        #expect(try trial.judge(chain).refusal == .badSignature)
    }

    @Test func `a certificate is only good for the purpose that it names`() throws {
        let client = try trial.certificate { $0.uses = [.client] }.chainDER
        let server = try trial.certificate { $0.uses = [.server] }.chainDER
        #expect(try trial.judge(client, purpose: .client).refusal == nil)
        #expect(try trial.judge(client, purpose: .server).refusal == .wrongPurpose)
        #expect(try trial.judge(server, purpose: .server).refusal == nil)
        #expect(try trial.judge(server, purpose: .client).refusal == .wrongPurpose)
        #expect(try trial.judge(client, purpose: .signing).refusal == nil)
        let authority = trial.group.intermediate.certificateDER
        #expect(
            try trial.judge(
                [authority],
                rules: SubjectRules(peerID: .commonName, form: .any),
                purpose: .signing
            )
            .refusal != nil
        )
    }

    @Test func `a leaf cannot issue another`() throws {
        let first = try trial.certificate()
        let pretender = try Authority(
            certificateDER: first.certificateDER,
            privateKey: first.privateKey,
            above: Array(first.chainDER.dropFirst())
        )
        let issued = try pretender.issue(
            trial.group.request(organization: "Belastingdienst", serialNumber: TrialGroup.oin)
        )
        #expect(try trial.judge(issued.chainDER).refusal != nil)
    }

    @Test func `a chain that is too long is refused`() throws {
        let issued = try trial.certificate()
        let many = Array(repeating: issued.chainDER[1], count: ChainValidator.maximumPresented)
        #expect(try trial.judge([issued.chainDER[0]] + many).refusal == .chainTooLong)
        var authority = trial.group.intermediate
        var lists = try trial.group.revocationLists(at: trial.now)
        for number in 0..<4 {
            authority = try authority.intermediate("Deep \(number)", at: trial.now)
            lists.append(try trial.list(of: authority))
        }
        let deep = try authority.issue(
            trial.group.request(organization: "X", serialNumber: TrialGroup.oin)
        )
        #expect(deep.chainDER.count == ChainValidator.maximumPresented)
        #expect(try trial.judge(deep.chainDER, lists: lists).refusal == .chainTooLong)
        let huge = [UInt8](repeating: 0x30, count: ChainValidator.maximumBytes + 1)
        #expect(try trial.judge([huge]).refusal == .chainTooLong)
    }

    @Test func `bytes that are no certificates are refused`() throws {
        let chain = try trial.certificate().chainDER
        #expect(try trial.judge([]).refusal == .malformed)
        #expect(try trial.judge([[]]).refusal == .malformed)
        #expect(try trial.judge([[0x30, 0x82, 0xFF, 0xFF, 1]]).refusal == .malformed)
        #expect(try trial.judge([chain[0] + [0], chain[1]]).refusal == .malformed)
        #expect(try trial.judge([chain[0], Array("garbage".utf8)]).refusal == .malformed)
    }

    @Test func `every prefix of a certificate and every changed byte is refused without a trap`()
        throws
    {
        let chain = try trial.certificate().chainDER
        let validator = ChainValidator(try trial.material(), rules: SubjectRules())
        for position in stride(from: 0, to: chain[0].count, by: 7) {
            let prefix = Array(chain[0].prefix(position))
            #expect(
                validator.validate([prefix, chain[1]], purpose: .client, at: trial.now).refusal
                    != nil
            )
            var changed = chain[0]
            changed[position] ^= 0x5A
            #expect(
                validator.validate([changed, chain[1]], purpose: .client, at: trial.now).refusal
                    != nil
            )
        }
    }
}
