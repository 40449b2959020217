/// How the end of a message's body is known; RFC 9112, *Message Body Length*.
public enum BodyFraming: Hashable, Sendable {
    /// There is no body.
    case none
    /// The body has this many bytes, at least one.
    case length(UInt64)
    /// The body comes in chunks.
    case chunked
    /// The body ends where the connection does; answers only.
    case untilClose
}

/// A version of HTTP/1 that the wire speaks.
public enum HTTPVersion: UInt8, Sendable {
    case http10
    case http11
}
