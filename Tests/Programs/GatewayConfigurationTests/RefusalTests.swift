import Foundation
import GatewayConfiguration
import HTTPWire
import Testing

@Suite struct RefusalTests {
    /// A change to the provider's example, and the problem that it must give.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let change: (from: String, to: String)
        let key: String
        let says: String

        var testDescription: String { key + ": " + says }
    }

    static let mistakes: [Mistake] = [
        .init(
            change: ("protocol: HTTP_1_1", "protocol: HTTP_3"),
            key: "services[0].protocol",
            says: "`HTTP_1_1`, `HTTP_2`"
        ),
        .init(
            change: ("protocol: HTTP_1_1", "openapiRoot: nowhere\n    protocol: HTTP_1_1"),
            key: "services[0].openapiRoot",
            says: "there is no folder"
        ),
        .init(
            change: ("formats: assert", "formats: check"),
            key: "services[0].validation.formats",
            says: "`assert`, `annotate`"
        ),
        .init(
            change: (
                "  autoSign:",
                "  decisionHook: {url: \"http://pdp.example/access/v1/evaluation\"}\n  autoSign:"
            ),
            key: "manager.decisionHook.url",
            says: "must be https"
        ),
        .init(
            change: (
                "  autoSign:",
                "  decisionHook: {url: \"https://pdp.example/access/v1/evaluation\"}\n  autoSign:"
            ),
            key: "manager.decisionHook.trustAnchors",
            says: "is missing"
        ),
        .init(
            change: ("  autoSign:", "  fourEyes: perhaps\n  autoSign:"),
            key: "manager.fourEyes",
            says: "true or false"
        ),
        .init(
            change: ("peerID: \"00000099000000002000\"", "peerID: 00000099000000002000"),
            key: "organisation.peerID",
            says: "put it in quotes"
        ),
        .init(change: ("roles: [manager, inway]", "roles: []"), key: "roles", says: "at least one"),
        .init(
            change: ("roles: [manager, inway]", "roles: [manager, gateway]"),
            key: "roles[1]",
            says: "`gateway` is not one of"
        ),
        .init(
            change: ("id: nl-example-group", "id: \"nl example\""),
            key: "group.id",
            says: "a group id"
        ),
        .init(
            change: (
                "roles: [manager, inway]", "proxy: https://proxy:3128\nroles: [manager, inway]"
            ),
            key: "proxy",
            says: "an http URL with a port"
        ),
        .init(
            change: (
                "roles: [manager, inway]", "proxy: http://user@proxy:3128\nroles: [manager, inway]"
            ),
            key: "proxy",
            says: "without user and path"
        ),
        .init(
            change: (
                "  id: nl-example-group",
                "  id: nl-example-group\n  revocationListAnchors: ../pki/missing.pem"
            ),
            key: "group.revocationListAnchors",
            says: "there is no file"
        ),
        .init(
            change: ("../pki/root.crl", "ftp://lists.example/root.crl"),
            key: "group.revocationLists[0]",
            says: "is not a file or an http(s) URL"
        ),
        .init(
            change: ("../pki/anchors.pem", "../pki/missing.pem"),
            key: "group.trustAnchors",
            says: "there is no file"
        ),
        .init(
            change: ("revocationRefresh: 10m", "revocationRefresh: soon"),
            key: "group.revocationRefresh",
            says: "a duration"
        ),
        .init(
            change: ("revocationRefresh: 10m", "resolve: [\"a:443:127.0.0.1:1\"]"),
            key: "group.resolve",
            says: "test: true"
        ),
        .init(
            change: (
                "https://manager.gemeente.example.nl:8443",
                "https://manager.gemeente.example.nl:9000"
            ),
            key: "manager.address",
            says: "443 or 8443"
        ),
        .init(
            change: (
                "https://manager.gemeente.example.nl:8443", "http://manager.gemeente.example.nl"
            ),
            key: "manager.address",
            says: "https URL with a port"
        ),
        .init(
            change: ("peers: [\"00000099000000003000\"]", "peers: []"),
            key: "manager.autoSign[0].peers",
            says: "must name the peers"
        ),
        .init(
            change: ("url: http://127.0.0.1:9000", "url: http://registry.example.nl"),
            key: "services[0].upstream.url",
            says: "must be https"
        ),
        .init(
            change: ("request: enforce", "request: maybe"),
            key: "services[0].validation.request",
            says: "`maybe` is not one of"
        ),
        .init(
            change: ("bodyLimit: 1MiB", "bodyLimit: 1 MB"),
            key: "services[0].bodyLimit",
            says: "a size"
        ),
        .init(
            change: (
                "publishIn: [\"00000099000000001000\"]", "publishIn: [\"00000099000000009999\"]"
            ),
            key: "services[0].publishIn",
            says: "not one of `group.directories`"
        ),
        .init(
            change: ("../data/provider-keys/checkpoint.key", "../data/provider/log/checkpoint.key"),
            key: "log.checkpointKey",
            says: "outside the log folder"
        ),
        .init(
            change: ("listen: 127.0.0.1:9443", "listen: 0.0.0.0:9443"),
            key: "administration.listen",
            says: "loopback"
        ),
        .init(
            change: ("roles: [manager, inway]", "roles: [manager, inway]\nshutdownDelay: 11m"),
            key: "shutdownDelay",
            says: "must be at most 10m"
        ),
        .init(
            change: ("roles: [manager, inway]", "roles: [manager, inway]\nshutdownDelay: soon"),
            key: "shutdownDelay",
            says: "0s, or a duration"
        ),
        .init(
            change: ("listen: 0.0.0.0:443", "listen: 0.0.0.0:443\n  connectionsPerPeer: 0"),
            key: "inway.connectionsPerPeer",
            says: "a whole number from 1 to 100000"
        ),
        .init(change: ("log:", "logs:"), key: "log", says: "is missing"),
        .init(
            change: ("roles: [manager, inway]", "roles: [inway]"),
            key: "roles",
            says: "add `manager`"
        ),
        .init(
            change: ("roles: [manager, inway]", "roles: [outway]"),
            key: "roles",
            says: "add `manager`"
        ),
        .init(
            change: (
                "https://manager.gemeente.example.nl:8443",
                "https://user@manager.gemeente.example.nl:8443"
            ),
            key: "manager.address",
            says: "https URL with a port"
        ),
        .init(
            change: (
                "https://manager.gemeente.example.nl:8443",
                "https://manager.gemeente.example.nl:+8443"
            ),
            key: "manager.address",
            says: "https URL with a port"
        ),
        .init(
            change: (
                "https://manager.gemeente.example.nl:8443",
                "https://manager.gemeente.example.nl:8443/"
            ),
            key: "manager.address",
            says: "https URL with a port"
        ),
        .init(
            change: (
                "https://manager.gemeente.example.nl:8443",
                "\"https://2001:db8::1:8443\""
            ),
            key: "manager.address",
            says: "https URL with a port"
        ),
        .init(
            change: ("revocationRefresh: 10m", "resolve: [\"a b:443:127.0.0.1:1\"]"),
            key: "group.resolve[0]",
            says: "host:port:address:port"
        ),
        .init(
            change: ("revocationRefresh: 10m", "advertisedPorts: [70000]"),
            key: "group.advertisedPorts[0]",
            says: "a port from 1 to 65535"
        ),
        .init(
            change: ("bodyLimit: 1MiB", "answerTimeout: 106751991167d"),
            key: "services[0].answerTimeout",
            says: "at most 1h"
        ),
    ]

    @Test(arguments: ["X User", "x:user", "x\u{e9}"])
    func `a field for the end user that can be no field is refused`(name: String) throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        func settings(_ name: String) throws -> GatewaySettings {
            let text = try folder.text("consumer.yaml").replacingOccurrences(
                of: "    - name: benefits-desk",
                with: "    - name: benefits-desk\n      endUserField: \"\(name)\""
            )
            return try GatewaySettings(Array(text.utf8), file: folder.path("consumer.yaml"))
        }
        let refused = #expect(throws: ConfigurationRefused.self) { try settings(name) }
        #expect(refused?.problems.map(\.key) == ["outway.clients[0].endUserField"])
        let taken = try settings("X-User").outway?.clients.map { $0.endUserField?.bytes }
        #expect(taken == [Array("x-user".utf8)])
    }

    @Test func `a mark of the state lies outside the data folder, or is refused`() throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        func settings(_ mark: String) throws -> GatewaySettings {
            let text = try folder.text("consumer.yaml") + "\nstateMark: \(mark)\n"
            return try GatewaySettings(Array(text.utf8), file: folder.path("consumer.yaml"))
        }
        let data = try settings("../mark.json").dataFolder
        let refused = #expect(throws: ConfigurationRefused.self) {
            try settings(data + "/mark.json")
        }
        #expect(refused?.problems.map(\.key) == ["stateMark"])
        #expect(refused?.problems.first?.message.contains("outside the data folder") == true)
        #expect(try settings("../mark.json").stateMark?.hasSuffix("/mark.json") == true)
    }

    @Test func `a key without its certificate is told as that`() throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let text = try folder.text("provider.yaml").replacingOccurrences(
            of: "url: http://127.0.0.1:9000",
            with: "url: http://127.0.0.1:9000\n      clientPrivateKey: ../pki/provider.key"
        )
        let refused = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        }
        #expect(refused?.problems.map(\.key) == ["services[0].upstream.clientPrivateKey"])
        #expect(refused?.description.contains("clientCertificate") == true)
        let both = text.replacingOccurrences(
            of: "      clientPrivateKey:",
            with: "      clientCertificate: ../pki/provider.pem\n      clientPrivateKey:"
        )
        #expect(throws: Never.self) {
            try GatewaySettings(Array(both.utf8), file: folder.path("provider.yaml"))
        }
        let lost = both.replacingOccurrences(
            of: "clientCertificate: ../pki/provider.pem",
            with: "clientCertificate: ../pki/lost.pem"
        )
        let gone = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(Array(lost.utf8), file: folder.path("provider.yaml"))
        }
        #expect(gone?.problems.map(\.key) == ["services[0].upstream.clientCertificate"])
    }

    @Test func `of a linked key the target's mode counts`() throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let manager = FileManager.default
        let (key, target) = (folder.file("pki/provider.key"), folder.file("pki/real.key"))
        try manager.moveItem(atPath: key, toPath: target)
        try manager.createSymbolicLink(atPath: key, withDestinationPath: target)
        #expect(throws: Never.self) {
            try GatewaySettings(readingFile: folder.path("provider.yaml"))
        }
        try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: target)
        let refused = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(readingFile: folder.path("provider.yaml"))
        }
        #expect(refused?.problems.map(\.key) == ["identity.privateKey"])
    }

    @Test(arguments: mistakes)
    func `a mistake is reported with its key, its line and what is expected`(
        mistake: Mistake
    ) throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let original = try folder.text("provider.yaml")
        #expect(original.contains(mistake.change.from))
        let text = original.replacingOccurrences(of: mistake.change.from, with: mistake.change.to)
        let refused = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        }
        let problem = try #require(
            refused?.problems.first { $0.key == mistake.key },
            "\(refused?.problems ?? [])"
        )
        #expect(problem.message.contains(mistake.says))
        #expect(problem.line > 0)
    }

    @Test func `all problems of a file are reported at once, in the order of the file`() throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let text = try folder.text("provider.yaml")
            .replacingOccurrences(of: "id: nl-example-group", with: "id: \"\"")
            .replacingOccurrences(of: "bodyLimit: 1MiB", with: "bodyLimit: many")
            .replacingOccurrences(of: "listen: 0.0.0.0:443", with: "listen: nowhere")
        let refused = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        }
        let problems = refused?.problems ?? []
        #expect(problems.map(\.key) == ["group.id", "inway.listen", "services[0].bodyLimit"])
        #expect(problems == problems.sorted())
    }

    @Test func `a private key that others can read is refused with the command that mends it`()
        throws
    {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: folder.file("pki/provider.key")
        )
        let refused = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(readingFile: folder.path("provider.yaml"))
        }
        #expect(refused?.description.contains("chmod 600") == true)
    }

    @Test(arguments: ["", "[]", "a: b: c", "\u{0}", "organisation: {name: x", "a: 1\na: 2"])
    func `a file that is no mapping is refused with a place, not a crash`(text: String) throws {
        let refused = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(Array(text.utf8), file: "gateway.yaml")
        }
        #expect(refused?.problems.isEmpty == false)
    }

    @Test func `a test Group may loosen rules and is warned about each`() throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let text = try folder.text("provider.yaml").replacingOccurrences(
            of: "revocationRefresh: 10m",
            with: "test: true\n  allowPrivateAddresses: true"
        )
        let settings = try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        #expect(settings.warnings.map(\.key) == ["group.allowPrivateAddresses"])
    }
}
