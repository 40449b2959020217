/// The chunked coding, byte by byte outside the chunks' data.
///
/// RFC 9112, *Chunked Transfer Coding*. Extensions are read over and trailers are dropped, both
/// within bounds; a trailer that could change what was decided from the head is refused.
struct ChunkedDecoder: Sendable {
    private enum State: Sendable {
        case size(UInt64, digits: Int)
        /// White space after the size, which only an extension may follow.
        case sizeBlank(UInt64)
        case chunkExtension(UInt64)
        case sizeLineFeed(UInt64)
        case data(UInt64)
        case dataReturn
        case dataLineFeed
        case trailer
        case trailerLineFeed
    }

    /// The most digits of a chunk size: below 2 to the power 60.
    private static let sizeDigits = 15

    private let limits: WireLimits
    private var state = State.size(0, digits: 0)
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var trailerCount = 0
    private var trailerLine: [UInt8] = []

    init(limits: WireLimits) {
        self.limits = limits
    }

    mutating func step(_ bytes: Span<UInt8>) throws(WireProblem) -> BodyDecoder.Step {
        var position = 0
        while position < bytes.count {
            if case .data(let left) = state {
                let available = bytes.count - position
                let count = left < UInt64(available) ? Int(left) : available
                let rest = left - UInt64(count)
                state = rest == 0 ? .dataReturn : .data(rest)
                return .data(position..<position + count)
            }
            let byte = bytes[position]
            position += 1
            if try take(byte) { return .end(position) }
        }
        return .needMore
    }

    /// Takes one byte outside a chunk's data; true when it was the body's last.
    private mutating func take(_ byte: UInt8) throws(WireProblem) -> Bool {
        switch state {
        case .size(let size, let digits): try takeSize(byte, size, digits)
        case .sizeBlank(let size):
            guard byte.isBlank || byte == 0x3B else { throw .invalidChunkSize }
            try countExtension()
            if byte == 0x3B { state = .chunkExtension(size) }
        case .chunkExtension(let size):
            if byte == .carriageReturn {
                state = .sizeLineFeed(size)
            } else {
                try Self.refuseControl(byte)
                try countExtension()
            }
        case .sizeLineFeed(let size):
            guard byte == .lineFeed else { throw .bareCarriageReturn }
            state = size == 0 ? .trailer : .data(size)
        case .dataReturn:
            guard byte == .carriageReturn else { throw .unterminatedChunk }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == .lineFeed else { throw .unterminatedChunk }
            state = .size(0, digits: 0)
        case .trailer:
            if byte == .carriageReturn {
                state = .trailerLineFeed
            } else {
                try Self.refuseControl(byte)
                trailerBytes += 1
                guard trailerBytes <= limits.trailerBytes else { throw .trailersTooLong }
                trailerLine.append(byte)
            }
        case .trailerLineFeed:
            guard byte == .lineFeed else { throw .bareCarriageReturn }
            guard !trailerLine.isEmpty else { return true }
            try endTrailer()
            state = .trailer
        case .data: break
        }
        return false
    }

    private mutating func takeSize(
        _ byte: UInt8,
        _ size: UInt64,
        _ digits: Int
    ) throws(WireProblem) {
        if let digit = byte.hexadecimalDigit {
            guard digits < Self.sizeDigits else { throw .invalidChunkSize }
            state = .size(size << 4 | UInt64(digit), digits: digits + 1)
            return
        }
        guard digits > 0 else { throw .invalidChunkSize }
        switch byte {
        case .carriageReturn: state = .sizeLineFeed(size)
        case 0x3B: state = .chunkExtension(size)
        // RFC 9112, *Chunk Extensions*: white space may stand before the semicolon, and nowhere else.
        case 0x20, 0x09: state = .sizeBlank(size)
        case .lineFeed: throw .bareLineFeed
        default: throw .invalidChunkSize
        }
    }

    private mutating func countExtension() throws(WireProblem) {
        extensionBytes += 1
        guard extensionBytes <= limits.chunkExtensionBytes else { throw .chunkExtensionsTooLong }
    }

    private mutating func endTrailer() throws(WireProblem) {
        trailerCount += 1
        guard trailerCount <= limits.trailers else { throw .trailersTooLong }
        try Self.refuseForbidden(trailerLine.span)
        trailerLine.removeAll(keepingCapacity: true)
    }

    private static func refuseForbidden(_ line: Span<UInt8>) throws(WireProblem) {
        let field = try line.field(0..<line.count)
        guard !Field.Role.isForbiddenTrailer(field.name, in: line) else { throw .forbiddenTrailer }
    }

    private static func refuseControl(_ byte: UInt8) throws(WireProblem) {
        guard byte.isControl else { return }
        switch byte {
        case .lineFeed: throw .bareLineFeed
        case 0: throw .zeroByte
        default: throw .controlCharacter
        }
    }
}
