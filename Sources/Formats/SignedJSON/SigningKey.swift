import Crypto
import CryptoExtras

/// A private key that signs contracts and tokens.
public struct SigningKey: Sendable {
    /// The algorithm that this key signs with.
    public let algorithm: SignatureAlgorithm

    private let material: Material

    private enum Material: Sendable {
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case p521(P521.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    /// Reads the first private key of a PEM text: PKCS #8, SEC 1 (EC) or PKCS #1 (RSA).
    ///
    /// EC keys sign with their curve's algorithm, RSA keys with RS256; other blocks are skipped.
    public init(pem: String) throws(SignatureProblem) {
        let block = try Self.privateKeyBlock(in: pem)
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: block) {
            material = .p256(key)
            algorithm = .es256
        } else if let key = try? P384.Signing.PrivateKey(pemRepresentation: block) {
            material = .p384(key)
            algorithm = .es384
        } else if let key = try? P521.Signing.PrivateKey(pemRepresentation: block) {
            material = .p521(key)
            algorithm = .es512
        } else if let key = try? _RSA.Signing.PrivateKey(unsafePEMRepresentation: block) {
            guard key.keySizeInBits >= VerificationKey.leastRSABits else {
                throw .keyTooShort(bits: key.keySizeInBits)
            }
            material = .rsa(key)
            algorithm = .rs256
        } else {
            throw .keyUnsupported
        }
    }

    /// The public half.
    public var verificationKey: VerificationKey {
        switch material {
        case .p256(let key): VerificationKey(.p256(key.publicKey))
        case .p384(let key): VerificationKey(.p384(key.publicKey))
        case .p521(let key): VerificationKey(.p521(key.publicKey))
        case .rsa(let key): VerificationKey(.rsa(key.publicKey))
        }
    }

    /// Signs bytes; the form is JOSE's (for ECDSA both numbers at full length).
    ///
    /// RFC 7518, *Digital Signature with ECDSA* and *with RSASSA-PKCS1-v1_5*.
    public func signature(of message: [UInt8]) throws(SignatureProblem) -> [UInt8] {
        do {
            switch material {
            case .p256(let key):
                let made = try key.signature(for: SHA256.hash(data: message))
                return Array(made.rawRepresentation)
            case .p384(let key):
                let made = try key.signature(for: SHA384.hash(data: message))
                return Array(made.rawRepresentation)
            case .p521(let key):
                let made = try key.signature(for: SHA512.hash(data: message))
                return Array(made.rawRepresentation)
            case .rsa(let key):
                let digest = SHA256.hash(data: message)
                let made = try key.signature(for: digest, padding: .insecurePKCS1v1_5)
                return Array(made.rawRepresentation)
            }
        } catch {
            throw .signingFailed
        }
    }

    /// The first private key's block with lines of 64 characters, as the library wants.
    private static func privateKeyBlock(in pem: String) throws(SignatureProblem) -> String {
        var label: Substring?
        var content = ""
        for line in pem.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("-----BEGIN "), line.hasSuffix("PRIVATE KEY-----") {
                guard !line.contains("ENCRYPTED") else { throw .keyEncrypted }
                label = line.dropFirst("-----BEGIN ".count)
                content = ""
            } else if let open = label {
                guard !line.hasPrefix("Proc-Type:") else { throw .keyEncrypted }
                if line == "-----END " + open {
                    return "-----BEGIN \(open)\n" + wrapped(content) + "-----END \(open)\n"
                }
                content += line.filter { $0 != " " }
            }
        }
        throw .keyUnsupported
    }

    private static func wrapped(_ content: String) -> String {
        var rest = Substring(content)
        var lines = ""
        while !rest.isEmpty {
            lines += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return lines
    }
}
