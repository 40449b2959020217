import Foundation
import JSONTape

/// What the demonstration of delegation prints, and the file that tells a script about it.
struct DelegationReport {
    private typealias Folder = DemonstrationFolder

    let demonstration: Demonstration
    let shown: Demonstration.Delegated

    /// Prints what was shown; writes the file when one is named.
    func print(to file: String?) throws {
        ReportText.heading("The contract, signed by all three")
        ReportText.show(contract)
        ReportText.heading("The answer, reduced to the fields of the purpose")
        ReportText.show(shown.answer)
        ReportText.heading("The claims of the access token: `act` names the delegator")
        ReportText.show(shown.token)
        ReportText.heading("The log of the delegatee, \(Folder.consumer.name)")
        ReportText.show(shown.consumerLine)
        ReportText.heading("The log of the provider, \(Folder.provider.name), same transaction")
        ReportText.show(shown.providerLine)
        ReportText.heading("Both logs, re-derived from their stored bytes")
        for line in shown.verifications { Swift.print("    " + line) }
        ReportText.heading("After \(Folder.delegator.name) revoked")
        refusal("the next request through the Outway", shown.refusal)
        refusal("a kept token, shown to the Inway itself", shown.keptToken)
        ReportText.heading("Look at it")
        let program = demonstration.programs.sluis
        let folder = demonstration.folder
        Swift.print("    \(program) contract list --data \(folder.data(Folder.delegator))")
        Swift.print("    \(program) log query --data \(folder.data(Folder.provider))")
        Swift.print("    folders: \(folder.root.path(percentEncoded: false))")
        if let file {
            try Data(description.serialized(pretty: true)).write(to: URL(filePath: file))
        }
    }

    /// What matters of the contract: who may do what for whom, and who signed.
    private var contract: JSONValue {
        var document = JSONObject()
        for name in ["hash", "notBefore", "notAfter", "grants", "signatures"] {
            document[name] = shown.contract[name]
        }
        return .object(document)
    }

    private func refusal(_ what: String, _ refusal: Demonstration.Refusal) {
        let (seconds, attoseconds) = refusal.after.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        Swift.print("    \(what): \(refusal.status), \(milliseconds) ms after the command began")
        ReportText.show(refusal.answer)
    }

    private var description: JSONValue {
        let folder = demonstration.folder
        return [
            "folder": .string(folder.root.path(percentEncoded: false)),
            "organisations": demonstration.organisations,
            "contractHash": .string(shown.contractHash),
            "grantHash": .string(shown.grantHash),
            "path": .string(shown.requestPath),
            "transactionID": .string(shown.transactionID),
            "outway": .string("http://127.0.0.1:\(folder.ports.consumerOutway)"),
            "contract": contract,
            "token": shown.token,
            "consumerLine": shown.consumerLine,
            "providerLine": shown.providerLine,
            "refusal": Self.json(shown.refusal),
            "keptToken": Self.json(shown.keptToken),
        ]
    }

    private static func json(_ refusal: Demonstration.Refusal) -> JSONValue {
        [
            "status": .number(JSONNumber(Int64(refusal.status))), "answer": refusal.answer,
        ]
    }
}
