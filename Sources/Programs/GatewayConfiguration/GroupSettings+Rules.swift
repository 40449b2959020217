public import PeerIdentity

extension GroupSettings {
    /// The rules of the Group as the parts take them.
    public var rules: GroupRules {
        var rules = GroupRules(id: id)
        rules.subject = subject
        rules.revocation = revocationRequired ? .required : .ifPresent
        rules.advertisedPorts =
            advertisedPorts.isEmpty
            ? .any : .listed(advertisedPorts)
        rules.maximumGrants = maximumGrants
        rules.clockSkewSeconds = clockSkew
        return rules
    }

    /// How peers are read from certificates.
    public var subject: SubjectRules {
        SubjectRules(
            peerID: .serialNumber,
            form: peerIDForm,
            name: .organizationName
        )
    }

    /// A rule that is looser than standard and profile.
    struct Loosened {
        let key: String
        let what: String
        /// Whether only a Group for tests may say so; others are for the Group's rules to decide.
        var isForTestsOnly = true
    }

    /// What the Group allows beyond standard and profile, by the key that says so.
    var loosened: [Loosened] {
        var found = rules.loosenings.map { loosening in
            let what = loosening.rawValue
            return switch loosening {
            case .revocationNotRequired, .revocationIgnored:
                Loosened(key: "revocationRequired", what: what)
            case .otherPorts where advertisedPorts.isEmpty:
                Loosened(key: "anyAdvertisedPort", what: what)
            case .otherPorts:
                Loosened(key: "advertisedPorts", what: what, isForTestsOnly: false)
            case .manyGrants:
                Loosened(key: "maximumGrantsPerContract", what: what, isForTestsOnly: false)
            case .wideClockSkew: Loosened(key: "clockSkew", what: what)
            case .anyPeerID: Loosened(key: "peerIDForm", what: what, isForTestsOnly: false)
            }
        }
        if allowPrivateAddresses {
            let what = "peers may be at private addresses"
            found.append(Loosened(key: "allowPrivateAddresses", what: what))
        }
        if !resolve.isEmpty {
            let what = "names of peers lead to fixed addresses"
            found.append(Loosened(key: "resolve", what: what))
        }
        return found
    }
}
