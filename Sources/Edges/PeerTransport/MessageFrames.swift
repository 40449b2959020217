import HTTPWire
import NIOCore
import NIOHPACK
import NIOHTTP2

/// Takes one message of HTTP/1.1 that we wrote apart into the frames of HTTP/2.
struct MessageFrames {
    typealias Payload = HTTP2Frame.FramePayload

    /// Which message it is.
    enum Kind {
        case request(RequestParser)
        /// An answer needs the method that it answers: that to HEAD has no body.
        case answer(ResponseParser)
    }

    /// Wide: what we write is bounded where it comes in, and has a few fields more then.
    static var limits: WireLimits {
        var limits = WireLimits()
        limits.headBytes *= 2
        limits.fields *= 2
        return limits
    }

    private var kind: Kind
    private var held = ByteBuffer()
    private var body: BodyDecoder?
    /// The method of the request, written or answered.
    var method = RequestMethod.get
    /// Whether the last frame was made.
    private(set) var hasEnded = false

    /// Takes a request.
    static func request() -> MessageFrames {
        MessageFrames(kind: .request(RequestParser(limits: limits)))
    }

    /// Takes an answer, after any interim ones.
    static func answer() -> MessageFrames {
        MessageFrames(kind: .answer(ResponseParser(limits: limits)))
    }

    private init(kind: Kind) {
        self.kind = kind
    }

    /// The frames that are whole now; the last one of the message ends the stream.
    mutating func take(_ buffer: ByteBuffer) throws(WireProblem) -> [Payload] {
        guard !hasEnded else { return [] }
        if held.readableBytes == 0 { held = buffer } else { held.writeImmutableBuffer(buffer) }
        var frames: [Payload] = []
        while body == nil {
            guard held.readableBytes > 0, let frame = try takeHead() else { return frames }
            frames.append(frame)
        }
        try takeBody(into: &frames)
        return frames
    }

    private mutating func takeHead() throws(WireProblem) -> Payload? {
        let bytes = held
        let (fields, framing): (HPACKHeaders, BodyFraming?)
        switch kind {
        case .request(var parser):
            let head = try parser.parse(bytes.readableBytesUInt8Span)
            kind = .request(parser)
            guard let head, let slice = held.readSlice(length: head.byteCount) else { return nil }
            method = head.method
            framing = head.framing
            fields = HPACKHeaders(ReceivedRequest(head: head, bytes: slice))
        case .answer(var parser):
            let head = try parser.parse(bytes.readableBytesUInt8Span, answering: method)
            kind = .answer(parser)
            guard let head, let slice = held.readSlice(length: head.byteCount) else { return nil }
            framing = head.isInterim ? nil : head.framing
            fields = HPACKHeaders(ReceivedResponse(head: head, bytes: slice))
        }
        if let framing {
            // A stream has an end of its own; our writers frame everything for HTTP/1.1.
            guard framing != .untilClose else { throw .truncated }
            body = BodyDecoder(framing)
            hasEnded = framing == .none
        }
        return .headers(.init(headers: fields, endStream: hasEnded))
    }

    private mutating func takeBody(into frames: inout [Payload]) throws(WireProblem) {
        while !hasEnded, var decoder = body {
            let step = try held.takeBodyStep(&decoder)
            body = decoder
            switch step {
            case .needMore: return
            case .data(let part):
                hasEnded = decoder.isEnded
                frames.append(.data(.init(data: .byteBuffer(part), endStream: hasEnded)))
            case .end:
                hasEnded = true
                Self.end(&frames)
            }
        }
    }

    /// Has the last frame end the stream, or one of its own where that has left.
    private static func end(_ frames: inout [Payload]) {
        switch frames.popLast() {
        case .headers(var last)?:
            last.endStream = true
            frames.append(.headers(last))
        case .data(var last)?:
            last.endStream = true
            frames.append(.data(last))
        default: frames.append(.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)))
        }
    }
}

/// Fired down a stream's pipeline: what the other end sent is no message that may pass.
struct MessageRefused {
    let problem: WireProblem
}
