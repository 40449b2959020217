import CertificateAuthority
import ExchangeModel
import PeerIdentity
import Testing

@Suite struct `Certificates of a file are read whole` {
    private static let end = "-----END CERTIFICATE-----\n"
    private static let begin = "-----BEGIN CERTIFICATE-----\n"

    private func read(_ text: String) throws -> [[UInt8]] {
        try UnverifiedCertificate.chain(pem: Array(text.utf8), rules: SubjectRules()).map(\.der)
    }

    @Test func `certificates are read one after the other, whatever stands between`() throws {
        let issued = try TrialGroup().certificate()
        let text = "a note\n" + Self.end + issued.chainPEM + Self.end + "more\n"
        #expect(try read(text) == issued.chainDER)
        #expect(try read(issued.chainPEM.replacing("\n", with: "\r\n")) == issued.chainDER)
    }

    @Test(arguments: [
        "", "no PEM", end, end + begin, begin, begin + "AAAA\n", end + begin + "AAAA\n",
        begin + "!\n" + end, begin + begin + end,
    ])
    func `what holds no whole certificate is refused, never a crash`(text: String) {
        #expect(throws: Malformed.self) { try read(text) }
    }

    @Test func `a damaged certificate after a good one is not passed over`() throws {
        let chain = try TrialGroup().certificate().chainPEM
        for rest in [Self.begin, Self.begin + "AAAA\n" + Self.end, String(chain.dropLast(60))] {
            #expect(throws: Malformed.self) { try read(chain + rest) }
        }
    }

    @Test func `a certificate tells its serial number`() throws {
        let issued = try TrialGroup().certificate()
        let read = try UnverifiedCertificate(der: issued.certificateDER, rules: SubjectRules())
        #expect(read.serialNumber.count >= 16)
        #expect(read.serialNumber.allSatisfy { "0123456789abcdef".contains($0) })
    }
}
