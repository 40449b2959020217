/// A media type of a message or a media range of a document, in lower case.
///
/// RFC 9110, *Media Type*. Parameters other than `charset` and `boundary` are left out.
public struct MediaType: Hashable, Sendable, CustomStringConvertible {
    /// The type, for example `application`; `*` in a range.
    public let type: String
    /// The subtype, for example `problem+json`; `*` in a range.
    public let subtype: String
    /// The value of the `charset` parameter in lower case, when there is one.
    public let charset: String?
    /// The value of the `boundary` parameter, when there is one.
    public let boundary: String?

    private static let plainJSON = MediaType(type: "application", subtype: "json")
    static let plainText = MediaType(type: "text", subtype: "plain")
    private static let plainJSONText = Array("application/json".utf8)

    private init(type: String, subtype: String) {
        self.type = type
        self.subtype = subtype
        charset = nil
        boundary = nil
    }

    /// Reads a media type or range with or without parameters; nil for anything else.
    public init?(_ text: [UInt8]) {
        // What nearly every message says.
        guard text != Self.plainJSONText else {
            self = Self.plainJSON
            return
        }
        var parts = Self.split(text)
        guard !parts.isEmpty else { return nil }
        let names = parts.removeFirst().split(
            separator: UInt8(ascii: "/"),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard names.count == 2, names.allSatisfy(Self.isToken) else { return nil }
        type = String(decoding: names[0], as: UTF8.self).lowercased()
        subtype = String(decoding: names[1], as: UTF8.self).lowercased()
        guard type != "*" || subtype == "*" else { return nil }
        var charset: String?
        var boundary: String?
        for part in parts where !part.isEmpty {
            let pair = part.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard pair.count == 2, Self.isToken(pair[0]) else { return nil }
            let value = Self.unquoted(pair[1])
            switch String(decoding: pair[0], as: UTF8.self).lowercased() {
            case "charset":
                guard Self.isToken(value), charset == nil else { return nil }
                charset = String(decoding: value, as: UTF8.self).lowercased()
            case "boundary":
                guard boundary == nil, !value.isEmpty,
                    !value.contains(where: { $0 <= 0x20 || $0 >= 0x7f || $0 == 0x5c })
                else { return nil }
                boundary = String(decoding: value, as: UTF8.self)
            default: continue
            }
        }
        self.charset = charset
        self.boundary = boundary
    }

    /// Whether a body of this type is one JSON text: `application/json` or a `+json` type.
    ///
    /// RFC 6839, *The +json Structured Syntax Suffix*.
    public var isJSON: Bool {
        (type == "application" && subtype == "json") || (type == "text" && subtype == "json")
            || (subtype.hasSuffix("+json") && subtype != "*")
    }

    /// Whether bytes of this type may be read as UTF-8: no charset is named, or UTF-8 or US-ASCII.
    public var isUTF8: Bool {
        charset == nil || charset == "utf-8" || charset == "utf8" || charset == "us-ascii"
    }

    /// Whether this is a range such as `application/*`.
    public var isRange: Bool { subtype == "*" }

    /// Whether bodies of this type, or of one in this range, are JSON.
    public var takesJSON: Bool { isJSON || contains(Self.plainJSON) }

    /// How narrow this is as a range: 2 for one type, 1 for `type/*`, 0 for `*/*`.
    var specificity: Int { type == "*" ? 0 : subtype == "*" ? 1 : 2 }

    /// Whether a message's media type falls in this range.
    public func contains(_ other: MediaType) -> Bool {
        (type == "*" || type == other.type) && (subtype == "*" || subtype == other.subtype)
    }

    /// Type and subtype without parameters.
    public var description: String { "\(type)/\(subtype)" }

    /// Splits at `;` outside quotes and trims white space.
    private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var quoted = false
        var escaped = false
        for byte in bytes {
            if quoted {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    quoted = false
                }
            } else if byte == UInt8(ascii: "\"") {
                quoted = true
            } else if byte == UInt8(ascii: ";") {
                parts.append([])
                continue
            }
            parts[parts.count - 1].append(byte)
        }
        return parts.map { part in
            let start = part.drop { $0 == 0x20 || $0 == 0x09 }
            return Array(start.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed())
        }
    }

    private static func unquoted(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"")
        else { return value }
        return value.dropFirst().dropLast()
    }

    /// RFC 9110, *Tokens*.
    private static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
                default: false
                }
            }
    }
}
