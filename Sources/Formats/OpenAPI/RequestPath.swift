/// Why the path of a request target is refused before it is matched.
///
/// Another program may read such a path as a different one, so it never reaches the matcher.
public enum PathRefusal: String, Error, Sendable, CaseIterable {
    /// The target does not begin with `/`, or holds `#`.
    case notAbsolute
    /// Two separators follow each other.
    case emptySegment
    /// A segment is `.` or `..`, written plainly or in percent-encoding.
    case dotSegment
    /// A percent sign without two hexadecimal digits.
    case brokenEncoding
    /// A separator, a percent sign or a backslash is percent-encoded.
    case encodedSeparator
    /// A `;` or `\`, which some servers take for a separator.
    case doubtfulSeparator
    /// A control character, a space or a byte above 0x7E, or one of these in percent-encoding.
    case controlCharacter
    /// The decoded bytes are not UTF-8.
    case notUTF8
    /// More segments or bytes than any template has.
    case tooLong
}

/// The path of a request target in decoded segments, and its query as it came.
///
/// Only paths that every server reads alike become a value of this type.
public struct RequestPath: Sendable {
    /// The most bytes of a target.
    static let maximumBytes = 16_384
    /// The most segments of a path.
    static let maximumSegments = 64

    /// The segments between separators, percent-decoded; after a final `/` an empty one.
    public let segments: [ArraySlice<UInt8>]
    /// The bytes after `?`, not decoded; nil without `?`.
    public let query: ArraySlice<UInt8>?
    /// Whether a segment holds a `;` as it is.
    let hasSemicolon: Bool

    /// Reads a target in origin form.
    ///
    /// RFC 9112, *origin-form*; RFC 3986, *Path*.
    public init(_ target: [UInt8]) throws(PathRefusal) {
        try self.init(target, allowsSemicolons: false)
    }

    /// Reads a target in which `;` may stand: whoever matches it decides where.
    init(_ target: [UInt8], allowsSemicolons: Bool) throws(PathRefusal) {
        guard target.count <= Self.maximumBytes else { throw .tooLong }
        guard target.first == UInt8(ascii: "/") else { throw .notAbsolute }
        var segments: [ArraySlice<UInt8>] = []
        var start = 1
        var index = 1
        var isEncoded = false
        var queryStart: Int?
        var hasSemicolon = false
        scan: while index < target.count {
            let byte = target[index]
            switch byte {
            case UInt8(ascii: "/"):
                try Self.add(target[start..<index], isEncoded, to: &segments)
                guard start < index else { throw .emptySegment }
                start = index + 1
                isEncoded = false
            case UInt8(ascii: "?"):
                queryStart = index + 1
                break scan
            case UInt8(ascii: "%"): isEncoded = true
            case UInt8(ascii: "#"): throw .notAbsolute
            case UInt8(ascii: ";") where allowsSemicolons: hasSemicolon = true
            case UInt8(ascii: ";"), UInt8(ascii: "\\"): throw .doubtfulSeparator
            case 0...0x20, 0x7F...0xFF: throw .controlCharacter
            default: break
            }
            index += 1
        }
        try Self.add(target[start..<index], isEncoded, to: &segments)
        self.segments = segments
        self.hasSemicolon = hasSemicolon
        query = queryStart.map { target[$0...] }
    }

    private static func add(
        _ raw: ArraySlice<UInt8>,
        _ isEncoded: Bool,
        to segments: inout [ArraySlice<UInt8>]
    ) throws(PathRefusal) {
        guard segments.count < maximumSegments else { throw .tooLong }
        let segment = isEncoded ? try decode(raw) : raw
        let dot = UInt8(ascii: ".")
        if let first = segment.first, first == dot, segment.count <= 2, segment.last == dot {
            throw .dotSegment
        }
        segments.append(segment)
    }

    private static func decode(_ raw: ArraySlice<UInt8>) throws(PathRefusal) -> ArraySlice<UInt8> {
        guard let decoded = PercentEncoding.decode(raw) else { throw .brokenEncoding }
        var index = raw.startIndex
        while index < raw.endIndex {
            if raw[index] == UInt8(ascii: "%"),
                let byte = PercentEncoding.byte(raw, at: index)
            {
                switch byte {
                case UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: ";"):
                    throw .encodedSeparator
                case 0...0x1F, 0x7F: throw .controlCharacter
                default: break
                }
            }
            index += 1
        }
        guard PercentEncoding.isUTF8(decoded) else { throw .notUTF8 }
        return decoded[...]
    }
}

/// Percent-encoding.
///
/// RFC 3986, *Percent-Encoding*.
enum PercentEncoding {
    /// Whether decoded bytes are UTF-8; nearly all are ASCII.
    static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    /// The decoded bytes, in one pass; nil when a percent sign lacks its two digits.
    static func decode(_ raw: ArraySlice<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            switch raw[index] {
            case UInt8(ascii: "%"):
                guard let byte = byte(raw, at: index) else { return nil }
                bytes.append(byte)
                index += 3
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(0x20)
                index += 1
            default:
                bytes.append(raw[index])
                index += 1
            }
        }
        return bytes
    }

    /// The byte that the percent sign at an index stands for.
    static func byte(_ raw: ArraySlice<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < raw.endIndex, let high = digit(raw[index + 1]),
            let low = digit(raw[index + 2])
        else { return nil }
        return high << 4 | low
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
