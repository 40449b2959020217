import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONSchema
import JSONTape
import Testing
import YAMLDocument

@Suite struct ExampleTests {
    static let examples = ["provider.yaml", "consumer.yaml", "directory.yaml"]

    @Test(arguments: examples)
    func `each annotated example is a valid configuration without warnings`(name: String) throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let settings = try GatewaySettings(readingFile: folder.path(name))
        #expect(settings.warnings.isEmpty)
        #expect(settings.roles.contains(.manager))
        #expect(settings.organisation.peerID.rawValue.count == 20)
    }

    @Test func `the provider's example says what the documentation says`() throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let settings = try GatewaySettings(readingFile: folder.path("provider.yaml"))
        let service = try #require(settings.services.first)
        #expect(service.name.rawValue == "persons")
        #expect(service.bodyLimit == 1_048_576)
        #expect(service.requestValidation == .enforce)
        #expect(service.purposes.count == 1)
        #expect(settings.manager?.autoSign.first?.longestValidity == Int64(34_560_000))
        #expect(settings.log.segmentBytes == 256 << 20)
        #expect(settings.group.advertisedPorts == [443, 8_443])
    }

    @Test func `protocol, decision hook and four eyes are read`() throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        var text = try folder.text("provider.yaml")
        #expect(
            try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
                .services.first?.transport == .http1
        )
        text = text.replacing("protocol: HTTP_1_1", with: "protocol: HTTP_2")
        text = text.replacingOccurrences(
            of: "  autoSign:",
            with: """
                  fourEyes: true
                  decisionHook: {url: "http://127.0.0.1:8181/access/v1/evaluation", onDeny: reject}
                  autoSign:
                """
        )
        #expect(try violations(YAMLNode(parsing: text).json) == [])
        let settings = try GatewaySettings(
            Array(text.utf8),
            file: folder.path("provider.yaml")
        )
        #expect(settings.services.first?.transport == .http2)
        #expect(settings.manager?.fourEyes == true)
        #expect(settings.manager?.decisionHook?.rejects == true)
        #expect(settings.manager?.decisionHook?.timeout == Int64(10))
    }

    @Test(arguments: examples)
    func `each annotated example passes the published schema`(name: String) throws {
        let text = try Data(contentsOf: ExampleFolder.config.appending(path: name))
        let document = try YAMLNode(parsing: Array(text)).json
        #expect(try violations(document) == [])
    }

    @Test func `the published schema and the reader refuse an unknown key alike`() throws {
        let folder = try ExampleFolder()
        defer { folder.remove() }
        let text = try folder.text("provider.yaml")
            .replacingOccurrences(of: "bodyLimit:", with: "bodyLimits:")
        #expect(try !violations(YAMLNode(parsing: text).json).isEmpty)
        let refused = #expect(throws: ConfigurationRefused.self) {
            try GatewaySettings(Array(text.utf8), file: folder.path("provider.yaml"))
        }
        let problem = try #require(refused?.problems.first)
        #expect(problem.key == "services[0].bodyLimits")
        #expect(problem.message.contains("did you mean `bodyLimit`?"))
    }

    private func violations(_ document: JSONValue) throws -> [String] {
        let bytes = try Data(contentsOf: ExampleFolder.schema)
        let schema = try CompiledSchema(
            JSONValue(parsing: Array(bytes)),
            dialect: .draft202012
        )
        let input = document.serialized()
        var tape = ValueTape()
        try tape.parse(input.span.bytes, limits: .control)
        return schema.violations(tape, input.span.bytes, limit: 20).map { "\($0)" }
    }
}

/// A folder with the examples and the files that they name, all of them without content of worth.
struct ExampleFolder {
    static let checkout = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let config = checkout.appending(path: "config")
    static let schema = checkout.appending(path: "schemas/configuration.schema.json")

    private let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "sluis-\(UUID().uuidString)")
        let manager = FileManager.default
        try manager.createDirectory(
            at: root.appending(path: "pki"),
            withIntermediateDirectories: true
        )
        try manager.copyItem(at: Self.config, to: root.appending(path: "config"))
        try manager.copyItem(
            at: Self.checkout.appending(path: "schemas"),
            to: root.appending(path: "schemas")
        )
        for name in ["anchors.pem", "root.crl", "intermediate.crl"] {
            try Data("-".utf8).write(to: root.appending(path: "pki/\(name)"))
        }
        for name in ["provider", "consumer", "directory"] {
            try Data("-".utf8).write(to: root.appending(path: "pki/\(name).pem"))
            let key = root.appending(path: "pki/\(name).key")
            try Data("-".utf8).write(to: key)
            try manager.setAttributes(
                [.posixPermissions: 0o600],
                ofItemAtPath: key.path(percentEncoded: false)
            )
        }
    }

    func path(_ name: String) -> String {
        root.appending(path: "config/\(name)").path(percentEncoded: false)
    }

    func file(_ name: String) -> String {
        root.appending(path: name).path(percentEncoded: false)
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    func remove() {
        try? FileManager.default.removeItem(at: root)
    }
}
