import CertificateAuthority
import ExchangeModel
import PeerIdentity
import RequirementTrait
import Testing

@Suite struct `The subject names the peer by the Group's rules` {
    let trial: TrialGroup

    init() throws { trial = try TrialGroup() }

    @Test(.requirement("FSC Core 2.0.0: G-07"))
    func `a subject without, with two, or with a malformed serial number is refused`() throws {
        let bad: [[String]] = [
            [], ["00000001001234567000", "00000001001234567001"],
            ["00000001001234567000", "00000001001234567000"], ["0000000100123456700"],
            ["000000010012345670001"], ["0000000100123456700A"], ["0000000100123456700 "],
        ]
        for numbers in bad {
            let chain = try trial.certificate { $0.serialNumbers = numbers }.chainDER
            #expect(try trial.judge(chain).refusal == .subjectUnusable, "\(numbers)")
        }
    }

    @Test func `a subject without a name is refused`() throws {
        let chain = try trial.certificate { $0.organization = nil }.chainDER
        #expect(try trial.judge(chain).refusal == .subjectUnusable)
    }

    @Test func `a name in another script is kept as it is`() throws {
        let chain = try trial.certificate { $0.organization = "Gemeente Súdwest-Fryslân" }.chainDER
        #expect(try trial.judge(chain).get().peer.name == "Gemeente Súdwest-Fryslân")
    }

    @Test func `a control character in a name is refused`() throws {
        let chain = try trial.certificate { $0.organization = "a\u{1B}[2Jb" }.chainDER
        #expect(try trial.judge(chain).refusal == .subjectUnusable)
    }

    @Test(.requirement("FSC Core 2.0.0: G-01"))
    func `another Group may take another attribute and form`() throws {
        let chain = try trial.certificate { $0.commonName = "peer-7" }.chainDER
        let rules = SubjectRules(peerID: .commonName, form: .any, name: .organizationName)
        #expect(try trial.judge(chain, rules: rules).get().peer.peerID.rawValue == "peer-7")
        let spaced = try trial.certificate { $0.commonName = "peer 7" }.chainDER
        #expect(try trial.judge(spaced, rules: rules).refusal == .subjectUnusable)
        let oin = SubjectRules(peerID: .commonName)
        #expect(try trial.judge(chain, rules: oin).refusal == .subjectUnusable)
    }

    @Test func `the form of an OIN is twenty digits`() {
        #expect(PeerIDForm.oin.accepts("00000001001234567000"))
        for text in ["", "1", "000000010012345670000", "0000000100123456700a", "٠٠٠٠٠٠٠٠٠٠"] {
            #expect(!PeerIDForm.oin.accepts(text))
        }
    }
}

@Suite struct `The rules of a Group` {
    @Test(.requirement("FSC Core 2.0.0: G-07"))
    func `the defaults are those of the profile and not loosened`() throws {
        let rules = GroupRules(id: try GroupID("fsc-demo"))
        #expect(
            rules.subject
                == SubjectRules(peerID: .serialNumber, form: .oin, name: .organizationName)
        )
        #expect(rules.minimumTLS == .tls12)
        #expect(rules.maximumGrants == 10)
        #expect(rules.clockSkewSeconds == 5)
        #expect(rules.revocation == .required)
        #expect(rules.loosenings.isEmpty)
    }

    @Test(.requirement("FSC Core 2.0.0: T-04"))
    func `only ports 443 and 8443 may be advertised, unless the Group is loosened`() throws {
        var rules = GroupRules(id: try GroupID("fsc-demo"))
        #expect(rules.advertisedPorts.contains(443) && rules.advertisedPorts.contains(8_443))
        #expect(!rules.advertisedPorts.contains(8_080) && !rules.advertisedPorts.contains(0))
        rules.advertisedPorts = .any
        #expect(rules.advertisedPorts.contains(49_152))
        #expect(rules.loosenings == [.otherPorts])
        rules.advertisedPorts = .listed([443, 9_443])
        #expect(rules.loosenings == [.otherPorts])
        rules.advertisedPorts = .listed([443])
        #expect(rules.loosenings.isEmpty)
    }

    @Test func `every loosened rule is told`() throws {
        var rules = GroupRules(id: try GroupID("fsc-demo"))
        rules.revocation = .none
        rules.advertisedPorts = .any
        rules.maximumGrants = 11
        rules.clockSkewSeconds = 61
        rules.subject = SubjectRules(form: .any)
        #expect(
            Set(rules.loosenings) == [
                .revocationIgnored, .otherPorts, .manyGrants, .wideClockSkew, .anyPeerID,
            ]
        )
        rules.revocation = .ifPresent
        #expect(rules.loosenings.contains(.revocationNotRequired))
    }
}
