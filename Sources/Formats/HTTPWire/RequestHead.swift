/// The methods that an intermediary treats in a way of their own.
public enum RequestMethod: UInt8, Sendable {
    case get
    case head
    case post
    case put
    case delete
    case patch
    case options
    case connect
    case trace
    /// Any other token; its bytes stand in ``RequestHead/methodName``.
    case other
}

/// The form of a request's target; RFC 9112, *Request Target*.
public enum TargetForm: UInt8, Sendable {
    /// A path with an optional query.
    case origin
    /// A whole URI, whose authority is the one that Host names.
    case absolute
    /// Host and port, of CONNECT only.
    case authority
    /// `*`, of OPTIONS only.
    case asterisk
}

/// A well-formed request head: offsets into bytes that the caller keeps.
///
/// Only ``RequestParser`` makes one. RFC 9112, *Message Format*.
public struct RequestHead: Hashable, Sendable {
    /// The method.
    public let method: RequestMethod
    /// The bytes of the method.
    public let methodName: Range<Int>
    /// The form of the target.
    public let form: TargetForm
    /// The bytes of the whole target.
    public let target: Range<Int>
    /// The bytes of the path; empty for an absolute target without one, and for the other forms.
    public let path: Range<Int>
    /// The bytes of the query without its question mark; nil when there is none.
    public let query: Range<Int>?
    /// The version.
    public let version: HTTPVersion
    /// The bytes of Host's value; nil in HTTP/1.0 only.
    public let host: Range<Int>?
    /// How the body ends.
    public let framing: BodyFraming
    /// Whether the client lets the connection stay open.
    public let keepsAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    public let expectsContinue: Bool
    /// Whether the client asks to speak another protocol.
    public let asksUpgrade: Bool
    /// The fields.
    public let fields: FieldTable
    /// The length of the head with its final empty line.
    public let byteCount: Int
}

/// A well-formed response head: offsets into bytes that the caller keeps.
///
/// Only ``ResponseParser`` makes one. RFC 9112, *Message Format*.
public struct ResponseHead: Hashable, Sendable {
    /// The status, 100 to 599.
    public let status: Int
    /// The bytes of the reason phrase, often empty.
    public let reason: Range<Int>
    /// The version.
    public let version: HTTPVersion
    /// How the body ends, given the method that was asked.
    public let framing: BodyFraming
    /// What Content-Length said, also where there is no body (HEAD, 304).
    public let statedLength: UInt64?
    /// Whether the server lets the connection stay open.
    public let keepsAlive: Bool
    /// The fields.
    public let fields: FieldTable
    /// The length of the head with its final empty line.
    public let byteCount: Int

    /// Whether another head of the same exchange follows.
    public var isInterim: Bool { status < 200 }
}
