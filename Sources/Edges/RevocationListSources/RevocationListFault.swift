public import OutboundHTTP

/// Why a source gave nothing to read; the set is closed.
public enum RevocationListFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is not there, or this account may not read it.
    case fileUnreadable
    /// The file is longer than a list may be.
    case fileTooLarge
    /// The call to the server failed.
    case call(OutboundError)
    /// The server answered with another status than 200.
    case status(Int)
    /// The server redirected more often than is followed.
    case tooManyRedirects
    /// A redirect that does not say whereto, or to something that is no http or https URL.
    case redirectMalformed
    /// A redirect from https to http, where anybody could answer in the server's place.
    case redirectToPlain

    /// What is wrong, as the end of a sentence that begins with the source.
    public var description: String {
        switch self {
        case .fileUnreadable: "cannot be read"
        case .fileTooLarge:
            "is longer than the \(RevocationListReader.maximumBytes >> 20) MiB that are read"
        case .call(let error): "cannot be had: \(error)"
        case .status(let status): "cannot be had: answered with status \(status)"
        case .tooManyRedirects:
            "cannot be had: redirected more than \(RevocationListReader.maximumRedirects) times"
        case .redirectMalformed: "cannot be had: redirected to what is no http or https URL"
        case .redirectToPlain: "cannot be had: redirected from https to http"
        }
    }
}
