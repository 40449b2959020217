import JSONTape

/// One thing that the doctor looked at.
struct DoctorFinding: Equatable {
    /// How grave it is.
    enum Verdict: String {
        case good = "ok"
        case warning
        case fault
    }

    let check: String
    let verdict: Verdict
    /// What was found, as a sentence.
    let found: String
    /// What to do; nil when it is good.
    let mend: String?

    static func good(_ check: String, _ found: String) -> DoctorFinding {
        DoctorFinding(check: check, verdict: .good, found: found, mend: nil)
    }

    static func warning(_ check: String, _ found: String, mend: String) -> DoctorFinding {
        DoctorFinding(check: check, verdict: .warning, found: found, mend: mend)
    }

    static func fault(_ check: String, _ found: String, mend: String) -> DoctorFinding {
        DoctorFinding(check: check, verdict: .fault, found: found, mend: mend)
    }

    var json: JSONValue {
        var document: JSONObject = [
            "check": .string(check), "verdict": .string(verdict.rawValue),
            "found": .string(found),
        ]
        document["mend"] = mend.map { .string($0) }
        return .object(document)
    }

    /// The finding in one line, the mend in the next.
    static func text(_ finding: JSONValue, _ form: TextForm = .plain) -> String {
        let verdict = finding["verdict"]?.string ?? "?"
        let word = verdict == "fault" ? "FAULT" : verdict
        let mark = form.state(word) + String(repeating: " ", count: max(0, 7 - word.count))
        let line = "\(mark)  \(finding["check"]?.string ?? "?"): \(finding["found"]?.string ?? "")"
        return line + (finding["mend"]?.string.map { "\n         mend: \($0)" } ?? "")
    }
}
