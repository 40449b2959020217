import AccessLog
import ExchangeModel
import JSONTape

/// What became of an exchange, in two languages: why, who can mend it and how.
struct Explanation {
    /// The exchange as the administration API shows it.
    let exchange: JSONValue

    /// The first value of a member among the entries, and what completed them.
    private func value(_ names: String...) -> JSONValue? {
        let entries = exchange["entries"]?.array ?? []
        for fields in entries.compactMap({ $0["fields"] }) {
            for part in [fields["completion"], fields] {
                for name in names {
                    if let value = part?[name] { return value }
                }
            }
        }
        return nil
    }

    private func text(_ names: String...) -> String? {
        for name in names {
            if let text = value(name)?.string { return text }
        }
        return nil
    }

    private var direction: Direction? {
        switch text("direction") {
        case "incoming": .incoming
        case "outgoing": .outgoing
        default: nil
        }
    }

    /// Who answered with an error, and with which code; nil when nobody did.
    private var refusal: (domain: ErrorDomain, code: ErrorCode)? {
        let own: ErrorDomain = direction == .outgoing ? .outway : .inway
        let (code, peerCode) = (text("code"), text("peer_code"))
        // The provider's Inway refused where its code is the one that was passed on.
        if own == .outway, let peerCode, code == nil || code == peerCode {
            return ErrorCode(rawValue: peerCode).map { (.inway, $0) }
        }
        if let code = code.flatMap(ErrorCode.init(rawValue:)) { return (own, code) }
        switch (own, text("outcome")) {
        case (.outway, "unreachable"): return (own, .inwayUnreachable)
        case (.outway, "timed_out"): return (own, .inwayTimeout)
        case (_, "unreachable"): return (own, .serviceUnreachable)
        case (_, "timed_out"): return (own, .serviceTimeout)
        default: return nil
        }
    }

    private var rule: RefusalRule? {
        guard let refusal else { return nil }
        let causes = [text("token_error"), text("cause")].compactMap(\.self)
        return .of(refusal.domain, refusal.code, causes: causes)
    }

    /// What `{peer}` and its kin stand for.
    private var names: [String: String] {
        // The provider's, to whom the mend speaks of itself; in its records `peer_id` is whoever asked.
        let peer =
            direction == .incoming ? text("service_peer_id") : text("service_peer_id", "peer_id")
        let known = [
            "peer": peer, "service": text("service_name"), "grant": text("grant_hash"),
            "purpose": text("purpose_id"),
        ]
        return known.compactMapValues(\.self)
    }

    private func filled(_ words: RefusalRule.Words) -> RefusalRule.Words {
        RefusalRule.Words(why: words.why, mend: RefusalText.filled(words.mend, names))
    }

    /// The document of `sluis explain --json`.
    var json: JSONValue {
        let outcome = exchange["outcome"]?.string ?? "unknown"
        var document: JSONObject = [
            "transactionID": exchange["transactionID"] ?? .null, "outcome": .string(outcome),
        ]
        let members: [(String, String?)] = [
            ("direction", text("direction")), ("phase", text("phase")),
            ("service", text("service_name")), ("grant", text("grant_hash")),
            ("purpose", text("purpose_id")), ("operation", text("operation_id")),
            ("client", text("client")), ("cause", text("cause")),
            ("tokenError", text("token_error")), ("peerCode", text("peer_code")),
        ]
        for (name, text) in members { document[name] = text.map { .string($0) } }
        document["status"] = value("status")
        document["peerStatus"] = value("peer_status")
        document["code"] = refusal.map { .string($0.code.rawValue) }
        let rule = rule
        let recorded = RefusalCause.Leg.allCases.first { $0.name == text("leg") }
        let leg = refusal == nil ? nil : recorded ?? rule?.leg
        document["leg"] = leg.map { .string($0.name) }
        for language in Language.allCases {
            let words = rule?.words(language) ?? RefusalText.words(ofOutcome: ending, language)
            let filled = filled(words)
            let owner = rule?.owner ?? (ending == "answered" ? .nobody : .consumer)
            var spoken: JSONObject = [
                "rule": .string(filled.why),
                "owner": .string(owner.words(language, seen: direction)),
                "mend": .string(filled.mend),
            ]
            spoken["leg"] = leg.map { .string($0.words(language)) }
            document[language.rawValue] = .object(spoken)
        }
        return .object(document)
    }

    /// How it ended, where nobody refused it.
    private var ending: String {
        if text("peer_code") != nil { return "refused_elsewhere" }
        return text("outcome") ?? exchange["outcome"]?.string ?? "unknown"
    }

    static func text(_ document: JSONValue) -> String {
        var lines = [
            "Transaction  \(document["transactionID"]?.string ?? "?")",
            "Outcome      \(document["outcome"]?.string ?? "?")",
        ]
        for (name, label) in [
            ("code", "Code         "), ("cause", "Cause        "),
            ("tokenError", "Token error  "), ("direction", "Direction    "),
            ("phase", "Refused at   "), ("service", "Service      "),
            ("grant", "Grant        "), ("purpose", "Purpose      "),
            ("operation", "Operation    "), ("client", "Client       "),
        ] {
            guard let text = document[name]?.string else { continue }
            lines.append(label + text)
        }
        for (language, words) in [
            ("en", ("What failed", "Why", "Who", "How")),
            ("nl", ("Wat faalde", "Waarom", "Wie", "Hoe")),
        ] {
            guard let rule = document[language] else { continue }
            lines.append("")
            for (name, word) in [
                ("leg", words.0), ("rule", words.1), ("owner", words.2), ("mend", words.3),
            ] {
                guard let text = rule[name]?.string else { continue }
                lines.append(word.padding(to: 13) + text)
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(1, width - count))
    }
}

/// The words of an explanation that belong to no code.
enum RefusalText {
    /// Writes the names of an exchange into a mend; of those that are not known their capitals.
    static func filled(_ text: String, _ names: [String: String] = [:]) -> String {
        ["peer", "service", "grant", "purpose"].reduce(text) { text, name in
            text.replacing("{\(name)}", with: names[name] ?? name.uppercased())
        }
    }

    /// What is said of an exchange that nobody refused.
    static func words(ofOutcome outcome: String, _ language: Language) -> RefusalRule.Words {
        let words = ofOutcomes[outcome] ?? ofOutcomes["unknown"]
        return words?[language] ?? RefusalRule.Words()
    }

    private static let ofOutcomes: [String: [Language: RefusalRule.Words]] = [
        "answered": [
            .english: .init(why: "it was answered: no rule refused it", mend: "nothing"),
            .dutch: .init(why: "het is beantwoord: geen regel weigerde", mend: "niets"),
        ],
        "refused_elsewhere": [
            .english: .init(
                why: "the provider's Inway refused it with a code that this gateway does not know",
                mend: "ask the provider what the code means; its record has the same transaction id"
            ),
            .dutch: .init(
                why: "de Inway van de aanbieder weigerde met een code die deze gateway niet kent",
                mend: "vraag de aanbieder naar de code; de vastlegging daar heeft hetzelfde id"
            ),
        ],
        "interrupted": [
            .english: .init(
                why: "the answer broke off after its first part had left",
                mend:
                    "ask again; the other side's record of the transaction tells which end broke off"
            ),
            .dutch: .init(
                why: "het antwoord brak af nadat het eerste deel weg was",
                mend: "vraag opnieuw; de vastlegging van de andere kant zegt welk einde afbrak"
            ),
        ],
        "client_left": [
            .english: .init(
                why: "whoever asked left before the answer was whole",
                mend: "let the application wait longer, then ask again"
            ),
            .dutch: .init(
                why: "wie vroeg, vertrok voordat het antwoord heel was",
                mend: "laat de toepassing langer wachten, vraag daarna opnieuw"
            ),
        ],
        "abandoned": [
            .english: .init(
                why:
                    "this gateway gave the exchange up without an outcome: it stopped, or has a defect",
                mend: "look at the gateway's own log at this moment; then ask again"
            ),
            .dutch: .init(
                why:
                    "deze gateway gaf de uitwisseling op zonder uitkomst: hij stopte, of heeft een fout",
                mend: "bekijk het eigen log van de gateway op dit moment; vraag daarna opnieuw"
            ),
        ],
        "unknown": [
            .english: .init(
                why: "the log holds no completion: nobody can tell how it ended",
                mend: "compare with the other side's record of the same transaction"
            ),
            .dutch: .init(
                why: "het log heeft geen afsluiting: niemand weet hoe het afliep",
                mend: "vergelijk met de vastlegging van de andere kant"
            ),
        ],
    ]
}
