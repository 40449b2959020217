/// The signature algorithms that may be used: RSA PKCS #1 v1.5 and ECDSA, each with SHA-2.
///
/// FSC Core 2.0.0, *Signatures* and *Access token*; RFC 7518, *Cryptographic Algorithms for Digital
/// Signatures and MACs*. The list is closed: everything else is refused by name.
public enum SignatureAlgorithm: String, CaseIterable, Sendable {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    case rs384 = "RS384"
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    case rs512 = "RS512"
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// ECDSA on P-384 with SHA-384.
    case es384 = "ES384"
    /// ECDSA on P-521 with SHA-512.
    case es512 = "ES512"

    /// Reads the `alg` of a header.
    public init(name: String) throws(SignatureProblem) {
        guard let algorithm = SignatureAlgorithm(rawValue: name) else {
            throw .algorithmNotAllowed(AlgorithmRefusal(name: name))
        }
        self = algorithm
    }
}

/// Why the algorithm of a signature is not accepted.
public enum AlgorithmRefusal: Hashable, Sendable {
    /// The header has no `alg` text.
    case absent
    /// `none`: the document is not signed at all.
    case unsigned
    /// `HS256`, `HS384` or `HS512`: a shared secret proves no identity.
    case sharedSecret
    /// `PS256`, `PS384` or `PS512`: not in the standard's list.
    case probabilisticRSA
    /// `EdDSA` and its curves: not in the standard's list.
    case edwardsCurve
    /// A name that is none of these.
    case unknown

    init(name: String) {
        self =
            switch name {
            case "none": .unsigned
            case "HS256", "HS384", "HS512": .sharedSecret
            case "PS256", "PS384", "PS512": .probabilisticRSA
            case "EdDSA", "Ed25519", "Ed448": .edwardsCurve
            default: .unknown
            }
    }
}
