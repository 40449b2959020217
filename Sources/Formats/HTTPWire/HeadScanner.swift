/// Finds the lines of a head that may arrive split anywhere; no byte is looked at twice.
struct HeadScanner {
    private let limits: WireLimits
    private var lineStart = 0
    private var scanned = 0

    init(limits: WireLimits) {
        self.limits = limits
    }

    /// The bytes taken so far by whole lines.
    var consumed: Int { lineStart }

    mutating func restart() {
        lineStart = 0
        scanned = 0
    }

    /// The next line without its end, or nil when its end has not arrived.
    mutating func nextLine(_ bytes: Span<UInt8>) throws(WireProblem) -> Range<Int>? {
        let end = bytes.firstControl(from: scanned)
        guard end < limits.headBytes else { throw .headTooLong }
        scanned = end
        guard end < bytes.count else { return nil }
        switch bytes[end] {
        case .carriageReturn:
            guard end + 1 < bytes.count else { return nil }
            guard bytes[end + 1] == .lineFeed else { throw .bareCarriageReturn }
            guard end + 2 <= limits.headBytes else { throw .headTooLong }
            let line = lineStart..<end
            lineStart = end + 2
            scanned = lineStart
            return line
        case .lineFeed: throw .bareLineFeed
        case 0: throw .zeroByte
        default: throw .controlCharacter
        }
    }
}

extension Span<UInt8> {
    /// Reads one field line; RFC 9112, *Field Syntax*.
    func field(_ line: Range<Int>) throws(WireProblem) -> Field {
        var colon = line.lowerBound
        while colon < line.upperBound, self[colon].isToken { colon += 1 }
        guard colon < line.upperBound, self[colon] == .colon, colon > line.lowerBound else {
            guard colon < line.upperBound, self[colon].isBlank else { throw .invalidFieldName }
            throw colon == line.lowerBound ? .foldedField : .spaceBeforeColon
        }
        let name = line.lowerBound..<colon
        return Field(
            name: name,
            value: trimmed(colon + 1..<line.upperBound),
            end: line.upperBound + 2,
            role: .of(name, in: self)
        )
    }
}
