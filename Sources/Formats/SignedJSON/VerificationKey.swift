import Crypto
import CryptoExtras

/// The public key of a signer: EC on P-256, P-384 or P-521, or RSA of at least 2048 bits.
public struct VerificationKey: Sendable {
    /// The least length of an RSA key, in bits.
    public static let leastRSABits = 2_048

    let material: Material

    enum Material: Sendable {
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    init(_ material: Material) {
        self.material = material
    }

    /// Reads a DER SubjectPublicKeyInfo, as it stands in a certificate.
    ///
    /// RFC 5280, *Subject Public Key Info*; the curve must be named.
    public init(subjectPublicKeyInfo bytes: [UInt8]) throws(SignatureProblem) {
        if let key = try? P256.Signing.PublicKey(derRepresentation: bytes) {
            material = .p256(key)
        } else if let key = try? P384.Signing.PublicKey(derRepresentation: bytes) {
            material = .p384(key)
        } else if let key = try? P521.Signing.PublicKey(derRepresentation: bytes) {
            material = .p521(key)
        } else if let key = try? _RSA.Signing.PublicKey(unsafeDERRepresentation: bytes) {
            guard key.keySizeInBits >= Self.leastRSABits else {
                throw .keyTooShort(bits: key.keySizeInBits)
            }
            material = .rsa(key)
        } else {
            throw .keyUnsupported
        }
    }

    /// The numbers of the key, as a JWK carries them.
    public var parameters: KeyParameters? {
        switch material {
        case .p256(let key): .point(of: .p256, raw: Array(key.rawRepresentation))
        case .p384(let key): .point(of: .p384, raw: Array(key.rawRepresentation))
        case .p521(let key): .point(of: .p521, raw: Array(key.rawRepresentation))
        case .rsa(let key):
            (try? key.getKeyPrimitives()).map {
                .rsa(
                    modulus: Array($0.modulus.drop { $0 == 0 }),
                    exponent: Array($0.publicExponent.drop { $0 == 0 })
                )
            }
        }
    }

    func verify(
        _ signature: [UInt8],
        of message: [UInt8],
        algorithm: SignatureAlgorithm
    ) throws(SignatureProblem) {
        let holds: Bool
        switch (material, algorithm) {
        case (.p256(let key), .es256):
            holds =
                (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map {
                    key.isValidSignature($0, for: SHA256.hash(data: message))
                } ?? false
        case (.p384(let key), .es384):
            holds =
                (try? P384.Signing.ECDSASignature(rawRepresentation: signature)).map {
                    key.isValidSignature($0, for: SHA384.hash(data: message))
                } ?? false
        case (.p521(let key), .es512):
            holds =
                (try? P521.Signing.ECDSASignature(rawRepresentation: signature)).map {
                    key.isValidSignature($0, for: SHA512.hash(data: message))
                } ?? false
        case (.rsa(let key), .rs256):
            holds = Self.holds(signature, key, SHA256.hash(data: message))
        case (.rsa(let key), .rs384):
            holds = Self.holds(signature, key, SHA384.hash(data: message))
        case (.rsa(let key), .rs512):
            holds = Self.holds(signature, key, SHA512.hash(data: message))
        default:
            throw .algorithmDoesNotFitKey
        }
        guard holds else { throw .signatureInvalid }
    }

    private static func holds(
        _ signature: [UInt8],
        _ key: _RSA.Signing.PublicKey,
        _ digest: some Digest
    ) -> Bool {
        key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature),
            for: digest,
            padding: .insecurePKCS1v1_5
        )
    }
}

/// The numbers that make up a public key.
public enum KeyParameters: Hashable, Sendable {
    /// A curve that is used for signatures.
    ///
    /// RFC 7518, *"crv" (Curve) Parameter*.
    public enum Curve: String, Sendable {
        /// NIST P-256.
        case p256 = "P-256"
        /// NIST P-384.
        case p384 = "P-384"
        /// NIST P-521.
        case p521 = "P-521"

        /// The bytes of one coordinate.
        public var coordinateBytes: Int {
            switch self {
            case .p256: 32
            case .p384: 48
            case .p521: 66
            }
        }
    }

    /// A point on a curve: both coordinates at the curve's full length.
    case elliptic(Curve, x: [UInt8], y: [UInt8])
    /// An RSA key: big-endian without leading zeros.
    case rsa(modulus: [UInt8], exponent: [UInt8])

    /// The algorithm that such keys of ours sign with: their curve's, or RS256.
    public var algorithm: SignatureAlgorithm {
        switch self {
        case .elliptic(.p256, _, _): .es256
        case .elliptic(.p384, _, _): .es384
        case .elliptic(.p521, _, _): .es512
        case .rsa: .rs256
        }
    }

    static func point(of curve: Curve, raw: [UInt8]) -> KeyParameters {
        .elliptic(
            curve,
            x: Array(raw.prefix(curve.coordinateBytes)),
            y: Array(raw.suffix(curve.coordinateBytes))
        )
    }
}
