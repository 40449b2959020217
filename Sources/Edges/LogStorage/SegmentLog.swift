public import AccessLog
internal import Dispatch
public import ExchangeModel
private import Foundation
public import MerkleLog
internal import Synchronization

/// The access log of one gateway instance: append-only segments with group commit.
///
/// One thread writes; a batch is what came in while the last one was flushed. Confirmations are
/// called on that thread, many after one flush: hand them over and return. It fails closed: while
/// the disk refuses, every entry is denied, and it resumes by itself when a test write succeeds.
/// `docs/access-log-format.md` describes the files.
public final class SegmentLog: Sendable {
    static let checkpointName = "checkpoint"
    static let verifierName = "log.vkey"
    /// How long opening waits for the record of what stood unsigned.
    private static let openingPatience = Duration.seconds(5)

    let directory: String
    let files: any LogFiles
    let queue: CommitQueue
    let catalog: LogCatalog
    let evidence: Evidence
    let configuration: LogConfiguration
    let verifier: NoteVerifier
    private let lock: Mutex<FolderLock?>
    private let writer: SegmentWriter
    private let origin: TreeHash
    let sink: CompletionSink
    /// What was found and mended when the log was opened.
    public let found: LogRecovery
    /// What the log must say before it signs again: the entries that stood unsigned.
    let recovered: Mutex<RecoveryEntry?>
    /// The next segment's file, made ahead of its need.
    let prepared = Mutex<(any LogFile)?>(nil)
    let failures = Atomic<UInt64>(0)
    private let isClosed = Atomic<Bool>(false)
    /// The threads that use the disk.
    private let threads = DispatchGroup()
    /// Ends the maintenance.
    let stop = DispatchSemaphore(value: 0)
    private let sweeper = DispatchGroup()
    /// Ends the sweeping, when no other thread is left.
    private let stopSweeping = DispatchSemaphore(value: 0)
    /// Where peers' and operators' reads of the log run.
    let readers = (
        peers: LogReaders(threads: 2, waitingEach: 4),
        operators: LogReaders(threads: 1, waitingEach: LogReaders.maximumWaiting)
    )

    /// Opens the log of a folder, or makes it when the folder is empty.
    ///
    /// Recovery keeps exactly the valid prefix of what is found and refuses to go below the last
    /// signed checkpoint. The caller must ``close()`` it.
    public static func open(
        directory: String,
        signer: NoteSigner,
        configuration: LogConfiguration = LogConfiguration()
    ) throws(LogOpenProblem) -> SegmentLog {
        try open(
            directory: directory,
            signer: signer,
            configuration: configuration,
            files: PosixFiles()
        )
    }

    package static func open(
        directory: String,
        signer: NoteSigner,
        configuration: LogConfiguration,
        files: any LogFiles
    ) throws(LogOpenProblem) -> SegmentLog {
        let log = try SegmentLog(directory, signer, configuration, files)
        log.start()
        return log
    }

    private init(
        _ directory: String,
        _ signer: NoteSigner,
        _ configuration: LogConfiguration,
        _ files: any LogFiles
    ) throws(LogOpenProblem) {
        let folder = try LogFolder(directory, signer, configuration, files)
        self.directory = directory
        self.files = files
        self.configuration = configuration
        verifier = signer.verifier
        origin = TreeHash.digest(Array(signer.verifier.name.utf8))
        lock = Mutex(folder.lock)
        writer = folder.writer
        catalog = LogCatalog(folder.segments, files: files)
        let queue = CommitQueue(
            configuration,
            recent: folder.recent,
            earlier: folder.earlier,
            size: folder.segments.last?.endIndex ?? 0
        )
        self.queue = queue
        evidence = Evidence(
            tiles: folder.tiles,
            checkpoint: folder.checkpoint,
            signed: folder.signed,
            catalog: catalog,
            files: files,
            path: directory + "/" + Self.checkpointName,
            signer: signer,
            isHeld: folder.recovered != nil
        )
        found = folder.found
        recovered = Mutex(folder.recovered)
        sink = CompletionSink(now: configuration.now, salt: configuration.salt) { entry in
            _ = queue.add(PendingEntry(entry: entry, deadline: .now, confirmation: .none))
        }
    }

    // MARK: Appending

    /// Appends an entry and tells, once, whether it is durable.
    ///
    /// - Parameters:
    ///   - entry: What to record.
    ///   - limit: How long the caller can wait; then the answer is ``LogRefusal/late``.
    ///   - completion: Called on the writing thread, or at once on this one when the entry is refused.
    public func append(
        _ entry: EncodedEntry,
        within limit: Duration,
        completion: @escaping @Sendable (Result<LogPosition, LogRefusal>) -> Void
    ) {
        add(entry, limit, .position(completion))
    }

    /// Appends a request's entry; once it is durable the request may be forwarded.
    ///
    /// - Parameters:
    ///   - entry: An entry of kind REQ; a request whose id was taken already is refused, for as long as
    ///     ``TransactionID/windowSeconds`` lets an id be presented.
    ///   - limit: How long the caller can wait; then the answer is ``LogRefusal/late``.
    ///   - completion: Called on the writing thread, or at once on this one when the entry is refused.
    public func record(
        _ entry: EncodedEntry,
        within limit: Duration,
        completion: @escaping @Sendable (Result<RecordTicket, LogRefusal>) -> Void
    ) {
        precondition(entry.kind == .request, "only a request's entry can be completed")
        add(entry, limit, .record(completion))
    }

    /// Appends an entry that nobody waits for; false when the queue is full or the log is closed.
    @discardableResult
    public func appendUnawaited(_ entry: EncodedEntry) -> Bool {
        queue.add(PendingEntry(entry: entry, deadline: .now, confirmation: .none)) == nil
    }

    private func add(_ entry: EncodedEntry, _ limit: Duration, _ confirmation: Confirmation) {
        let pending = PendingEntry(
            entry: entry,
            deadline: .now + limit,
            confirmation: confirmation
        )
        if let refusal = queue.add(pending) {
            PendingEntry.tell([pending], refusal)
        }
    }

    /// Whether a request with an id and direction stands in the log, as far back as the id may be
    /// presented, or waits for it.
    public func contains(_ transaction: TransactionID, _ direction: Direction) -> Bool {
        queue.holds(RequestKey(transaction, direction))
    }

    // MARK: State

    /// The state that readiness and metrics show.
    public var health: LogHealth {
        let status = queue.status(readable: catalog.size)
        return LogHealth(
            isWritable: status.isWritable,
            size: status.size,
            signedSize: evidence.signedSize,
            waiting: status.waiting,
            dropped: status.dropped,
            failures: failures.load(ordering: .relaxed),
            rebuiltCaches: evidence.rebuilt.load(ordering: .relaxed)
        )
    }

    /// The latest signed checkpoint: a C2SP signed note.
    public var checkpoint: [UInt8] { evidence.checkpoint }

    /// The public key that verifies checkpoints.
    public var publicKey: NoteVerifier { verifier }

    /// Writes what waits, signs a last checkpoint and gives the folder back.
    ///
    /// Waits for the disk. Further entries are refused, but for the completions of records that are
    /// dropped meanwhile; a second call does nothing.
    ///
    /// - Returns: Whether everything that was recorded is under the last checkpoint; what is not is
    ///   a finding of the verifier until the log is opened again.
    @discardableResult
    public func close() -> Bool {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else {
            return evidence.signedSize == catalog.size
        }
        queue.close()
        stop.signal()
        threads.wait()
        stopSweeping.signal()
        sweeper.wait()
        queue.drain()
        try? evidence.advance()
        seal()
        lock.withLock { $0 = nil }
        return evidence.signedSize == catalog.size
    }

    // MARK: Threads

    private func start() {
        run("log-writer", threads) { [self] in write() }
        markRecovered(waiting: Self.openingPatience)
        guard configuration.isMaintained else { return }
        run("log-maintenance", threads) { [self] in maintain() }
        run("log-sweeper", sweeper) { [self] in
            while stopSweeping.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
                queue.sweep(at: .now)
            }
        }
    }

    private func run(
        _ name: String,
        _ group: DispatchGroup,
        _ body: @escaping @Sendable () -> Void
    ) {
        group.enter()
        let thread = Thread {
            body()
            group.leave()
        }
        thread.name = name
        thread.start()
    }

    private func write() {
        while true {
            switch queue.next() {
            case .commit(let batch): commit(batch)
            case .mend: mend()
            case .stop: return
            }
        }
    }

    private func commit(_ batch: [PendingEntry]) {
        do throws(LogFileError) {
            if writer.needsSegment(for: batch) {
                try rotate()
            }
            let frame = try writer.commit(batch)
            catalog.add(frame)
            let first = LogPosition(index: frame.mark.index)
            PendingEntry.confirm(queue.confirm(from: first), from: first, sink)
        } catch {
            failures.add(1, ordering: .relaxed)
            queue.fail()
        }
    }

    /// Begins the next segment, after a failure or because the open one is full.
    ///
    /// Holds the prepared file's lock until the file has its own name: the maintenance thread would
    /// else prepare another one under the same name.
    private func rotate() throws(LogFileError) {
        let header = try prepared.withLock { waiting throws(LogFileError) in
            let path = directory + "/" + LogFolder.preparedName
            let file =
                if let waiting {
                    waiting
                } else {
                    try files.makeZeroed(path, bytes: configuration.segmentBytes)
                }
            waiting = nil
            return try writer.begin(
                file,
                origin: origin,
                salt: configuration.salt().bytes,
                createdAt: UInt64(clamping: configuration.now().milliseconds),
                checkpoint: evidence.checkpoint
            ) { number throws(LogFileError) in
                try files.rename(
                    path,
                    to: directory + "/" + SegmentHeader.fileName(number),
                    in: directory
                )
            }
        }
        catalog.begin(header, path: directory + "/" + SegmentHeader.fileName(header.number))
        queue.beginPartition(at: header.firstIndex)
    }

    /// Tries whether the disk can be written again, with a small file before a whole segment.
    private func mend() {
        let probe = directory + "/probe"
        do throws(LogFileError) {
            try files.replace(probe, with: [UInt8](repeating: 1, count: 4_096))
            try files.remove(probe)
            try rotate()
            queue.resume()
            markRecovered(waiting: nil)
        } catch {
            failures.add(1, ordering: .relaxed)
        }
    }
}
