import HTTPWire
import NIOCore

/// Takes requests out of the bytes of one connection, wherever these were split.
struct RequestReader {
    enum Event {
        case needMore
        case head(ReceivedRequest)
        case body(ByteBuffer)
        case end
    }

    private enum Part {
        case head
        case body
        case ended
    }

    /// Reads up to this size are copied: to keep the TLS handler's buffer would cost it a new one.
    private static let copiedBytes = 4_096

    private var inbound = ByteBuffer()
    private var parser: RequestParser
    private var decoder = BodyDecoder(.none)
    private var part = Part.head
    private let limits: WireLimits

    init(limits: WireLimits) {
        self.limits = limits
        parser = RequestParser(limits: limits)
    }

    /// Whether bytes were fed that no event has covered.
    var holdsBytes: Bool { inbound.readableBytes > 0 }

    /// Whether the first byte of a head has arrived and its last has not.
    var isWithinHead: Bool { part == .head && holdsBytes }

    mutating func feed(_ buffer: consuming ByteBuffer) {
        if inbound.readableBytes > 0 {
            inbound.writeImmutableBuffer(buffer)
        } else if buffer.readableBytes <= Self.copiedBytes {
            inbound.clear(minimumCapacity: Self.copiedBytes)
            inbound.writeImmutableBuffer(buffer)
        } else {
            inbound = buffer
        }
    }

    /// Expects the next request; the memory of the last head is used again.
    mutating func startNext(recycling head: RequestHead?) {
        part = .head
        if let head { parser.recycle(head) }
    }

    mutating func next() throws(WireProblem) -> Event {
        switch part {
        case .head:
            guard holdsBytes,
                let head = try parseHead(),
                let bytes = inbound.readSlice(length: head.byteCount)
            else { return .needMore }
            decoder = BodyDecoder(head.framing, limits: limits)
            part = .body
            return .head(ReceivedRequest(head: head, bytes: bytes))
        case .body:
            switch try inbound.takeBodyStep(&decoder) {
            case .data(let part): return .body(part)
            case .needMore: return .needMore
            case .end:
                part = .ended
                return .end
            }
        case .ended:
            return .needMore
        }
    }

    private mutating func parseHead() throws(WireProblem) -> RequestHead? {
        let bytes = inbound
        return try parser.parse(bytes.readableBytesUInt8Span)
    }
}
