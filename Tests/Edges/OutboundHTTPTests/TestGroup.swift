import CertificateAuthority
import ExchangeModel
import NIOSSL
import OutboundHTTP
import PeerIdentity

/// A Group with a provider, another peer and ourselves, and servers that speak for them.
struct TestGroup {
    static let provider = "00000099000000001000"
    static let other = "00000099000000002000"
    static let own = "00000099000000003000"

    let authorities: CertificateGroup
    let now: Timestamp

    init() throws {
        now = CertificateGroup.wallClock
        authorities = try CertificateGroup(at: now)
    }

    var expectedPeer: PeerID { get throws { try PeerID(Self.provider) } }

    /// Trust in the Group with these revocation lists (the present ones where none are given).
    func trust(
        lists: [[UInt8]]? = nil,
        asPeer certificate: IssuedCertificate? = nil
    ) throws -> GroupTrust {
        let lists = try lists ?? authorities.revocationLists(at: now)
        let material = try TrustMaterial(
            anchors: authorities.anchorsPEM,
            revocationLists: lists
        )
        let generation = IdentityGeneration(material, rules: SubjectRules(), at: now)
        let own = try certificate ?? issue(Self.own)
        return GroupTrust(
            generation: generation,
            anchors: authorities.anchorsPEM,
            own: try OwnCertificate(
                chain: Array(own.chainPEM.utf8),
                key: Array(own.privateKeyPEM.utf8)
            )
        )
    }

    func issue(
        _ serialNumber: String,
        dnsNames: [String] = ["localhost"]
    ) throws -> IssuedCertificate {
        try authorities.issue(
            organization: "Organization \(serialNumber)",
            serialNumber: serialNumber,
            dnsNames: dnsNames
        )
    }

    /// A server that demands a certificate of the Group, as FSC asks.
    func serve(
        _ certificate: IssuedCertificate,
        minimum: NIOSSL.TLSVersion = .tlsv12,
        maximum: NIOSSL.TLSVersion? = nil,
        ciphers: String? = nil
    ) async throws -> TestServer {
        try await TestServer.start(
            Self.context(
                certificate,
                clients: authorities.anchorsPEM,
                minimum: minimum,
                maximum: maximum,
                ciphers: ciphers
            )
        )
    }

    static func context(
        _ certificate: IssuedCertificate,
        clients anchors: [UInt8]? = nil,
        minimum: NIOSSL.TLSVersion = .tlsv12,
        maximum: NIOSSL.TLSVersion? = nil,
        ciphers: String? = nil
    ) throws -> NIOSSLContext {
        let chain = try certificate.chainDER.map { try NIOSSLCertificate(bytes: $0, format: .der) }
        let key = try NIOSSLPrivateKey(bytes: Array(certificate.privateKeyPEM.utf8), format: .pem)
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        settings.minimumTLSVersion = minimum
        settings.maximumTLSVersion = maximum
        if let ciphers { settings.cipherSuites = ciphers }
        if let anchors {
            settings.certificateVerification = .noHostnameVerification
            settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(anchors))
        }
        return try NIOSSLContext(configuration: settings)
    }

    /// Bounds of a client that may go to the loopback.
    static var loopback: OutboundConfiguration {
        var configuration = OutboundConfiguration()
        let rules = AddressRules(allowed: ["127.0.0.0/8", "::1/128"].compactMap(AddressRange.init))
        configuration.peerAddresses = rules
        configuration.webAddresses = rules
        return configuration
    }
}

extension ContinuousClock.Instant {
    /// Late enough for anything that these tests do.
    static var soon: ContinuousClock.Instant { .now + .seconds(20) }
}

/// The two TLS versions that FSC allows.
enum ServerVersion: CaseIterable {
    case twelve
    case thirteen

    var value: NIOSSL.TLSVersion {
        switch self {
        case .twelve: .tlsv12
        case .thirteen: .tlsv13
        }
    }
}

extension OutboundError {
    /// Why the peer's chain was refused, when that was the reason.
    var refusal: ChainRefusal? {
        if case .untrusted(let refusal) = self { refusal } else { nil }
    }
}

extension OutboundClient {
    /// Why a call failed; nil when it was answered.
    func failure(
        of request: OutboundRequest,
        deadline: ContinuousClock.Instant
    ) async -> OutboundError? {
        do throws(OutboundError) {
            _ = try await send(request, deadline: deadline)
            return nil
        } catch {
            return error
        }
    }
}
