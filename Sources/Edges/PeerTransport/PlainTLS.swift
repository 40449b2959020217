import NIOCore
import NIOSSL

/// TLS towards a source registry: anchors and a name of its own, none of the Group's.
public final class ClientTLS: Sendable {
    private let context: NIOSSLContext
    private let serverName: String

    /// Builds the set-up whole, or throws what NIOSSL found wrong with the PEM.
    ///
    /// The anchors are PEM; the other end's certificate must carry the server name, which is also
    /// sent as SNI; the credentials are ours, where the source wants a certificate.
    public init(
        anchors: [UInt8],
        serverName: String,
        credentials: TLSCredentials? = nil,
        rules: TLSRules = TLSRules()
    ) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        rules.apply(to: &configuration)
        configuration.certificateVerification = .fullVerification
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(anchors))
        if let credentials {
            configuration.certificateChain = try credentials.chain()
            configuration.privateKey = try credentials.key()
        }
        context = try NIOSSLContext(configuration: configuration)
        self.serverName = serverName
        _ = try NIOSSLClientHandler(context: context, serverHostname: serverName)
    }

    func dial(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(
            NIOSSLClientHandler(context: context, serverHostname: serverName)
        )
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
