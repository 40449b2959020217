import ArgumentParser
import ExchangeModel
import Foundation
import GatewayConfiguration
import PayloadPolicy

extension PurposeCommand {
    /// `sluis purpose draft`: a field policy to cut down.
    struct Draft: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Writes a field policy for an operation of an OpenAPI document, to be cut down.",
            discussion: """
                The policy names every field that the document lets be asked for and given, with what the document \
                says of it: delete the lines that the purpose does not need. It needs no running gateway, and passes \
                `sluis check` as it is written. What each member means: docs/field-policies.md.
                """,
            examples: [
                "sluis purpose draft --openapi api/persons.yaml --operation getPerson \\\n"
                    + "--purpose https://purposes.example.nl/benefits > policies/benefits.yaml"
            ]
        )

        @Option(help: "The service's OpenAPI document, JSON or YAML.")
        var openapi: String

        @Option(
            help:
                "The operationId, or method and path, such as 'GET /persons/{id}', where there is none."
        )
        var operation: String

        @Option(help: "The purpose's id, an absolute URI.")
        var purpose = "https://purposes.example.nl/change-this"

        func run() throws {
            do {
                let id = try PurposeID(purpose)
                let files = try DocumentFiles(openapi)
                let name = openapi == "-" ? "-" : URL(filePath: openapi).lastPathComponent
                let draft = try PolicyDraft(
                    of: files.document,
                    operation: operation,
                    purpose: id,
                    source: name
                )
                print(draft.text, terminator: "")
            } catch {
                throw CommandRefused(said(of: error), exitCode: 2)
            }
        }

        /// What is wrong, and what to do about it.
        private func said(of error: any Error) -> String {
            switch error {
            case is Malformed:
                "--purpose '\(purpose)': expected 1 to 200 printable ASCII characters without spaces, "
                    + "usually an absolute URI"
            case PolicyDraft.Problem.unknownOperation(let known) where known.isEmpty:
                "\(openapi) is no OpenAPI document with operations"
            case PolicyDraft.Problem.unknownOperation(let known):
                "\(openapi) has no operation '\(operation)'; "
                    + Spelling.hint(for: operation, among: known, of: "operations")
            case PolicyDraft.Problem.unusable(let reason): "\(openapi)\(reason)"
            default: "\(error)"
            }
        }
    }
}
