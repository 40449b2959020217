import ArgumentParser
import ExchangeModel
import JSONTape

/// `sluis explain`: why an exchange was refused, and who can change that.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says in plain words what became of an exchange, and who can change it.",
        discussion: """
            In English and Dutch. The question itself is put on record with your account.
            Exit 0 when the exchange is found, 1 when the log does not hold it.
            """
    )

    @Argument(help: "The transaction id: Fsc-Transaction-Id of the answer.")
    var transaction: String

    @OptionGroup var operatorOptions: OperatorOptions

    func validate() throws {
        guard (try? TransactionID(transaction)) != nil else {
            throw ValidationError("`\(transaction)` is no transaction id (a UUID)")
        }
    }

    func run() async throws {
        let path = "/v1/log-entries/\(PathText.segment(transaction))"
        let answer = try await operatorOptions.client().get(path)
        operatorOptions.show(Explanation(exchange: answer).json, as: Explanation.text)
    }
}

/// What became of an exchange, in two languages.
struct Explanation {
    /// The exchange as the administration API shows it.
    let exchange: JSONValue

    /// The code by which it was refused; nil when it was not.
    private var code: ErrorCode? {
        for entry in exchange["entries"]?.array ?? [] {
            let fields = entry["fields"]
            for text in [fields?["code"], fields?["completion"]?["code"]] {
                if let code = text?.string.flatMap(ErrorCode.init(rawValue:)) { return code }
            }
        }
        return nil
    }

    private func field(_ name: String) -> String? {
        for entry in exchange["entries"]?.array ?? [] {
            if let text = entry["fields"]?[name]?.string { return text }
        }
        return nil
    }

    var json: JSONValue {
        let outcome = exchange["outcome"]?.string ?? "unknown"
        var document: JSONObject = [
            "transactionID": exchange["transactionID"] ?? .null, "outcome": .string(outcome),
        ]
        for name in ["direction", "phase", "service", "grant", "purpose", "operation", "client"] {
            document[name] = field(name).map { .string($0) }
        }
        let rule = code.map(RefusalRule.init) ?? RefusalRule(outcome: outcome)
        document["code"] = code.map { .string($0.rawValue) }
        document["en"] = rule.english.json
        document["nl"] = rule.dutch.json
        return .object(document)
    }

    static func text(_ document: JSONValue) -> String {
        var lines = [
            "Transaction  \(document["transactionID"]?.string ?? "?")",
            "Outcome      \(document["outcome"]?.string ?? "?")",
        ]
        for (name, label) in [
            ("code", "Code         "), ("direction", "Direction    "),
            ("phase", "Refused at   "), ("service", "Service      "),
            ("grant", "Grant        "), ("purpose", "Purpose      "),
            ("operation", "Operation    "), ("client", "Client       "),
        ] {
            guard let text = document[name]?.string else { continue }
            lines.append(label + text)
        }
        for (language, words) in [
            ("en", ("Why", "Who", "How")), ("nl", ("Waarom", "Wie", "Hoe")),
        ] {
            guard let rule = document[language] else { continue }
            lines.append("")
            for (name, word) in [("rule", words.0), ("owner", words.1), ("mend", words.2)] {
                let label = word + String(repeating: " ", count: max(1, 13 - word.count))
                lines.append(label + (rule[name]?.string ?? ""))
            }
        }
        return lines.joined(separator: "\n")
    }
}
