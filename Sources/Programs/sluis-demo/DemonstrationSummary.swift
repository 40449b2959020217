import JSONTape

/// What the demonstration shows on a screen and a half.
struct DemonstrationSummary {
    private typealias Folder = DemonstrationFolder

    /// The most rows of the comparison.
    private static let mostRows = 30

    let shown: Demonstration.Shown
    /// Where the catalogue is served.
    let catalogueAddress: String
    /// The Outway's address.
    let outway: String
    /// The data folder of an organisation.
    let data: (DemonstrationFolder.Organisation) -> String
    /// The path of the program.
    let program: String

    /// The lines, of at most 79 columns but for addresses and paths.
    var lines: [String] {
        let comparison = AnswerComparison(full: shown.fullAnswer, reduced: shown.minimisedAnswer)
        return [""] + Self.titled("What the purpose let through")
            + comparison.lines(
                (full: "the registry has", reduced: "the agency gets"),
                most: Self.mostRows
            ) + [""] + Self.titled("On record at both sides before the query went on")
            + ["  transaction \(shown.transactionID)", "  legal basis \(legalBasis)"]
            + record(shown.providerRecord, Folder.provider, "gave", shown.verifications.first)
            + record(shown.consumerRecord, Folder.consumer, "asked", shown.verifications.last)
            + [""] + Self.titled("In the catalogue") + entry
            + [""] + Self.titled("How to go on, while it runs") + ways
    }

    private var legalBasis: String {
        Self.text(shown.providerRecord["entries"]?[0]?["fields"]?["legal_basis"])
    }

    private static func titled(_ text: String) -> [String] {
        [text, String(repeating: "-", count: text.count)]
    }

    /// The record of one side with its proof.
    private func record(
        _ record: JSONValue,
        _ side: DemonstrationFolder.Organisation,
        _ did: String,
        _ verification: String?
    ) -> [String] {
        let entries = record["entries"]?.array ?? []
        let request = entries.first { $0["kind"]?.string == "REQ" }
        let fields = request?["fields"]
        let completion = fields?["completion"]
        let persons = entries.compactMap { $0["fields"]?["subject_count"]?.integer }.max()
        let known = fields?["personal"]?["subjects"]?.array?.count ?? 0
        var lines = [
            "  \(side.name) \(did): \(Self.text(fields?["service_name"])) for "
                + "\(Self.text(fields?["purpose_label"]))"
        ]
        let count = max(Int(persons ?? 0), known)
        let whom =
            count == 0 ? "" : "\(count) person\(count == 1 ? "" : "s") (pseudonym); "
        let client = fields?["client"]?.string.map { "by \($0); " } ?? ""
        lines.append(
            "    entry \(Self.text(request?["index"])): \(whom)\(client)\(Self.text(completion?["status"])) in "
                + "\(Self.text(completion?["duration_ms"])) ms"
        )
        let proof = request?["proof"]
        let isProven = proof?["verified"]?.bool == true
        lines.append(
            "    proof: leaf \(Self.short(request?["leafHash"])) is \(isProven ? "" : "not ")in signed tree "
                + "\(Self.short(proof?["rootHash"])) of \(Self.text(proof?["treeSize"])) entries"
        )
        let said = verification.map { $0.split(separator: ": ", maxSplits: 1).last ?? "" } ?? ""
        if !said.isEmpty { lines.append("    log: \(said)") }
        return lines
    }

    /// The title and address of the dataset, and where the whole entry is.
    private var entry: [String] {
        let datasets = (shown.catalogue["@graph"]?.array ?? []).filter {
            $0["type"]?.string == "dcat:Dataset"
        }
        let titles = datasets.map { dataset in
            "  \(Self.text(dataset["title"]?["en"])): \(Self.text(dataset["id"]))"
        }
        return titles + ["  the whole entry: \(catalogueAddress)"]
    }

    private var ways: [String] {
        [
            "  curl -H 'Sluis-Alias: \(Folder.service)' \(outway)\(shown.requestPath)",
            "  export SLUIS_DATA=\(data(Folder.provider))",
            "  sluis log query",
            "  sluis explain \(shown.transactionID)",
            "`sluis` is \(program).",
            "`sluis-demo run --verbose` shows everything in full.",
        ]
    }

    private static func text(_ value: JSONValue?) -> String {
        guard let value else { return "-" }
        return value.string ?? String(decoding: value.serialized(), as: UTF8.self)
    }

    private static func short(_ value: JSONValue?) -> String { String(text(value).prefix(12)) }
}
