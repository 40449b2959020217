import Foundation
import GatewayConfiguration
import Inway
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing

@testable import sluis

/// `sluis check` tells what is wrong with a service's document and policies, and what can hardly be meant.
@Suite struct DocumentCheckTests {
    private let folder: GatewayFolder

    init() throws { folder = try GatewayFolder() }

    private static let good =
        "get: {operationId: good, responses: {'200': {description: x, content: {application/json: "
        + "{schema: {type: object, properties: {a: {type: string}}}}}}}}"

    /// What a service with a document, and with a policy, is told: problems and warnings.
    private func found(
        _ paths: String,
        service: String = "",
        policy: String? = nil,
        purpose: String = "label: x, legalBasis: PublicInterest",
        at path: String = "api.yaml"
    ) throws -> (problems: [ConfigurationProblem], warnings: [ConfigurationProblem]) {
        let document = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths:\n" + paths
        try folder.write(Array(document.utf8), path)
        var lines = ["openapi: \(path)"] + service.split(separator: "\n").map(String.init)
        if let policy {
            try folder.write(Array(policy.utf8), "policy.yaml")
            lines += ["purposes: [{policy: policy.yaml, \(purpose)}]"]
        } else {
            lines += ["purposeRequired: false"]
        }
        let settings = try folder.settings([
            "    purposeRequired: false\n": lines.map { "    \($0)\n" }.joined()
        ])
        let builder = PartsBuilder(settings)
        _ = builder.services()
        return (builder.problems, builder.warnings)
    }

    @Test func `every fault of a document is told with file and line`() throws {
        let found = try found(
            """
              /a:
                get:
                  responses: {'200': {description: x, content: {application/json: {schema: {type: date}}}}}
              /b/{id}:
                get:
                  responses: {'99': {description: x}}
            """
        )
        let file = folder.path("api.yaml")
        #expect(
            found.problems.map(\.message).map { $0.prefix { $0 != "#" } } == [
                "\(file):6", "\(file):8", "\(file):9",
            ]
        )
        #expect(found.problems.allSatisfy { $0.key == "services[0].openapi" })
        #expect(
            found.problems.first?.message.contains("'type: string' with 'format: date'") == true
        )
    }

    @Test func `an operation that cannot be read is left out and told`() throws {
        let bad = "get: {operationId: bad, responses: {'99': {description: x}}}"
        let paths = "  /good: {\(Self.good)}\n  /bad: {\(bad)}\n"
        let open = try found(paths)
        #expect(open.problems == [])
        #expect(open.warnings.map(\.key) == ["services[0].openapi", "services[0].openapi"])
        #expect(open.warnings[0].message.contains("api.yaml:5#/paths/~1bad/get/responses/99"))
        #expect(open.warnings[1].message.contains("GET /bad are left out"))
    }

    @Test(arguments: ["good", "bad"])
    func `an operation that a policy names must be read`(operation: String) throws {
        let bad = "get: {operationId: bad, responses: {'99': {description: x}}}"
        let found = try found(
            "  /good: {\(Self.good)}\n  /bad: {\(bad)}\n",
            policy: """
                purpose: https://p.example/x
                operations: {\(operation): {response: {allow: [/a], subjects: [{at: /a, id_type: BSN}]}}}
                """
        )
        #expect(found.problems.isEmpty == (operation == "good"))
        if operation == "bad" {
            #expect(found.problems.first?.message.contains("a status is three digits") == true)
        }
    }

    @Test func `a folder that holds all files of a document may be named`() throws {
        try folder.write(Array("S: {type: object}".utf8), "common.yaml")
        let paths =
            "  /a: {get: {responses: {'200': {description: x, content: {application/json: "
            + "{schema: {$ref: '../common.yaml#/S'}}}}}}}\n"
        let alone = try found(paths, at: "api/api.yaml")
        #expect(alone.problems.first?.message.contains("openapiRoot") == true)
        #expect(try found(paths, service: "openapiRoot: .", at: "api/api.yaml").problems == [])
        let fault = try found(
            paths.replacing("#/S", with: "#/None"),
            service: "openapiRoot: .",
            at: "api/api.yaml"
        )
        #expect(
            fault.problems.first?.message.hasPrefix(folder.path("api/api.yaml") + ":4#") == true
        )
        try folder.write([], "other/x")
        let other = try found(paths, service: "openapiRoot: other", at: "api/api.yaml")
        #expect(other.problems.first?.message.contains("does not lie below the folder") == true)
        #expect(throws: ConfigurationRefused.self) {
            try found(paths, service: "openapiRoot: none", at: "api/api.yaml")
        }
    }

    @Test func `formats are held to unless the service says that they tell only`() throws {
        let paths = """
              /a:
                get:
                  operationId: a
                  parameters: [{name: d, in: query, schema: {type: string, format: date}}]
                  responses: {'200': {description: x}}
            """
        for (text, isHeld) in [("assert", true), ("annotate", false)] {
            let settings = try settings(paths, "validation: {formats: \(text)}")
            let built = try #require(PartsBuilder(settings).services().first)
            let document = try #require(built.offered.rules.document)
            let match = try document.match(method: "GET", target: Array("/a?d=x".utf8)).get()
            var tape = ValueTape()
            let violations = match.parameters(tape: &tape) { _ in [] }.violations
            #expect(violations.map(\.keyword) == (isHeld ? ["format"] : []))
            let member = built.source?["x-sluis-formats"]
            #expect(member == (isHeld ? nil : "annotate"))
        }
    }

    private func settings(_ paths: String, _ line: String) throws -> GatewaySettings {
        _ = try found(paths)
        return try folder.settings([
            "    purposeRequired: false\n":
                "    openapi: api.yaml\n    purposeRequired: false\n    \(line)\n"
        ])
    }

    @Test func `every fault of a policy is told with file and line`() throws {
        let found = try found(
            "  /good: {\(Self.good)}\n",
            policy: """
                purpose: https://p.example/x
                operations:
                  good:
                    response:
                      allow:
                        - a
                        - /a
                      deny: []
                """
        )
        let file = folder.path("policy.yaml")
        #expect(
            Set(found.problems.map(\.message)) == [
                "\(file):6#/operations/good/response/allow/0: expected a JSON pointer with '*' for one "
                    + "step and '**' only at its end",
                "\(file):8#/operations/good/response/deny: expected only allow, always, errors, "
                    + "subjects, opaque, header_fields",
            ]
        )
    }

    @Test func `what a policy can hardly mean is told with file and line`() throws {
        let found = try found(
            "  /good: {\(Self.good)}\n",
            policy: """
                purpose: benefit
                operations:
                  good:
                    response:
                      allow:
                        - /aa
                """,
            purpose: "label: x, legalBasis: PublikInterest, processingActivity: none"
        )
        #expect(found.problems == [])
        let messages = found.warnings.map(\.message)
        let file = folder.path("policy.yaml")
        #expect(messages.contains { $0.hasPrefix("\(file):1#/purpose: 'benefit' is no IRI") })
        #expect(messages.contains { $0.hasPrefix("\(file):6#/operations/good/response/allow/0") })
        #expect(messages.contains { $0.hasPrefix("\(file):3#/operations/good: no subjects") })
        #expect(messages.contains { $0.hasSuffix("did you mean PublicInterest?") })
        let keys = Set(found.warnings.map(\.key))
        #expect(keys.contains("services[0].purposes[0].legalBasis"))
        #expect(keys.contains("services[0].purposes[0].processingActivity"))
    }
}
