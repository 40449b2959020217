/// What the fields of a head say about the connection and the body, gathered field by field.
struct FieldRules {
    private(set) var host: Range<Int>?
    private(set) var length: UInt64?
    private(set) var isChunked = false
    private(set) var closes = false
    private(set) var keepsAlive = false
    private(set) var asksUpgrade = false
    private(set) var expectsContinue = false
    private(set) var expectsOther = false
    private var namesFields = false

    /// Notes one field; the same field rules hold in requests and answers.
    mutating func note(_ field: Field, in bytes: Span<UInt8>) throws(WireProblem) {
        switch field.role {
        case .endToEnd: return
        case .host:
            guard host == nil else { throw .repeatedHost }
            host = field.value
        case .framing:
            if bytes.matches(field.name, "content-length") {
                try noteLength(field.value, in: bytes)
            } else {
                guard !isChunked, bytes.matches(field.value, "chunked") else {
                    throw .unsupportedTransferCoding
                }
                isChunked = true
            }
            guard length == nil || !isChunked else { throw .conflictingFraming }
        case .expect:
            var rest = field.value
            while let element = bytes.nextElement(of: &rest) {
                if bytes.matches(element, "100-continue") {
                    expectsContinue = true
                } else {
                    expectsOther = true
                }
            }
        case .hopByHop:
            if bytes.matches(field.name, "connection") {
                try noteConnection(field.value, in: bytes)
            } else if bytes.matches(field.name, "upgrade") {
                asksUpgrade = true
            }
        }
    }

    private mutating func noteLength(
        _ value: Range<Int>,
        in bytes: Span<UInt8>
    ) throws(WireProblem) {
        guard length == nil else { throw .repeatedLength }
        guard (1...18).contains(value.count) else { throw .invalidLength }
        var sum: UInt64 = 0
        for position in value {
            guard let digit = bytes[position].decimalDigit else {
                throw bytes[position] == .comma ? .repeatedLength : .invalidLength
            }
            sum = sum * 10 + UInt64(digit)
        }
        guard value.count == 1 || bytes[value.lowerBound] != 0x30 else { throw .invalidLength }
        length = sum
    }

    private mutating func noteConnection(
        _ value: Range<Int>,
        in bytes: Span<UInt8>
    ) throws(WireProblem) {
        var rest = value
        while let element = bytes.nextElement(of: &rest) {
            if bytes.matches(element, "close") {
                closes = true
            } else if bytes.matches(element, "keep-alive") {
                keepsAlive = true
            } else {
                guard !Field.Role.isFixed(element, in: bytes) else { throw .invalidConnection }
                for position in element where !bytes[position].isToken { throw .invalidConnection }
                namesFields = true
            }
        }
    }

    /// Marks the fields that Connection names, once all fields are known.
    func markNamed(_ fields: inout FieldTable, in bytes: Span<UInt8>) {
        guard namesFields else { return }
        for position in 0..<fields.count
        where bytes.matches(fields[position].name, "connection") {
            var rest = fields[position].value
            while let element = bytes.nextElement(of: &rest) {
                fields.markHopByHop(element, in: bytes)
            }
        }
    }

    /// Whether the connection may serve another message after this one.
    func persists(_ version: HTTPVersion) -> Bool {
        version == .http11 ? !closes : keepsAlive && !closes
    }
}
