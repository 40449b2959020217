import AccessLog
import Dispatch
import ExchangeModel
import Foundation
import LogStorage
import MerkleLog
import Synchronization

/// A folder for one test, removed when the test is over.
final class Folder: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.path + "/sluis-log-\(UUID().uuidString)"
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var log: String { path + "/log" }

    func file(_ name: String) -> String { log + "/" + name }

    func bytes(_ name: String = "00000000.seg") throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: file(name))))
    }

    func put(_ bytes: [UInt8], _ name: String = "00000000.seg") throws {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: file(name))
    }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: log).sorted()
    }
}

enum Sample {
    static let origin = "gemeente.example/test/txlog/1"

    static func signer(_ first: UInt8 = 1, name: String = origin) throws -> NoteSigner {
        try NoteSigner(name: name, secret: (0..<32).map { first + $0 })
    }

    static func grant(_ last: UInt8 = 7) -> GrantHash {
        GrantHash(.serviceConnectionGrant, digest: [UInt8](repeating: last, count: 64))
    }

    static func peer(_ number: Int) throws -> PeerID {
        try PeerID(String(repeating: "0", count: 17) + String(100 + number))
    }

    static func id(_ number: Int) -> TransactionID {
        .version7(
            at: Timestamp(milliseconds: 1_780_000_000_000),
            random: (UInt64(number) >> 40, UInt64(number))
        )
    }

    static func subject(_ number: Int) throws -> Pseudonym {
        let maker = try Pseudonymiser(
            keyID: KeyID("2026"),
            key: [UInt8](repeating: 5, count: 32)
        )
        return maker.pseudonym(of: String(number), type: "BSN")
    }

    static func request(
        _ number: Int,
        at moment: Int64? = nil,
        direction: Direction = .incoming,
        service: String = "brp",
        source: Int = 1,
        subjects: [Int] = []
    ) throws -> EncodedEntry {
        var entry = RequestEntry(
            createdAt: Timestamp(milliseconds: moment ?? 1_780_000_000_000 + Int64(number)),
            transaction: id(number),
            direction: direction,
            grant: grant(),
            service: try ServiceName(service),
            source: .init(try peer(source)),
            destination: .init(try peer(2))
        )
        entry.personal.subjects = try subjects.map(subject)
        return try LogEntry.request(entry).encoded(salt: Salt(UInt64(number), 1))
    }

    static func erasure(_ positions: [UInt64]) throws -> EncodedEntry {
        let entry = RetentionEntry(
            createdAt: Timestamp(milliseconds: 1_780_000_000_500),
            act: .erase(positions.map(LogPosition.init)),
            policy: "request of the person"
        )
        return try LogEntry.retention(entry).encoded(salt: Salt(1, 1))
    }

    static func configuration(_ segmentBytes: Int = 131_072) -> LogConfiguration {
        var configuration = LogConfiguration()
        configuration.segmentBytes = segmentBytes
        configuration.isMaintained = false
        configuration.completionDelay = .zero
        configuration.retryInterval = .milliseconds(5)
        configuration.now = { Timestamp(milliseconds: 1_780_000_000_000) }
        return configuration
    }
}

extension SegmentLog {
    /// Appends and waits for the disk.
    func append(
        _ entry: EncodedEntry,
        within limit: Duration = .seconds(60)
    ) async -> Result<
        LogPosition, LogRefusal
    > {
        await withCheckedContinuation { continuation in
            append(entry, within: limit) { continuation.resume(returning: $0) }
        }
    }

    /// Records a request and waits for the disk.
    func record(_ entry: EncodedEntry) async throws -> RecordTicket {
        try await withCheckedContinuation { continuation in
            record(entry, within: .seconds(60)) { continuation.resume(returning: $0) }
        }.get()
    }

    /// Appends requests with the numbers of a range, several in a batch, in order.
    func fill(_ numbers: Range<Int>, subjects: [Int] = []) async throws {
        await withTaskGroup(of: Void.self) { group in
            for number in numbers {
                guard let entry = try? Sample.request(number, subjects: subjects) else { continue }
                group.addTask { _ = await self.append(entry) }
            }
        }
    }
}

func openLog(
    _ folder: Folder,
    _ configuration: LogConfiguration = Sample.configuration(),
    files: any LogFiles = PosixFiles()
) throws -> SegmentLog {
    try SegmentLog.open(
        directory: folder.log,
        signer: Sample.signer(),
        configuration: configuration,
        files: files
    )
}

/// Files that refuse on demand, over the real ones.
final class FaultyFiles: LogFiles {
    struct Faults {
        var write: Int32?
        /// Fails what is written into segments, and nothing else.
        var frames: Int32?
        var flush: Int32?
        var room: Int32?
        var flushes = 0
        /// How often a file of zeros was asked for.
        var roomsAsked = 0
        /// For how many of them there is room; nil for all.
        var roomsGranted: Int?
        var bytesRead = 0
        /// How many operations wait at a gate, or have.
        var held = 0
        var poisoned: Set<ObjectIdentifier> = []
        var retried = false
    }

    let faults = Mutex(Faults())
    /// While it is held, flushes wait for it.
    let gate = Mutex<DispatchSemaphore?>(nil)
    /// While it is held, small files that are replaced wait for it.
    let replaceGate = Mutex<DispatchSemaphore?>(nil)
    private let real = PosixFiles()

    func roomFault() -> Int32? {
        faults.withLock { faults in
            faults.roomsAsked += 1
            if let granted = faults.roomsGranted, faults.roomsAsked > granted { return ENOSPC }
            return faults.room
        }
    }
    var writeFault: Int32? { faults.withLock { $0.write } }

    /// Whether a file that had failed was written or flushed again.
    var hasRetried: Bool { faults.withLock { $0.retried } }
    var flushes: Int { faults.withLock { $0.flushes } }
    var roomsAsked: Int { faults.withLock { $0.roomsAsked } }
    var bytesRead: Int { faults.withLock { $0.bytesRead } }
    var held: Int { faults.withLock { $0.held } }

    /// Waits while a gate is held.
    func pass(_ gate: borrowing Mutex<DispatchSemaphore?>) {
        guard let closed = gate.withLock({ $0 }) else { return }
        set { $0.held += 1 }
        closed.wait()
        closed.signal()
    }

    func set(_ change: (inout Faults) -> Void) {
        faults.withLock { change(&$0) }
    }

    func makeZeroed(_ path: String, bytes: Int) throws(LogFileError) -> any LogFile {
        if let number = roomFault() {
            throw LogFileError(operation: "allocate", number: number)
        }
        return FaultyFile(try real.makeZeroed(path, bytes: bytes), self)
    }

    func open(_ path: String, writable: Bool) throws(LogFileError) -> any LogFile {
        FaultyFile(try real.open(path, writable: writable), self)
    }

    func contents(_ path: String, atMost limit: Int) throws(LogFileError) -> [UInt8]? {
        try real.contents(path, atMost: limit)
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(LogFileError) {
        pass(replaceGate)
        if let number = faults.withLock({ $0.write ?? $0.flush ?? $0.room }) {
            throw LogFileError(operation: "write", number: number)
        }
        try real.replace(path, with: bytes)
    }

    func rename(_ path: String, to new: String, in directory: String) throws(LogFileError) {
        if let number = writeFault {
            throw LogFileError(operation: "rename", number: number)
        }
        try real.rename(path, to: new, in: directory)
    }

    func remove(_ path: String) throws(LogFileError) {
        try real.remove(path)
    }

    func names(in directory: String) throws(LogFileError) -> [String] {
        try real.names(in: directory)
    }
}

final class FaultyFile: LogFile {
    private let real: any LogFile
    private let owner: FaultyFiles

    init(_ real: any LogFile, _ owner: FaultyFiles) {
        self.real = real
        self.owner = owner
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogFileError) {
        let number = owner.faults.withLock { faults -> Int32? in
            if faults.poisoned.contains(ObjectIdentifier(self)) {
                faults.retried = true
            }
            if faults.write != nil {
                faults.poisoned.insert(ObjectIdentifier(self))
            }
            return faults.write ?? faults.frames
        }
        if let number { throw LogFileError(operation: "write", number: number) }
        try real.write(bytes, at: offset)
    }

    func read(
        into buffer: UnsafeMutableRawBufferPointer,
        at offset: Int
    ) throws(LogFileError) -> Int {
        let count = try real.read(into: buffer, at: offset)
        owner.set { $0.bytesRead += count }
        return count
    }

    func synchronize() throws(LogFileError) {
        owner.pass(owner.gate)
        let number = owner.faults.withLock { faults -> Int32? in
            faults.flushes += 1
            if faults.poisoned.contains(ObjectIdentifier(self)) {
                faults.retried = true
            }
            if faults.flush != nil {
                faults.poisoned.insert(ObjectIdentifier(self))
            }
            return faults.flush
        }
        if let number { throw LogFileError(operation: "flush", number: number) }
        try real.synchronize()
    }

    func byteCount() throws(LogFileError) -> Int { try real.byteCount() }
}
