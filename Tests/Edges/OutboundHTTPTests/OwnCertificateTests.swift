import CertificateAuthority
import OutboundHTTP
import Testing

@Suite struct OwnCertificateTests {
    /// PEM whose body is said to be encrypted, which it need not be to be asked for a password.
    private func encrypted(_ label: String) -> [UInt8] {
        let lines = [
            "-----BEGIN \(label)-----", "Proc-Type: 4,ENCRYPTED",
            "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF", "",
            "AAAAAAAAAAAAAAAAAAAAAA==", "-----END \(label)-----", "",
        ]
        return Array(lines.joined(separator: "\n").utf8)
    }

    @Test func `an encrypted key is refused, and nobody is asked for a password`() throws {
        let group = try TestGroup()
        let own = group.authorities.anchorsPEM
        #expect(throws: InvalidCertificate.keyUnreadable) {
            try OwnCertificate(chain: own, key: encrypted("RSA PRIVATE KEY"))
        }
    }

    @Test func `an encrypted anchor is refused, and nobody is asked for a password`() {
        #expect(throws: InvalidCertificate.anchorsUnreadable) {
            try WebTrust(anchors: encrypted("CERTIFICATE"))
        }
    }
}
