import Crypto
import CryptoExtras
import JSONTape

/// Makes and checks JWS in Compact Serialization, apart from the code that is tested.
///
/// RFC 7515; RFC 7518, *Digital Signature with RSASSA-PKCS1-v1_5* and *with ECDSA*.
enum SignedText {
    enum Key: Sendable {
        case ec256(P256.Signing.PrivateKey)
        case ec384(P384.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)

        init(pem: String) throws {
            if let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) {
                self = .ec256(key)
            } else if let key = try? P384.Signing.PrivateKey(pemRepresentation: pem) {
                self = .ec384(key)
            } else {
                self = .rsa(try _RSA.Signing.PrivateKey(pemRepresentation: pem))
            }
        }

        /// The algorithm that the key is for.
        var algorithm: String {
            switch self {
            case .ec256: "ES256"
            case .ec384: "ES384"
            case .rsa: "RS256"
            }
        }

        fileprivate func signature(_ message: [UInt8], _ algorithm: String) throws -> [UInt8] {
            switch (self, algorithm) {
            case (.rsa(let key), "PS256"):
                Array(
                    try key.signature(for: SHA256.hash(data: message), padding: .PSS)
                        .rawRepresentation
                )
            case (.rsa(let key), "RS512"):
                Array(
                    try key.signature(
                        for: SHA512.hash(data: message),
                        padding: .insecurePKCS1v1_5
                    ).rawRepresentation
                )
            case (.rsa(let key), _):
                Array(
                    try key.signature(
                        for: SHA256.hash(data: message),
                        padding: .insecurePKCS1v1_5
                    ).rawRepresentation
                )
            case (_, "HS256"):
                Array(
                    HMAC<SHA256>.authenticationCode(
                        for: message,
                        using: SymmetricKey(data: Array("secret".utf8))
                    )
                )
            case (_, "none"): []
            case (.ec256(let key), _):
                Array(try key.signature(for: SHA256.hash(data: message)).rawRepresentation)
            case (.ec384(let key), _):
                Array(try key.signature(for: SHA384.hash(data: message)).rawRepresentation)
            }
        }
    }

    /// A JWS over claims; `algorithm` is the key's own unless another is asked for.
    static func make(
        _ claims: JSONValue,
        key: Key,
        thumbprint: String?,
        algorithm: String? = nil,
        type: String? = nil
    ) throws -> String {
        let algorithm = algorithm ?? key.algorithm
        var header: JSONObject = ["alg": .string(algorithm)]
        header["x5t#S256"] = thumbprint.map { .string($0) }
        header["typ"] = type.map { .string($0) }
        let signed =
            Base64URL.text(JSONValue.object(header).serialized()) + "."
            + Base64URL.text(claims.serialized())
        let signature = try key.signature(Array(signed.utf8), algorithm)
        return signed + "." + Base64URL.text(signature)
    }

    /// A part of a JWS as JSON: 0 is the header, 1 the payload.
    static func part(_ index: Int, of text: String) -> JSONValue? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.bytes(parts[index]) else { return nil }
        return try? JSONValue(parsing: bytes)
    }

    /// Whether the holder of a P-256 key made an ES256 signature.
    static func holds(_ text: String, key: P256.Signing.PublicKey) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.bytes(parts[2]),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: bytes)
        else { return false }
        let message = Array("\(parts[0]).\(parts[1])".utf8)
        return key.isValidSignature(signature, for: SHA256.hash(data: message))
    }
}
