public import AccessLog
public import ExchangeModel
private import Foundation

/// The bounds and surroundings of a log.
public struct LogConfiguration: Sendable {
    /// Bytes of one segment file, header included.
    public var segmentBytes = 256 * 1_024 * 1_024
    /// The most bytes that may wait for the disk.
    public var queueBytes = 32 * 1_024 * 1_024
    /// The most entries that may wait for the disk.
    public var queueEntries = 65_536
    /// The most bytes of entries in one frame, the unit of one flush.
    public var frameBytes = 1_024 * 1_024
    /// The longest time that entries nobody waits for stay behind for the next that somebody does.
    public var completionDelay: Duration = .milliseconds(10)
    /// The most time between the begins of two flushes while several wait.
    ///
    /// It is four times what the last flush took when that is less. One that waits alone is written at
    /// once.
    public var gatherLimit: Duration = .milliseconds(2)
    /// Time between two checkpoints, when there are new entries.
    public var checkpointInterval: Duration = .seconds(1)
    /// Time between two attempts to write again after a failure.
    public var retryInterval: Duration = .milliseconds(500)
    /// Whether the threads that sign, sweep and prepare run; tests drive these steps themselves.
    public var isMaintained = true
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// Random salt for personal sections of completions.
    public var salt: @Sendable () -> Salt

    /// Makes the default configuration.
    public init() {
        now = { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
        let words = SharedRandomWords()
        salt = { words.salt() }
    }
}
