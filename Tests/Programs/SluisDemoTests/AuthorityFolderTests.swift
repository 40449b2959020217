import CertificateAuthority
import ExchangeModel
import Foundation
import Testing

@testable import sluis_demo

@Suite struct `A test Group lives in a folder` {
    let now = Timestamp(seconds: 1_800_000_000)
    let organization = OrganizationArgument(
        file: "a",
        name: "Gemeente A",
        oin: "00000099000000002000",
        hosts: ["a.example.nl"]
    )

    func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sluis-demo-test-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    func made(_ folder: URL) throws -> AuthorityFolder {
        let authorities = try AuthorityFolder.opened(
            at: folder,
            now: now,
            revocationAddress: "http://127.0.0.1:1"
        )
        try RefusedCertificates(authorities: authorities, now: now).write()
        try authorities.writeRevocationLists(at: now)
        return authorities
    }

    @Test func `every key is for its owner only, and the certificates are there`() throws {
        try inFolder { folder in
            let authorities = try made(folder)
            #expect(
                try authorities.issue(
                    organization,
                    at: now,
                    revocationAddress: "http://127.0.0.1:1"
                )
            )
            let manager = FileManager.default
            let files = try manager.subpathsOfDirectory(
                atPath: folder.path(percentEncoded: false)
            )
            let keys = files.filter { $0.hasSuffix(".key") }
            #expect(keys.count == 7)
            for key in keys {
                let path = folder.appending(path: key).path(percentEncoded: false)
                let mode = try manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                #expect(mode == 0o600, "\(key)")
            }
            for file in ["anchors.pem", "a.pem", "root.crl", "intermediate.crl", "bad/expired.pem"]
            {
                #expect(files.contains(file))
            }
        }
    }

    @Test func `a stored Group keeps its authorities and certificates, and can revoke`() throws {
        try inFolder { folder in
            let first = try made(folder)
            _ = try first.issue(organization, at: now, revocationAddress: nil)
            let chain = try Data(contentsOf: folder.appending(path: "a.pem"))
            let list = try Data(contentsOf: folder.appending(path: "intermediate.crl"))
            let second = try AuthorityFolder.opened(
                at: folder,
                now: now,
                revocationAddress: nil
            )
            #expect(second.root.certificateDER == first.root.certificateDER)
            #expect(try !second.issue(organization, at: now, revocationAddress: nil))
            #expect(try Data(contentsOf: folder.appending(path: "a.pem")) == chain)
            let file = folder.appending(path: "a.pem").path(percentEncoded: false)
            try AuthorityFolder.stored(at: folder).revoke(certificateFile: file, at: now)
            let renewed = try Data(contentsOf: folder.appending(path: "intermediate.crl"))
            #expect(renewed.count > list.count)
        }
    }

    @Test func `a foreign certificate is not revoked, and a missing file is named`() throws {
        try inFolder { folder in
            let authorities = try made(folder)
            let foreign = folder.appending(path: "bad/foreign-root.pem").path(percentEncoded: false)
            #expect(throws: IssuingProblem.notIssuedHere) {
                try authorities.revoke(certificateFile: foreign, at: now)
            }
            #expect(throws: FileProblem.self) {
                try authorities.revoke(certificateFile: foreign + "x", at: now)
            }
        }
    }

    @Test func `an organisation is named with file, name, OIN and hosts`() throws {
        let short = try #require(
            OrganizationArgument(argument: "Gemeente A/B:00000099000000002000:a.nl,b.nl")
        )
        #expect(short.file == "gemeente-a-b" && short.name == "Gemeente A/B")
        #expect(short.hosts == ["a.nl", "b.nl"])
        let long = try #require(
            OrganizationArgument(argument: "provider=Dienst: Noord:00000099000000002000:a.nl")
        )
        #expect(long.file == "provider" && long.name == "Dienst: Noord")
    }

    @Test(arguments: [
        "", "A", "A:B", "A:0000009900000000200:a.nl", "A:00000099000000002000:",
        "root=A:00000099000000002000:a",
        "../x=A:00000099000000002000:a", "=A:00000099000000002000:a", ":00000099000000002000:a",
        "A:00000099000000002000:a,,b", "bad=A:00000099000000002000:a",
    ])
    func `an organisation that is not named right is refused`(_ argument: String) {
        #expect(OrganizationArgument(argument: argument) == nil)
    }
}
