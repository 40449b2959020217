import ArgumentParser
import Foundation

/// `sluis validate`: data files against a schema, as the gateway would check them.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks JSON files against a JSON Schema or an operation of an OpenAPI document.",
        usage: """
            sluis validate --schema FILE [--pointer P] DATA...
            sluis validate --openapi FILE --operation ID (--request | --response STATUS) DATA...
            """,
        discussion: """
            Schemas and documents are JSON or YAML, data is JSON; '-' reads data from the standard input.
            Prints one line a violation: FILE#POINTER: KEYWORD (PLACE IN THE SCHEMA). Never a value.

            Exit 0 when all data conforms, 1 when some does not, 2 when nothing could be checked.
            """
    )

    @Option(help: "A JSON Schema, or a document that holds one.")
    var schema: String?

    @Option(help: "The place of the schema in its file, a JSON pointer.")
    var pointer = ""

    @Option(help: "An OpenAPI 3.0 or 3.1 document.")
    var openapi: String?

    @Option(help: "The operationId of the operation.")
    var operation: String?

    @Flag(help: "Check request bodies of the operation.")
    var request = false

    @Option(help: "Check bodies of the operation's responses with this status.")
    var response: Int?

    @Argument(help: "The files to check.")
    var data: [String]

    func validate() throws {
        guard (schema == nil) != (openapi == nil) else {
            throw ValidationError("name either --schema FILE or --openapi FILE")
        }
        guard openapi == nil || operation != nil else {
            throw ValidationError("name the operation with --operation ID")
        }
        guard openapi == nil || request != (response != nil) else {
            throw ValidationError("name either --request or --response STATUS")
        }
        guard openapi == nil || pointer.isEmpty else {
            throw ValidationError("--pointer belongs to --schema")
        }
        guard schema == nil || (operation == nil && !request && response == nil) else {
            throw ValidationError("--operation, --request and --response belong to --openapi")
        }
    }

    func run() throws {
        var isConforming = true
        do throws(PayloadCheck.Problem) {
            let check = try check()
            for file in data {
                let lines = try check.lines(ofFile: file)
                isConforming = isConforming && lines.isEmpty
                for line in lines { print(line) }
            }
        } catch {
            FileHandle.standardError.write(Data("sluis validate: \(error)\n".utf8))
            throw ExitCode(2)
        }
        guard isConforming else { throw ExitCode(1) }
    }

    private func check() throws(PayloadCheck.Problem) -> PayloadCheck {
        if let schema { return try PayloadCheck(schemaFile: schema, pointer: pointer) }
        return try PayloadCheck(
            openAPIFile: openapi ?? "",
            operation: operation ?? "",
            body: response.map { .response($0) } ?? .request
        )
    }
}
