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
        /// What else is wrong.
        var further: [Problem] = []

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
        /// The folder that holds the document and all files that it refers to; nil for its own.
        var root: String?
    }

    /// The most violations that are told of one file.
    static let maximumViolations = 1_000

    let schema: CompiledSchema
    /// What is wrong with operations of the document that are not needed, a line each.
    private(set) var leftOut: [String] = []

    /// Takes a schema out of a JSON or YAML file; in an OpenAPI document its dialect is used.
    init(
        schemaFile: String,
        pointer: String,
        reading: Reading = Reading()
    ) throws(Problem) {
        let files = try Self.files(schemaFile, reading)
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
        let references = try Self.references(reading.references)
        do throws(SchemaProblem) {
            schema = try CompiledSchema(
                document,
                at: place,
                dialect: dialect,
                registry: references.registry,
                options: SchemaOptions(
                    formatAssertion: reading.assertsFormat,
                    direction: reading.direction,
                    refusesReadOnly: dialect == .openAPI30
                )
            )
        } catch {
            var problems = ([error] + error.further).map { error in
                Problem(
                    what: "the schema cannot be used: \(error.reason)",
                    place: references.place(of: error.pointer, in: error.document, or: files),
                    mend: "correct the schema there"
                )
            }
            var first = problems.removeFirst()
            first.further = problems
            throw first
        }
    }

    /// Takes the schema of an operation's JSON body out of an OpenAPI document.
    init(
        openAPIFile: String,
        operation id: String,
        body: Body,
        reading: Reading = Reading()
    ) throws(Problem) {
        let files = try Self.files(openAPIFile, reading)
        let references = try Self.references(reading.references)
        let document: OpenAPIDocument
        func problem(_ fault: OpenAPIProblem) -> Problem {
            Problem(
                what: files.words(fault),
                place: references.place(of: fault.pointer, in: fault.document, or: files),
                mend: "correct the document there"
            )
        }
        do throws(OpenAPIProblem) {
            document = try OpenAPIDocument(
                files.document,
                options: OpenAPIOptions(
                    assertsFormat: reading.assertsFormat,
                    registry: references.registry,
                    leavesOut: true
                )
            )
        } catch {
            var first = problem(error)
            first.further = error.further.map(problem)
            throw first
        }
        guard let operation = document.operation(id: id) else {
            var missing = Problem(
                what: "no operation '\(id)'\(document.leftOut.isEmpty ? "" : " that can be read")",
                place: openAPIFile,
                mend: "name one of: \(document.operations.map(\.id).joined(separator: ", "))"
            )
            missing.further = document.faults.map(problem)
            throw missing
        }
        leftOut = document.faults.map { "\(problem($0))" }
        let content: Content?
        switch body {
        case .request: content = operation.requestBody?.content
        case .response(let status): content = operation.response(status: status)
        }
        guard let content else {
            throw Self.undeclared(body, of: operation, in: openAPIFile)
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
            let place = TextPlace(of: error.offset, in: bytes.span)
            return ["\(file):\(place.line):\(place.column): json: \(error.reason.words)"]
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

    /// What is said of a body that an operation does not declare.
    private static func undeclared(
        _ body: Body,
        of operation: OpenAPI.Operation,
        in file: String
    ) -> Problem {
        let statuses = operation.declaredStatuses.joined(separator: ", ")
        let responses = "--response with one of \(statuses)"
        return switch body {
        case .request:
            Problem(
                what: "the operation '\(operation.id)' takes no body",
                place: file,
                mend: "name \(responses)"
            )
        case .response(let status):
            Problem(
                what: "the operation '\(operation.id)' declares no response \(status)",
                place: file,
                mend: "name \(operation.requestBody == nil ? "" : "--request, or ")\(responses)"
            )
        }
    }

    private static func dialect(of document: JSONValue) -> Dialect {
        Dialect(of: document) ?? .draft202012
    }

    private static func files(
        _ path: String,
        _ reading: Reading
    ) throws(Problem) -> DocumentFiles {
        let known = reading.references.compactMap { $0.lastIndex(of: "=").map($0.prefix(upTo:)) }
        do throws(DocumentFiles.Problem) {
            return try DocumentFiles(
                path,
                root: reading.root,
                known: Set(known.map(String.init))
            )
        } catch {
            throw Problem(what: error.what, place: error.place, mend: error.mend)
        }
    }

    /// The documents of `URI=FILE` arguments.
    private static func references(
        _ arguments: [String]
    ) throws(Problem) -> ReferencedDocuments {
        var references = ReferencedDocuments()
        for argument in arguments {
            // A URI may hold '=' in its query; a file name more rarely does.
            guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex else {
                throw Problem(
                    what: "'\(argument)' is not URI=FILE",
                    place: "--reference",
                    mend: "write for example --reference https://example.org/address=address.json"
                )
            }
            let file = String(argument[argument.index(after: sign)...])
            do throws(DocumentFiles.Problem) {
                let value = try DocumentFiles.value(file, named: file)
                references.add(value, uri: String(argument[..<sign]), file: file)
            } catch {
                throw Problem(what: error.what, place: error.place, mend: error.mend)
            }
        }
        return references
    }
}
