import ExchangeModel
import JSONTape

/// Something that ends soon, or has ended, and what to do about it.
struct ExpiryWarning: Hashable {
    /// What ends.
    enum Kind: String, CaseIterable {
        case certificate
        case anchor
        case revocationList
        case contract
    }

    /// How many days ahead a warning is given; 0 once it has ended.
    static let levels: [Int64] = [7, 30, 90]

    let kind: Kind
    /// Which one: a subject, an issuer, a contract hash.
    let subject: String
    let ends: Timestamp
    /// The level that was reached: 90, 30, 7 or 0 days.
    let level: Int64
    /// Whole days that are left.
    let days: Int64
    /// What rests on it, by the log of the last seven days.
    var usage: ExchangeUsage?
    /// What to do.
    let mend: String

    /// The level that something with a lifetime has reached; nil when it is too early to warn.
    ///
    /// A level of T days is for what lives at least twice as long, so that a list of a week does not
    /// warn all the time; what lives shorter warns in its last tenth.
    static func level(from start: Timestamp, until end: Timestamp, at now: Timestamp) -> Int64? {
        guard end > now else { return 0 }
        let day: Int64 = 86_400
        let (left, life) = (end.seconds - now.seconds, max(end.seconds - start.seconds, 1))
        let fitting = levels.filter { life / 2 >= $0 * day }
        guard let longest = fitting.last else { return left < life / 10 ? 7 : nil }
        return left <= longest * day ? fitting.first { left <= $0 * day } : nil
    }

    /// The document of the administration API.
    var json: JSONValue {
        var document: JSONObject = [
            "kind": .string(kind.rawValue), "subject": .string(subject),
            "ends": .string(ends.description), "days": .number(JSONNumber(days)),
            "level": .number(JSONNumber(level)), "mend": .string(mend),
        ]
        if let usage {
            document["exchangesPerDay"] = .number(JSONNumber(Int64(usage.perDay)))
            document["atLeast"] = .bool(usage.isAtLeast)
        }
        return .object(document)
    }

    /// One sentence.
    var text: String {
        let name =
            switch kind {
            case .certificate: "the certificate"
            case .anchor: "the trust anchor"
            case .revocationList: "the revocation list of"
            case .contract: "the contract"
            }
        let when = level == 0 ? "has ended at \(ends)" : "ends in \(days) days, at \(ends)"
        let use = usage.map { "; \($0.text) depend on it" } ?? ""
        return "\(name) \(subject) \(when)\(use): \(mend)"
    }
}

/// How many exchanges a day rest on something.
struct ExchangeUsage: Hashable {
    /// The days that are looked back.
    static let days: Int64 = 7

    let perDay: Int
    /// Whether the log holds more than was counted.
    let isAtLeast: Bool

    init(count: Int, isAtLeast: Bool) {
        perDay = (count + Int(Self.days) - 1) / Int(Self.days)
        self.isAtLeast = isAtLeast
    }

    var text: String { "\(isAtLeast ? "more than " : "")\(perDay) exchanges a day" }
}
