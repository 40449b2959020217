import Glibc
import LogStorage
import Synchronization

/// The disk under a log, which a test can make refuse every flush.
final class BrokenLogFiles: LogFiles {
    private let state = Mutex(false)
    private let real = PosixFiles()

    /// Whether everything that must reach the disk fails.
    var isBroken: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    private func check(_ operation: String) throws(LogFileError) {
        if isBroken { throw LogFileError(operation: operation, number: EIO) }
    }

    func makeZeroed(_ path: String, bytes: Int) throws(LogFileError) -> any LogFile {
        try check("allocate")
        return File(try real.makeZeroed(path, bytes: bytes), self)
    }

    func open(_ path: String, writable: Bool) throws(LogFileError) -> any LogFile {
        File(try real.open(path, writable: writable), self)
    }

    func contents(_ path: String, atMost limit: Int) throws(LogFileError) -> [UInt8]? {
        try real.contents(path, atMost: limit)
    }

    func replace(_ path: String, with bytes: [UInt8]) throws(LogFileError) {
        try check("write")
        try real.replace(path, with: bytes)
    }

    func rename(_ path: String, to new: String, in directory: String) throws(LogFileError) {
        try check("rename")
        try real.rename(path, to: new, in: directory)
    }

    func remove(_ path: String) throws(LogFileError) { try real.remove(path) }

    func names(in directory: String) throws(LogFileError) -> [String] {
        try real.names(in: directory)
    }

    private final class File: LogFile {
        private let real: any LogFile
        private let owner: BrokenLogFiles

        init(_ real: any LogFile, _ owner: BrokenLogFiles) {
            (self.real, self.owner) = (real, owner)
        }

        func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogFileError) {
            try real.write(bytes, at: offset)
        }

        func read(
            into buffer: UnsafeMutableRawBufferPointer,
            at offset: Int
        ) throws(LogFileError) -> Int {
            try real.read(into: buffer, at: offset)
        }

        func synchronize() throws(LogFileError) {
            try owner.check("flush")
            try real.synchronize()
        }

        func byteCount() throws(LogFileError) -> Int { try real.byteCount() }
    }
}
