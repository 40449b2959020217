import GRDB

/// Why the database could not be opened or used; each case says what the operator should do.
public enum StorageProblem: Error, Hashable, Sendable {
    /// The file cannot be opened or made. Look at the folder and its permissions.
    case unreachable(path: String, reason: String)
    /// Another process holds the file. End it: one gateway uses a data folder.
    case busy(path: String)
    /// The file is no SQLite database.
    case notADatabase(path: String)
    /// The file is a SQLite database of another program.
    case ofAnotherProgram(path: String)
    /// The file is damaged. Restore the folder from a backup.
    case damaged(path: String, reason: String)
    /// The file was used by a later version of this program. Run that version.
    case newerSchema(path: String)
    /// The disk is full, or writing failed. Make room, then repeat the call.
    case writeFailed(reason: String)
    /// The database was closed.
    case closed
    /// SQLite failed in another way; the call changed nothing.
    case breakdown(code: Int32, reason: String)
}

extension StorageProblem: CustomStringConvertible {
    /// One sentence for a log or an operator.
    public var description: String {
        switch self {
        case .unreachable(let path, let reason): "the database \(path) cannot be opened: \(reason)"
        case .busy(let path):
            "the database \(path) is in use by another process; one gateway uses a data folder"
        case .notADatabase(let path): "the file \(path) is no SQLite database"
        case .ofAnotherProgram(let path): "the database \(path) belongs to another program"
        case .damaged(let path, let reason):
            "the database \(path) is damaged (\(reason)); restore it from a backup"
        case .newerSchema(let path):
            "the database \(path) was written by a later version of this program"
        case .writeFailed(let reason): "the database could not be written: \(reason)"
        case .closed: "the database was closed"
        case .breakdown(let code, let reason): "the database failed: \(reason) (\(code))"
        }
    }

    /// What an error of the library means; an error that is none of the library's stays as it is.
    static func translated(_ error: any Error, path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let reason = error.message ?? "no reason given"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return StorageProblem.busy(path: path)
        case .SQLITE_NOTADB: return StorageProblem.notADatabase(path: path)
        case .SQLITE_CORRUPT: return StorageProblem.damaged(path: path, reason: reason)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
            return StorageProblem.unreachable(path: path, reason: reason)
        case .SQLITE_FULL, .SQLITE_IOERR: return StorageProblem.writeFailed(reason: reason)
        case .SQLITE_MISUSE: return StorageProblem.closed
        default: return StorageProblem.breakdown(code: error.resultCode.rawValue, reason: reason)
        }
    }
}
