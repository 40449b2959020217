import Foundation
import JSONTape

/// What the demonstration of delegation prints, and the file that tells a script about it.
struct DelegationReport {
    private typealias Folder = DemonstrationFolder

    let demonstration: Demonstration
    let shown: Demonstration.Delegated

    /// Prints what was shown in short or in full; writes the file when one is named.
    func print(isVerbose: Bool, to file: String?) throws {
        if isVerbose { printAll() } else { for line in summary { Swift.print(line) } }
        if let file {
            try Data(description.serialized(pretty: true)).write(to: URL(filePath: file))
        }
    }

    /// The lines of a screen and a half, of at most 79 columns but for paths.
    private var summary: [String] {
        let folder = demonstration.folder
        let signers = (shown.contract["signatures"]?.array ?? []).compactMap {
            $0["peerID"]?.string
        }
        let names = folder.organisations.filter { signers.contains($0.peerID) }.map(\.name)
        let answer = AnswerComparison(full: shown.answer, reduced: shown.answer)
        let revoked = "After \(Folder.delegator.name) revoked"
        return [
            "", "Three parties", "-------------",
            "  the contract \(shown.contractHash.prefix(18))…, signed by all three:",
        ] + names.map { "    \($0)" } + [
            "  the access token names for whom: act.sub \(Self.text(shown.token["act"]?["sub"]))",
            "  \(Folder.consumer.name) got \(answer.rows.count) fields of one person",
            "  transaction \(shown.transactionID)",
            "    asked by \(Folder.consumer.name) for \(Self.text(shown.consumerLine["delegator"]))",
            "    given by \(Folder.provider.name) for \(Self.text(shown.providerLine["delegator"]))",
        ] + shown.verifications.map { "  \($0)" } + [
            "", revoked, String(repeating: "-", count: revoked.count),
        ] + Self.refused("the next request", shown.refusal)
            + Self.refused("a token that was kept", shown.keptToken) + [
                "", "How to go on, while it runs", "---------------------------",
                "  sluis contract list --data \(folder.data(Folder.delegator))",
                "  sluis log query --data \(folder.data(Folder.provider))",
                "`sluis` is \(demonstration.programs.sluis).",
                "`sluis-demo run --delegation --verbose` shows everything in full.",
            ]
    }

    private static func refused(_ what: String, _ refusal: Demonstration.Refusal) -> [String] {
        [
            "  \(what): \(refusal.status) \(text(refusal.answer["code"])), after \(milliseconds(refusal)) ms"
        ]
    }

    private static func text(_ value: JSONValue?) -> String { value?.string ?? "-" }

    private static func milliseconds(_ refusal: Demonstration.Refusal) -> Int64 {
        let (seconds, attoseconds) = refusal.after.components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }

    private func printAll() {
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
        let milliseconds = Self.milliseconds(refusal)
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
