private import Foundation

/// A file of the operating system.
final class PosixFile: LogFile {
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogFileError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw LogFileError(operation: "write", number: errno) }
            done += count
        }
    }

    func read(
        into buffer: UnsafeMutableRawBufferPointer,
        at offset: Int
    ) throws(LogFileError) -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw LogFileError(operation: "read", number: errno) }
            if count == 0 { break }
            done += count
        }
        return done
    }

    func synchronize() throws(LogFileError) {
        guard fdatasync(descriptor) == 0 else {
            throw LogFileError(operation: "flush", number: errno)
        }
    }

    /// Returns when the file itself is on the disk, its size included.
    func flush() throws(LogFileError) {
        guard fsync(descriptor) == 0 else {
            throw LogFileError(operation: "flush", number: errno)
        }
    }

    func byteCount() throws(LogFileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw LogFileError(operation: "stat", number: errno)
        }
        return Int(status.st_size)
    }
}

/// The files of the operating system.
package struct PosixFiles: LogFiles {
    private static let zeros = [UInt8](repeating: 0, count: 1_024 * 1_024)

    package init() {}

    package func makeZeroed(_ path: String, bytes: Int) throws(LogFileError) -> any LogFile {
        try Self.requireRoom(for: bytes, at: path)
        let descriptor = try Self.descriptor(path, O_RDWR | O_CREAT | O_TRUNC)
        let file = PosixFile(descriptor)
        do throws(LogFileError) {
            // Reserves the room: who else writes meanwhile cannot take it.
            let status = posix_fallocate(descriptor, 0, off_t(bytes))
            guard status == 0 || status == EOPNOTSUPP || status == EINVAL else {
                throw LogFileError(operation: "allocate", number: status)
            }
            for offset in stride(from: 0, to: bytes, by: Self.zeros.count) {
                let count = min(Self.zeros.count, bytes - offset)
                try Self.zeros.withUnsafeBufferPointer { zeros throws(LogFileError) in
                    try file.write(
                        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(zeros)[..<count]),
                        at: offset
                    )
                }
            }
            try file.flush()
        } catch {
            unlink(path)
            throw error
        }
        return file
    }

    package func open(_ path: String, writable: Bool) throws(LogFileError) -> any LogFile {
        PosixFile(try Self.descriptor(path, writable ? O_RDWR : O_RDONLY))
    }

    package func contents(_ path: String, atMost limit: Int) throws(LogFileError) -> [UInt8]? {
        guard access(path, F_OK) == 0 else { return nil }
        let file = PosixFile(try Self.descriptor(path, O_RDONLY))
        let size = min(try file.byteCount(), limit)
        var bytes = [UInt8](repeating: 0, count: size)
        let count = try bytes.withUnsafeMutableBufferPointer { buffer throws(LogFileError) in
            try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
        }
        return Array(bytes.prefix(count))
    }

    package func replace(_ path: String, with bytes: [UInt8]) throws(LogFileError) {
        let temporary = path + ".new"
        let file = PosixFile(try Self.descriptor(temporary, O_RDWR | O_CREAT | O_TRUNC))
        do throws(LogFileError) {
            try bytes.withUnsafeBufferPointer { buffer throws(LogFileError) in
                try file.write(UnsafeRawBufferPointer(buffer), at: 0)
            }
            try file.flush()
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            try rename(temporary, to: path, in: folder.joined(separator: "/"))
        } catch {
            unlink(temporary)
            throw error
        }
    }

    package func rename(_ path: String, to new: String, in directory: String) throws(LogFileError) {
        guard Foundation.rename(path, new) == 0 else {
            throw LogFileError(operation: "rename", number: errno)
        }
        try PosixFile(try Self.descriptor(directory, O_RDONLY | O_DIRECTORY)).flush()
    }

    package func remove(_ path: String) throws(LogFileError) {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw LogFileError(operation: "remove", number: errno)
        }
    }

    package func names(in directory: String) throws(LogFileError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw LogFileError(operation: "list", number: ENOENT)
        }
    }

    /// Fails when a file does not fit, before a byte is written: what is left is what others need.
    private static func requireRoom(for bytes: Int, at path: String) throws(LogFileError) {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        var status = statvfs()
        guard statvfs(folder.isEmpty ? "." : folder.joined(separator: "/"), &status) == 0 else {
            throw LogFileError(operation: "allocate", number: errno)
        }
        let (room, overflow) = UInt64(status.f_bavail)
            .multipliedReportingOverflow(by: UInt64(status.f_frsize))
        guard overflow || room >= UInt64(clamping: bytes) else {
            throw LogFileError(operation: "allocate", number: ENOSPC)
        }
    }

    private static func descriptor(_ path: String, _ flags: Int32) throws(LogFileError) -> Int32 {
        let descriptor = Foundation.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LogFileError(operation: "open", number: errno) }
        return descriptor
    }
}
