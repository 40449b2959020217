internal import JSONTape

/// RFC 3339.
extension FormatText {
    /// RFC 3339, *Internet Date/Time Format*: `full-date`.
    mutating func date() -> Bool {
        guard remaining >= 10 else { return false }
        // YYYY-MM- and DD, with the digits as their values and the hyphens as zero.
        let head = input.eight(index) ^ 0x2d30_302d_3030_3030
        let tens = input.byte(index + 8) &- 0x30
        let ones = input.byte(index + 9) &- 0x30
        guard head & 0xff00_00ff_0000_0000 == 0, tens <= 9, ones <= 9,
            (head | (head &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0
        else { return false }
        index += 10
        func digit(_ place: UInt64) -> Int {
            Int(truncatingIfNeeded: head &>> (place &* 8) & 0xff)
        }
        let year = digit(0) &* 1000 &+ digit(1) &* 100 &+ digit(2) &* 10 &+ digit(3)
        let month = digit(5) &* 10 &+ digit(6)
        let day = Int(tens) &* 10 &+ Int(ones)
        guard 1...12 ~= month, day >= 1 else { return false }
        let days =
            switch month {
            case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        return day <= days
    }

    /// RFC 3339, *Internet Date/Time Format*: `full-time`, with leap seconds only at their moment.
    mutating func time() -> Bool {
        guard let hour = digits(2), take(":"), let minute = digits(2), take(":"),
            let second = digits(2), hour < 24, minute < 60, second <= 60
        else { return false }
        if take("."), digitRun() == 0 { return false }
        var moment = hour * 60 + minute
        if !take("Z"), !take("z") {
            let isBehind = take("-")
            guard isBehind || take("+"), let hours = digits(2), take(":"),
                let minutes = digits(2), hours < 24, minutes < 60
            else { return false }
            moment += (isBehind ? 1 : -1) * (hours * 60 + minutes)
        }
        return second < 60 || (moment + 2 * 1440) % 1440 == 1439
    }

    /// RFC 3339, *Internet Date/Time Format*: `date-time`.
    mutating func dateTime() -> Bool {
        date() && (take("T") || take("t")) && time()
    }

    /// RFC 3339, *ISO 8601 Collected ABNF*: `duration`.
    mutating func duration() -> Bool {
        guard take("P") else { return false }
        let start = index
        if let unit = durationUnit("YMWD"), unit == 2 { return isAtEnd }
        index = start
        guard let hasDate = orderedUnits("YMD") else { return false }
        guard take("T") else { return hasDate && isAtEnd }
        return orderedUnits("HMS") == true
    }

    /// Reads digits and a unit; returns the unit's place in the list.
    private mutating func durationUnit(_ units: StaticString) -> Int? {
        guard digitRun() > 0 else { return nil }
        for place in 0..<units.utf8CodeUnitCount where units.utf8Start[place] == current {
            index += 1
            return place
        }
        return nil
    }

    /// Reads units without gaps between them; nil when they are out of order.
    private mutating func orderedUnits(_ units: StaticString) -> Bool? {
        var last: Int?
        while FormatText.isDigit(current) {
            guard let place = durationUnit(units), last.map({ place == $0 + 1 }) ?? true else {
                return nil
            }
            last = place
        }
        return last != nil
    }
}
