private import Foundation

/// The lock that keeps a second writer out of a log's folder.
///
/// It is the system's own (`flock`), so it ends with the process that holds it.
final class FolderLock: Sendable {
    private static let attempts = 5
    private static let pauseMicroseconds: UInt32 = 10_000

    private let descriptor: Int32

    /// Locks a folder; nil when another holds it.
    init?(directory: String) throws(LogFileError) {
        let descriptor = open(directory + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LogFileError(operation: "lock", number: errno) }
        // A verifier asks for a moment whether the lock is held; give it time to let go.
        for _ in 0..<Self.attempts where flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            usleep(Self.pauseMicroseconds)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Whether someone is writing the log of a folder now.
    static func isHeld(directory: String) -> Bool {
        let descriptor = open(directory + "/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}
