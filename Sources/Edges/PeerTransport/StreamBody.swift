import HTTPWire
import NIOCore
import NIOHPACK

/// The body of an HTTP/2 message as the bytes that its head of HTTP/1.1 announced.
///
/// A body that is longer or shorter than the stated length is refused, so nothing of it can be taken
/// for another message. What completes the stated length passes only when the other end says that it
/// was the last, so nobody takes a message for whole that is not. RFC 9113, *Malformed Messages*.
struct StreamBody {
    private enum State {
        case counted(left: UInt64)
        case chunked(hasBegun: Bool)
        case ended
    }

    private var state: State
    /// What completes the message.
    private var last: ByteBuffer?
    private let limits: WireLimits

    /// Whether the other end has said that nothing follows.
    var isEnded: Bool { if case .ended = state { true } else { false } }

    init(_ framing: BodyFraming, limits: WireLimits) {
        state =
            switch framing {
            case .none, .untilClose: .counted(left: 0)
            case .length(let length): .counted(left: length)
            case .chunked: .chunked(hasBegun: false)
            }
        self.limits = limits
    }

    /// Has the empty line of a head without a body wait for the end.
    mutating func holdBack(_ head: inout ByteBuffer) {
        let end = head.writerIndex - 2
        guard case .counted(left: 0) = state, let line = head.getSlice(at: end, length: 2) else {
            return
        }
        head.moveWriterIndex(to: end)
        last = line
    }

    /// The bytes that a part of the body becomes, in their order.
    mutating func take(_ part: ByteBuffer) throws(WireProblem) -> [ByteBuffer] {
        let count = part.readableBytes
        guard count > 0 else { return [] }
        switch state {
        case .ended: throw .invalidLength
        case .counted(let left):
            guard UInt64(count) <= left else { throw .invalidLength }
            state = .counted(left: left - UInt64(count))
            guard UInt64(count) == left else { return [part] }
            last = part
            return []
        case .chunked(let hasBegun):
            state = .chunked(hasBegun: true)
            return [
                ByteBuffer(string: (hasBegun ? "\r\n" : "") + String(count, radix: 16) + "\r\n"),
                part,
            ]
        }
    }

    /// Ends the body, with the fields after it.
    mutating func end(_ trailers: HPACKHeaders?) throws(WireProblem) -> [ByteBuffer] {
        var lastChunk = ByteBuffer(string: "0\r\n")
        if let trailers { lastChunk.writeImmutableBuffer(try FieldTranscript.trailers(trailers)) }
        lastChunk.writeString("\r\n")
        let ending = state
        state = .ended
        switch ending {
        case .ended: throw .truncated
        case .counted(let left):
            guard left == 0 else { throw .truncated }
            if trailers != nil {
                // Nobody reads them, yet what must not stand there is refused all the same.
                var decoder = BodyDecoder(.chunked, limits: limits)
                _ = try decoder.step(lastChunk.readableBytesUInt8Span)
            }
            return last.map { [$0] } ?? []
        case .chunked(let hasBegun):
            guard hasBegun else { return [lastChunk] }
            return [ByteBuffer(string: "\r\n"), lastChunk]
        }
    }
}
