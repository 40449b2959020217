import CertificateAuthority
import ExchangeModel
import PeerIdentity
import RevocationLists
import Testing

@Suite struct `Trust material is read whole or not at all` {
    let trial: TrialGroup

    init() throws { trial = try TrialGroup() }

    @Test func `bad anchors are refused`() throws {
        #expect(throws: TrustProblem.noAnchors) {
            try TrustMaterial(anchors: [], revocationLists: [])
        }
        #expect(throws: TrustProblem.anchorMalformed) {
            try TrustMaterial(anchors: Array("no PEM".utf8), revocationLists: [])
        }
        let intermediate = Array(trial.group.intermediate.certificatePEM.utf8)
        #expect(throws: TrustProblem.anchorNotSelfSigned) {
            try TrustMaterial(anchors: trial.group.anchorsPEM + intermediate, revocationLists: [])
        }
    }

    @Test func `a bad revocation list is refused with its place`() throws {
        let good = try trial.group.revocationLists(at: trial.now)
        for bad in [[], [1, 2], [0x30, 2, 1], Array("-----BEGIN".utf8), good[0] + [0]] {
            let problem = #expect(throws: TrustProblem.self) {
                try TrustMaterial(
                    anchors: trial.group.anchorsPEM,
                    revocationLists: [good[0], bad]
                )
            }
            #expect(problem?.description.hasPrefix("revocation list 2 ") == true)
        }
    }

    /// The library asks for a password on the terminal unless it is told not to: a gateway would hang.
    @Test(.timeLimit(.minutes(1)), arguments: ["X509 CRL", "CERTIFICATE"])
    func `what is encrypted is refused without a question`(label: String) throws {
        let text = """
            -----BEGIN \(label)-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F

            AAECAwQFBgcICQoLDA0ODw==
            -----END \(label)-----

            """
        let encrypted = Array(text.utf8)
        if label == "CERTIFICATE" {
            #expect(throws: TrustProblem.anchorMalformed) {
                try TrustMaterial(anchors: encrypted, revocationLists: [])
            }
        } else {
            #expect(throws: TrustProblem.revocationList(.damaged(place: 1), index: 0)) {
                try TrustMaterial(anchors: trial.group.anchorsPEM, revocationLists: [encrypted])
            }
        }
    }

    @Test func `it tells how long its lists and anchors hold`() throws {
        let lists = [
            try trial.list(of: trial.group.root, until: 9),
            try trial.list(of: trial.group.intermediate, until: 3),
        ]
        let material = try trial.material(lists: lists)
        #expect(material.revocationLists.map(\.entries) == [0, 0])
        #expect(material.revocationLists[1].issuer.contains("CN=Test Group Issuing"))
        #expect(material.earliestNextUpdate == trial.now.advanced(bySeconds: 3 * TrialGroup.day))
        #expect(material.anchorsEnd == trial.now.advanced(bySeconds: Authority.lifetime))
        #expect(try trial.material(lists: []).earliestNextUpdate == nil)
    }

    @Test func `an older list of the same authority is told from a newer one`() throws {
        let lists = [
            try trial.list(of: trial.group.root, from: -2),
            try trial.list(of: trial.group.intermediate, from: -2),
            try trial.list(of: trial.group.intermediate, from: -1),
        ]
        let found = try trial.material(lists: lists).revocationLists
        #expect(found[1].precedes(found[2]))
        #expect(!found[2].precedes(found[1]))
        #expect(!found[1].precedes(found[1]))
        #expect(!found[0].precedes(found[2]) && !found[2].precedes(found[0]))
    }

    @Test func `equal bytes are equal material`() throws {
        let lists = try trial.group.revocationLists(at: trial.now)
        #expect(try trial.material(lists: lists) == trial.material(lists: lists))
        #expect(try trial.material(lists: lists) != trial.material(lists: [lists[0]]))
        #expect(try trial.material(lists: lists) != trial.material(lists: lists, duty: .ifPresent))
        #expect(
            try trial.material(lists: lists) != trial.material(lists: [lists[0] + [], lists[0]])
        )
    }

    @Test func `an unverified certificate tells what it says`() throws {
        let issued = try trial.certificate { $0.distributionPoints = ["http://127.0.0.1/a.crl"] }
        let chain = try UnverifiedCertificate.chain(
            pem: Array(issued.chainPEM.utf8),
            rules: SubjectRules()
        )
        #expect(chain.map(\.der) == issued.chainDER)
        #expect(chain[0].peerID?.rawValue == TrialGroup.oin)
        #expect(chain[0].name == "Gemeente Utrecht")
        #expect(chain[0].dnsNames == ["fsc.utrecht.example"])
        #expect(chain[0].distributionPoints == ["http://127.0.0.1/a.crl"])
        #expect(chain[0].publicKey == PublicKeyThumbprint(of: issued.publicKeyInfo))
        #expect(chain[0].issuer == chain[1].subject)
        #expect(chain[0].validity.contains(trial.now))
        #expect(chain[1].peerID == nil)
        #expect(throws: Malformed.self) {
            try UnverifiedCertificate(der: [1], rules: SubjectRules())
        }
        #expect(throws: Malformed.self) {
            try UnverifiedCertificate.chain(pem: [], rules: SubjectRules())
        }
    }
}
