import AccessControl
import CertificateAuthority
import Contracts
import ExchangeModel
import JSONTape
import Outway
import PeerIdentity
import PeerTransport
import SignedJSON

/// A consumer with an Outway and a provider with an Inway; real certificates of one Group.
struct OutwayParties: Sendable {
    static let inwayName = "inway.provider.example"

    let authority: CertificateGroup
    let group: GroupID
    let consumer: IssuedCertificate
    let provider: IssuedCertificate
    let stranger: IssuedCertificate
    let consumerID: PeerID
    let providerID: PeerID
    let grant: GrantHash
    let otherGrant: GrantHash

    init() throws {
        authority = try CertificateGroup()
        group = try GroupID("test-group")
        consumerID = try PeerID("00000000000000000002")
        providerID = try PeerID("00000000000000000001")
        consumer = try authority.issue(
            organization: "Consumer",
            serialNumber: consumerID.rawValue,
            dnsNames: ["outway.consumer.example"]
        )
        provider = try authority.issue(
            organization: "Provider",
            serialNumber: providerID.rawValue,
            dnsNames: [Self.inwayName]
        )
        stranger = try authority.issue(
            organization: "Stranger",
            serialNumber: "00000000000000000003",
            dnsNames: [Self.inwayName]
        )
        grant = GrantHash(.serviceConnectionGrant, digest: [UInt8](repeating: 1, count: 64))
        otherGrant = GrantHash(.serviceConnectionGrant, digest: [UInt8](repeating: 2, count: 64))
    }

    func tls(_ certificate: IssuedCertificate) throws -> MutualTLS {
        try MutualTLS(
            trust: TrustMaterial(
                anchors: authority.anchorsPEM,
                revocationLists: authority.revocationLists()
            ),
            subject: SubjectRules(),
            credentials: Self.credentials(certificate),
            clock: { CertificateGroup.wallClock }
        )
    }

    static func credentials(_ certificate: IssuedCertificate) -> TLSCredentials {
        TLSCredentials(
            certificateChain: Array(certificate.chainPEM.utf8),
            privateKey: Array(certificate.privateKeyPEM.utf8)
        )
    }

    /// An access token as the provider's Manager makes it, with some claims changed.
    func token(
        _ changes: JSONObject = [:],
        lifetime: Int64 = 3_600,
        marked: String = ""
    ) throws -> [UInt8] {
        let now = CertificateGroup.wallClock.seconds
        let thumbprint = CertificateThumbprint(of: consumer.certificateDER)
        var claims: JSONObject = [
            "gth": .string(grant.rawValue), "gid": .string(group.rawValue),
            "sub": .string(consumerID.rawValue), "iss": .string(providerID.rawValue),
            "svc": "persons", "aud": .string("https://\(Self.inwayName):443"),
            "exp": .number(JSONNumber(now + lifetime)), "nbf": .number(JSONNumber(now - 10)),
            "cnf": ["x5t#S256": .string(thumbprint.description)], "mark": .string(marked),
        ]
        for (name, value) in changes.members { claims[name] = value }
        let text = try CompactSignature.text(
            signing: JSONValue.object(claims).serialized(),
            with: SigningKey(pem: provider.privateKeyPEM),
            certificateThumbprint: CertificateThumbprint(of: provider.certificateDER).digest.bytes
        )
        return Array(text.utf8)
    }

    func route(
        aliases: [String] = ["persons.test"],
        speaks: PeerProtocol = .http1
    ) throws -> OutwayRoute {
        var route = OutwayRoute(
            grant: grant,
            provider: providerID,
            service: try ServiceName("persons")
        )
        route.aliases = aliases
        route.speaks = speaks
        return route
    }

    static let anyone = ClientPolicy([
        ClientRule(name: "everyone here", proof: .loopback, grants: .all)
    ])
}
