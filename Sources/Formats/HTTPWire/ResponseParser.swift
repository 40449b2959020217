/// Reads response heads that may arrive split anywhere.
///
/// One parser serves one connection, one head after the other, interim ones included.
public struct ResponseParser: Sendable {
    private let limits: WireLimits
    private var scanner: HeadScanner
    private var line: StatusLine?
    private var rules = FieldRules()
    private var fields = FieldTable(reusing: [])

    /// Makes a parser that expects a head's first byte.
    public init(limits: WireLimits = WireLimits()) {
        self.limits = limits
        scanner = HeadScanner(limits: limits)
    }

    /// Reads on.
    ///
    /// - Parameters:
    ///   - bytes: All bytes from the head's first one; more of them with each call.
    ///   - method: The method of the request that is answered: HEAD has no body.
    /// - Returns: The head once it is whole, after which the parser expects the next; nil before.
    /// - Throws: Why the head is refused. The parser is of no use after that.
    public mutating func parse(
        _ bytes: Span<UInt8>,
        answering method: RequestMethod
    ) throws(WireProblem) -> ResponseHead? {
        while let range = try scanner.nextLine(bytes) {
            guard let line else {
                line = try StatusLine(range, in: bytes)
                continue
            }
            if range.isEmpty {
                let head = try finish(line, method, bytes)
                restart()
                return head
            }
            guard fields.count < limits.fields else { throw .tooManyFields }
            let field = try bytes.field(range)
            // Host means nothing in an answer, so two of them are no ambiguity.
            if field.role != .host { try rules.note(field, in: bytes) }
            fields.append(field)
        }
        return nil
    }

    /// Gives the memory of a head that is no longer needed back for the next.
    public mutating func recycle(_ head: consuming ResponseHead) {
        guard fields.count == 0 else { return }
        fields = FieldTable(reusing: head.fields.slots)
    }

    private mutating func restart() {
        scanner.restart()
        line = nil
        rules = FieldRules()
        fields = FieldTable(reusing: [])
    }

    private mutating func finish(
        _ line: StatusLine,
        _ method: RequestMethod,
        _ bytes: Span<UInt8>
    ) throws(WireProblem) -> ResponseHead {
        guard line.status != 101 else { throw .unexpectedSwitch }
        if rules.isChunked, line.version == .http10 { throw .unsupportedTransferCoding }
        rules.markNamed(&fields, in: bytes)
        let framing = framing(line.status, method)
        return ResponseHead(
            status: line.status,
            reason: line.reason,
            version: line.version,
            framing: framing,
            statedLength: rules.length,
            keepsAlive: rules.persists(line.version) && framing != .untilClose,
            fields: fields,
            byteCount: scanner.consumed
        )
    }

    /// RFC 9112, *Message Body Length*, in its order.
    private func framing(_ status: Int, _ method: RequestMethod) -> BodyFraming {
        if method == .head || status < 200 || status == 204 || status == 304 { return .none }
        if rules.isChunked { return .chunked }
        guard let length = rules.length else { return .untilClose }
        return length > 0 ? .length(length) : .none
    }
}

/// The first line of a response, taken apart; RFC 9112, *Status Line*.
struct StatusLine: Hashable, Sendable {
    let status: Int
    let reason: Range<Int>
    let version: HTTPVersion

    init(_ line: Range<Int>, in bytes: Span<UInt8>) throws(WireProblem) {
        guard line.count >= 12, bytes[line.lowerBound + 8] == .space else {
            throw .malformedStatusLine
        }
        version = try bytes.version(line.lowerBound..<line.lowerBound + 8)
        var status = 0
        for position in line.lowerBound + 9..<line.lowerBound + 12 {
            guard let digit = bytes[position].decimalDigit else { throw .malformedStatusLine }
            status = status * 10 + Int(digit)
        }
        guard (100...599).contains(status) else { throw .malformedStatusLine }
        // Many servers leave out the space before an empty reason; there is one way to read that.
        let rest = line.lowerBound + 12
        guard rest == line.upperBound || bytes[rest] == .space else { throw .malformedStatusLine }
        self.status = status
        reason = min(rest + 1, line.upperBound)..<line.upperBound
    }
}
