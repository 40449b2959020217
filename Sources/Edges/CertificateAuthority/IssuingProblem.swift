private import CLibCrypto

/// Why no key, certificate, signing request or revocation list was made or read.
public enum IssuingProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is no unencrypted private key in PEM; look at the file.
    case keyUnreadable
    /// The bytes are no certificate; look at the file.
    case certificateUnreadable
    /// The bytes are no revocation list of this authority; look at the file.
    case revocationListUnreadable
    /// The bytes are no signing request, or its signature does not fit its key.
    case signingRequestUnreadable
    /// The private key does not belong to the authority's certificate.
    case keyMismatch
    /// A name cannot be written into a certificate; the text is the name.
    case nameUnusable(String)
    /// The certificate to revoke is another authority's.
    case notIssuedHere
    /// The library refused the step; the text is its own.
    case refused(step: String, reason: String)

    /// A sentence for an operator.
    public var description: String {
        switch self {
        case .keyUnreadable: "not an unencrypted private key in PEM"
        case .certificateUnreadable: "not a certificate in DER or PEM"
        case .revocationListUnreadable: "not a revocation list of this authority"
        case .signingRequestUnreadable: "not a signing request with a valid signature"
        case .keyMismatch: "the private key does not belong to the certificate"
        case .nameUnusable(let name): "the name \"\(name)\" cannot be put into a certificate"
        case .notIssuedHere: "the certificate was issued by another authority"
        case .refused(let step, let reason): "\(step): \(reason)"
        }
    }

    /// The library's last error for a step; empties its error queue.
    static func fromLibrary(_ step: String) -> IssuingProblem {
        var text = [CChar](repeating: 0, count: 256)
        text.withUnsafeMutableBufferPointer { sluis_error_text($0.baseAddress, $0.count) }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return .refused(step: step, reason: String(decoding: bytes, as: UTF8.self))
    }
}
