import Foundation
import Synchronization

/// A file with a line for each answer that the registry gave; on disk before the answer leaves.
final class RequestNotes: Sendable {
    private let file: Mutex<FileHandle>

    /// Opens a file to append to, with mode 0600; it is made when it is not there.
    init(file path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileProblem(path: path, number: errno) }
        file = Mutex(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    /// Writes the transaction id, or `-` where none came, and how many persons were returned.
    ///
    /// One write a line, so that lines of a killed process are whole.
    func note(transaction: String?, persons: Int) throws {
        let isPlain = transaction?.utf8.allSatisfy { (0x21...0x7E).contains($0) } == true
        let name = isPlain ? transaction ?? "-" : "-"
        try file.withLock { try $0.write(contentsOf: Data("\(name) \(persons)\n".utf8)) }
    }
}
