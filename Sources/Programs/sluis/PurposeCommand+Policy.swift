import ArgumentParser
import JSONTape

/// A purpose as a person names it on the command line.
struct PurposeArgument: ParsableArguments {
    @Argument(
        help: "The purpose's id, or the hash of a grant in quotes.",
        completion: NameCompletion.purposes
    )
    var purpose: String

    @Option(
        help: "The service that is meant, where more than one serves the purpose.",
        completion: NameCompletion.services
    )
    var service: String?

    /// The path of one of the purpose's resources.
    func path(_ resource: String) -> String {
        let query = service.map { "?service=\(PathText.segment($0))" } ?? ""
        return "/v1/purposes/\(PathText.segment(purpose))/\(resource)\(query)"
    }
}

extension PurposeCommand {
    /// `sluis purpose explain`: what may be asked and seen, in words.
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells in words what a purpose, or the purpose of a grant, may ask and see.",
            discussion: """
                For own services it tells the field policy as it is applied; for services of others what the \
                document says that the contract or the publication pins. Places are JSON pointers: * stands for \
                any item or member, ** for all that is below.
                """,
            examples: [
                "sluis purpose explain https://purposes.example.nl/benefits --service persons"
            ]
        )

        @OptionGroup var purpose: PurposeArgument
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().get(purpose.path("explanation"))
            operatorOptions.show(answer, as: PurposeText.explanation)
        }
    }

    /// `sluis purpose document`: the OpenAPI document of what may be asked and seen.
    struct Document: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the OpenAPI document of what a purpose, or a grant, may ask and see.",
            discussion: """
                It is the service's document reduced to the operations, request values and answer fields of the \
                field policy, valid OpenAPI itself. Its SHA-256 stands in the publication and in the contract, over \
                the canonical JSON text (RFC 8785).
                """,
            examples: [
                "sluis purpose document https://purposes.example.nl/benefits > persons.json"
            ]
        )

        @OptionGroup var purpose: PurposeArgument
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().get(purpose.path("document"))
            Output.print(answer, json: true) { _ in "" }
        }
    }
}

/// Purposes in words.
enum PurposeText {
    static func explanation(_ answer: JSONValue) -> String {
        (answer["purposes"]?.array ?? []).map(one).joined(separator: "\n\n")
    }

    private static func one(_ purpose: JSONValue) -> String {
        let sources = texts(purpose["legal_sources"])
        var lines = [
            "\(text(purpose["label"])) (\(text(purpose["id"])))",
            "  Legal basis    \(text(purpose["legal_basis"]))"
                + (sources.isEmpty ? "" : " (\(sources.joined(separator: "; ")))"),
        ]
        if let reference = purpose["authorisation_reference"]?.string {
            lines.append("  Authorisation  \(reference)")
        }
        lines.append("  Service        \(text(purpose["service"])) of \(text(purpose["peerID"]))")
        if let grant = purpose["grant"]?.string { lines.append("  Grant          \(grant)") }
        lines.append("  Field policy   \(text(purpose["field_policy_sha256"]))")
        if let digest = purpose["document_sha256"]?.string {
            lines.append("  Document       \(digest)")
        }
        if purpose["inForce"] == false {
            lines.append("! Requests under this grant are refused: renew the contract.")
        } else if purpose["isPublished"] == false {
            lines.append(
                "! Another field policy is published now: the grant keeps this one until it ends or is renewed."
            )
        }
        if let unknown = purpose["unknown"]?.string { lines.append("! \(unknown)") }
        let operations = purpose["operations"]?.array ?? []
        for operation in operations { lines += [""] + self.operation(operation) }
        if !operations.isEmpty {
            lines += [
                "",
                "Every other operation is refused; every other field is removed from answers.",
            ]
        }
        return lines.joined(separator: "\n")
    }

    private static func operation(_ operation: JSONValue) -> [String] {
        let summary = text(operation["summary"])
        var lines = [
            "\(text(operation["method"])) \(text(operation["path"])) (\(text(operation["id"])))"
                + (summary.isEmpty ? "" : ": \(summary)")
        ]
        let request = operation["request"]
        for (place, values) in request?["values"]?.object ?? [:] {
            let allowed = (values.array ?? []).map {
                String(decoding: $0.serialized(), as: UTF8.self)
            }
            lines.append("  May be asked   \(place) only as \(allowed.joined(separator: ", "))")
        }
        let parameters = texts(request?["parameters"])
        if !parameters.isEmpty {
            lines.append("  May be asked   \(parameters.joined(separator: ", "))")
        }
        if let fields = request?["fields"] {
            let below = text(fields["below"])
            lines.append(
                "  Fields         asked for in \(text(fields["at"]))"
                    + (below.isEmpty ? "" : ", counted from \(below)")
                    + "; asking for others is refused (403)"
            )
        }
        let answer = operation["answer"]
        add("  May be seen    ", texts(answer?["allow"]), to: &lines)
        add("  Always there   ", texts(answer?["always"]), to: &lines)
        add("  Of errors      ", texts(answer?["errors"]), to: &lines)
        add("  Header fields  ", texts(answer?["headerFields"]), to: &lines)
        if answer?["opaque"] == true {
            lines.append("  Answers that are not JSON pass unread")
        }
        for (name, holder) in [("request", request), ("answer", answer)] {
            for subject in holder?["subjects"]?.array ?? [] {
                lines.append(
                    "  Persons        \(text(subject["at"])) of the \(name) (\(text(subject["id_type"])))"
                )
            }
        }
        return lines
    }

    private static func add(_ label: String, _ items: [String], to lines: inout [String]) {
        for (position, item) in items.enumerated() {
            let blank = String(repeating: " ", count: label.count)
            lines.append((position == 0 ? label : blank) + item)
        }
    }

    private static func text(_ value: JSONValue?) -> String { value?.string ?? "" }

    private static func texts(_ value: JSONValue?) -> [String] {
        value?.array?.compactMap(\.string) ?? []
    }
}
