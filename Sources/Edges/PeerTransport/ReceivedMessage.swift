public import HTTPWire
public import NIOCore

/// A request's head as it arrived: its parts, and the bytes that they are offsets into.
public struct ReceivedRequest {
    /// Where everything stands in ``bytes``.
    public let head: RequestHead
    /// The head's bytes from the request line up to and with the empty line.
    public let bytes: ByteBuffer

    /// Asks something of the head with its bytes.
    @inlinable
    public func withBytes<Answer, Failure: Error>(
        _ question: (RequestHead, Span<UInt8>) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        try question(head, bytes.readableBytesUInt8Span)
    }

    /// A copy of some of the head's bytes.
    public func copy(_ range: Range<Int>) -> [UInt8] {
        bytes.getBytes(at: bytes.readerIndex + range.lowerBound, length: range.count) ?? []
    }
}

/// An answer's head as it arrived from upstream; never an interim one.
public struct ReceivedResponse {
    /// Where everything stands in ``bytes``.
    public let head: ResponseHead
    /// The head's bytes from the status line up to and with the empty line.
    public let bytes: ByteBuffer

    /// Asks something of the head with its bytes.
    @inlinable
    public func withBytes<Answer, Failure: Error>(
        _ question: (ResponseHead, Span<UInt8>) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        try question(head, bytes.readableBytesUInt8Span)
    }

    /// How the body must be framed where the answer is passed on unaltered.
    ///
    /// To HEAD it is what the head stated, of which no body follows.
    public var passedOnFraming: BodyFraming {
        if case .none = head.framing, let length = head.statedLength, length > 0 {
            return .length(length)
        }
        return head.framing
    }
}
