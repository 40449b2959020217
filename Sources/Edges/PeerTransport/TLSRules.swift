import NIOCore
import NIOSSL
public import PeerIdentity

/// Which TLS is spoken: 1.2 and 1.3 with forward secrecy and authenticated encryption.
///
/// A Group may narrow this and never widen it: no other suite can be named.
public struct TLSRules: Hashable, Sendable {
    /// A suite of TLS 1.2; those of 1.3 are all acceptable and always there.
    public enum Suite: String, CaseIterable, Sendable {
        case ecdsaAES128 = "ECDHE-ECDSA-AES128-GCM-SHA256"
        case ecdsaAES256 = "ECDHE-ECDSA-AES256-GCM-SHA384"
        case rsaAES128 = "ECDHE-RSA-AES128-GCM-SHA256"
        case rsaAES256 = "ECDHE-RSA-AES256-GCM-SHA384"
        case ecdsaChaCha = "ECDHE-ECDSA-CHACHA20-POLY1305"
        case rsaChaCha = "ECDHE-RSA-CHACHA20-POLY1305"
    }

    /// How long a connection waits for the other end's goodbye.
    ///
    /// NIOSSL's own 5 s keep every aborted connection's memory so long.
    static let goodbye = 100

    /// The oldest version that is spoken.
    public var minimum: PeerIdentity.TLSVersion
    /// The suites of TLS 1.2, best first.
    public var suites: [Suite]

    /// States the rules; without arguments the widest that there are.
    public init(minimum: PeerIdentity.TLSVersion = .tls12, suites: [Suite] = Suite.allCases) {
        (self.minimum, self.suites) = (minimum, suites)
    }

    /// The signatures that the other end may prove its key with, best first.
    ///
    /// Every algorithm that contracts and tokens are signed with is one: the library's own list leaves
    /// P-521 out, and has SHA-1.
    private static let signatures: [SignatureAlgorithm] = [
        .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512, .rsaPssRsaeSha256,
        .rsaPssRsaeSha384, .rsaPssRsaeSha512, .rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512,
    ]

    /// Sets what every connection of ours has in common.
    func apply(to configuration: inout TLSConfiguration) {
        configuration.minimumTLSVersion = minimum == .tls13 ? .tlsv13 : .tlsv12
        configuration.cipherSuiteValues = suites.map(\.cipher)
        configuration.verifySignatureAlgorithms = Self.signatures
        configuration.curves = [.x25519, .secp256r1, .secp384r1]
        configuration.shutdownTimeout = .milliseconds(Int64(Self.goodbye))
        configuration.applicationProtocols = [PeerProtocol.http1.negotiatedName]
        configuration.renegotiationSupport = .none
    }
}

extension TLSRules.Suite {
    fileprivate var cipher: NIOTLSCipher {
        switch self {
        case .ecdsaAES128: .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        case .ecdsaAES256: .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
        case .rsaAES128: .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        case .rsaAES256: .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
        case .ecdsaChaCha: .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
        case .rsaChaCha: .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
        }
    }
}
