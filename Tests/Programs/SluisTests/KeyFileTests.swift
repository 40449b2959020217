import AccessLog
import ArgumentParser
import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import Testing

@testable import sluis

/// Keys and certificates in files.
@Suite struct KeyFileTests {
    private let folder: GatewayFolder

    init() throws { folder = try GatewayFolder() }

    private func pseudonymiser() throws -> Pseudonymiser {
        try KeyFiles.pseudonymiser(
            at: folder.path("keys/pseudonym.key"),
            dataFolder: folder.path("data")
        )
    }

    @Test func `the first start makes a key for its owner, later ones use it`() throws {
        let first = try pseudonymiser()
        let attributes = try FileManager.default.attributesOfItem(
            atPath: folder.path("keys/pseudonym.key")
        )
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        try folder.write(Array("x".utf8), "data/log/log.vkey")
        let second = try pseudonymiser()
        #expect(second.keyID == first.keyID)
        #expect(
            second.pseudonym(of: "999990019", type: "BSN").description
                == first.pseudonym(of: "999990019", type: "BSN").description
        )
    }

    @Test func `a lost key is not replaced beside a log, and no two keys have one name`() throws {
        let first = try pseudonymiser()
        try FileManager.default.removeItem(atPath: folder.path("keys/pseudonym.key"))
        #expect(try pseudonymiser().keyID != first.keyID)
        try FileManager.default.removeItem(atPath: folder.path("keys/pseudonym.key"))
        try folder.write(Array("x".utf8), "data/log/log.vkey")
        let problem = #expect(throws: KeyFileProblem.self) { try pseudonymiser() }
        #expect(problem?.description.contains("put the key back") == true)
        #expect(problem?.description.contains("openssl rand -base64 32") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path("keys/pseudonym.key")))
    }

    @Test(arguments: ["", "k1", "k1 c2hvcnQ=", "k/1 " + String(repeating: "A", count: 44)])
    func `a file that holds something else is refused and left as it is`(text: String) throws {
        try folder.write(Array(text.utf8), "keys/pseudonym.key", mode: 0o600)
        #expect(throws: KeyFileProblem.self) { try pseudonymiser() }
        let kept = FileManager.default.contents(atPath: folder.path("keys/pseudonym.key"))
        #expect(kept == Data(text.utf8))
    }

    @Test func `a secret is never written over`() throws {
        let file = folder.path("secret")
        #expect(throws: SecretFile.Problem.self) { try SecretFile.make("new", at: file) }
        #expect(FileManager.default.contents(atPath: file) == Data("first secret\n".utf8))
        let link = folder.path("link")
        try FileManager.default.createSymbolicLink(
            atPath: link,
            withDestinationPath: folder.path("nothing")
        )
        #expect(throws: SecretFile.Problem.self) { try SecretFile.make("new", at: link) }
        #expect(!FileManager.default.fileExists(atPath: folder.path("nothing")))
    }

    @Test func `of a linked key the target's mode counts`() throws {
        let link = folder.path("linked.key")
        try FileManager.default.createSymbolicLink(
            atPath: link,
            withDestinationPath: folder.path("own.key")
        )
        #expect(try !OwnKey(at: link).isNew)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: folder.path("own.key")
        )
        #expect(throws: OwnKey.Problem.self) { try OwnKey(at: link) }
    }

    // MARK: - Joining

    @Test func `a directory's configuration is written only where it can be used`() async throws {
        let join = try JoinCommand.parse([
            "https://directory.example:8443", "--group", "trial", "--anchors",
            folder.path("anchors.pem"), "--name", "Gemeente", "--oin", GatewayFolder.peer, "--host",
            "gateway.example", "--folder", folder.path(""), "--role", "directory", "--crl",
            folder.path("root.crl"), "--crl", folder.path("intermediate.crl"),
        ])
        #expect(try await Joining(join).join()["state"]?.string == "waitingForCertificate")
        let issued = try folder.certificate()
        try folder.write(Array(issued.chainPEM.utf8), "sluis.pem")
        let problem = await #expect(throws: StartProblem.self) { try await Joining(join).join() }
        #expect(problem?.description.contains("identity.privateKey") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path("sluis.yaml")))

        try folder.write(Array(issued.privateKeyPEM.utf8), "sluis.key", mode: 0o600)
        #expect(try await Joining(join).join()["state"]?.string == "joined")
        #expect(FileManager.default.fileExists(atPath: folder.path("sluis.yaml")))
    }
}
