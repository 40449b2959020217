import Foundation

/// The system's own words for what went wrong with files.
enum SystemError {
    static func words(_ number: Int32) -> String {
        String(cString: strerror(number))
    }

    /// An error in words: one of Foundation's by its file and the system's reason, any other by its own.
    ///
    /// Foundation's descriptions are the domains and numbers of its errors, which say nothing to people.
    static func words(of error: any Error) -> String {
        guard let found = error as? CocoaError else {
            if let found = error as? POSIXError { return words(found.code.rawValue) }
            return "\(error)"
        }
        let path = found.filePath ?? found.url?.path(percentEncoded: false)
        return (path.map { "\($0): " } ?? "") + reason(of: found)
    }

    private static func reason(of error: CocoaError) -> String {
        if let cause = error.underlying as? POSIXError { return words(cause.code.rawValue) }
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError,
            cause.domain == NSPOSIXErrorDomain
        {
            return words(Int32(cause.code))
        }
        return switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: words(ENOENT)
        case .fileReadNoPermission, .fileWriteNoPermission: words(EACCES)
        case .fileWriteFileExists: words(EEXIST)
        case .fileWriteOutOfSpace: words(ENOSPC)
        case .fileWriteVolumeReadOnly: words(EROFS)
        case .fileReadInapplicableStringEncoding, .fileReadCorruptFile: "the text is not UTF-8"
        default: "it cannot be read or written"
        }
    }
}
