import ArgumentParser
import Foundation
import JSONSchema

/// `sluis validate`: data files against a schema, as the gateway would check them.
struct ValidateCommand: ParsableCommand {
    /// The dialects by their names on the command line.
    enum DialectName: String, ExpressibleByArgument, CaseIterable {
        case draft202012 = "2020-12"
        case openAPI30 = "oas30"
        case openAPI31 = "oas31"

        var dialect: Dialect {
            switch self {
            case .draft202012: .draft202012
            case .openAPI30: .openAPI30
            case .openAPI31: .openAPI31
            }
        }
    }

    /// The directions of messages by their names on the command line.
    enum DirectionName: String, ExpressibleByArgument, CaseIterable {
        case request
        case response
    }

    /// What `format` means.
    enum Formats: String, ExpressibleByArgument, CaseIterable {
        case assert
        case annotate
    }

    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks JSON files against a JSON Schema or an operation of an OpenAPI document.",
        usage: """
            sluis validate --schema FILE [--pointer P] [--dialect D]
                [--reference URI=FILE]... DATA...
            sluis validate --openapi FILE --operation ID
                (--request | --response STATUS) DATA...
            sluis validate ... --jsonl [DATA...]
            """,
        discussion: """
            Schemas and documents are JSON or YAML, data is JSON; '-' reads data from the standard input. References
            lead to files below the folder of the schema or document (or --root), and to what --reference names; nothing is fetched.
            Data must be I-JSON: no member twice, no lone surrogate, no number beyond a double's range.

            Prints one line a violation: FILE#POINTER: KEYWORD (PLACE IN THE SCHEMA). Never a value.
            Exit 0 when all data conforms, 1 when some does not, 2 when nothing could be checked.

            With --jsonl every line of the data (by default of the standard input) is one document, and every line of the
            output is 'true' or 'false'. A line that is not JSON, an empty one too, is 'false', and the standard error names
            it: FILE:LINE: REASON. Exit 0 when all lines were read, whatever they are; 2 when nothing could be checked.
            """,
        examples: [
            "sluis validate --schema person.schema.json persons/*.json",
            "sluis validate --openapi api.yaml --operation getPerson --response 200 \\\nanswer.json",
        ]
    )

    @Option(help: "A JSON Schema, or a document that holds one.")
    var schema: String?

    @Option(help: "The place of the schema in its file, a JSON pointer.")
    var pointer = ""

    @Option(
        help: "The schema's dialect: 2020-12, oas30 or oas31; by default that of the document."
    )
    var dialect: DialectName?

    @Option(
        help:
            "request (readOnly members need not be there; in OpenAPI 3.0 they may not) or response (writeOnly ones may not)."
    )
    var direction: DirectionName?

    @Option(
        help: ArgumentHelp(
            "A document that references may lead to by its URI; may be given more than once.",
            valueName: "URI=FILE"
        )
    )
    var reference: [String] = []

    @Option(
        help: ArgumentHelp(
            "The folder that holds the document and all files that it refers to; by default its own.",
            valueName: "FOLDER"
        ),
        completion: .directory
    )
    var root: String?

    @Option(help: "Whether 'format' is checked: assert or annotate.")
    var formats = Formats.assert

    @Option(help: "An OpenAPI 3.0 or 3.1 document.")
    var openapi: String?

    @Option(help: "The operationId of the operation.")
    var operation: String?

    @Flag(help: "Check request bodies of the operation.")
    var request = false

    @Option(help: "Check bodies of the operation's responses with this status.")
    var response: Int?

    @Flag(help: "One document a line in, 'true' or 'false' a line out.")
    var jsonl = false

    @Argument(help: "The files to check.")
    var data: [String] = []

    func validate() throws {
        guard (schema == nil) != (openapi == nil) else {
            throw ValidationError("name either --schema FILE or --openapi FILE")
        }
        guard jsonl || !data.isEmpty else {
            throw ValidationError("name the files to check, or '-' for the standard input")
        }
        guard openapi == nil || operation != nil else {
            throw ValidationError("name the operation with --operation ID")
        }
        guard openapi == nil || request != (response != nil) else {
            throw ValidationError("name either --request or --response STATUS")
        }
        guard openapi == nil || (pointer.isEmpty && dialect == nil && direction == nil) else {
            throw ValidationError("--pointer, --dialect and --direction belong to --schema")
        }
        guard schema == nil || (operation == nil && !request && response == nil) else {
            throw ValidationError("--operation, --request and --response belong to --openapi")
        }
        let inputs = ([schema, openapi] + (data.isEmpty ? ["-"] : data)).count { $0 == "-" }
        guard inputs <= 1 else {
            throw ValidationError("'-' can be read once only")
        }
    }

    func run() throws {
        var isConforming = true
        do throws(PayloadCheck.Problem) {
            let check = try check()
            for line in check.leftOut {
                Output.complain("sluis validate: not needed here: \(line)")
            }
            if jsonl {
                for file in data.isEmpty ? ["-"] : data {
                    try LineVerdicts.run(check.schema, file: file)
                }
                return
            }
            for file in data {
                let lines = try check.lines(ofFile: file)
                isConforming = isConforming && lines.isEmpty
                for line in lines { print(line) }
            }
        } catch {
            throw CommandRefused(([error] + error.further).map(\.description), exitCode: 2)
        }
        guard isConforming else { throw ExitCode(1) }
    }

    private func check() throws(PayloadCheck.Problem) -> PayloadCheck {
        var reading = PayloadCheck.Reading()
        reading.dialect = dialect?.dialect
        reading.direction =
            switch direction {
            case .request: .request
            case .response: .response
            case nil: .none
            }
        reading.assertsFormat = formats == .assert
        reading.references = reference
        reading.root = root
        if let schema {
            return try PayloadCheck(schemaFile: schema, pointer: pointer, reading: reading)
        }
        return try PayloadCheck(
            openAPIFile: openapi ?? "",
            operation: operation ?? "",
            body: response.map { .response($0) } ?? .request,
            reading: reading
        )
    }
}
