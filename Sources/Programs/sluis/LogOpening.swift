import GatewayConfiguration
import LogStorage

/// Why the access log cannot be opened, in words that an operator can act on.
enum LogOpening {
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
