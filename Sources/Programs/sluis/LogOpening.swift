import GatewayConfiguration
import LogStorage
import Logging

/// Why the access log cannot be opened, and what was found when it was, in words that an operator
/// can act on.
enum LogOpening {
    /// Tells what was found and mended.
    static func tell(_ found: LogRecovery, _ logger: Logger) {
        if let first = found.firstUnsigned {
            logger.warning(
                "entries of the access log stood behind its last checkpoint: the gateway had ended without one, as in a crash, or they were added since; a RECOVERY entry names them",
                metadata: ["first": "\(first)", "entries": "\(found.unsigned)"]
            )
        }
        for file in found.rebuiltCaches {
            logger.warning(
                "a cache of the access log did not fit its segment and is made anew",
                metadata: ["file": "\(file)"]
            )
        }
    }

    /// Tells that the stop could not sign everything.
    static func tellUnsigned(_ logger: Logger) {
        logger.error(
            "the last checkpoint of the access log could not be written: `sluis log verify` tells of it until the next start, which says on record what stood unsigned"
        )
    }

    static func words(_ problem: LogOpenProblem, folder: String, _ log: LogSettings) -> String {
        let key = log.checkpointKey
        switch problem {
        case .locked:
            return "\(folder) is in use by another gateway: end that one first"
        case .keyInsideLog:
            return
                "\(key) lies in the log folder: move it out, or every backup of the log holds the key"
        case .keyExposed:
            return "\(key) can be read by others; mend with: chmod 600 \(key)"
        case .keyUnreadable:
            return "\(key) cannot be read, or holds no signing key (PRIVATE+KEY+…)"
        case .wrongKey:
            return "\(key) is not the key that the log in \(folder) was signed with"
        case .foreignSegment(let file):
            return "\(file) in \(folder) belongs to another log: was a folder copied together?"
        case .missingSegment(let number):
            return "segment \(number) in \(folder) is missing: restore it from the backup"
        case .belowCheckpoint(let size, let signed):
            return
                "\(folder) holds \(size) entries, but \(signed) were signed: it was rolled back or damaged; run `sluis log verify --log \(folder)`"
        case .notTheSignedTree(let size):
            return
                "the first \(size) entries in \(folder) are not those that were signed; run `sluis log verify --log \(folder)`"
        case .badCheckpoint:
            return
                "the checkpoint in \(folder) is not signed by \(key); run `sluis log verify --log \(folder)`"
        case .newer(let file, let version):
            return
                "\(file) in \(folder) is of version \(version), which a newer sluis wrote: start that one or a later one"
        case .failed(let operation, let error):
            return "\(operation) failed in \(folder): \(SystemError.words(error))"
        }
    }
}
