/// The state of a log that readiness and metrics show.
public struct LogHealth: Hashable, Sendable {
    /// Whether the last write succeeded and the disk answers in time; while not, every request is denied.
    public let isWritable: Bool
    /// The number of durable entries.
    public let size: UInt64
    /// The number of entries under the latest signed checkpoint.
    public let signedSize: UInt64
    /// The number of entries that wait for the disk; none of them is in ``size``.
    public let waiting: Int
    /// The number of completions that were lost to a full queue or a closed log, since it was opened.
    public let dropped: UInt64
    /// The number of failed writes and flushes since the log was opened, those of files made ahead
    /// included.
    public let failures: UInt64
    /// The number of files of leaf hashes that did not fit their segments, since the log was opened.
    ///
    /// They are caches and were made anew.
    public let rebuiltCaches: Int
}
