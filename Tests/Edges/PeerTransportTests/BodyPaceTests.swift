import NIOCore
import Testing

@testable import PeerTransport

@Suite struct `A request's body has to come` {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    private let limits = ServerLimits()

    private func after(_ seconds: Int64) -> NIODeadline { Self.start + .seconds(seconds) }

    private func pace() -> BodyPace {
        var pace = BodyPace()
        pace.start(at: Self.start)
        return pace
    }

    @Test func `within the body's time after its head, and after each part`() {
        var pace = pace()
        #expect(!pace.isTooSlow(at: after(59), limits))
        #expect(pace.isTooSlow(at: after(60), limits))
        pace.took(1_000_000, at: after(59))
        #expect(!pace.isTooSlow(at: after(118), limits))
        #expect(pace.isTooSlow(at: after(119), limits))
    }

    @Test func `with a least rate, so that dripping ends soon after the body's time`() {
        var pace = pace()
        for second in 1...60 { pace.took(1, at: after(Int64(second))) }
        #expect(!pace.isTooSlow(at: after(60), limits))
        #expect(pace.isTooSlow(at: after(61), limits))
    }

    @Test func `as slowly as the rate allows, for as long as it takes`() {
        var pace = pace()
        for second in 1...3_600 {
            pace.took(limits.leastBodyRate, at: after(Int64(second)))
            #expect(!pace.isTooSlow(at: after(Int64(second)), limits))
        }
    }

    @Test func `only while it is read`() {
        var pace = pace()
        pace.took(1, at: after(1))
        pace.pause(at: after(2))
        pace.pause(at: after(100))
        #expect(!pace.isTooSlow(at: after(10_000), limits))
        pace.resume(at: after(10_000))
        #expect(!pace.isTooSlow(at: after(10_058), limits))
        #expect(pace.isTooSlow(at: after(10_060), limits))
    }
}
