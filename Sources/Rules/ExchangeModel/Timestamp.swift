/// A moment: milliseconds since 1970-01-01 00:00 UTC, leap seconds not counted.
///
/// Rules never read a clock; they are told the moment.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since the Unix epoch.
    public let milliseconds: Int64

    /// Takes milliseconds since the Unix epoch.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Takes seconds since the Unix epoch.
    ///
    /// Values out of the range of 64-bit milliseconds are held to its ends.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole seconds since the Unix epoch, rounded down.
    public var seconds: Int64 {
        Timestamp.floorDivide(milliseconds, 1_000)
    }

    /// The moment a number of seconds later.
    ///
    /// Values out of the range of 64-bit milliseconds are held to its ends.
    public func advanced(bySeconds seconds: Int64) -> Timestamp {
        let step = Timestamp(seconds: seconds).milliseconds
        let (sum, overflow) = milliseconds.addingReportingOverflow(step)
        return Timestamp(milliseconds: overflow ? (step < 0 ? .min : .max) : sum)
    }

    /// RFC 3339 in UTC with milliseconds, for example `2026-11-21T23:59:59.123Z`.
    public var description: String {
        let days = Timestamp.floorDivide(milliseconds, 86_400_000)
        let inDay = milliseconds &- days &* 86_400_000
        let (year, month, day) = Timestamp.civil(fromDays: days)
        let second = inDay / 1_000
        return Timestamp.padded(year, 4) + "-" + Timestamp.padded(month, 2) + "-"
            + Timestamp.padded(day, 2) + "T" + Timestamp.padded(second / 3_600, 2) + ":"
            + Timestamp.padded(second / 60 % 60, 2) + ":" + Timestamp.padded(second % 60, 2) + "."
            + Timestamp.padded(inDay % 1_000, 3) + "Z"
    }

    /// Orders by value, for stable listings.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// The Gregorian date of a day number, by eras of 400 years that begin in March.
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }
}
