import Foundation
import JSONSchema
import JSONTape
import OpenAPI
import YAMLDocument

/// The check of data files against one schema: of a schema file, or of an operation's bodies.
struct PayloadCheck {
    /// Why nothing could be checked: what, where, and how to mend it.
    struct Problem: Error, CustomStringConvertible {
        let what: String
        let place: String
        let mend: String

        var description: String { "\(place): \(what); \(mend)" }
    }

    /// Which body of an operation is meant.
    enum Body: Equatable {
        case request
        case response(Int)
    }

    /// The most violations that are told of one file.
    static let maximumViolations = 1_000

    private let schema: CompiledSchema

    /// Takes a schema out of a JSON or YAML file; in an OpenAPI document its dialect is used.
    init(schemaFile: String, pointer: String) throws(Problem) {
        let document = try Self.document(schemaFile)
        let direction =
            "name an existing place with --pointer, for example /components/schemas/Person"
        guard let place = try? JSONPointer(parsing: pointer) else {
            throw Problem(
                what: "'\(pointer)' is no JSON pointer",
                place: schemaFile,
                mend: direction
            )
        }
        if place.tokens.isEmpty,
            let version = document["openapi"]?.string ?? document["swagger"]?.string
        {
            throw Problem(
                what:
                    "this is an OpenAPI \(version) document, not a schema: it would pass everything",
                place: schemaFile,
                mend:
                    "name a schema in it with --pointer, for example /components/schemas/Person, or "
                    + "check an operation with --openapi FILE --operation ID"
            )
        }
        guard document[place] != nil else {
            throw Problem(
                what: "nothing stands at '\(pointer)'",
                place: schemaFile,
                mend: direction
            )
        }
        do throws(SchemaProblem) {
            schema = try CompiledSchema(document, at: place, dialect: Self.dialect(of: document))
        } catch {
            throw Problem(
                what: "the schema cannot be used: \(error.reason)",
                place: "\(schemaFile)#\(error.pointer)",
                mend: "correct the schema there"
            )
        }
    }

    /// Takes the schema of an operation's JSON body out of an OpenAPI document.
    init(openAPIFile: String, operation id: String, body: Body) throws(Problem) {
        let json = try Self.document(openAPIFile)
        let document: OpenAPIDocument
        do throws(OpenAPIProblem) {
            document = try OpenAPIDocument(json)
        } catch {
            throw Problem(
                what: error.message,
                place: "\(openAPIFile)#\(error.pointer)",
                mend: "correct the document there"
            )
        }
        guard let operation = document.operation(id: id) else {
            throw Problem(
                what: "no operation '\(id)'",
                place: openAPIFile,
                mend: "name one of: \(document.operations.map(\.id).joined(separator: ", "))"
            )
        }
        let content: Content?
        switch body {
        case .request: content = operation.requestBody?.content
        case .response(let status): content = operation.response(status: status)
        }
        guard let content else {
            throw Problem(
                what: "the operation '\(id)' declares no such body",
                place: openAPIFile,
                mend: "look at the operation and name --request or a declared --response STATUS"
            )
        }
        guard let schema = content.entries.compactMap(\.schema).first else {
            throw Problem(
                what: "the body of '\(id)' has no schema for JSON",
                place: openAPIFile,
                mend: "there is nothing to check against"
            )
        }
        self.schema = schema
    }

    /// The violations of one data file, a line each; empty when it conforms.
    func lines(ofFile file: String) throws(Problem) -> [String] {
        let bytes = try Self.bytes(file)
        var tape = ValueTape()
        do throws(JSONProblem) {
            try tape.parse(bytes.span, limits: .payload)
        } catch {
            return ["\(file)#: json: \(error)"]
        }
        let violations = schema.violations(
            tape,
            bytes.span.bytes,
            limit: Self.maximumViolations
        )
        return violations.map { "\(file)#\($0.instance): \($0.keyword) (\($0.schemaLocation))" }
    }

    private static func dialect(of document: JSONValue) -> Dialect {
        guard let version = document["openapi"]?.string else { return .draft202012 }
        return version.hasPrefix("3.0.") ? .openAPI30 : .openAPI31
    }

    private static func document(_ file: String) throws(Problem) -> JSONValue {
        let bytes = try bytes(file)
        do throws(YAMLProblem) {
            return try YAMLNode.json(parsing: bytes)
        } catch {
            throw Problem(
                what: error.message,
                place: "\(file):\(error.line):\(error.column)",
                mend: "correct the file there"
            )
        }
    }

    private static func bytes(_ file: String) throws(Problem) -> [UInt8] {
        do {
            if file == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
            return Array(try Data(contentsOf: URL(filePath: file)))
        } catch {
            throw Problem(
                what: "the file cannot be read",
                place: file,
                mend: "name an existing file that you may read"
            )
        }
    }
}
