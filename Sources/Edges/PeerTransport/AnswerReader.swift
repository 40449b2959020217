import HTTPWire
import NIOCore

/// Takes answers out of the bytes of one upstream connection, wherever these were split.
struct AnswerReader {
    /// Interim answers (1xx) beyond this number are refused.
    static let maximumInterim = 8

    enum Event {
        case needMore
        case head(ReceivedResponse)
        case body(ByteBuffer)
        case end
    }

    private enum Part {
        case head
        case body
        case ended
    }

    private var inbound = ByteBuffer()
    private var parser: ResponseParser
    private var decoder = BodyDecoder(.none)
    private var part = Part.head
    private var interim = 0
    private let limits: WireLimits

    /// Whether the connection may carry another request after this answer.
    private(set) var keepsAlive = false
    /// The connection's own hint how long it may idle: `Keep-Alive: timeout`.
    private(set) var idleHint: TimeAmount?
    /// Whether the answer is a stream of events, which lasts for as long as there are any.
    private(set) var isEventStream = false

    init(limits: WireLimits = WireLimits()) {
        self.limits = limits
        parser = ResponseParser(limits: limits)
    }

    var holdsBytes: Bool { inbound.readableBytes > 0 }

    /// Whether the answer's own head has been read.
    var hasHead: Bool { part != .head }

    mutating func feed(_ buffer: consuming ByteBuffer) {
        if inbound.readableBytes == 0 {
            inbound = buffer
        } else {
            inbound.writeImmutableBuffer(buffer)
        }
    }

    mutating func startNext(recycling head: ResponseHead?) {
        part = .head
        interim = 0
        isEventStream = false
        if let head { parser.recycle(head) }
    }

    mutating func next(answering method: RequestMethod) throws(WireProblem) -> Event {
        switch part {
        case .head: return try nextHead(answering: method)
        case .body:
            switch try inbound.takeBodyStep(&decoder) {
            case .data(let part): return .body(part)
            case .needMore: return .needMore
            case .end:
                part = .ended
                return .end
            }
        case .ended: return .needMore
        }
    }

    /// Tells that the connection ended; throws when the answer was not whole.
    mutating func connectionEnded() throws(WireProblem) {
        guard part == .body else { throw .truncated }
        try decoder.connectionEnded()
        part = .ended
    }

    private mutating func parseHead(
        answering method: RequestMethod
    ) throws(WireProblem) -> ResponseHead? {
        let bytes = inbound
        return try parser.parse(bytes.readableBytesUInt8Span, answering: method)
    }

    private mutating func nextHead(answering method: RequestMethod) throws(WireProblem) -> Event {
        while holdsBytes {
            guard let head = try parseHead(answering: method),
                let bytes = inbound.readSlice(length: head.byteCount)
            else { return .needMore }
            if head.isInterim {
                interim += 1
                guard interim <= Self.maximumInterim else { throw .malformedStatusLine }
                continue
            }
            keepsAlive = head.keepsAlive
            idleHint = head.fields.idleHint(in: bytes.readableBytesUInt8Span)
            isEventStream = head.fields.isEventStream(in: bytes.readableBytesUInt8Span)
            decoder = BodyDecoder(head.framing, limits: limits)
            part = .body
            return .head(ReceivedResponse(head: head, bytes: bytes))
        }
        return .needMore
    }
}

extension FieldTable {
    /// Whether the content is `text/event-stream`, with parameters or without.
    ///
    /// HTML, *Server-sent events*.
    fileprivate func isEventStream(in bytes: Span<UInt8>) -> Bool {
        guard let value = first("content-type", in: bytes)?.value else { return false }
        let name = "text/event-stream".utf8.span
        guard value.count >= name.count else { return false }
        for offset in 0..<name.count
        where bytes[value.lowerBound + offset] | 0x20 != name[offset] | 0x20 { return false }
        guard value.count > name.count else { return true }
        return [0x09, 0x20, 0x3B].contains(bytes[value.lowerBound + name.count])
    }

    /// The seconds of `Keep-Alive: timeout=N`, one less to be gone before the other end is.
    fileprivate func idleHint(in bytes: Span<UInt8>) -> TimeAmount? {
        guard let field = first("keep-alive", in: bytes) else { return nil }
        let text = "timeout=".utf8.span
        let value = field.value
        guard value.count > text.count else { return nil }
        for offset in 0..<text.count
        where bytes[value.lowerBound + offset] | 0x20 != text[offset] | 0x20 { return nil }
        var seconds: Int64 = 0
        for position in (value.lowerBound + text.count)..<value.upperBound {
            let digit = bytes[position] &- 0x30
            guard digit < 10 else { break }
            seconds = min(seconds * 10 + Int64(digit), 3_600)
        }
        return .seconds(max(seconds - 1, 0))
    }
}
