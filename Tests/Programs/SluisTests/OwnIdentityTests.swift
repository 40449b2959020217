import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import Logging
import OutboundHTTP
import PeerIdentity
import Testing

@testable import sluis

/// What `check` takes of keys and certificates `serve` takes, and the other way round.
@Suite struct OwnIdentityTests {
    private let folder: GatewayFolder

    init() throws { folder = try GatewayFolder() }

    /// A certificate for a key that openssl makes.
    private func install(_ steps: [[String]]) throws {
        for arguments in steps {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments =
                ["openssl"] + arguments.map { $0.replacing("@", with: folder.path("")) }
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "openssl \(arguments)")
        }
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: folder.path("own.key")
        )
        try certify()
    }

    /// Certifies the key in `plain.key` as ours.
    private func certify() throws {
        let pem = try String(contentsOfFile: folder.path("plain.key"), encoding: .utf8)
        var request = folder.group.request(
            organization: "Gemeente",
            serialNumber: GatewayFolder.peer,
            dnsNames: ["gateway.example"]
        )
        request.privateKey = try PrivateKey(pem: pem)
        let issued = try folder.group.intermediate.issue(request)
        try folder.write(Array(issued.chainPEM.utf8), "own.pem")
    }

    /// The problems that `check` finds, and the fault of a start; nil when it starts.
    private func verdicts() async throws -> (check: [String], start: String?) {
        let settings = try folder.settings()
        var check: [String] = []
        do {
            _ = try GatewayParts(settings)
        } catch {
            check = error.problems.map(\.description)
        }
        let client = OutboundClient(Gateway.outbound(settings))
        var start: String?
        do {
            let keeper = try await TrustKeeper(
                settings,
                client: client,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            _ = try keeper.mutualTLS("inway")
            let generation = keeper.trust.generation
            _ = try keeper.identity.judged(by: generation, at: SystemClock.now())
        } catch {
            start = "\(error)"
        }
        await client.shutDown()
        return (check, start)
    }

    private static let pkcs8 = [
        "pkcs8", "-topk8", "-nocrypt", "-in", "@plain.key", "-out", "@own.key",
    ]

    static let good: [String: [[String]]] = [
        "P-256, SEC 1": [
            ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "@plain.key"],
            ["ec", "-in", "@plain.key", "-out", "@own.key"],
        ],
        "P-256 with its parameters before it": [
            ["ecparam", "-name", "prime256v1", "-genkey", "-out", "@own.key"],
            ["ec", "-in", "@own.key", "-out", "@plain.key"],
        ],
        "P-384, PKCS #8": [
            ["ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", "@plain.key"], pkcs8,
        ],
        "P-521, PKCS #8": [
            ["ecparam", "-name", "secp521r1", "-genkey", "-noout", "-out", "@plain.key"], pkcs8,
        ],
        "RSA 2048, PKCS #8": [["genrsa", "-out", "@plain.key", "2048"], pkcs8],
        "RSA 2048, PKCS #1": [
            ["genrsa", "-out", "@plain.key", "2048"],
            ["rsa", "-traditional", "-in", "@plain.key", "-out", "@own.key"],
        ],
    ]

    static let bad: [String: [[String]]] = [
        "RSA 1024": [["genrsa", "-out", "@plain.key", "1024"], pkcs8],
        "encrypted": [
            ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "@plain.key"],
            [
                "pkcs8", "-topk8", "-passout", "pass:secret", "-in", "@plain.key", "-out",
                "@own.key",
            ],
        ],
        "secp256k1": [
            ["ecparam", "-name", "secp256k1", "-genkey", "-noout", "-out", "@plain.key"], pkcs8,
        ],
        "Ed25519": [
            ["genpkey", "-algorithm", "ed25519", "-out", "@plain.key"], pkcs8,
        ],
        "in DER": [
            ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "@plain.key"],
            ["pkey", "-in", "@plain.key", "-outform", "DER", "-out", "@own.key"],
        ],
        "another key": [
            ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "@own.key"],
            ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "@plain.key"],
        ],
    ]

    @Test(arguments: good.keys.sorted())
    func `a key of a listed kind is taken by both, in every encoding`(kind: String) async throws {
        try install(Self.good[kind] ?? [])
        let (check, start) = try await verdicts()
        #expect(check == [])
        #expect(start == nil)
    }

    @Test(arguments: bad.keys.sorted())
    func `a key that cannot be used is refused by both, with the file`(kind: String) async throws {
        try install(Self.bad[kind] ?? [])
        let (check, start) = try await verdicts()
        #expect(check.count == 1)
        #expect(
            check.first?.contains("own.key") == true || check.first?.contains("own.pem") == true
        )
        #expect(start != nil)
    }

    @Test(arguments: ["client only", "server only", "another name", "damaged after the leaf"])
    func `a certificate that peers could not use in each part is refused by both`(
        kind: String
    ) async throws {
        var request = folder.group.request(
            organization: kind == "another name" ? "Other" : "Gemeente",
            serialNumber: GatewayFolder.peer,
            dnsNames: ["gateway.example"]
        )
        if kind == "client only" { request.uses = [.client] }
        if kind == "server only" { request.uses = [.server] }
        let issued = try folder.group.intermediate.issue(request)
        try folder.write(issued)
        if kind == "damaged after the leaf" {
            try folder.write(Array(issued.chainPEM.dropLast(60).utf8), "own.pem")
        }
        let (check, start) = try await verdicts()
        #expect(check.count == 1)
        #expect(start != nil)
    }

    @Test func `what is wrong with a list is a warning that names its file`() async throws {
        try folder.write(Array("<html>".utf8), "other.crl")
        let lists = "[root.crl, intermediate.crl, other.crl, missing.crl]"
        let settings = try folder.settings(["[root.crl, intermediate.crl]": lists])
        let warnings = try GatewayParts(settings).warnings.filter {
            $0.key == "group.revocationLists"
        }
        #expect(
            warnings.map { $0.message.contains("other.crl is no revocation list") } == [
                true, false,
            ]
        )
        #expect(warnings.last?.message.contains("missing.crl cannot be read") == true)
        let alone = try folder.settings(["[root.crl, intermediate.crl]": "[root.crl, missing.crl]"])
        let refused = #expect(throws: ConfigurationRefused.self) { try GatewayParts(alone) }
        #expect(refused?.problems.map(\.key) == ["identity.certificate"])
        #expect(refused?.description.contains("crl_missing") == true)
    }

    @Test func `an https list is checked by the anchors that it is fetched by`() throws {
        let list = [
            "[root.crl, intermediate.crl]": "[\"https://lists.example/a\", intermediate.crl]"
        ]
        #expect(try GatewayParts(folder.settings(list)).warnings.map(\.key) == [])
        try folder.write(Array("none".utf8), "web.pem")
        var settings = try folder.settings(list)
        settings.group.revocationListAnchors = folder.path("web.pem")
        let broken = settings
        let refused = #expect(throws: ConfigurationRefused.self) { try GatewayParts(broken) }
        #expect(refused?.problems.map(\.key) == ["group.revocationListAnchors"])
    }
}
