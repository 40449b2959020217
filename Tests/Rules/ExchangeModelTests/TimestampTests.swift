import ExchangeModel
import Testing

@Suite struct TimestampTests {
    @Test func `a moment moves by whole seconds, back and forth`() {
        let moment = Timestamp(milliseconds: 1_500)
        #expect(moment.advanced(bySeconds: 2).milliseconds == 3_500)
        #expect(moment.advanced(bySeconds: -2).milliseconds == -500)
        #expect(moment.advanced(bySeconds: -2).seconds == -1)
    }

    @Test(arguments: [Int64.max, Int64.max / 1_000, 9_223_372_036_800_000])
    func `a span beyond what can be told is held to the ends`(seconds: Int64) {
        let now = Timestamp(seconds: 1_770_000_000)
        #expect(now.advanced(bySeconds: seconds).milliseconds == .max)
        #expect(
            Timestamp(milliseconds: -now.milliseconds).advanced(bySeconds: -seconds).milliseconds
                == .min
        )
    }

    @Test func `the ends themselves can be told`() {
        for end in [Timestamp(milliseconds: .min), Timestamp(milliseconds: .max)] {
            #expect(end.description.hasSuffix("Z"))
            #expect(end.seconds.magnitude > 9_000_000_000_000_000)
        }
        #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
    }
}
