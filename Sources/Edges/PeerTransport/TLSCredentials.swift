import ExchangeModel
import NIOSSL
import PeerIdentity

/// A certificate chain and its private key, both PEM, leaf first.
public struct TLSCredentials: Hashable, Sendable {
    /// The chain: the leaf, then the intermediates.
    public let certificateChain: [UInt8]
    /// The private key of the leaf.
    ///
    /// Secret.
    public let privateKey: [UInt8]

    /// Takes PEM bytes; they are read when a context is made of them.
    public init(certificateChain: [UInt8], privateKey: [UInt8]) {
        (self.certificateChain, self.privateKey) = (certificateChain, privateKey)
    }

    /// Whether listeners and calls can use them; throws what NIOSSL finds wrong with them.
    public func validate() throws {
        _ = try PeerContexts(self, rules: TLSRules())
    }

    func chain() throws -> [NIOSSLCertificateSource] {
        try NIOSSLCertificate.fromPEMBytes(certificateChain).map { .certificate($0) }
    }

    func leafThumbprint() throws -> CertificateThumbprint {
        guard let leaf = try NIOSSLCertificate.fromPEMBytes(certificateChain).first else {
            throw NIOSSLError.failedToLoadCertificate
        }
        return CertificateThumbprint(of: try leaf.toDERBytes())
    }

    func key() throws -> NIOSSLPrivateKeySource {
        .privateKey(try NIOSSLPrivateKey(bytes: privateKey, format: .pem))
    }
}

/// The contexts of one generation; its tickets and session caches die with it.
struct PeerContexts: Sendable {
    private let server: NIOSSLContext
    private let client: NIOSSLContext
    /// Those that speak HTTP/2; a server with it leaves the choice to the client.
    private let serverHTTP2: NIOSSLContext
    private let clientHTTP2: NIOSSLContext
    /// The thumbprint of our own leaf.
    let certificate: CertificateThumbprint

    init(_ credentials: TLSCredentials, rules: TLSRules) throws {
        let (chain, key) = (try credentials.chain(), try credentials.key())
        certificate = try credentials.leafThumbprint()
        var server = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain,
            privateKey: key
        )
        var client = TLSConfiguration.makeClientConfiguration()
        client.certificateChain = chain
        client.privateKey = key
        rules.apply(to: &server)
        rules.apply(to: &client)
        // A certificate is wanted; PeerIdentity decides about it, and about names, so NIOSSL needs
        // no anchors: without this it would load the system's.
        server.certificateVerification = .noHostnameVerification
        client.certificateVerification = .noHostnameVerification
        server.trustRoots = .certificates([])
        client.trustRoots = .certificates([])
        self.server = try NIOSSLContext(configuration: server)
        self.client = try NIOSSLContext(configuration: client)
        server.applicationProtocols = [PeerProtocol.http2, .http1].map(\.negotiatedName)
        client.applicationProtocols = [PeerProtocol.http2.negotiatedName]
        serverHTTP2 = try NIOSSLContext(configuration: server)
        clientHTTP2 = try NIOSSLContext(configuration: client)
    }

    func server(offering protocols: [PeerProtocol]) -> NIOSSLContext {
        protocols.contains(.http2) ? serverHTTP2 : server
    }

    func client(speaking protocol: PeerProtocol) -> NIOSSLContext {
        `protocol` == .http2 ? clientHTTP2 : client
    }
}
