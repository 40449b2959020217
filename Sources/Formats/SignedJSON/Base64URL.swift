/// The URL-safe base64 alphabet without padding, as JOSE writes binary values.
///
/// RFC 7515, *Terminology* (Base64url Encoding); RFC 4648, *Base 64 Encoding with URL and Filename
/// Safe Alphabet*.
public enum Base64URL {
    /// Writes bytes as unpadded base64url text.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
        )
        var text: [UInt8] = []
        var held: UInt32 = 0
        var heldBits = 0
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            heldBits += 8
            while heldBits >= 6 {
                heldBits -= 6
                text.append(alphabet[Int(held >> heldBits & 63)])
            }
        }
        if heldBits > 0 {
            text.append(alphabet[Int(held << (6 - heldBits) & 63)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads unpadded base64url text.
    ///
    /// Returns nil for any other character, an impossible length, or set bits after the last byte:
    /// every byte string has exactly one accepted text.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(text.utf8, tolerant: false)
    }

    /// Whether text is that of so many bytes, by the same rules as ``decode(_:)`` but without making them.
    public static func isText(_ text: Substring.UTF8View, ofBytes bytes: Int) -> Bool {
        guard text.count == (bytes * 8 + 5) / 6 else { return false }
        var last: UInt32 = 0
        for character in text {
            guard let value = value(of: character, tolerant: false) else { return false }
            last = value
        }
        let unusedBits = text.count * 6 - bytes * 8
        return last & (1 << unusedBits - 1) == 0
    }

    /// Reads base64 text in either alphabet, with or without padding.
    ///
    /// For `x5t#S256` only, whose published examples use the standard alphabet where RFC 7515
    /// demands the URL-safe one; the decoded bytes are compared, never the text.
    public static func decodeTolerantly(_ text: some StringProtocol) -> [UInt8]? {
        decode(text.utf8, tolerant: true)
    }

    private static func decode(_ text: some Sequence<UInt8>, tolerant: Bool) -> [UInt8]? {
        var bytes: [UInt8] = []
        var held: UInt32 = 0
        var heldBits = 0
        var padding = 0
        var count = 0
        for character in text {
            if tolerant, character == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: character, tolerant: tolerant) else {
                return nil
            }
            count += 1
            held = held << 6 | value
            heldBits += 6
            if heldBits >= 8 {
                heldBits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> heldBits))
            }
        }
        let rest = held & (1 << heldBits - 1)
        guard heldBits < 6, rest == 0, padding == 0 || (count + padding).isMultiple(of: 4) else {
            return nil
        }
        return bytes
    }

    private static func value(of character: UInt8, tolerant: Bool) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) - 48 + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        case UInt8(ascii: "+") where tolerant: 62
        case UInt8(ascii: "/") where tolerant: 63
        default: nil
        }
    }
}
