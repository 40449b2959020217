/// Why a signed document or a key is not accepted.
public enum SignatureProblem: Error, Hashable, Sendable {
    /// Longer than ``CompactSignature/maximumBytes``: the sender must shorten it.
    case tooLong
    /// Not three parts separated by points: the sender must use JWS Compact Serialization.
    case notCompact
    /// A part is not unpadded base64url.
    case partNotBase64URL
    /// The header is not a JSON object with every name once.
    case headerMalformed
    /// The header's `alg` is not in the closed list.
    case algorithmNotAllowed(AlgorithmRefusal)
    /// The header has `crit`: extensions that must be understood and are not.
    case criticalExtension
    /// `x5t#S256` is there but is not base64 of 32 bytes.
    case thumbprintMalformed
    /// The algorithm is for another kind of key than the signer's.
    case algorithmDoesNotFitKey
    /// The signature is not the key's over these bytes.
    case signatureInvalid
    /// The key is not EC on P-256, P-384 or P-521 and not RSA.
    case keyUnsupported
    /// The private key is encrypted; it must be given as plain PEM.
    case keyEncrypted
    /// The RSA key has fewer than 2048 bits.
    case keyTooShort(bits: Int)
    /// A key set or key is not what RFC 7517 describes.
    case keySetMalformed
    /// The key could not make a signature: a breakdown of the cryptographic library.
    case signingFailed
}

extension SignatureProblem: CustomStringConvertible {
    /// One sentence for the sender, without any value of the document.
    public var description: String {
        switch self {
        case .tooLong: "the signature is longer than \(CompactSignature.maximumBytes) bytes"
        case .notCompact: "the signature is not a JWS in Compact Serialization"
        case .partNotBase64URL: "a part of the JWS is not base64url without padding"
        case .headerMalformed: "the JOSE header is not a JSON object with every name once"
        case .algorithmNotAllowed(let refusal):
            "the algorithm of the signature is not RS256, RS384, RS512, ES256, ES384 or ES512: "
                + refusal.description
        case .criticalExtension: "the JOSE header names critical extensions; none is understood"
        case .thumbprintMalformed: "x5t#S256 in the JOSE header is not base64url of 32 bytes"
        case .algorithmDoesNotFitKey: "the algorithm does not fit the kind of key that signed"
        case .signatureInvalid: "the signature is not made with the key over these bytes"
        case .keyUnsupported: "the key is not EC on P-256, P-384 or P-521 and not RSA"
        case .keyEncrypted: "the private key is encrypted"
        case .keyTooShort(let bits): "the RSA key has \(bits) bits; 2048 is the least"
        case .keySetMalformed: "the key set is not a JSON Web Key Set"
        case .signingFailed: "the key could not make a signature"
        }
    }
}

extension AlgorithmRefusal: CustomStringConvertible {
    /// What the refused algorithm is.
    public var description: String {
        switch self {
        case .absent: "the header has none"
        case .unsigned: "none is no signature"
        case .sharedSecret: "HS algorithms use a shared secret"
        case .probabilisticRSA: "PS algorithms are not in the standard's list"
        case .edwardsCurve: "EdDSA is not in the standard's list"
        case .unknown: "the name is not known"
        }
    }
}
