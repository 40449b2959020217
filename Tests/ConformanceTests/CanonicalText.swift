import Crypto
import JSONTape

/// The hashes of a contract, computed here from the standard and not by the code that is tested.
///
/// RFC 8785 for the values that contracts of these tests hold: whole numbers and texts.
enum CanonicalText {
    static func of(_ value: JSONValue) -> String {
        if let object = value.object {
            let members = object.members.sorted { left, right in
                left.name.utf16.lexicographicallyPrecedes(right.name.utf16)
            }
            let texts = members.map { quoted($0.name) + ":" + of($0.value) }
            return "{" + texts.joined(separator: ",") + "}"
        }
        if let array = value.array { return "[" + array.map(of).joined(separator: ",") + "]" }
        if let text = value.string { return quoted(text) }
        if let bool = value.bool { return bool ? "true" : "false" }
        return value.integer.map(String.init) ?? "null"
    }

    /// `$1$1$` and the hash over the content.
    static func contentHash(_ content: JSONValue) -> String {
        "$1$1$" + digest(of(content))
    }

    /// `$1$`, the number of the grant's type, and the hash over content hash and grant.
    static func grantHash(_ data: JSONValue, in content: JSONValue) -> String {
        let numbers = [
            "GRANT_TYPE_SERVICE_PUBLICATION": 2, "GRANT_TYPE_SERVICE_CONNECTION": 3,
            "GRANT_TYPE_DELEGATED_SERVICE_CONNECTION": 4,
            "GRANT_TYPE_DELEGATED_SERVICE_PUBLICATION": 5,
        ]
        let number = numbers[data["type"]?.string ?? ""] ?? 0
        return "$1$\(number)$" + digest(contentHash(content) + of(data))
    }

    private static func digest(_ text: String) -> String {
        Base64URL.text(Array(SHA3_512.hash(data: Array(text.utf8))))
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// RFC 4648, *Base 64 Encoding with URL and Filename Safe Alphabet*, without padding.
enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            var characters: [UInt8] = []
            for _ in 0..<4 {
                characters.insert(alphabet[bits & 63], at: 0)
                bits >>= 6
            }
            text += characters.prefix(group.count + 1)
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var (bits, count, bytes) = (0, 0, [UInt8]())
        for character in text.utf8 {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            (bits, count) = (bits << 6 | value, count + 6)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
            bits &= 0xFFFF
        }
        return bytes
    }
}
