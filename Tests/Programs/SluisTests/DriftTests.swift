import ExchangeModel
import Foundation
import GatewayConfiguration
import Inway
import JSONTape
import Logging
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

@testable import sluis

/// `sluis schema drift` from exchanges to what an operator reads.
@Suite struct DriftTests {
    /// A configured service in a folder of its own.
    private struct Setting {
        let folder: URL
        let settings: GatewaySettings

        init(document: String, service: String, files: [String: String] = [:]) throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "drift-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var all = files
            all["api.yaml"] = document
            all["root.crl"] = ""
            for name in ["anchors.pem", "root.crl", "own.pem", "own.key"] { all[name] = "-" }
            for (name, text) in all {
                try Data(text.utf8).write(to: folder.appending(path: name))
            }
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600],
                ofItemAtPath: folder.appending(path: "own.key").path
            )
            let text = """
                organisation: {name: Org, peerID: "00000099000000002000"}
                dataFolder: data
                roles: [manager, inway]
                group: {id: test, trustAnchors: anchors.pem, revocationLists: [root.crl], test: true,
                  anyAdvertisedPort: true}
                identity: {certificate: own.pem, privateKey: own.key}
                manager: {listen: "127.0.0.1:0", address: "https://gateway.example:9"}
                inway: {listen: "127.0.0.1:0", address: "https://gateway.example:10"}
                log: {pseudonymKey: keys/p, checkpointKey: keys/c}
                services:
                  - name: persons
                    upstream: {url: "http://127.0.0.1:9"}
                    openapi: api.yaml
                \(service.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
                """
            let file = folder.appending(path: "sluis.yaml").path
            settings = try GatewaySettings(Array(text.utf8), file: file)
        }

        func services() throws -> [BuiltService] {
            let builder = PartsBuilder(settings)
            let services = builder.services()
            #expect(builder.problems.isEmpty, "\(builder.problems)")
            return services
        }

        func remove() { try? FileManager.default.removeItem(at: folder) }
    }

    private static let document = """
        openapi: 3.1.0
        info: {title: Persons, version: 1.0.0}
        paths:
          /persons/{number}:
            put:
              operationId: putPerson
              parameters:
                - {name: number, in: path, required: true, schema: {type: string, pattern: '^[0-9]{9}$'}}
                - {name: mode, in: query, schema: {enum: [full, part]}}
              requestBody:
                content:
                  application/json:
                    schema:
                      type: object
                      required: [name, 'x/y']
                      properties: {name: {type: string, maxLength: 3}, 'x/y': {type: integer}}
                      additionalProperties: false
              responses:
                '200':
                  description: x
                  content:
                    application/json:
                      schema:
                        type: object
                        required: [number]
                        properties:
                          number: {type: string}
                          birth: {type: [string, 'null'], format: date}
                          kind: {enum: [a, b]}
                          pin: {type: string, writeOnly: true}
                          list: {type: array, maxItems: 1, items: {type: object, properties: {n: {type: integer}}}}
        """

    /// Sends one request with its answer as a peer.
    private func exchange(
        _ service: BuiltService,
        _ peer: String,
        target: String = "/persons/999990019",
        request: String = #"{"name":"Jan","x/y":1}"#,
        status: Int = 200,
        type: String = "application/json",
        answer: String = #"{"number":"1"}"#
    ) throws {
        let rules = service.offered.rules
        let context = PayloadContext(
            transaction: TransactionID(high: 1, low: 2),
            purpose: nil,
            peer: try PeerID(peer)
        )
        var tape = ValueTape()
        let facts = RequestFacts(
            method: "PUT",
            target: Array(target.utf8),
            contentType: Array("application/json".utf8)
        )
        let match = try rules.operation(for: facts, context: context, tape: &tape).get()
        _ = try rules.check(Array(request.utf8).span, match: match, context: context, tape: &tape)
            .get()
        var out: [UInt8] = []
        _ = try rules.release(
            AnswerFacts(status: status, contentType: Array(type.utf8)),
            body: Array(answer.utf8).span,
            match: match,
            context: context,
            tape: &tape,
            into: &out
        ).get()
    }

    /// One deviation, the change that is proposed, and the document with that change made.
    struct Case: Sendable, CustomTestStringConvertible {
        var request = #"{"name":"Jan","x/y":1}"#
        var answer = #"{"number":"1"}"#
        var target = "/persons/999990019"
        var status = 200
        var change: String
        var old = ""
        var new = ""
        var testDescription: String { change }
    }

    private static let cases = [
        Case(
            request: #"{"name":"Jans","x/y":1}"#,
            change: "raise maxLength at /name",
            old: "maxLength: 3",
            new: "maxLength: 4"
        ),
        Case(
            request: #"{"name":"Jan"}"#,
            change: "make /x~1y optional",
            old: "[name, 'x/y']",
            new: "[name]"
        ),
        Case(
            request: #"{"name":"Jan","x/y":"1"}"#,
            change: "allow string at /x~1y",
            old: "'x/y': {type: integer}",
            new: "'x/y': {type: [integer, string]}"
        ),
        Case(
            request: #"{"name":"Jan","x/y":1,"999990019":1}"#,
            change: "declare the member /?, or allow further members beside it",
            old: "additionalProperties: false",
            new: "additionalProperties: true"
        ),
        Case(
            target: "/persons/12",
            change: "widen the pattern at path:number",
            old: "'^[0-9]{9}$'",
            new: "'^[0-9]{2,9}$'"
        ),
        Case(
            target: "/persons/999990019?mode=none",
            change: "add a value to the values allowed at query:mode",
            old: "[full, part]",
            new: "[full, part, none]"
        ),
        Case(
            answer: #"{"birth":null}"#,
            change: "make /number optional",
            old: "required: [number]",
            new: "required: []"
        ),
        Case(
            answer: #"{"number":"1","birth":"1980-00-00"}"#,
            change: "widen the format at /birth",
            old: ", format: date",
            new: ""
        ),
        Case(
            answer: #"{"number":"1","kind":"c"}"#,
            change: "add a value to the values allowed at /kind",
            old: "[a, b]",
            new: "[a, b, c]"
        ),
        Case(
            answer: #"{"number":"1","pin":"secret"}"#,
            change: "take writeOnly off /pin, if it may be seen after all",
            old: ", writeOnly: true",
            new: ""
        ),
        Case(
            answer: #"{"number":"1","list":[{},{}]}"#,
            change: "raise maxItems at /list",
            old: "maxItems: 1",
            new: "maxItems: 2"
        ),
        Case(
            answer: #"{"number":"1","list":[{"n":"x"}]}"#,
            change: "allow string at /list/*/n",
            old: "{n: {type: integer}}",
            new: "{n: {type: [integer, string]}}"
        ),
        Case(
            status: 201,
            change: "declare the status of the answer",
            old: "'200':",
            new: "2XX:"
        ),
    ]

    private static let mode = """
        purposeRequired: false
        validation: {request: logOnly, answer: logOnly}
        """

    private static let enforced = "purposeRequired: false\nvalidation: {}"

    private func book(_ services: [BuiltService], _ setting: Setting) -> DriftBook {
        DriftBook(
            services: { services },
            pinned: nil,
            file: setting.folder.appending(path: "deviations.json").path,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func send(_ sent: Case, to service: BuiltService, from peer: String) throws {
        try exchange(
            service,
            peer,
            target: sent.target,
            request: sent.request,
            status: sent.status,
            answer: sent.answer
        )
    }

    private static let peers = ["00000099000000003000", "00000099000000004000"]

    @Test(arguments: cases)
    func `a deviation is told with its change and its peers, and the change ends it`(
        sent: Case
    ) throws {
        let setting = try Setting(document: Self.document, service: Self.mode)
        defer { setting.remove() }
        let service = try #require(try setting.services().first)
        for peer in Self.peers { try send(sent, to: service, from: peer) }
        try send(sent, to: service, from: Self.peers[1])
        try exchange(service, "00000099000000005000")
        let json = book([service], setting).json
        let text = SchemaCommand.Drift.text(json)
        #expect(json["deviations"]?.array?.count == 1, "\(text)")
        #expect(text.contains(", 3 times\n  Change   \(sent.change)\n"), "\(text)")
        #expect(text.contains("Breaks   \(Self.peers[1]) (2), \(Self.peers[0]) (1)"), "\(text)")
        #expect(!text.contains("00000099000000005000"), "who conforms does not break")
        for value in ["Jans", "999990019", "secret", "1980-00-00", "none"] {
            #expect(!text.contains(value), "\(value) in \(text)")
        }

        // Enforced unchanged, those peers and no others break.
        let strict = try Setting(document: Self.document, service: Self.enforced)
        defer { strict.remove() }
        let enforcing = try #require(try strict.services().first)
        #expect(throws: (any Error).self) { try send(sent, to: enforcing, from: Self.peers[0]) }
        try exchange(enforcing, "00000099000000005000")

        let document = Self.document.replacing(sent.old, with: sent.new)
        #expect(document != Self.document)
        let mended = try Setting(document: document, service: Self.enforced)
        defer { mended.remove() }
        try send(sent, to: try #require(try mended.services().first), from: Self.peers[0])
    }

    @Test func `counts outlive a restart and end when they are cleared`() async throws {
        let setting = try Setting(document: Self.document, service: Self.mode)
        defer { setting.remove() }
        let services = try setting.services()
        for sent in Self.cases {
            try send(sent, to: try #require(services.first), from: Self.peers[0])
        }
        let first = book(services, setting)
        #expect(first.json["deviations"]?.array?.count == Self.cases.count)
        let running = Task { try await first.run() }
        running.cancel()
        try await running.value
        let file = setting.folder.appending(path: "deviations.json")
        let kept = try String(contentsOf: file, encoding: .utf8)
        for value in ["Jans", "999990019", "secret", "1980-00-00", "none"] {
            #expect(!kept.contains(value))
        }
        let later = try setting.services()
        let second = book(later, setting)
        #expect(second.json == first.json)
        second.clear()
        #expect(second.json["deviations"]?.array?.isEmpty == true)
        #expect(SchemaCommand.Drift.text(second.json) == "No deviations were counted.")
        #expect(book(try setting.services(), setting).json == second.json)
    }

    @Test func `a service whose schemas stand in referenced documents has derived documents`()
        throws
    {
        let document = """
            openapi: 3.0.3
            info: {title: x, version: '1'}
            paths:
              /a:
                get:
                  operationId: a
                  responses:
                    '200': {description: x, content: {application/json: {schema: {$ref: 'https://s.example/p'}}}}
            """
        let setting = try Setting(
            document: document,
            service: """
                references: [{uri: https://s.example/p, file: person.json}]
                purposes: [{policy: policy.yaml, label: L, legalBasis: PublicTask}]
                """,
            files: [
                "person.json":
                    #"{"type":"object","properties":{"a":{"type":["string","null"]},"b":{}}}"#,
                "policy.yaml":
                    "{purpose: 'https://p.example/x', operations: {a: {response: {allow: [/a]}}}}",
            ]
        )
        defer { setting.remove() }
        let service = try #require(try setting.services().first)
        let purpose = try PurposeID("https://p.example/x")
        let derived = try #require(try service.derived[purpose]?.get())
        #expect(service.purposes.first?.document == derived.digest)
        let schema = derived.json["components"]?["schemas"]?["p"]
        #expect(schema?["properties"] == ["a": ["type": ["string", "null"]]])
        #expect(derived.json["openapi"] == "3.1.0")
    }

    @Test func `read-only members of requests are treated as the service's settings say`() throws {
        let document = Self.document.replacing(
            "name: {type: string",
            with: "name: {readOnly: true, type: string"
        )
        for (setting, passes) in [("byVersion", true), ("pass", true), ("refuse", false)] {
            let setting = try Setting(
                document: document,
                service: "purposeRequired: false\nvalidation: {readOnly: \(setting)}"
            )
            defer { setting.remove() }
            let service = try #require(try setting.services().first)
            let request = #"{"name":"Jan","x/y":1}"#
            if passes {
                try exchange(service, Self.peers[0], request: request)
            } else {
                #expect(throws: (any Error).self) {
                    try exchange(service, Self.peers[0], request: request)
                }
            }
            try exchange(service, Self.peers[0], request: #"{"x/y":1}"#)
        }
    }
}
