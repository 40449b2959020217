public import ExchangeModel

/// RECOVERY: entries that stood behind the last signed checkpoint when the log was opened.
///
/// The writer had ended without its last checkpoint, as a crash does: nobody's signature covers
/// when they were written. The entry says how many they are and what they hash to, so that they are
/// told apart for ever from what was signed while it was written.
public struct RecoveryEntry: Hashable, Sendable {
    /// When it was made, by our clock.
    public var createdAt: Timestamp
    /// The place of the first of the entries.
    public var first: LogPosition
    /// How many they are; at least one.
    public var count: UInt64
    /// SHA-256 over the hashes of their leaves, one after the other.
    public var digest: SHA256Value

    /// Makes a record of entries that stood unsigned.
    public init(createdAt: Timestamp, first: LogPosition, count: UInt64, digest: SHA256Value) {
        self.createdAt = createdAt
        self.first = first
        self.count = count
        self.digest = digest
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.bound, unsigned: first.index)
        writer.put(.digest, digest: digest)
        writer.put(.recoveredCount, unsigned: count)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        first = LogPosition(index: try reader.required(.bound, reader.number(.bound)))
        digest = try reader.required(.digest, reader.digest(.digest))
        count = try reader.required(.recoveredCount, reader.number(.recoveredCount))
        guard count > 0 else { throw .invalid(.recoveredCount) }
    }
}

/// CLOCK: the clock of the machine was set while the program ran.
///
/// Entries stand in the order in which they were written; from here on their moments are by the
/// clock as it was set.
public struct ClockEntry: Hashable, Sendable {
    /// When it was made, by the clock as it was set.
    public var createdAt: Timestamp
    /// By how many milliseconds the clock was set, negative for back; never zero.
    public var step: Int64

    /// Makes a record of a clock that was set.
    public init(createdAt: Timestamp, step: Int64) {
        self.createdAt = createdAt
        self.step = step
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        if step >= 0 {
            writer.put(.clockForward, unsigned: step.magnitude)
        } else {
            writer.put(.clockBack, unsigned: step.magnitude)
        }
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        if let forward = try reader.number(.clockForward) {
            guard let value = Int64(exactly: forward), value > 0 else {
                throw .invalid(.clockForward)
            }
            step = value
        } else {
            let back = try reader.required(.clockBack, reader.number(.clockBack))
            guard let value = Int64(exactly: back), value > 0 else { throw .invalid(.clockBack) }
            step = -value
        }
    }
}
