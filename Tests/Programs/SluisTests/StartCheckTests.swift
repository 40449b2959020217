import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import Testing

@testable import sluis

/// `sluis check` finds what would keep `sluis serve` from starting.
@Suite struct StartCheckTests {
    private let folder: GatewayFolder

    init() throws { folder = try GatewayFolder() }

    private func problems(_ changes: [String: String] = [:]) throws -> [ConfigurationProblem] {
        problems(of: try folder.settings(changes))
    }

    private func problems(of settings: GatewaySettings) -> [ConfigurationProblem] {
        do {
            _ = try GatewayParts(settings)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `a configuration that can start has no problems, and checking makes nothing`() throws
    {
        #expect(try problems() == [])
        #expect(!FileManager.default.fileExists(atPath: folder.path("keys")))
        #expect(!FileManager.default.fileExists(atPath: folder.path("data")))
    }

    @Test func `a token that is too short is told`() throws {
        try folder.write(Array("short\n".utf8), "token", mode: 0o600)
        let found = try problems()
        #expect(found.map(\.key) == ["outway.clients[0].tokenFile"])
        #expect(found.first?.message.contains("at least 16") == true)
    }

    @Test func `what a named file says wrong is told with the line that names the file`() throws {
        try folder.write(Array("short\n".utf8), "token", mode: 0o600)
        try folder.write(Array(GatewayFolder.text().utf8), "sluis.yaml")
        let lines = GatewayFolder.text().split(separator: "\n", omittingEmptySubsequences: false)
        let place = try #require(lines.firstIndex { $0.contains("tokenFile: token") }) + 1
        let file = folder.path("sluis.yaml")
        let check = #expect(throws: ConfigurationRefused.self) {
            try GatewayParts(GatewaySettings(readingFile: file))
        }
        let start = #expect(throws: ConfigurationRefused.self) {
            try GatewayConfigurationInForce(starting: file)
        }
        #expect(check?.problems.map(\.line) == [place])
        #expect(check?.description.hasPrefix("\(file):\(place): outway.clients[0]") == true)
        #expect(start?.description == check?.description)
    }

    @Test(arguments: ["app 999993653", String(repeating: "x", count: 513)])
    func `a client's name that the access log refuses is told`(name: String) throws {
        let found = try problems(["name: desk": "name: \"\(name)\""])
        #expect(found.map(\.key) == ["outway.clients[0].name"])
        #expect(found.first?.message.contains("access log") == true)
        #expect(try problems(["name: desk": "name: desk-12345"]) == [])
    }

    @Test func `the anchors of the decision hook are read`() throws {
        let hook = """
            decisionHook: {url: "https://pdp.example/v1", trustAnchors: pdp.pem}
              listen: 127.0.0.1:0
              address: https://gateway.example:8443
            """
        let old = "listen: 127.0.0.1:0\n  address: https://gateway.example:8443"
        try folder.write(Array("no certificate".utf8), "pdp.pem")
        #expect(try problems([old: hook]).map(\.key) == ["manager.decisionHook.trustAnchors"])
        try folder.write(folder.group.anchorsPEM, "pdp.pem")
        #expect(try problems([old: hook]) == [])
    }

    @Test func `keys of the log that are none are told`() throws {
        try folder.write(Array("k1 c2hvcnQ=\n".utf8), "keys/pseudonym.key", mode: 0o600)
        try folder.write(Array("no key\n".utf8), "keys/checkpoint.key", mode: 0o600)
        #expect(try problems().map(\.key).sorted() == ["log.checkpointKey", "log.pseudonymKey"])
        try FileManager.default.removeItem(atPath: folder.path("keys"))
        let settings = try folder.settings()
        _ = try KeyFiles.checkpointSigner(at: settings.log.checkpointKey, settings: settings)
        _ = try KeyFiles.pseudonymiser(
            at: settings.log.pseudonymKey,
            dataFolder: settings.dataFolder
        )
        #expect(try problems() == [])
    }

    @Test func `keys that are missing beside a log are told`() throws {
        try folder.write(Array("x".utf8), "data/log/log.vkey")
        let found = try problems()
        #expect(found.map(\.key).sorted() == ["log.checkpointKey", "log.pseudonymKey"])
        #expect(found.allSatisfy { $0.message.contains("put the key back") })
    }

    /// A service with a purpose, by the words that its entries repeat.
    private func purpose(
        label: String = "Assessment",
        basis: String = "PublicInterest",
        activity: String = "https://r.example/12",
        operation: String = "a",
        other: String = "b",
        id: String = "https://p.example/x",
        schema: String = "{type: object, properties: {a: {type: string}}}",
        requestType: String = "application/json"
    ) throws -> GatewaySettings {
        let document = """
            openapi: 3.1.0
            info: {title: x, version: '1'}
            paths:
              /a:
                post:
                  operationId: '\(operation)'
                  requestBody: {content: {\(requestType): {schema: {type: object}}}}
                  responses:
                    '200':
                      description: x
                      content:
                        application/json:
                          schema: \(schema)
              /b:
                get:
                  operationId: '\(other)'
                  responses: {'200': {description: x}}
            """
        let policy = """
            purpose: '\(id)'
            operations:
              '\(operation)':
                request: {subjects: [{at: /number, id_type: BSN}]}
                response: {allow: [/a]}
            """
        try folder.write(Array(document.utf8), "api.yaml")
        try folder.write(Array(policy.utf8), "policy.yaml")
        return try folder.settings([
            "    purposeRequired: false\n": """
                openapi: api.yaml
                purposes:
                  - policy: policy.yaml
                    label: "\(label)"
                    legalBasis: "\(basis)"
                    processingActivity: "\(activity)"

            """.split(separator: "\n").map { "\($0)\n" }.joined()
        ])
    }

    @Test func `what every entry of a purpose would repeat is held to the access log's rules`()
        throws
    {
        func keys(_ settings: GatewaySettings) -> [String] { problems(of: settings).map(\.key) }
        #expect(try keys(purpose()) == [])
        let number = "999993653"
        let key = "services[0].purposes[0]"
        #expect(try keys(purpose(label: "case \(number)")).contains("\(key).label"))
        #expect(try keys(purpose(basis: "law \(number)")).contains("\(key).legalBasis"))
        let activity = "https://r.example/\(number)"
        #expect(try keys(purpose(activity: activity)) == ["\(key).processingActivity"])
        let long = "https://r.example/" + String(repeating: "x", count: 512)
        #expect(try keys(purpose(activity: long)) == ["\(key).processingActivity"])
        #expect(try keys(purpose(id: "https://p.example/\(number)")).contains("\(key).policy"))
        let named = try keys(purpose(operation: "get-\(number)"))
        #expect(Set(named) == ["\(key).policy", "services[0].openapi"])
        // One that no policy names stands in the document alone.
        #expect(try keys(purpose(other: "get-\(number)")) == ["services[0].openapi"])
    }

    @Test(arguments: ["application/x-www-form-urlencoded", "multipart/*"])
    func `an operation that takes forms only is told to be of no use under a policy`(
        type: String
    ) throws {
        let found = try GatewayParts(purpose(requestType: "'\(type)'")).warnings
        #expect(found.map(\.key) == ["services[0].purposes[0].policy"])
        #expect(found.first?.message.contains("'a' takes \(type)") == true)
        for json in ["application/problem+json", "application/*", "'*/*'"] {
            #expect(try GatewayParts(purpose(requestType: json)).warnings == [])
        }
    }

    @Test func `a document that cannot be reduced for consumers is told with the place`() throws {
        // What a dynamic reference leads to is open only where two schemas have the anchor.
        let other = "{$id: 'https://x.example/2', $dynamicAnchor: x}"
        let schema =
            "{$id: 'https://x.example/1', $dynamicAnchor: x, type: object, "
            + "properties: {a: {$dynamicRef: '#x'}, b: \(other)}}"
        let found = try GatewayParts(purpose(schema: schema)).warnings
        #expect(found.map(\.key) == ["services[0].purposes[0].policy"])
        #expect(found.first?.message.contains(": a schema with '$dynamicRef'") == true)
    }
}
