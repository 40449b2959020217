import NIOCore
import NIOSSL
import PeerIdentity

/// TLS towards a source registry: anchors and a name of its own, none of the Group's.
public final class ClientTLS: Sendable {
    private let context: NIOSSLContext
    /// The name that the certificate must carry; nil where the source is called by its address.
    private let name: DomainName?

    /// Builds the set-up whole, or throws what NIOSSL found wrong with the PEM.
    ///
    /// The anchors are PEM; the other end's certificate must carry the server name, which is also
    /// sent as SNI. Where that is an IP address, the address connected to must stand in the
    /// certificate. The credentials are ours, where the source wants a certificate.
    public init(
        anchors: [UInt8],
        serverName: String,
        credentials: TLSCredentials? = nil,
        rules: TLSRules = TLSRules()
    ) throws {
        name = try? DomainName(serverName)
        if name == nil { _ = try SocketAddress(ipAddress: serverName, port: 0) }
        var configuration = TLSConfiguration.makeClientConfiguration()
        rules.apply(to: &configuration)
        // NIOSSL lets an address in the certificate stand for the name too: names are checked here.
        configuration.certificateVerification =
            name == nil ? .fullVerification : .noHostnameVerification
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(anchors))
        if let credentials {
            configuration.certificateChain = try credentials.chain()
            configuration.privateKey = try credentials.key()
        }
        context = try NIOSSLContext(configuration: configuration)
    }

    func dial(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(
            NIOSSLClientHandler(context: context, serverHostname: name?.rawValue)
        )
    }

    /// Whether the certificate that the other end proved is the source's.
    func accepts(_ pipeline: ChannelPipeline.SynchronousOperations) -> Bool {
        guard let name else { return true }
        guard let der = try? pipeline.nioSSL_peerCertificate()?.toDERBytes(),
            let leaf = try? UnverifiedCertificate(der: der, rules: SubjectRules())
        else { return false }
        return leaf.dnsNames.contains { name.isCovered(by: $0) }
    }
}

/// TLS of a listener for the Outway's own clients.
public final class ServerTLS: Sendable {
    private let context: NIOSSLContext

    /// Builds the set-up whole, or throws what NIOSSL found wrong with the PEM.
    ///
    /// With client anchors (PEM) a client may show a certificate that they issued; it need not.
    public init(
        credentials: TLSCredentials,
        clientAnchors: [UInt8]? = nil,
        rules: TLSRules = TLSRules()
    ) throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try credentials.chain(),
            privateKey: try credentials.key()
        )
        rules.apply(to: &configuration)
        if let clientAnchors {
            configuration.certificateVerification = .optionalVerification
            configuration.trustRoots = .certificates(
                try NIOSSLCertificate.fromPEMBytes(clientAnchors)
            )
        }
        context = try NIOSSLContext(configuration: configuration)
    }

    func accept(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }
}
