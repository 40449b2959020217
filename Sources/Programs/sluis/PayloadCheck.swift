import Foundation
import JSONSchema
import JSONTape
import OpenAPI

/// The check of data against one schema: of a schema file, or of an operation's bodies.
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

    /// How a schema is read.
    struct Reading {
        /// The dialect; nil for that of the document.
        var dialect: Dialect?
        /// The way of the messages that are checked.
        var direction = MessageDirection.none
        /// Whether `format` is checked.
        var assertsFormat = true
        /// Documents that references may lead to: `URI=FILE` each.
        var references: [String] = []
    }

    /// The most violations that are told of one file.
    static let maximumViolations = 1_000

    let schema: CompiledSchema

    /// Takes a schema out of a JSON or YAML file; in an OpenAPI document its dialect is used.
    init(
        schemaFile: String,
        pointer: String,
        reading: Reading = Reading()
    ) throws(Problem) {
        let files = try Self.files(schemaFile, reading, needsFiles: false)
        let document = files.document
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
        let dialect = reading.dialect ?? Self.dialect(of: document)
        let registry = try Self.registry(reading.references, dialect: dialect)
        do throws(SchemaProblem) {
            schema = try CompiledSchema(
                document,
                at: place,
                dialect: dialect,
                registry: registry,
                options: SchemaOptions(
                    formatAssertion: reading.assertsFormat,
                    direction: reading.direction,
                    refusesReadOnly: dialect == .openAPI30
                )
            )
        } catch {
            let isOwn = error.document.isEmpty
            throw Problem(
                what: "the schema cannot be used: \(error.reason)",
                place: isOwn
                    ? files.place(of: error.pointer) : "\(error.document)#\(error.pointer)",
                mend: "correct the schema there"
            )
        }
    }

    /// Takes the schema of an operation's JSON body out of an OpenAPI document.
    init(
        openAPIFile: String,
        operation id: String,
        body: Body,
        reading: Reading = Reading()
    ) throws(Problem) {
        let files = try Self.files(openAPIFile, reading, needsFiles: true)
        let registry = try Self.registry(reading.references, dialect: .openAPI31)
        let document: OpenAPIDocument
        do throws(OpenAPIProblem) {
            document = try OpenAPIDocument(
                files.document,
                options: OpenAPIOptions(assertsFormat: reading.assertsFormat, registry: registry)
            )
        } catch {
            throw Problem(
                what: error.message,
                place: files.place(of: error.pointer),
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
        let json = content.entries.filter { $0.range.isJSON || $0.range.isRange }
        guard let schema = json.compactMap(\.schema).first else {
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
        let bytes: [UInt8]
        do throws(DocumentFiles.Problem) {
            bytes = try DocumentFiles.bytes(file, named: file)
        } catch {
            throw Problem(what: error.what, place: error.place, mend: error.mend)
        }
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
        return violations.map {
            Output.printable("\(file)#\($0.instance): \($0.keyword) (\($0.schemaLocation))")
        }
    }

    private static func dialect(of document: JSONValue) -> Dialect {
        guard let version = document["openapi"]?.string else { return .draft202012 }
        return version.hasPrefix("3.0.") ? .openAPI30 : .openAPI31
    }

    private static func files(
        _ path: String,
        _ reading: Reading,
        needsFiles: Bool
    ) throws(Problem) -> DocumentFiles {
        let known = reading.references.compactMap { $0.lastIndex(of: "=").map($0.prefix(upTo:)) }
        do throws(DocumentFiles.Problem) {
            return try DocumentFiles(
                path,
                known: Set(known.map(String.init)),
                needsFiles: needsFiles
            )
        } catch {
            throw Problem(what: error.what, place: error.place, mend: error.mend)
        }
    }

    /// The documents of `URI=FILE` arguments.
    private static func registry(
        _ references: [String],
        dialect: Dialect
    ) throws(Problem) -> SchemaRegistry {
        var registry = SchemaRegistry()
        for reference in references {
            // A URI may hold '=' in its query; a file name more rarely does.
            guard let sign = reference.lastIndex(of: "="), sign > reference.startIndex else {
                throw Problem(
                    what: "'\(reference)' is not URI=FILE",
                    place: "--reference",
                    mend: "write for example --reference https://example.org/address=address.json"
                )
            }
            let file = String(reference[reference.index(after: sign)...])
            do throws(DocumentFiles.Problem) {
                let value = try DocumentFiles.value(file, named: file)
                registry.add(value, baseURI: String(reference[..<sign]), dialect: dialect)
            } catch {
                throw Problem(what: error.what, place: error.place, mend: error.mend)
            }
        }
        return registry
    }
}
