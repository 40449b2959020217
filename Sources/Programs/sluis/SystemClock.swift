import ExchangeModel
import Foundation

/// The machine's clock: the one place of the product that reads the time of day for the rules.
enum SystemClock {
    /// The present moment.
    @Sendable static func now() -> Timestamp {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        return Timestamp(
            milliseconds: Int64(moment.tv_sec) * 1_000 + Int64(moment.tv_nsec) / 1_000_000
        )
    }
}
