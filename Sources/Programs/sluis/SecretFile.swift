import Foundation
import GatewayConfiguration

/// Files that only their owner can read, made once and never written over.
enum SecretFile {
    /// Why a file could not be made.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// Writes a file that has mode 0600 from its first byte on, durable when this returns.
    ///
    /// - Throws: ``Problem`` when something stands there already or it cannot be written.
    static func make(_ text: String, at path: String) throws(Problem) {
        try make(Array(text.utf8), at: path)
    }

    /// Writes a file of any bytes in the same way.
    static func make(_ bytes: [UInt8], at path: String) throws(Problem) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw Problem(description: "\(path) cannot be made: \(SystemError.words(errno))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(bytes))
            try file.synchronize()
        } catch {
            unlink(path)
            throw Problem(description: "\(path) cannot be written: is the disk full?")
        }
        synchronizeFolder(of: path)
    }

    /// Makes the name of a file durable in its folder.
    static func synchronizeFolder(of path: String) {
        let folder = open(
            URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false),
            O_RDONLY | O_DIRECTORY | O_CLOEXEC
        )
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// Why a secret is not kept well; nil when it is.
    static func exposure(of path: String) -> String? {
        guard FileManager.default.isReadableFile(atPath: path) else {
            return "\(path) cannot be read by this account"
        }
        return SecretMode.whyExposed(path)
    }
}
