import JSONTape

/// Exchanges of the access log as text for people; the shapes are the administration API's.
enum LogText {
    static func list(_ answer: JSONValue, _ form: TextForm = .plain) -> String {
        let exchanges = answer["exchanges"]?.array ?? []
        guard !exchanges.isEmpty else { return "Nothing in the log passes the filter." }
        let isDelegated = exchanges.contains { $0["delegator"] != nil }
        var columns: [TextTable.Column] = [
            .whole("STARTED"), .whole("TRANSACTION", below: 0), .whole("DIRECTION", below: 4),
            .whole("PEER"),
        ]
        if isDelegated { columns.append(.whole("FOR", below: 2)) }
        columns += [
            .text("SERVICE"), .state("OUTCOME"), .whole("STATUS", below: 3),
            .text("REASON", below: 1),
        ]
        var table = TextTable(columns)
        for exchange in exchanges {
            var row = [
                form.moment(exchange["startedAt"]?.string ?? "?"),
                exchange["transactionID"]?.string ?? "-",
                exchange["direction"]?.string ?? "-", exchange["peerID"]?.string ?? "-",
            ]
            if isDelegated { row.append(exchange["delegator"]?.string ?? "-") }
            row += [
                exchange["service"]?.string ?? "-", outcome(exchange),
                exchange["status"]?.integer.map { String($0) } ?? "-",
                reason(exchange),
            ]
            table.add(row)
        }
        guard let next = answer["next"]?.string else { return table.text(form) }
        return table.text(form) + "\n\nThere is more: repeat with --cursor \(next)"
    }

    /// Code and cause, where they do not say the same.
    private static func reason(_ exchange: JSONValue) -> String {
        let reason = exchange["reason"]?.string ?? ""
        guard let cause = exchange["cause"]?.string, !reason.lowercased().hasSuffix(cause) else {
            return reason
        }
        return "\(reason) (\(cause))"
    }

    private static func outcome(_ exchange: JSONValue) -> String {
        let outcome = exchange["outcome"]?.string ?? "?"
        guard let count = exchange["count"]?.integer, count > 1 else { return outcome }
        return "\(outcome) \(count) times"
    }

    static func one(_ exchange: JSONValue) -> String {
        var lines = [
            "Transaction  \(exchange["transactionID"]?.string ?? "?")",
            "Outcome      \(exchange["outcome"]?.string ?? "?")",
        ]
        for entry in exchange["entries"]?.array ?? [] {
            lines.append("")
            lines += self.entry(entry)
        }
        return lines.joined(separator: "\n")
    }

    /// A checkpoint as `sluis log verify --kept` takes it: its lines are as long as they are, on a terminal too.
    static func checkpoint(_ note: String) -> String {
        "\nCheckpoint (keep what follows in a file, for `sluis log verify --kept FILE`)\n"
            + Output.printableLines(note)
    }

    /// An entry's head, its members and its proof.
    private static func entry(_ entry: JSONValue) -> [String] {
        let index = entry["index"]?.integer.map { String($0) } ?? "?"
        var lines = [
            "\(entry["kind"]?.string ?? "?")  entry \(index), \(entry["writtenAt"]?.string ?? "?")"
        ]
        let hidden: Set<String> = [
            "index", "kind", "created_at", "completion", "outcome_class", "transaction_id",
        ]
        for (name, value) in entry["fields"]?.object?.members ?? [] where !hidden.contains(name) {
            lines.append("  \(name): \(text(value))")
        }
        let proof = entry["proof"]
        if proof?["verified"]?.bool == true {
            let size = proof?["treeSize"]?.integer.map { String($0) } ?? "?"
            lines.append("  proof: verified against the checkpoint of \(size) entries")
        } else {
            lines.append("  proof: NOT VERIFIED; the next checkpoint may not be signed yet")
        }
        return lines
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: value.serialized(), as: UTF8.self)
    }
}
