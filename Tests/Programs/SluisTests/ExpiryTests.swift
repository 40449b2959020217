import ExchangeModel
import JSONTape
import Testing

@testable import sluis

@Suite struct ExpiryTests {
    private static let day: Int64 = 86_400
    private static let now = Timestamp(seconds: 1_800_000_000)

    @Test(
        arguments: [
            (365, 91, nil), (365, 90, 90), (365, 31, 90), (365, 30, 30), (365, 7, 7), (365, 0, 0),
            (30, 20, nil), (30, 7, 7), (7, 5, nil), (10, 1, nil), (365, -1, 0),
        ] as [(Int64, Int64, Int64?)]
    )
    func `a warning comes 90, 30 and 7 days ahead, for what lives long enough`(
        life: Int64,
        left: Int64,
        level: Int64?
    ) {
        let end = Self.now.advanced(bySeconds: left * Self.day)
        let start = end.advanced(bySeconds: -life * Self.day)
        #expect(ExpiryWarning.level(from: start, until: end, at: Self.now) == level)
    }

    @Test func `a warning tells what depends on it and what to do`() {
        var warning = ExpiryWarning(
            kind: .contract,
            subject: "$1$1$abc",
            ends: Self.now,
            level: 7,
            days: 6,
            mend: "sluis contract renew"
        )
        warning.usage = ExchangeUsage(count: 1_000, isAtLeast: true)
        #expect(warning.text.contains("more than 143 exchanges a day depend on it"))
        #expect(warning.json["exchangesPerDay"]?.integer == 143)
        #expect(warning.json["level"]?.integer == 7)
    }
}
