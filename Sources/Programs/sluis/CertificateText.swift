import OutboundHTTP
import SignedJSON

/// What can be said of a certificate or key file before any peer sees it.
enum CertificateText {
    /// What is said of a key and certificate that TLS cannot use, after the key file's name.
    static let unusableForTLS =
        "and its certificate cannot be used for TLS: give an RSA key of 2048 bits or more, or one on P-256, "
        + "P-384 or P-521, with its certificate"

    /// Why a key or certificate cannot be used, after the key file's name.
    static func words(_ problem: InvalidCertificate) -> String {
        switch problem {
        case .certificateUnreadable: "has no certificate in PEM beside it"
        case .keyUnreadable: "is not a private key in PEM without passphrase"
        case .keyOfAnotherCertificate: "is not the key of the certificate"
        case .anchorsUnreadable: "has no anchors in PEM beside it"
        }
    }

    /// Why a key cannot sign contracts and tokens, after its file's name.
    static func words(_ problem: SignatureProblem) -> String {
        switch problem {
        case .keyEncrypted: "is encrypted: give a private key in PEM without passphrase"
        case .keyTooShort(let bits): "is an RSA key of \(bits) bits: 2048 are the least"
        case .keyUnsupported:
            "is no private key that contracts are signed with: RSA, or EC on P-256, P-384 or P-521"
        default: "cannot sign: \(problem)"
        }
    }
}
