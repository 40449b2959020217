import JSONTape

/// What a contract means, in words: what is signed for.
enum ContractMeaningText {
    /// A paragraph for a grant: who gets which fields for what, on which legal basis, until when, and what
    /// differs from the contract before.
    static func lines(_ meaning: JSONValue, of contract: JSONValue) -> [String] {
        let grant = (contract["grants"]?.array ?? []).first { $0["hash"] == meaning["grant"] }
        let (from, until) = (day(contract["notBefore"]), day(contract["notAfter"]))
        var lines = [
            "In words  \(party(meaning["consumer"])) may call the service "
                + "\(meaning["service"]?.string ?? "?") of \(party(meaning["provider"]))"
                + ", from \(from) until \(until)."
        ]
        if meaning["delegator"] != nil {
            lines.append("          It does so on behalf of \(party(meaning["delegator"])).")
        }
        if let purpose = grant?["purpose"] {
            let sources = (purpose["legal_sources"]?.array ?? []).compactMap(\.string)
            lines.append("          What for: \(purpose["label"]?.string ?? "?")")
            lines.append(
                "          Legal basis: \(purpose["legal_basis"]?.string ?? "?")"
                    + (sources.isEmpty ? "" : " (\(sources.joined(separator: "; ")))")
            )
        } else {
            lines.append("          What for: no purpose is named, so no field policy limits it.")
        }
        for operation in meaning["operations"]?.array ?? [] { lines += self.operation(operation) }
        if let unknown = meaning["unknown"]?.string {
            lines.append("          Which fields cannot be told: \(unknown)")
        }
        return lines + before(meaning["before"])
    }

    private static func party(_ party: JSONValue?) -> String {
        let id = party?["peerID"]?.string ?? "?"
        return party?["name"]?.string.map { "\($0) (\(id))" } ?? "peer \(id)"
    }

    private static func day(_ moment: JSONValue?) -> String {
        String((moment?.string ?? "?").prefix(10))
    }

    private static func operation(_ operation: JSONValue) -> [String] {
        let answer = operation["answer"]
        let fields = ((answer?["allow"]?.array ?? []) + (answer?["always"]?.array ?? []))
            .compactMap(\.string)
        let name = operation["summary"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let what = operation["id"]?.string ?? "?"
        return ["          \(what)\(name.map { " (\($0))" } ?? "") gives:"]
            + (fields.isEmpty
                ? ["            nothing of the answer"] : fields.map { "            \($0)" })
    }

    private static func before(_ before: JSONValue?) -> [String] {
        guard let before else {
            return ["Before    no contract gave this access before."]
        }
        let hash = before["contract"]?.string ?? "?"
        let state = before["state"]?.string ?? "?"
        return ["Before    the contract \(hash) (\(state)); this one says otherwise:"]
            + DifferenceText.all([before]).split(separator: "\n").dropFirst().map(String.init)
    }
}
