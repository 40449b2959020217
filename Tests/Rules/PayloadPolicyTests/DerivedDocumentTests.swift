import ExchangeModel
import Foundation
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

@Suite struct DerivedDocumentTests {
    private func derived(_ policyText: String = RegistrySample.policyText) throws -> JSONValue {
        let source = try YAMLNode(parsing: RegistrySample.documentText).json
        return try DerivedDocument(of: source, for: RegistrySample.policy(policyText)).json
    }

    private func member(_ text: String, _ pointer: String) throws -> JSONValue? {
        try JSONValue(parsing: Array(text.utf8))[JSONPointer(parsing: pointer)]
    }

    @Test func `only the policy's operations stand in the document`() throws {
        let json = try derived()
        #expect(json["paths"]?.object?.names == ["/persons/{number}", "/persons/search"])
        let document = try OpenAPIDocument(json)
        #expect(document.operations.map(\.id) == ["getPerson", "search"])
        #expect(document.operation(id: "getPerson")?.parameters.count == 3)
        #expect(document.operation(id: "getPhoto") == nil)
    }

    @Test func `only the policy's fields stand in the document`() throws {
        let text = String(decoding: try derived().serialized(), as: UTF8.self)
        for name in ["family", "given", "date", "children", "number"] {
            #expect(text.contains("\"\(name)\""), "\(name)")
        }
        for name in ["remarks", "place"] { #expect(!text.contains("\"\(name)\""), "\(name)") }
    }

    @Test func `the source's own servers and safeguards stay out`() throws {
        var source = try YAMLNode(parsing: RegistrySample.documentText).json.object ?? [:]
        source["servers"] = [["url": "https://brp.internal.example:8443/v1"]]
        source["security"] = [["key": []]]
        source["x-internal"] = "secret"
        let json = try DerivedDocument(of: .object(source), for: RegistrySample.policy()).json
        let text = String(decoding: json.serialized(), as: UTF8.self)
        #expect(json["servers"] == [["url": "/v1"]])
        #expect(!text.contains("internal"))
        #expect(!text.contains("security"))
    }

    @Test func `values that the policy does not allow break the derived document`() throws {
        let rules = try PayloadRules(document: OpenAPIDocument(derived()))
        let exchange = try Exchange(rules)
        #expect(exchange.refusal("GET", "/v1/persons/999990019?deceased=false", type: nil) == nil)
        #expect(
            exchange.refusal("GET", "/v1/persons/999990019?deceased=true", type: nil)?.code
                == .payloadInvalid
        )
        let search = "/v1/persons/search"
        #expect(exchange.refusal("POST", search, body: #"{"type":"ByNumber"}"#) == nil)
        #expect(
            exchange.refusal("POST", "/v1/persons/search", body: #"{"type":"ByName"}"#)?.details
                .map(\.location) == ["/type"]
        )
        #expect(
            exchange.refusal("GET", "/v1/persons/999990019/photo", type: nil) == .unknownOperation
        )
    }

    @Test func `a member that may be removed is not required any more`() throws {
        let source = try YAMLNode(
            parsing: """
                openapi: 3.1.0
                info: {title: x, version: '1'}
                paths:
                  /a:
                    get:
                      operationId: a
                      responses:
                        '200':
                          description: x
                          content:
                            application/json:
                              schema:
                                type: object
                                required: [kept, gone, group, empty, list]
                                properties:
                                  kept: {type: string}
                                  gone: {type: string}
                                  group: {type: object, required: [a, b], properties: {a: {type: string}, b: {}}}
                                  empty: {type: object, properties: {a: {type: string}}}
                                  list: {type: array, minItems: 1, items: {type: string}}
                """
        ).json
        let policy = try FieldPolicy([
            "purpose": "p",
            "operations": [
                "a": ["response": ["allow": ["/kept", "/group/a", "/empty/a", "/list/*"]]]
            ],
        ])
        let json = try DerivedDocument(of: source, for: policy).json
        let schema = json["paths"]?["/a"]?["get"]?["responses"]?["200"]?["content"]?[
            "application/json"
        ]?["schema"]
        #expect(schema?["required"] == ["kept", "group", "list"])
        #expect(schema?["properties"]?["group"]?["required"] == ["a"])
        #expect(schema?["properties"]?["list"]?["minItems"] == 1)
        #expect(schema?["properties"]?["gone"] == nil)
    }

    @Test func `the same document and policy give the same bytes, another policy others`() throws {
        let source = try YAMLNode(parsing: RegistrySample.documentText).json
        let one = try DerivedDocument(of: source, for: RegistrySample.policy())
        let two = try DerivedDocument(of: source, for: RegistrySample.policy())
        #expect(one.bytes == two.bytes)
        #expect(one.digest == two.digest)
        let other = try RegistrySample.policy(
            RegistrySample.policyText.replacing("/birth/date, ", with: "")
        )
        #expect(try DerivedDocument(of: source, for: other).digest != one.digest)
    }

    /// A document of one operation, `a`, whose answer has a schema.
    private func document(_ schema: JSONValue, schemas: JSONValue = [:]) -> JSONValue {
        let answer: JSONValue = [
            "description": "x", "content": ["application/json": ["schema": schema]],
        ]
        return [
            "openapi": "3.1.0", "info": ["title": "x", "version": "1"],
            "paths": ["/a": ["get": ["operationId": "a", "responses": ["200": answer]]]],
            "components": ["schemas": schemas],
        ]
    }

    @Test(arguments: ["$recursiveRef", "$dynamicRef"])
    func `a keyword that cannot be reduced is told with its place`(keyword: String) throws {
        let source = document([keyword: "#x"])
        let policy = try FieldPolicy([
            "purpose": "p", "operations": ["a": ["response": ["allow": ["/a"]]]],
        ])
        do throws(DerivationProblem) {
            _ = try DerivedDocument(of: source, for: policy)
            Issue.record("the document was reduced")
        } catch {
            #expect(error.description.contains(keyword))
            #expect("\(error.pointer)".hasSuffix("/schema"))
        }
    }

    @Test func `a document whose reduction would not end soon is refused`() throws {
        let names = (1...12).map { JSONValue.string("m\($0)") }
        let itself: JSONValue = ["$ref": "#/components/schemas/A", "description": "x"]
        let members = JSONObject(names.map { ($0.string ?? "", itself) })
        let schema: JSONValue = [
            "type": "object", "required": .array(names), "properties": .object(members),
        ]
        let source = document(itself, schemas: ["A": schema])
        let path = JSONValue.string(String(repeating: "/*", count: 9))
        let policy = try FieldPolicy([
            "purpose": "p", "operations": ["a": ["response": ["allow": [path]]]],
        ])
        do throws(DerivationProblem) {
            _ = try DerivedDocument(of: source, for: policy)
            Issue.record("the document was reduced")
        } catch {
            #expect(error.description.contains("too large"))
        }
    }

    @Test(arguments: [
        ("social-benefit-assessment", "/v1/persons/999990019"),
        ("address-verification", "/v1/persons/999990019"),
    ])
    func `the demonstration's answers conform to their derived documents`(
        name: String,
        target: String
    ) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        func file(_ path: String) throws -> JSONValue {
            try YAMLNode.json(parsing: Array(Data(contentsOf: root.appending(path: path))))
        }
        let source = try file("schemas/person-registry.openapi.yaml")
        let policy = try FieldPolicy(file("config/policies/\(name).yaml"))
        let rules = try PayloadRules(document: OpenAPIDocument(source), policies: [policy])
        let provider = try Exchange(
            rules,
            purpose: policy.purpose.rawValue,
            digest: policy.digest
        )
        let body = #"""
            {"number":"999990019","name":{"givenNames":"Zoë","familyName":"Berg"},
             "birth":{"date":"1980-02-29","place":"x","country":"NL"},"nationality":["NL"],
             "address":{"street":"Kerkstraat","houseNumber":12,"postalCode":"1017GA",
             "city":"Amsterdam"},"remarks":"secret"}
            """#
        let left = try #require(try provider.release(("GET", target), body: body).get().text)
        let derived = try DerivedDocument(of: source, for: policy)
        let consumer = try Exchange(PayloadRules(document: OpenAPIDocument(derived.json)))
        let seen = try consumer.release(("GET", target), body: left).get()
        #expect(seen.verdict == .checked)
        #expect(seen.text == nil)
    }
}
