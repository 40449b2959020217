import CertificateAuthority
import ExchangeModel
import Foundation
import Logging
import Manager
import PeerIdentity
import RequirementTrait
import Testing

@testable import sluis

@Suite struct CertificateShelfTests {
    private static let own = "00000099000000003000"
    private static let now = CertificateGroup.wallClock

    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "shelf-\(UUID().uuidString)").path(percentEncoded: false)
    private let group: CertificateGroup

    init() throws {
        group = try CertificateGroup()
    }

    private func shelf() throws -> CertificateShelf {
        CertificateShelf(
            folder: folder,
            rules: SubjectRules(),
            own: try PeerID(Self.own),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func generation(at now: Timestamp = Self.now) throws -> IdentityGeneration {
        IdentityGeneration(
            try TrustMaterial(
                anchors: group.anchorsPEM,
                revocationLists: group.revocationLists()
            ),
            rules: SubjectRules(),
            at: now
        )
    }

    private func issued(_ peer: String = Self.own) throws -> IssuedCertificate {
        try group.issue(organization: "Organisation", serialNumber: peer)
    }

    private func certificate(_ issued: IssuedCertificate) throws -> SigningCertificate {
        try SigningCertificate(
            generation().verify(issued.chainDER, purpose: .signing, at: Self.now).get()
        )
    }

    private func remove() { try? FileManager.default.removeItem(atPath: folder) }

    @Test(.requirement("FSC Core 2.0.0: M-08"))
    func `what was kept is there after a restart, without any private key`() throws {
        defer { remove() }
        let kept = try certificate(issued())
        try shelf().keep(kept)
        try shelf().keep(kept)
        let former = try shelf().former(under: generation(), at: Self.now)
        #expect(former.map(\.thumbprint) == [kept.thumbprint])
        #expect(former.first?.jsonWebKey == kept.jsonWebKey)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.count == 1)
        for file in files {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            #expect(!text.contains("PRIVATE"))
        }
    }

    @Test func `an empty shelf is no fault`() throws {
        #expect(try shelf().former(under: generation(), at: Self.now).isEmpty)
    }

    @Test func `a certificate that has ended leaves the shelf`() throws {
        defer { remove() }
        try shelf().keep(certificate(issued()))
        let later = Self.now.advanced(bySeconds: 20 * 365 * 86_400)
        #expect(try shelf().former(under: generation(at: later), at: later).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test func `a certificate that was revoked is not used, and stays`() throws {
        defer { remove() }
        let made = try issued()
        try shelf().keep(certificate(made))
        try group.intermediate.revoke(
            made.certificateDER,
            at: Self.now.advanced(bySeconds: -10)
        )
        #expect(try shelf().former(under: generation(), at: Self.now).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    }

    @Test func `neither the certificate of another peer nor a damaged file is taken`() throws {
        defer { remove() }
        try shelf().keep(certificate(issued("00000099000000004000")))
        try Data("-----BEGIN CERTIFICATE-----\nAAAA\n".utf8)
            .write(to: URL(filePath: folder + "/damaged.pem"))
        #expect(try shelf().former(under: generation(), at: Self.now).isEmpty)
    }
}
