import ArgumentParser
import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import PeerIdentity
import Testing
import YAMLDocument

@testable import sluis

/// A second `sluis join` with other values: it shows what differs and corrects it, and nothing else.
@Suite struct CorrectionTests {
    private let folder: GatewayFolder

    init() throws {
        folder = try GatewayFolder()
        let issued = try folder.certificate()
        try folder.write(Array(issued.chainPEM.utf8), "sluis.pem")
        try folder.write(Array(issued.privateKeyPEM.utf8), "sluis.key", mode: 0o600)
        try folder.write(Array(Self.text.utf8), "sluis.yaml")
    }

    /// A configuration as a person keeps it, with comments and quotes of their own.
    private static let text = """
        # ours
        organisation: {name: Gemeente, peerID: "\(GatewayFolder.peer)"}
        dataFolder: data          # not backed up
        roles: [manager, inway]
        group:
          id: 'trial'   # the test Group
          test: true
          trustAnchors: anchors.pem
          revocationLists: [root.crl, intermediate.crl]
          directories:
            - peerID: "00000099000000001000"
              address: https://directory.example:8443
        identity: {certificate: sluis.pem, privateKey: sluis.key}
        manager: {listen: "127.0.0.1:0", address: "https://gateway.example:8443"}
        inway:
          listen: 127.0.0.1:0
          address: https://gateway.example:443
        log: {pseudonymKey: keys/pseudonym.key, checkpointKey: keys/checkpoint.key}
        services:
          - {name: persons, purposeRequired: false, upstream: {url: "http://127.0.0.1:9"}}

        """

    private func joining(_ changes: [String: String] = [:], _ more: [String] = []) throws -> Joining
    {
        var options = [
            "--group": "trial", "--anchors": folder.path("anchors.pem"), "--name": "Gemeente",
            "--oin": GatewayFolder.peer, "--host": "gateway.example", "--folder": folder.path(""),
        ]
        options.merge(changes) { $1 }
        let address = options.removeValue(forKey: "directory") ?? "https://directory.example:8443"
        return Joining(
            try JoinCommand.parse(
                [address, "--test"] + options.flatMap { [$0.key, $0.value] } + more
            )
        )
    }

    private func leaf() throws -> UnverifiedCertificate {
        let pem = try Data(contentsOf: URL(filePath: folder.path("sluis.pem")))
        let chain = try UnverifiedCertificate.chain(
            pem: [UInt8](pem),
            rules: SubjectRules(form: .any)
        )
        return try #require(chain.first)
    }

    private var kept: String {
        get throws { try String(contentsOfFile: folder.path("sluis.yaml"), encoding: .utf8) }
    }

    @Test func `the same values differ in nothing, however they are written`() async throws {
        let joining = try joining(["directory": "https://directory.example:8443/"])
        #expect(try await joining.correct(leaf()) == [])
        #expect(try kept == Self.text)
    }

    @Test(
        arguments: [
            (["--group": "other"], [], ["group.id: trial -> other"]),
            (["--anchors": "root.crl"], [], ["group.trustAnchors: anchors.pem -> "]),
            (
                [:], ["--manager-port", "443"],
                ["manager.address: https://gateway.example:8443 -> https://gateway.example:443"]
            ),
            (
                [:], ["--inway-port", "8444", "--manager-port", "8445"],
                [
                    "manager.address: https://gateway.example:8443 -> https://gateway.example:8445",
                    "inway.address: https://gateway.example:443 -> https://gateway.example:8444",
                ]
            ),
        ] as [([String: String], [String], [String])]
    )
    func `a difference is shown and left as it is until someone says yes`(
        changes: [String: String],
        more: [String],
        shown: [String]
    ) async throws {
        let joining = try joining(changes, more)
        let problem = await #expect(throws: StartProblem.self) {
            try await joining.correct(leaf())
        }
        for line in shown { #expect(problem?.description.contains("\n  \(line)") == true) }
        #expect(problem?.description.contains("--yes") == true)
        #expect(try kept == Self.text)
    }

    @Test func `values are corrected where they stand, all else stays`() async throws {
        let joining = try joining(["--group": "other"], ["--inway-port", "8443", "--yes"])
        #expect(
            try await joining.correct(leaf()) == [
                "corrected group.id: trial -> other",
                "corrected inway.address: https://gateway.example:443 -> https://gateway.example:8443",
            ]
        )
        let expected = Self.text.replacing("id: 'trial'   #", with: "id: \"other\"   #").replacing(
            "address: https://gateway.example:443\n",
            with: "address: \"https://gateway.example:8443\"\n"
        )
        #expect(try kept == expected)
    }

    @Test func `what would not be a configuration is not written`() async throws {
        let joining = try joining([:], ["--manager-port", "9999", "--yes"])
        // The Group of this configuration allows 443 and 8443 only.
        await #expect(throws: StartProblem.self) { try await joining.correct(leaf()) }
        #expect(try kept == Self.text)
    }

    @Test(arguments: [
        (["--service", "cars=http://127.0.0.1:9"], "the service cars is not in it"),
        (
            ["--service", "persons=http://127.0.0.1:8"],
            "the source of persons: http://127.0.0.1:9 -> "
        ),
        (["--crl", "other.crl"], "the revocation list other.crl is not in"),
    ])
    func `what has no place of its own is told, and changed by hand`(
        more: [String],
        words: String
    ) async throws {
        let joining = try joining([:], more + ["--yes"])
        let problem = await #expect(throws: StartProblem.self) {
            try await joining.correct(leaf())
        }
        #expect(problem?.description.contains(words) == true)
        #expect(problem?.description.contains("Change it there") == true)
        #expect(try kept == Self.text)
    }

    @Test(arguments: [
        ("--name", "Gemente"), ("--oin", "00000099000000002001"),
    ])
    func `a name that the certificate does not have is refused with both`(
        option: String,
        value: String
    ) async throws {
        let joining = try joining([option: value])
        let problem = await #expect(throws: StartProblem.self) { try await joining.join() }
        #expect(problem?.description.contains("`\(value)`") == true)
        #expect(problem?.description.contains("sluis csr \(option)") == true)
    }

    @Test func `a request that asks for something else is made anew, and the difference told`()
        async throws
    {
        try FileManager.default.removeItem(atPath: folder.path("sluis.pem"))
        _ = try await joining().join()
        let answer = try await joining(["--name": "Gemeente Noord", "--host": "b.example"]).join()
        let done = answer["done"]?.array?.compactMap(\.string) ?? []
        #expect(done.contains("the request asks for another name: Gemeente -> Gemeente Noord"))
        #expect(
            done.contains(
                "the request asks for another list of hosts: gateway.example -> b.example"
            )
        )
        let pem = try String(contentsOfFile: folder.path("sluis.csr"), encoding: .utf8)
        #expect(try SigningRequest(pem: pem).organization == "Gemeente Noord")
        let again = try await joining(["--name": "Gemeente Noord", "--host": "b.example"]).join()
        #expect(again["done"] == [])
    }

    @Test(arguments: [
        "a: b", "a: \"b\"", "a: 'b'", "a: b # c", "{a: b, c: d}", "{\"a\": \"b\"}", "a:   b  ",
        "x: é\na: \"\\u0062\"",
    ])
    func `a value is found however it is written`(text: String) throws {
        let correction = ConfigurationCorrection(key: "a", old: "b", new: "n\"e\\w")
        let changed = try ConfigurationCorrection.apply([correction], to: text)
        #expect(try YAMLNode(parsing: changed)["a"]?.string == "n\"e\\w")
        #expect(changed.contains("# c") == text.contains("# c"))
    }

    @Test(arguments: ["a: |\n  b\n", "a: &x b\n", "c: d\n", "a: [b]"])
    func `a value that is written in another way is left to a person`(text: String) {
        let correction = ConfigurationCorrection(key: "a", old: "b", new: "c")
        #expect(throws: StartProblem.self) {
            try ConfigurationCorrection.apply([correction], to: text)
        }
    }
}
