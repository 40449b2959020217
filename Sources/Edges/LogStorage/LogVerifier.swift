internal import MerkleLog

/// Derives a log anew from its stored bytes, without the daemon and without its memory.
///
/// It reads only; the log may be in use. It needs the folder and the public key, from a trusted place
/// or, failing that, from `log.vkey` beside the segments. A checkpoint that was kept elsewhere also
/// shows a log that was rolled back or forked together with its own checkpoint.
public struct LogVerifier {
    /// The most findings that a report lists.
    public static let maximumFindings = 1_000

    private let directory: String
    private let verifier: NoteVerifier
    private let known: [Checkpoint]
    private let files: any LogFiles

    /// Prepares the verification of a folder.
    ///
    /// - Parameters:
    ///   - directory: The log's folder.
    ///   - key: The log's public key from a trusted place; nil takes the one beside the log.
    ///   - kept: Signed checkpoints of this log that were kept elsewhere.
    /// - Throws: ``VerificationFailure`` when there is no folder or no usable key.
    public init(
        directory: String,
        key: String? = nil,
        kept: [[UInt8]] = []
    ) throws(VerificationFailure) {
        files = PosixFiles()
        self.directory = directory
        let text: String
        if let key {
            text = key
        } else {
            text = try Self.storedKey(directory, files)
        }
        do throws(NoteProblem) {
            let verifier = try NoteVerifier(
                parsing: text.split(whereSeparator: \.isWhitespace).first ?? ""
            )
            self.verifier = verifier
            known = try kept.map { note throws(NoteProblem) in
                try Checkpoint(parsing: note, verifier: verifier)
            }
        } catch {
            throw .badKey(error)
        }
    }

    /// Reads everything and reports what is wrong.
    ///
    /// - Parameter progress: Told the number of segments done and in all.
    /// - Returns: Everything that was found out; damage is a finding, not an error.
    /// - Throws: ``VerificationFailure`` when a file cannot be read or there is no log.
    public func run(
        progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(VerificationFailure) -> VerificationReport {
        let isLive = FolderLock.isHeld(directory: directory)
        do throws(LogFileError) {
            // The checkpoint is read before the segments: what it covers must be in them.
            let note = try files.contents(
                directory + "/" + SegmentLog.checkpointName,
                atMost: SignedNote.maximumBytes
            )
            let numbers = try files.names(in: directory).compactMap(SegmentHeader.number(ofFile:))
                .sorted()
            var derivation = LogDerivation(verifier: verifier, isLive: isLive)
            if numbers.isEmpty, note == nil { throw LogFileError(operation: "empty", number: 0) }
            derivation.take(note: note, known: known)
            var headers: [(number: UInt64, header: SegmentHeader?)] = []
            for number in numbers {
                let path = directory + "/" + SegmentHeader.fileName(number)
                let bytes = try files.contents(path, atMost: SegmentHeader.byteCount) ?? []
                headers.append((number, SegmentHeader(bytes)))
            }
            derivation.check(headers)
            for (place, (number, header)) in headers.enumerated() {
                progress(place, headers.count)
                guard let header else { continue }
                let next = place + 1 < headers.count ? headers[place + 1].header : nil
                let file = try files.open(
                    directory + "/" + SegmentHeader.fileName(number),
                    writable: false
                )
                try derivation.read(
                    file,
                    header,
                    number: number,
                    next: next,
                    isLast: place + 1 == headers.count
                )
            }
            progress(headers.count, headers.count)
            return derivation.finished()
        } catch {
            switch error.operation {
            case "list": throw .noFolder
            case "empty": throw .empty
            default: throw .failed(operation: error.operation, error: error.number)
            }
        }
    }

    private static func storedKey(
        _ directory: String,
        _ files: any LogFiles
    ) throws(VerificationFailure) -> String {
        do throws(LogFileError) {
            _ = try files.names(in: directory)
            let bytes = try files.contents(
                directory + "/" + SegmentLog.verifierName,
                atMost: SignedNote.maximumBytes
            )
            guard let bytes, let text = String(validating: bytes, as: UTF8.self) else {
                throw LogFileError(operation: "key", number: 0)
            }
            return text
        } catch {
            throw error.operation == "list" ? .noFolder : .noKey
        }
    }
}
