/// Citizen service numbers of the range for tests: nine digits that begin with 999.
///
/// The first begin with 9999. Each satisfies the test of eleven: the digits with weights 9, 8, 7, 6,
/// 5, 4, 3, 2 and -1 add up to a multiple of eleven.
enum TestNumber {
    /// How many numbers are handed out at most.
    static let count = 50_000

    /// So many numbers, always the same ones in the same order.
    static func first(_ count: Int) -> [String] {
        var numbers: [String] = []
        numbers.reserveCapacity(count)
        // The eight digits before the check digit: 9999 0000 and on, then 9998 9999 and down.
        for leading in Array(99_990_000...99_999_999) + (99_900_000..<99_990_000).reversed() {
            guard numbers.count < count else { break }
            if let number = number(leading) { numbers.append(number) }
        }
        return numbers
    }

    /// The number that begins with eight digits; nil where no check digit fits.
    private static func number(_ leading: Int) -> String? {
        let digits = String(leading).utf8.map { Int($0) - 0x30 }
        let check = zip(digits, (2...9).reversed()).reduce(0) { $0 + $1.0 * $1.1 } % 11
        return check < 10 ? "\(leading)\(check)" : nil
    }
}
