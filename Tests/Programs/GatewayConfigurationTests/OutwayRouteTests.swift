import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONSchema
import JSONTape
import Testing
import YAMLDocument

/// How long the Outway waits, and how much it holds, are its operator's to say.
@Suite struct OutwayRouteTests {
    private func text(_ lines: String) throws -> (String, ExampleFolder) {
        let folder = try ExampleFolder()
        return (
            try folder.text("consumer.yaml").replacing("\noutway:\n", with: "\noutway:\n\(lines)"),
            folder
        )
    }

    private func outway(_ lines: String) throws -> OutwayListenerSettings {
        let (text, folder) = try text(lines)
        defer { folder.remove() }
        let settings = try GatewaySettings(Array(text.utf8), file: folder.path("consumer.yaml"))
        return try #require(settings.outway)
    }

    private let hash = "$1$3$" + String(repeating: "A", count: 86)

    @Test func `an Outway waits longer than an Inway does, and for a route as long as it is told`()
        throws
    {
        let plain = try outway("")
        #expect(plain.waits.answer == 300 && plain.waits.stream == 600)
        let grant = try GrantHash(hash)
        let own = try outway(
            """
              answerTimeout: 2m
              routes:
                - {name: Persons, answerTimeout: 1h}
                - {name: slow, streamTimeout: 24h}
                - {name: "\(hash)", answerTimeout: 7s}

            """
        )
        let other = try GrantHash("$1$3$" + String(repeating: "B", count: 85) + "A")
        #expect(own.waits(for: grant, aliases: ["persons"]).answer == 7)
        #expect(own.waits(for: other, aliases: ["x", "PERSONS"]).answer == 3_600)
        let slow = own.waits(for: other, aliases: ["slow"])
        #expect(slow.answer == 120 && slow.stream == 86_400)
        let usual = own.waits(for: other, aliases: [])
        #expect(usual.answer == 120 && usual.stream == 600)
    }

    @Test(arguments: [
        ("answerTimeout: 2h", "outway.answerTimeout", "at most 1h"),
        ("streamTimeout: 25h", "outway.streamTimeout", "at most 24h"),
        ("answerLimit: 65MiB", "outway.answerLimit", "outway.heldBodies"),
        ("bodyLimit: 65MiB", "outway.bodyLimit", "outway.heldBodies"),
        ("routes: [{answerTimeout: 1m}]", "outway.routes[0].name", "is missing"),
        ("routes: [{name: a, answerTimeout: 2h}]", "outway.routes[0].answerTimeout", "at most 1h"),
        ("routes: [{name: a}, {name: A}]", "outway.routes", "more than once"),
    ])
    func `what cannot be meant is refused with its key`(
        line: String,
        key: String,
        says: String
    ) throws {
        let refused = #expect(throws: ConfigurationRefused.self) { try outway("  \(line)\n") }
        #expect(refused?.problems.map(\.key) == [key])
        #expect(refused?.description.contains(says) == true)
    }

    /// What the schema lets through and the reader does not, or the other way round, misleads editors.
    @Test(arguments: [
        ("{name: x, from: loopback, grants: all}", true),
        ("{name: x, from: loopback, grants: all, tokenFile: ../pki/consumer.key}", false),
        ("{name: x, from: bearerToken, grants: all, tokenFile: ../pki/consumer.key}", true),
        ("{name: x, from: bearerToken, grants: all}", false),
    ])
    func `schema and reader agree on what stands beside the way a client is recognised`(
        client: String,
        isTaken: Bool
    ) throws {
        let (text, folder) = try text("")
        defer { folder.remove() }
        let known = "    - name: benefits-desk\n"
        #expect(text.contains(known))
        let changed = text.replacing(known, with: "    - \(client)\n\(known)")
        let schema = try CompiledSchema(
            JSONValue(parsing: Array(Data(contentsOf: ExampleFolder.schema))),
            dialect: .draft202012
        )
        let input = try YAMLNode(parsing: changed).json.serialized()
        var tape = ValueTape()
        try tape.parse(input.span.bytes, limits: .control)
        #expect(schema.isValid(tape, input.span.bytes) == isTaken)
        let refused = Result {
            try GatewaySettings(Array(changed.utf8), file: folder.path("consumer.yaml"))
        }
        guard case .failure(let error) = refused else {
            #expect(isTaken)
            return
        }
        #expect(!isTaken)
        #expect("\(error)".contains("outway.clients[0].tokenFile"))
    }
}
