import AdministrationAPI
import ExchangeModel
import JSONTape

/// The period of a proposal: a number of days from now, or exact moments.
struct ProposalPeriod {
    static let members: Set<String> = ["days", "notBefore", "notAfter"]
    private static let form = "must be a date, or a moment as in RFC 3339 with its offset"

    private let days: Int64
    private let start: Timestamp?
    private let end: Timestamp?
    private let longestDays: Int64

    init(_ body: JSONObject, longestDays: Int64, faults: inout [OperationRefusal.Fault]) {
        self.longestDays = longestDays
        let days = body["days"].map(\.integer) ?? 365
        if !(1...longestDays).contains(days ?? 0) {
            let reason = "must be a number of days from 1 to \(longestDays)"
            faults.append(.init(.body, "/days", reason))
        }
        self.days = days ?? 365
        start = body["notBefore"].flatMap { Self.moment($0) }
        end = body["notAfter"].flatMap { Self.moment($0) }
        if body["notBefore"] != nil, start == nil {
            faults.append(.init(.body, "/notBefore", Self.form))
        }
        if body["notAfter"] != nil {
            if end == nil { faults.append(.init(.body, "/notAfter", Self.form)) }
            if body["days"] != nil {
                faults.append(.init(.body, "/days", "must not stand beside notAfter"))
            }
        }
    }

    /// The begin and the end, in whole seconds.
    func moments(at now: Timestamp) throws -> (start: Timestamp, end: Timestamp) {
        let start = start ?? now.advanced(bySeconds: -60)
        let end = end ?? max(start, now).advanced(bySeconds: days * 86_400)
        func refuse(_ place: String, _ reason: String) -> OperationRefusal {
            OperationRefusal(
                .invalid,
                "the period of the proposal is not possible",
                faults: [.init(.body, place, reason)]
            )
        }
        guard end > now else { throw refuse("/notAfter", "must be in the future") }
        guard start.seconds < end.seconds else {
            throw refuse("/notAfter", "must be after the begin, \(start)")
        }
        let last = max(start, now).advanced(bySeconds: longestDays * 86_400)
        guard end <= last else {
            throw refuse("/notAfter", "must be at most \(longestDays) days after the begin")
        }
        return (start, end)
    }

    private static func moment(_ value: JSONValue) -> Timestamp? {
        guard let text = value.string else { return nil }
        return Timestamp(internetDateTime: text.utf8.count == 10 ? text + "T00:00:00Z" : text)
    }
}
