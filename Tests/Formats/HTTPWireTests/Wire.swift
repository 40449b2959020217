import HTTPWire

/// A head that was read, with its bytes.
struct ReadRequest {
    let head: RequestHead
    let bytes: [UInt8]

    init(_ text: String, limits: WireLimits = WireLimits()) throws {
        let bytes = Array(text.utf8)
        var parser = RequestParser(limits: limits)
        guard let head = try parser.parse(bytes.span) else { throw WireProblem.truncated }
        self.head = head
        self.bytes = bytes
    }

    func text(_ range: Range<Int>?) -> String? {
        range.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    func first(_ name: StaticString) -> String? {
        text(head.fields.first(name, in: bytes.span)?.value)
    }

    /// The end-to-end fields, as a rewritten head has them.
    func passed(dropping set: FieldSet = FieldSet(names: [])) -> String {
        var sink: [UInt8] = []
        head.fields.copy(from: bytes.span, to: &sink) { !set.contains($0.name, in: bytes.span) }
        return String(decoding: sink, as: UTF8.self)
    }
}

/// A response head that was read, with its bytes.
struct ReadResponse {
    let head: ResponseHead
    let bytes: [UInt8]

    init(_ text: String, answering method: RequestMethod = .get) throws {
        let bytes = Array(text.utf8)
        var parser = ResponseParser()
        guard let head = try parser.parse(bytes.span, answering: method) else {
            throw WireProblem.truncated
        }
        self.head = head
        self.bytes = bytes
    }
}

/// What a body decoder makes of a body that arrives in pieces.
struct ReadBody: Equatable {
    var data: [UInt8] = []
    var rest: [UInt8] = []
    var isEnded = false

    init(
        _ framing: BodyFraming,
        pieces: [[UInt8]],
        limits: WireLimits = WireLimits()
    ) throws(WireProblem) {
        var decoder = BodyDecoder(framing, limits: limits)
        for piece in pieces {
            var left = piece[...]
            while !isEnded {
                let given = Array(left)
                switch try decoder.step(given.span) {
                case .data(let range):
                    data += given[range]
                    left = given[range.upperBound...]
                    continue
                case .needMore: left = []
                case .end(let consumed):
                    isEnded = true
                    left = given[consumed...]
                }
                break
            }
            rest += left
        }
        isEnded = isEnded || decoder.isEnded
    }

    static func chunked(_ text: String, limits: WireLimits = WireLimits()) throws -> ReadBody {
        try ReadBody(.chunked, pieces: [Array(text.utf8)], limits: limits)
    }
}
