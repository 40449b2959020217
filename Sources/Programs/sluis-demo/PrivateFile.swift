import Foundation

/// Why a file or folder could not be used.
struct FileProblem: Error, CustomStringConvertible {
    let path: String
    /// The system's error number.
    let number: Int32

    var description: String { "\(path): \(String(cString: strerror(number)))" }
}

/// A file of text, or a folder, with problems that name it.
enum PlainFile {
    /// Reads a file of UTF-8 text.
    static func text(_ path: String) throws -> String {
        guard access(path, R_OK) == 0 else { throw FileProblem(path: path, number: errno) }
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    /// Makes a folder and those above it, unless it is there.
    static func makeFolder(_ folder: URL) throws {
        let path = folder.path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw DemonstrationFailure("\(path): the folder cannot be made")
        }
        guard access(path, W_OK | X_OK) == 0 else { throw FileProblem(path: path, number: errno) }
    }
}

/// A file that only its owner may read.
enum PrivateFile {
    /// Writes a file that has mode 0600 from its first byte on; an older one is replaced.
    static func write(_ text: String, to path: String) throws {
        let part = path + ".part"
        unlink(part)
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileProblem(path: part, number: errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(text.utf8))
        try file.synchronize()
        guard rename(part, path) == 0 else { throw FileProblem(path: path, number: errno) }
    }
}
