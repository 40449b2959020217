public import ExchangeModel

/// The oldest version of TLS that a Group allows.
public enum TLSVersion: String, Sendable, CaseIterable {
    /// TLS 1.2, with ephemeral keys and authenticated encryption only.
    case tls12 = "1.2"
    /// TLS 1.3.
    case tls13 = "1.3"
}

/// The ports that advertised addresses of Managers and Inways may have.
///
/// FSC Core 2.0.0, *Port configuration*; listening ports behind a router are free (Q19).
public enum AdvertisedPorts: Hashable, Sendable {
    /// Only the ports of the list; 443 and 8443 by the standard.
    case listed(Set<UInt16>)
    /// Any port: only for tests.
    case any

    /// The standard's ports.
    public static let standard = AdvertisedPorts.listed([443, 8_443])

    /// Whether no port is allowed beyond the standard's.
    var isStandard: Bool {
        switch self {
        case .listed(let ports): ports.isSubset(of: [443, 8_443])
        case .any: false
        }
    }

    /// Whether an advertised address may have a port.
    public func contains(_ port: UInt16) -> Bool {
        switch self {
        case .listed(let ports): ports.contains(port)
        case .any: true
        }
    }
}

/// What FSC leaves to the Group, with the values of Digikoppeling REST 4.0.1 as default.
///
/// FSC Core 2.0.0, *Group Rules & Restrictions*.
public struct GroupRules: Hashable, Sendable {
    /// A rule that is looser than the standard or the profile asks, and so fit for tests only.
    public enum Loosening: String, Sendable, CaseIterable {
        case revocationNotRequired = "revocation lists may be missing or out of date"
        case revocationIgnored = "revocation lists are not looked at"
        case otherPorts = "advertised addresses may have ports other than 443 and 8443"
        case manyGrants = "a contract may have more than 10 grants"
        case wideClockSkew = "clocks may differ by more than 60 seconds"
        case anyPeerID = "peer ids need not be twenty digits"
    }

    /// The Group's id: every contract and token carries it.
    public var id: GroupID
    /// Which parts of a certificate's subject say who a peer is.
    public var subject: SubjectRules = SubjectRules()
    /// The oldest version of TLS that is spoken.
    public var minimumTLS: TLSVersion = .tls12
    /// What is asked of revocation lists.
    public var revocation: RevocationDuty = .required
    /// The ports that advertised addresses may have.
    public var advertisedPorts: AdvertisedPorts = .standard
    /// The most grants that a contract may have.
    public var maximumGrants = 10
    /// By how many seconds the clocks of two peers may differ.
    public var clockSkewSeconds: Int64 = 5

    /// States the rules of a Group; whatever is not set has the profile's value.
    public init(id: GroupID) {
        self.id = id
    }

    /// Every rule that is looser than standard and profile; the text says what it allows.
    ///
    /// A configuration may have them in a test Group only, and is warned of each.
    public var loosenings: [Loosening] {
        var found: [Loosening] = []
        switch revocation {
        case .required: break
        case .ifPresent: found.append(.revocationNotRequired)
        case .none: found.append(.revocationIgnored)
        }
        if !advertisedPorts.isStandard { found.append(.otherPorts) }
        if maximumGrants > 10 { found.append(.manyGrants) }
        if clockSkewSeconds > 60 { found.append(.wideClockSkew) }
        if subject.form == .any { found.append(.anyPeerID) }
        return found
    }
}
