/// Names and values joined by `=` and `&`, percent-encoded: queries and form bodies.
///
/// WHATWG URL, *application/x-www-form-urlencoded*, read strictly: a broken escape is no value.
public enum FormText {
    /// The most fields that are read.
    static let maximumFields = 64

    typealias Field = (name: String, value: String)

    /// Reads a text; nil when an escape is broken, a value is no UTF-8, or fields are too many.
    static func fields(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> [Field]? {
        let parts = bytes.split(separator: UInt8(ascii: "&"))
        guard parts.count <= maximumFields else { return nil }
        var fields: [Field] = []
        for part in parts {
            let halves = part.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard let name = decoded(halves[0], plusIsSpace: plusIsSpace) else { return nil }
            guard halves.count == 2 else {
                fields.append((name, ""))
                continue
            }
            guard let value = decoded(halves[1], plusIsSpace: plusIsSpace) else { return nil }
            fields.append((name, value))
        }
        return fields
    }

    /// Undoes percent-encoding; nil when an escape is broken or the result is no UTF-8.
    static func decoded(_ text: some Sequence<UInt8>, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(digit),
                    let low = iterator.next().flatMap(digit)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Writes fields; everything but letters, digits, `-`, `.`, `_` and `~` is escaped.
    static func write(_ fields: [Field]) -> [UInt8] {
        Array(
            fields.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&").utf8
        )
    }

    /// Escapes everything but letters, digits, `-`, `.`, `_` and `~`; fit for a query or a path.
    public static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
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
