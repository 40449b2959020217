import NIOCore
import Testing

@testable import PeerTransport

@Suite struct `Connecting is tried again` {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    @Test func `after pauses that double from milliseconds to half a second`() {
        var redial = RedialPause()
        let pauses = (0..<9).map { _ in redial.failed(at: start).nanoseconds / 1_000_000 }
        #expect(pauses == [10, 20, 40, 80, 160, 320, 500, 500, 500])
    }

    @Test func `one at a time, and not before the pause is over`() {
        var redial = RedialPause()
        #expect(redial.mayDial(beside: 100, at: start), "nothing has failed yet")
        let pause = redial.failed(at: start)
        #expect(redial.isPausing && !redial.mayDial(beside: 0, at: start))
        #expect(redial.mayDial(beside: 0, at: start + pause))
        #expect(!redial.mayDial(beside: 1, at: start + pause))
    }

    @Test func `and with all there are once a connection was made`() {
        var redial = RedialPause()
        _ = redial.failed(at: start)
        redial.succeeded()
        #expect(!redial.isPausing && redial.mayDial(beside: 7, at: start))
        #expect(redial.failed(at: start) == RedialPause.shortest)
    }
}
