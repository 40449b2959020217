/// Why an entry was not recorded.
///
/// What it would have recorded must not happen. Each is answered as `TRANSACTION_LOG_WRITE_ERROR`, except ``duplicate``, which is
/// `INVALID_LOG_RECORD_ID`. FSC Logging 1.1.0, *Behavior*.
public enum LogRefusal: String, Error, CaseIterable, Sendable {
    /// The disk refused a write or flush, or holds one up for longer than anybody can wait.
    ///
    /// The log resumes by itself when a test write succeeds, or the one that was held up.
    case unwritable
    /// As many entries or bytes as the queue may hold are waiting already.
    case full
    /// The deadline passed before the disk confirmed. The entry may still be found in the log.
    case late
    /// The entry and its personal section do not fit into one segment.
    case tooLarge
    /// A request with this transaction id and direction is in the log already.
    case duplicate
    /// The log has been closed.
    case closed
}

extension LogRefusal: CustomStringConvertible {
    /// What is the matter and what to do, as part of a sentence.
    public var description: String {
        switch self {
        case .unwritable:
            "the access log is unwritable: free or mend its disk; it goes on by itself"
        case .full: "the access log has more to write than may wait: try again in a moment"
        case .late:
            "the disk of the access log did not confirm in time: look whether it was done, then try again"
        case .tooLarge: "the entry is larger than a segment of the access log"
        case .duplicate: "the access log has a request with this transaction id already"
        case .closed: "the access log is closed: the gateway is ending"
        }
    }
}

/// Why a log could not be opened.
///
/// Nothing has been changed on disk unless the case says so.
public enum LogOpenProblem: Error, Hashable, Sendable {
    /// Another process, or this one, has the folder open.
    case locked
    /// The key file lies inside the log folder; move it out.
    case keyInsideLog
    /// The key file can be read by others than its owner; change its mode to 0600.
    case keyExposed
    /// The key file cannot be read or is not an Ed25519 note key.
    case keyUnreadable
    /// The key's name is not the origin of this log.
    case wrongKey
    /// A segment's header is damaged or is of another log; restore the file.
    case foreignSegment(file: String)
    /// Segments are missing between others; restore them.
    case missingSegment(number: UInt64)
    /// Fewer entries are left than a signed checkpoint covers: the log was rolled back. Open a new
    /// log with a reference to this one.
    case belowCheckpoint(size: UInt64, signed: UInt64)
    /// The entries are not those that the checkpoint signed.
    case notTheSignedTree(size: UInt64)
    /// The stored checkpoint does not verify with the key.
    case badCheckpoint
    /// The log was written by a newer program, with entries or a segment of a version that this one
    /// does not know: start that program or a later one.
    case newer(file: String, version: UInt32)
    /// A file operation failed, with the system's error number.
    case failed(operation: String, error: Int32)
}
