public import AccessLog
public import MerkleLog

/// One thing that is wrong with a log's stored bytes.
public struct LogFinding: Hashable, Sendable {
    /// What is wrong.
    public enum Fault: String, CaseIterable, Sendable {
        /// A segment's header is damaged.
        case header
        /// A segment is of another log, or a copy of another segment.
        case foreignSegment
        /// A segment between others, or the first, is absent.
        case missingSegment
        /// A segment does not continue the one before it.
        case discontinuity
        /// The file is shorter than its header says.
        case shortFile
        /// Bytes follow the last good frame that are no frame.
        case frame
        /// Frames are missing before one that is whole.
        case gap
        /// There is no checkpoint.
        case checkpointMissing
        /// The checkpoint is not signed by the log's key.
        case checkpointSignature
        /// The checkpoint covers more entries than there are: the log was rolled back.
        case rolledBack
        /// The entries are not those that a checkpoint signed.
        case root
        /// The checkpoint is older than one that the log itself holds.
        case checkpointReplayed
        /// Entries stand behind the last checkpoint of a log that is not in use; of one in use, those
        /// of more than a minute.
        case unsignedTail
        /// A RECOVERY entry names other entries than those that stand there.
        case recovery
        /// The log is not a continuation of the checkpoint that was kept elsewhere.
        case forked
        /// An entry cannot be decoded.
        case entry
        /// A completion names no request that is open.
        case completion
        /// A request stands in one segment twice.
        case duplicate
        /// A personal section is neither whole nor erased, or is not the entry's.
        case personal
        /// A personal section was erased and no RETENTION entry says so.
        case erasedWithoutReason
        /// A RETENTION entry erased a section that is still there.
        case notErased
    }

    /// What is wrong.
    public let fault: Fault
    /// The file's name within the log's folder.
    public let file: String
    /// Where in the file, in bytes, when that is known.
    public let offset: Int?
    /// The entry, when that is known.
    public let index: UInt64?
    /// What it means, in one sentence.
    public let detail: String
}

/// What the verifier found out from stored bytes alone.
public struct VerificationReport: Hashable, Sendable {
    /// Numbers about what was read.
    public struct Statistics: Hashable, Sendable {
        /// Segments read.
        public var segments = 0
        /// Good frames.
        public var frames: UInt64 = 0
        /// Good entries.
        public var entries: UInt64 = 0
        /// Requests.
        public var requests: UInt64 = 0
        /// Requests whose completion is there.
        public var completed: UInt64 = 0
        /// Requests without a completion: their outcome is unknown.
        public var unknown: UInt64 = 0
        /// Refusals, summaries by their count.
        public var denials: UInt64 = 0
        /// Personal sections that are whole.
        public var openSections: UInt64 = 0
        /// Personal sections that were erased.
        public var erasedSections: UInt64 = 0
        /// Bytes of given-up frames that a later segment declares void.
        public var voidBytes = 0
        /// Entries that stood unsigned when the log was opened, as RECOVERY entries say.
        public var recovered: UInt64 = 0
    }

    /// The identity of the log.
    public var origin: String
    /// The latest checkpoint, when it verifies.
    public var checkpoint: Checkpoint?
    /// The root over all good entries; nil when a damaged frame keeps it from being derived.
    public var root: TreeHash?
    /// Entries that are durable but not under the checkpoint yet.
    public var unsigned: UInt64 = 0
    /// The RECOVERY entries, the latest last; at most ``LogVerifier/maximumFindings``.
    public var recoveries: [RecoveryEntry] = []
    /// Whether someone was writing the log meanwhile.
    public var isLive = false
    /// The numbers.
    public var statistics = Statistics()
    /// Everything that is wrong; at most ``LogVerifier/maximumFindings``.
    public var findings: [LogFinding] = []

    /// Whether nothing is wrong.
    public var isSound: Bool { findings.isEmpty }
}

/// Why a log could not be verified at all.
public enum VerificationFailure: Error, Hashable, Sendable {
    /// The folder cannot be read.
    case noFolder
    /// There is no public key: neither given nor in `log.vkey`.
    case noKey
    /// The public key cannot be read.
    case badKey(NoteProblem)
    /// The folder holds no log.
    case empty
    /// A file operation failed, with the system's error number.
    case failed(operation: String, error: Int32)
}
