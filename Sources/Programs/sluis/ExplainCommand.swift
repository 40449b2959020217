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
            """,
        examples: [
            "sluis explain 01890a5d-ac96-774b-bcce-b302099a8057"
        ]
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
