import ArgumentParser
import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import Testing
@testable import sluis

@Suite struct JoiningTests {
    private static func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "join-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    private static func arguments(_ folder: URL, _ more: [String] = []) -> [String] {
        [
            "https://localhost:18443", "--group", "trial", "--anchors",
            folder.appending(path: "anchors.pem").path, "--name", "Gemeente \"Noord\"", "--oin",
            "00000099000000002000", "--host", "gateway.example", "--folder", folder.path,
        ] + more
    }

    private static func mode(_ file: URL) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test func `the first step makes a key for its owner only, and a request with its names`()
        async throws
    {
        try await Self.inFolder { folder in
            let command = try JoinCommand.parse(Self.arguments(folder))
            let answer = try await Joining(command).join()
            #expect(answer["state"]?.string == "waitingForCertificate")
            #expect(try Self.mode(folder.appending(path: "sluis.key")) == 0o600)
            let pem = try String(
                contentsOf: folder.appending(path: "sluis.csr"),
                encoding: .utf8
            )
            #expect(!pem.contains("PRIVATE"))
            let request = try SigningRequest(pem: pem)
            #expect(request.organization == "Gemeente \"Noord\"")
            #expect(request.serialNumber == "00000099000000002000")
            #expect(request.dnsNames == ["gateway.example"])
        }
    }

    @Test func `a key that is there is used, and left as it is`() async throws {
        try await Self.inFolder { folder in
            let command = try JoinCommand.parse(Self.arguments(folder))
            _ = try await Joining(command).join()
            let file = folder.appending(path: "sluis.key")
            let before = try Data(contentsOf: file)
            let answer = try await Joining(command).join()
            #expect(answer["done"]?.array?.isEmpty == true)
            #expect(try Data(contentsOf: file) == before)
        }
    }

    @Test func `a key that others can read is refused, with the mend`() async throws {
        try await Self.inFolder { folder in
            let command = try JoinCommand.parse(Self.arguments(folder))
            _ = try await Joining(command).join()
            let file = folder.appending(path: "sluis.key").path
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            let problem = await #expect(throws: OwnKey.Problem.self) {
                try await Joining(command).join()
            }
            #expect(problem?.description.contains("chmod 600") == true)
        }
    }

    @Test(arguments: JoinRole.allCases)
    func `the configuration that join writes is one without problems`(role: JoinRole) async throws {
        try await Self.inFolder { folder in
            let command = try JoinCommand.parse(
                Self.arguments(
                    folder,
                    [
                        "--role", role.rawValue, "--service", "persons=http://127.0.0.1:9000",
                        "--crl", folder.appending(path: "root.crl").path, "--test",
                    ]
                )
            )
            for name in ["anchors.pem", "root.crl", "sluis.pem", "sluis.key"] {
                try Data("-".utf8).write(to: folder.appending(path: name))
            }
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600],
                ofItemAtPath: folder.appending(path: "sluis.key").path
            )
            var draft = ConfigurationDraft(
                command: command,
                name: command.name,
                peer: try PeerID(command.oin),
                anchors: command.anchors,
                lists: command.crl
            )
            if role != .directory { draft.directory = try PeerID("00000099000000001000") }
            let file = folder.appending(path: "sluis.yaml").path
            let settings = try GatewaySettings(Array(draft.text.utf8), file: file)
            #expect(settings.organisation.name == "Gemeente \"Noord\"")
            #expect(settings.roles.contains(.manager))
            let offers = role == .provider || role == .both
            #expect(settings.services.map(\.name.rawValue) == (offers ? ["persons"] : []))
            #expect((settings.outway != nil) == (role == .consumer || role == .both))
        }
    }

    @Test(arguments: [
        ["--oin", "123"], ["--manager-port", "9000"], ["--service", "x"], ["--role", "boss"],
    ])
    func `what a real Group would not take is refused at once`(more: [String]) {
        let folder = URL(filePath: "/nowhere")
        #expect(throws: (any Error).self) {
            try JoinCommand.parse(Self.arguments(folder, more))
        }
    }
}
