internal import AccessLog
internal import ExchangeModel
private import Foundation
internal import MerkleLog

/// The folder of a log made ready for writing: locked, recovered, and begun when it was empty.
struct LogFolder {
    static let preparedName = "prepared.zero"

    let lock: FolderLock
    let writer: SegmentWriter
    let segments: [SegmentRecord]
    let recent: RecentTransactions
    let earlier: EarlierTransactions
    let tiles: TreeTiles
    let checkpoint: [UInt8]
    let signed: Checkpoint
    let found: LogRecovery
    /// What the log must say about entries that no checkpoint covers.
    let recovered: RecoveryEntry?

    init(
        _ directory: String,
        _ signer: NoteSigner,
        _ configuration: LogConfiguration,
        _ files: any LogFiles
    ) throws(LogOpenProblem) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .failed(operation: "folder", error: EACCES)
        }
        let lock = try attempt { () throws(LogFileError) in try FolderLock(directory: directory) }
        guard let lock else { throw .locked }
        self.lock = lock
        let now = configuration.now()
        let (recovery, rebuilt) = try Self.recover(directory, files, signer.verifier, at: now)
        var found = LogRecovery()
        found.rebuiltCaches = rebuilt
        recovered = Self.unsigned(recovery, at: now)
        found.firstUnsigned = recovered?.first
        found.unsigned = recovered?.count ?? 0
        self.found = found
        if let header = recovery.segments.last?.header, let file = recovery.file,
            let end = recovery.segments.last?.end
        {
            segments = recovery.segments
            checkpoint = recovery.checkpoint
            signed = recovery.signed
            writer = SegmentWriter(
                resuming: header,
                file: file,
                end: end,
                sequence: recovery.sequence,
                index: recovery.index,
                chain: recovery.chain,
                segmentBytes: Int(header.segmentBytes),
                nextSegmentBytes: configuration.segmentBytes
            )
        } else {
            let begun = try Self.begin(directory, signer, configuration, files, recovery.signed)
            segments = [begun.record]
            checkpoint = begun.checkpoint
            signed = recovery.signed
            writer = SegmentWriter(
                resuming: begun.record.header,
                file: begun.file,
                end: SegmentHeader.byteCount,
                sequence: 0,
                index: 0,
                chain: .zero,
                segmentBytes: configuration.segmentBytes,
                nextSegmentBytes: configuration.segmentBytes
            )
        }
        (recent, earlier) = (recovery.recent, recovery.earlier)
        tiles = recovery.tiles
        try attempt { () throws(LogFileError) in
            try files.remove(directory + "/" + Self.preparedName)
            try files.replace(
                directory + "/" + SegmentLog.verifierName,
                with: Array("\(signer.verifier)\n".utf8)
            )
        }
    }

    /// Recovers the log; where that fails with the caches of leaf hashes, without them.
    ///
    /// The caches are no part of the log: one that does not fit is made anew from its segment.
    private static func recover(
        _ directory: String,
        _ files: any LogFiles,
        _ verifier: NoteVerifier,
        at now: Timestamp
    ) throws(LogOpenProblem) -> (recovery: Recovery, rebuilt: [String]) {
        var recovery = Recovery(
            directory: directory,
            files: files,
            verifier: verifier,
            now: now
        )
        do throws(LogOpenProblem) {
            try recovery.run()
            return (recovery, [])
        } catch {
            guard case .notTheSignedTree = error, !recovery.usedCaches.isEmpty else { throw error }
        }
        let used = recovery.usedCaches
        recovery = Recovery(
            directory: directory,
            files: files,
            verifier: verifier,
            now: now,
            trustsCaches: false
        )
        try recovery.run()
        return (recovery, used)
    }

    private static func unsigned(_ recovery: Recovery, at moment: Timestamp) -> RecoveryEntry? {
        guard recovery.index > recovery.signed.size,
            let digest = SHA256Value(TreeHash.digest(recovery.unsignedLeaves).bytes)
        else { return nil }
        return RecoveryEntry(
            createdAt: moment,
            first: LogPosition(index: recovery.signed.size),
            count: recovery.index - recovery.signed.size,
            digest: digest
        )
    }

    /// Writes the checkpoint of the empty tree and the first segment.
    ///
    /// The checkpoint comes first: where segments are and no checkpoint, one was taken away.
    private static func begin(
        _ directory: String,
        _ signer: NoteSigner,
        _ configuration: LogConfiguration,
        _ files: any LogFiles,
        _ head: Checkpoint
    ) throws(LogOpenProblem) -> (record: SegmentRecord, file: any LogFile, checkpoint: [UInt8]) {
        guard let note = try? signer.sign(head.text).encoded else { throw .wrongKey }
        let salt = configuration.salt()
        let header = SegmentHeader(
            origin: TreeHash.digest(Array(signer.verifier.name.utf8)),
            number: 0,
            firstIndex: 0,
            firstSequence: 0,
            segmentBytes: UInt64(configuration.segmentBytes),
            createdAt: UInt64(clamping: configuration.now().milliseconds),
            salt: salt.bytes,
            previousChain: .zero,
            previousEnd: 0,
            checkpoint: note
        )
        let path = directory + "/" + SegmentHeader.fileName(0)
        let file = try attempt { () throws(LogFileError) in
            try files.replace(directory + "/" + SegmentLog.checkpointName, with: note)
            let prepared = directory + "/" + preparedName
            let file = try files.makeZeroed(prepared, bytes: configuration.segmentBytes)
            try SegmentWriter.write(header, to: file)
            try files.rename(prepared, to: path, in: directory)
            return file
        }
        let record = SegmentRecord(
            header: header,
            path: path,
            end: SegmentHeader.byteCount,
            endIndex: 0,
            leaves: [],
            marks: []
        )
        return (record, file, note)
    }
}
