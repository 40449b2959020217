public import JSONTape

/// A JWS in Compact Serialization: read, but not yet verified.
///
/// RFC 7515, *JWS Compact Serialization*; the header's `x5t#S256` names the certificate whose key
/// must have signed. FSC Core 2.0.0, *Signatures*.
public struct CompactSignature: Hashable, Sendable {
    /// The most bytes that are read: no contract signature or token in a header comes near.
    public static let maximumBytes = 65_536

    /// The header's algorithm.
    public let algorithm: SignatureAlgorithm
    /// The 32 bytes of the header's `x5t#S256`, when present.
    ///
    /// Read in either base64 alphabet (Q8): published examples disagree with RFC 7515.
    public let certificateThumbprint: [UInt8]?
    /// The header's `kid`, when present.
    public let keyID: String?
    /// The header's `typ`, when present.
    public let mediaType: String?
    /// The signed bytes.
    public let payload: [UInt8]

    private let signedBytes: [UInt8]
    private let signature: [UInt8]

    /// Reads the text of a JWS.
    public init(parsing text: some StringProtocol) throws(SignatureProblem) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads the bytes of a JWS.
    public init(parsing bytes: [UInt8]) throws(SignatureProblem) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLong }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notCompact }
        let header = try Header(bytes: Self.decode(parts[0]))
        algorithm = header.algorithm
        certificateThumbprint = header.certificateThumbprint
        keyID = header.keyID
        mediaType = header.mediaType
        payload = try Self.decode(parts[1])
        signature = try Self.decode(parts[2])
        signedBytes = Array(bytes[..<parts[1].endIndex])
    }

    /// Signs a payload and writes the JWS.
    ///
    /// The thumbprint is the SHA-256 of the signing certificate's DER.
    public static func text(
        signing payload: [UInt8],
        with key: SigningKey,
        certificateThumbprint: [UInt8]?,
        keyID: String? = nil,
        mediaType: String? = nil
    ) throws(SignatureProblem) -> String {
        var header: JSONObject = ["alg": .string(key.algorithm.rawValue)]
        if let keyID { header["kid"] = .string(keyID) }
        if let mediaType { header["typ"] = .string(mediaType) }
        if let certificateThumbprint {
            header["x5t#S256"] = .string(Base64URL.encode(certificateThumbprint))
        }
        let signed =
            Base64URL.encode(JSONValue.object(header).serialized()) + "."
            + Base64URL.encode(payload)
        return signed + "." + Base64URL.encode(try key.signature(of: Array(signed.utf8)))
    }

    /// Checks the signature with the signer's key; returns only when it holds.
    public func verify(with key: VerificationKey) throws(SignatureProblem) {
        try key.verify(signature, of: signedBytes, algorithm: algorithm)
    }

    /// The payload as JSON, read by the strict rules of I-JSON.
    public func claims() throws(JSONProblem) -> JSONValue {
        try JSONValue(parsing: payload, limits: .control)
    }

    private static func decode(_ part: ArraySlice<UInt8>) throws(SignatureProblem) -> [UInt8] {
        guard let text = String(validating: part, as: UTF8.self),
            let bytes = Base64URL.decode(text)
        else { throw .partNotBase64URL }
        return bytes
    }
}

/// The members of a JOSE header that are used.
private struct Header {
    let algorithm: SignatureAlgorithm
    let certificateThumbprint: [UInt8]?
    let keyID: String?
    let mediaType: String?

    init(bytes: [UInt8]) throws(SignatureProblem) {
        guard let value = try? JSONValue(parsing: bytes, limits: .control),
            case .object(let header) = value
        else { throw .headerMalformed }
        guard case .string(let name)? = header["alg"] else {
            throw .algorithmNotAllowed(.absent)
        }
        algorithm = try SignatureAlgorithm(name: name)
        guard header["crit"] == nil else { throw .criticalExtension }
        certificateThumbprint = try Self.thumbprint(header["x5t#S256"])
        keyID = try Self.text(header["kid"])
        mediaType = try Self.text(header["typ"])
    }

    private static func text(_ value: JSONValue?) throws(SignatureProblem) -> String? {
        switch value {
        case nil: return nil
        case .string(let text): return text
        default: throw .headerMalformed
        }
    }

    private static func thumbprint(_ value: JSONValue?) throws(SignatureProblem) -> [UInt8]? {
        switch value {
        case nil: return nil
        case .string(let text):
            guard let bytes = Base64URL.decodeTolerantly(text), bytes.count == 32 else {
                throw .thumbprintMalformed
            }
            return bytes
        default: throw .thumbprintMalformed
        }
    }
}
