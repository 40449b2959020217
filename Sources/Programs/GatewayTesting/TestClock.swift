public import ExchangeModel
private import Synchronization

/// A clock that stands still until a test moves it.
public final class TestClock: Sendable {
    /// Where every test clock begins unless told otherwise: 2027-01-15T08:00:00Z.
    public static let start = Timestamp(seconds: 1_800_000_000)

    private let milliseconds: Atomic<Int64>

    /// Starts the clock at a moment.
    public init(at moment: Timestamp = TestClock.start) {
        milliseconds = Atomic(moment.milliseconds)
    }

    /// The present moment.
    public var now: Timestamp {
        Timestamp(milliseconds: milliseconds.load(ordering: .sequentiallyConsistent))
    }

    /// Moves the clock by whole seconds, forwards or backwards.
    public func advance(bySeconds seconds: Int64) {
        milliseconds.wrappingAdd(seconds &* 1_000, ordering: .sequentiallyConsistent)
    }

    /// Puts the clock at a moment.
    public func set(to moment: Timestamp) {
        milliseconds.store(moment.milliseconds, ordering: .sequentiallyConsistent)
    }
}
