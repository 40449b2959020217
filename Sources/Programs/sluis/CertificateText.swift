import OutboundHTTP

/// What can be said of a certificate file before any peer sees it.
enum CertificateText {
    /// Why a chain and a key cannot be used together; nil when they can.
    static func mismatch(chain: [UInt8], key: [UInt8]) -> String? {
        do throws(InvalidCertificate) {
            _ = try OwnCertificate(chain: chain, key: key)
            return nil
        } catch {
            switch error {
            case .certificateUnreadable: return "the certificate file holds no certificate in PEM"
            case .keyUnreadable: return "is not a private key in PEM without passphrase"
            case .keyOfAnotherCertificate: return "is not the key of the certificate"
            case .anchorsUnreadable: return "the anchors hold no certificate in PEM"
            }
        }
    }
}
