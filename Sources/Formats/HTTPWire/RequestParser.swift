/// Reads request heads that may arrive split anywhere.
///
/// One parser serves one connection, one head after the other.
public struct RequestParser: Sendable {
    private let limits: WireLimits
    private var scanner: HeadScanner
    private var line: RequestLine?
    private var rules = FieldRules()
    private var fields = FieldTable(reusing: [])

    /// Makes a parser that expects a head's first byte.
    public init(limits: WireLimits = WireLimits()) {
        self.limits = limits
        scanner = HeadScanner(limits: limits)
    }

    /// Whether a head has begun to arrive: its first line is there.
    public var isWithinHead: Bool { line != nil }

    /// Reads on.
    ///
    /// - Parameter bytes: All bytes from the head's first one; more of them with each call.
    /// - Returns: The head once it is whole, after which the parser expects the next; nil before.
    /// - Throws: Why the head is refused. The parser is of no use after that.
    public mutating func parse(_ bytes: Span<UInt8>) throws(WireProblem) -> RequestHead? {
        while let range = try scanner.nextLine(bytes) {
            guard let line else {
                line = try RequestLine(range, in: bytes)
                continue
            }
            if range.isEmpty {
                let head = try finish(line, bytes)
                restart()
                return head
            }
            guard fields.count < limits.fields else { throw .tooManyFields }
            let field = try bytes.field(range)
            try rules.note(field, in: bytes)
            fields.append(field)
        }
        return nil
    }

    /// Gives the memory of a head that is no longer needed back for the next.
    public mutating func recycle(_ head: consuming RequestHead) {
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
        _ line: RequestLine,
        _ bytes: Span<UInt8>
    ) throws(WireProblem) -> RequestHead {
        rules.markNamed(&fields, in: bytes)
        if let host = rules.host {
            guard bytes.isAuthority(host) else { throw .invalidHost }
            if line.form == .absolute {
                guard bytes.sameLetters(line.authority, host) else {
                    throw .targetDisagreesWithHost
                }
            }
        } else if line.version == .http11 {
            throw .missingHost
        } else if line.form == .absolute {
            throw .targetDisagreesWithHost
        }
        if rules.isChunked, line.version == .http10 { throw .unsupportedTransferCoding }
        if rules.expectsOther, line.version == .http11 { throw .unsupportedExpectation }
        return RequestHead(
            method: line.method,
            methodName: line.methodName,
            form: line.form,
            target: line.target,
            path: line.path,
            query: line.query,
            version: line.version,
            host: rules.host,
            framing: rules.isChunked
                ? .chunked : (rules.length ?? 0) > 0 ? .length(rules.length ?? 0) : .none,
            keepsAlive: rules.persists(line.version),
            expectsContinue: rules.expectsContinue && line.version == .http11,
            asksUpgrade: rules.asksUpgrade,
            fields: fields,
            byteCount: scanner.consumed
        )
    }
}
