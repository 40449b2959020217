public import CertificateAuthority
public import ExchangeModel
public import PeerIdentity

/// Why a test Group could not give what it was asked for.
public enum TestGroupProblem: Error, Hashable, Sendable {
    /// The organisation's chain does not verify in the Group.
    case refused(ChainRefusal)
}

/// A Group in one process: authorities, rules, a clock, and the organisations that it makes.
///
/// Chains are judged by the Group's own clock. Everything is made anew for each Group and lives in
/// memory only.
public final class TestGroup: Sendable {
    /// The Group's rules: the profile's, with any port.
    public let rules: GroupRules
    /// The clock that the Group's members share.
    public let clock: TestClock
    /// The Group's root and issuing authority.
    public let authority: CertificateGroup

    /// Makes a Group whose certificates are valid around the clock's moment.
    public init(id: String = "test-group", clock: TestClock = TestClock()) throws {
        var rules = GroupRules(id: try GroupID(id))
        rules.advertisedPorts = .any
        self.rules = rules
        self.clock = clock
        self.authority = try CertificateGroup(at: clock.now)
    }

    /// A Group at the machine's present time, for tests with real handshakes.
    public static func present(id: String = "test-group") throws -> TestGroup {
        try TestGroup(id: id, clock: TestClock(at: CertificateGroup.wallClock))
    }

    /// Anchors and fresh revocation lists of both layers, with everything that was revoked so far.
    public func trust() throws -> TrustMaterial {
        try TrustMaterial(
            anchors: authority.anchorsPEM,
            revocationLists: authority.revocationLists(at: clock.now),
            duty: rules.revocation
        )
    }

    /// A generation of identities with the present trust.
    public func generation(after old: IdentityGeneration? = nil) throws -> IdentityGeneration {
        IdentityGeneration(try trust(), rules: rules.subject, after: old, at: clock.now)
    }

    /// Makes an organisation with a certificate for client, server and signing use.
    ///
    /// Without host names it has `localhost`; 127.0.0.1 is always among its addresses.
    public func organization(
        _ name: String,
        oin: String,
        hosts: [String] = ["localhost"],
        key: KeyAlgorithm = .ec256
    ) throws -> TestOrganization {
        let issued = try authority.issue(
            organization: name,
            serialNumber: oin,
            dnsNames: hosts,
            key: key
        )
        return try verified(issued)
    }

    /// The same organisation with a new certificate: for a new key, or for the same one.
    public func renewed(
        _ organization: TestOrganization,
        keepingKey: Bool = false
    ) throws -> TestOrganization {
        var request = authority.request(
            organization: organization.name,
            serialNumber: organization.peerID.rawValue,
            dnsNames: organization.peer.dnsNames
        )
        if keepingKey { request.privateKey = organization.certificate.privateKey }
        return try verified(authority.intermediate.issue(request))
    }

    /// Revokes an organisation's certificate; trust and generations made afterwards refuse it.
    public func revoke(_ organization: TestOrganization) throws {
        try authority.intermediate.revoke(organization.certificate.certificateDER, at: clock.now)
    }

    private func verified(_ issued: IssuedCertificate) throws -> TestOrganization {
        let validator = ChainValidator(try trust(), rules: rules.subject)
        switch validator.validate(issued.chainDER, purpose: .client, at: clock.now) {
        case .success(let chain): return TestOrganization(certificate: issued, chain: chain)
        case .failure(let refusal): throw TestGroupProblem.refused(refusal)
        }
    }
}

/// An organisation of a ``TestGroup`` with its certificate, its key and what others see of it.
public struct TestOrganization: Sendable {
    /// The certificate with chain and private key.
    public let certificate: IssuedCertificate
    /// The verified chain, as a peer of the Group has it.
    public let chain: VerifiedChain

    /// The identity that a peer of the Group sees.
    public var peer: IdentifiedPeer { chain.peer }
    /// The organisation's peer id.
    public var peerID: PeerID { chain.peer.peerID }
    /// The organisation's name.
    public var name: String { chain.peer.name }
}
