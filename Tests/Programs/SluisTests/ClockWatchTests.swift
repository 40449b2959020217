import AccessLog
import ExchangeModel
import Foundation
import LogStorage
import Logging
import MerkleLog
import Synchronization
import Testing

@testable import sluis

@Suite struct ClockWatchTests {
    private static let hour: Int64 = 3_600_000
    private static let start = Timestamp(milliseconds: 1_780_000_000_000)

    /// Two clocks: one that is set, one that is not.
    private final class Clocks: Sendable {
        private let state = Mutex((wall: ClockWatchTests.start, steady: ContinuousClock.now))

        var wall: Timestamp { state.withLock { $0.wall } }
        var steady: ContinuousClock.Instant { state.withLock { $0.steady } }

        /// Lets time pass, and sets the wall clock.
        func pass(_ milliseconds: Int64, setBy step: Int64 = 0) {
            state.withLock { state in
                state.wall = Timestamp(
                    milliseconds: state.wall.milliseconds + milliseconds + step
                )
                state.steady = state.steady.advanced(by: .milliseconds(milliseconds))
            }
        }
    }

    @Test func `a clock that only goes on is no step, however long it was not looked at`() {
        let clocks = Clocks()
        var comparison = ClockComparison(wall: clocks.wall, steady: clocks.steady)
        for passed in [1_000, 1_001, 0, 86_400_000] as [Int64] {
            clocks.pass(passed)
            #expect(comparison.step(wall: clocks.wall, steady: clocks.steady) == nil)
        }
    }

    @Test(arguments: [hour, -hour, 1_000, -1_000, 86_400_000 * 365 * 20] as [Int64])
    func `a clock that is set is told once, with the direction`(step: Int64) {
        let clocks = Clocks()
        var comparison = ClockComparison(wall: clocks.wall, steady: clocks.steady)
        clocks.pass(1_000, setBy: step)
        #expect(comparison.step(wall: clocks.wall, steady: clocks.steady) == step)
        clocks.pass(1_000)
        #expect(comparison.step(wall: clocks.wall, steady: clocks.steady) == nil)
    }

    @Test func `what time synchronisation corrects bit by bit is no step`() {
        let clocks = Clocks()
        var comparison = ClockComparison(wall: clocks.wall, steady: clocks.steady)
        for correction in [999, -999, 500, 500, 500] as [Int64] {
            clocks.pass(1_000, setBy: correction)
            #expect(comparison.step(wall: clocks.wall, steady: clocks.steady) == nil)
        }
    }

    @Test func `clocks at the ends of what can be told do no harm`() {
        let steady = ContinuousClock.now
        var comparison = ClockComparison(wall: Timestamp(milliseconds: .min), steady: steady)
        #expect(comparison.step(wall: Timestamp(milliseconds: .max), steady: steady) == .max)
        #expect(comparison.step(wall: Timestamp(milliseconds: .min), steady: steady) == -.max)
    }

    @Test func `a step stands on record, by the clock as it was set`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sluis-clock-\(UUID().uuidString)").path(percentEncoded: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clocks = Clocks()
        var configuration = LogConfiguration()
        configuration.segmentBytes = 131_072
        configuration.isMaintained = false
        configuration.now = { clocks.wall }
        let log = try SegmentLog.open(
            directory: folder,
            signer: NoteSigner(name: "own.example/log", secret: [UInt8](repeating: 1, count: 32)),
            configuration: configuration
        )
        let watch = ClockWatch(
            log: log,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            wall: { clocks.wall },
            steady: { clocks.steady }
        )
        var comparison = ClockComparison(wall: clocks.wall, steady: clocks.steady)
        watch.compare(&comparison)
        clocks.pass(1_000, setBy: Self.hour)
        watch.compare(&comparison)
        clocks.pass(1_000, setBy: -Self.hour)
        watch.compare(&comparison)
        watch.compare(&comparison)
        #expect(log.close())
        let entries = try log.entries(from: LogPosition(index: 0), limit: 10).map {
            try $0.hit().entry
        }
        #expect(
            entries == [
                .clock(
                    ClockEntry(
                        createdAt: Self.start.advanced(bySeconds: 3_601),
                        step: Self.hour
                    )
                ),
                .clock(ClockEntry(createdAt: Self.start.advanced(bySeconds: 2), step: -Self.hour)),
            ]
        )
    }
}
