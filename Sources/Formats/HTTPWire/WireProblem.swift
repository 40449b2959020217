/// Why bytes are not a message that may pass.
///
/// The parser rejects rather than repairs: whatever two readers could understand differently is
/// refused. After any of these the connection's framing is not to be trusted: answer 400 when it was
/// a request, or as the case says, and close.
///
/// RFC 9112, *Message Format* and *Message Body*; RFC 9110, *Fields*.
public enum WireProblem: String, Error, CaseIterable, Sendable {
    // Lines.
    /// A carriage return without the line feed that must follow.
    case bareCarriageReturn
    /// A line feed without the carriage return before it.
    case bareLineFeed
    /// A zero byte.
    case zeroByte
    /// Another control character than a tab in a value.
    case controlCharacter
    /// The head is longer than the limit.
    case headTooLong
    /// The head has more fields than the limit.
    case tooManyFields

    // The first line.
    /// The line is not method, target and version with single spaces between.
    case malformedRequestLine
    /// The line is not version, three-digit status and reason.
    case malformedStatusLine
    /// Another version than HTTP/1.0 and HTTP/1.1, or none at all as HTTP/0.9 had it.
    case unsupportedVersion
    /// The target holds a byte that a URI cannot have, or a fragment.
    case invalidTargetCharacter
    /// The target's form does not fit its method.
    case targetFormMismatch
    /// The authority of an absolute target is not the one that Host names.
    case targetDisagreesWithHost
    /// An upgrade was answered that nobody asked for.
    case unexpectedSwitch

    // Fields.
    /// A field continued on the next line.
    case foldedField
    /// White space between a field's name and its colon.
    case spaceBeforeColon
    /// An empty name, or a character that names cannot have.
    case invalidFieldName
    /// An HTTP/1.1 request without Host.
    case missingHost
    /// More than one Host.
    case repeatedHost
    /// A Host that is no host with an optional port.
    case invalidHost
    /// Connection names a field that framing, routing or authorization rests on.
    case invalidConnection
    /// Expect asks for something else than `100-continue`: answer 417.
    case unsupportedExpectation

    // Framing.
    /// Both Content-Length and Transfer-Encoding.
    case conflictingFraming
    /// More than one Content-Length, in fields or in one list.
    case repeatedLength
    /// A Content-Length that is signed, has leading zeros or is no number in range.
    case invalidLength
    /// A Transfer-Encoding other than the one word `chunked`, repeated, or in HTTP/1.0.
    case unsupportedTransferCoding
    /// A chunk size that is no plain hexadecimal number in range.
    case invalidChunkSize
    /// A chunk whose data is not followed by a line end.
    case unterminatedChunk
    /// Chunk extensions over the bound of the whole body.
    case chunkExtensionsTooLong
    /// Trailers over their bounds.
    case trailersTooLong
    /// A trailer that names a framing, routing or authorization field.
    case forbiddenTrailer
    /// The connection ended within a message.
    case truncated
}
