/// Takes a body out of its framing without copying: it says which bytes are the body's.
///
/// All state is kept here, so bytes that were looked at need not be kept by the caller.
/// RFC 9112, *Message Body* and *Chunked Transfer Coding*.
public struct BodyDecoder: Sendable {
    /// What the given bytes are.
    public enum Step: Hashable, Sendable {
        /// These bytes are the body's; go on with the bytes after them.
        case data(Range<Int>)
        /// All given bytes are dealt with, and more must come.
        case needMore
        /// The body ended after this many of the given bytes; what follows is the next message.
        case end(Int)
    }

    private enum State: Sendable {
        case counted(UInt64)
        case chunked(ChunkedDecoder)
        case untilClose
        case ended
    }

    private var state: State

    /// Starts at a body's first byte.
    public init(_ framing: BodyFraming, limits: WireLimits = WireLimits()) {
        state =
            switch framing {
            case .none: .ended
            case .length(let length): length > 0 ? .counted(length) : .ended
            case .chunked: .chunked(ChunkedDecoder(limits: limits))
            case .untilClose: .untilClose
            }
    }

    /// Whether the whole body was seen.
    ///
    /// A body until close is never whole by itself.
    public var isEnded: Bool {
        if case .ended = state { true } else { false }
    }

    /// Reads on in bytes that follow those of the step before.
    ///
    /// - Throws: Why the framing is refused. The decoder is of no use after that.
    public mutating func step(_ bytes: Span<UInt8>) throws(WireProblem) -> Step {
        switch state {
        case .ended: return .end(0)
        case .untilClose: return bytes.isEmpty ? .needMore : .data(0..<bytes.count)
        case .counted(let left):
            guard !bytes.isEmpty else { return .needMore }
            let count = left < UInt64(bytes.count) ? Int(left) : bytes.count
            let rest = left - UInt64(count)
            state = rest == 0 ? .ended : .counted(rest)
            return .data(0..<count)
        case .chunked(var decoder):
            state = .ended
            let step = try decoder.step(bytes)
            if case .end = step { return step }
            state = .chunked(decoder)
            return step
        }
    }

    /// Tells that the connection ended.
    ///
    /// - Throws: ``WireProblem/truncated`` when the body was not whole.
    public mutating func connectionEnded() throws(WireProblem) {
        switch state {
        case .ended, .untilClose: state = .ended
        case .counted, .chunked: throw .truncated
        }
    }
}
