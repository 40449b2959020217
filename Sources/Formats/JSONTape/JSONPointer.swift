/// A path to a value within a JSON text.
///
/// RFC 6901.
public struct JSONPointer: Sendable {
    /// The reference tokens, unescaped.
    public var tokens: [String]

    /// Points at the whole text.
    public init() {
        tokens = []
    }

    /// Makes a pointer of unescaped tokens.
    public init(tokens: [String]) {
        self.tokens = tokens
    }

    /// Reads a pointer such as `/components/schemas/a~1b`.
    public init(parsing text: String) throws(JSONProblem) {
        tokens = []
        guard !text.isEmpty else { return }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw JSONProblem(.invalidPointer, at: 0)
        }
        let bytes = Array(text.utf8)
        var token: [UInt8] = []
        var index = 1
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "/") {
                tokens.append(String(decoding: token, as: UTF8.self))
                token.removeAll()
            } else if byte == UInt8(ascii: "~") {
                index += 1
                guard index < bytes.count, 0x30...0x31 ~= bytes[index] else {
                    throw JSONProblem(.invalidPointer, at: index)
                }
                token.append(UInt8(ascii: bytes[index] == 0x30 ? "~" : "/"))
            } else {
                token.append(byte)
            }
            index += 1
        }
        tokens.append(String(decoding: token, as: UTF8.self))
    }

    /// The pointer to a member or element below this one.
    public func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens: tokens + [token])
    }

    /// The array index that a token names; nil when it names none.
    static func index(_ token: String) -> Int? {
        guard token == "0" || token.utf8.first != UInt8(ascii: "0"), token.utf8.count < 18,
            token.utf8.allSatisfy({ 0x30...0x39 ~= $0 })
        else { return nil }
        return Int(token)
    }
}

extension JSONPointer: Hashable {
    /// Compares tokens by code point.
    public static func == (left: JSONPointer, right: JSONPointer) -> Bool {
        left.tokens.elementsEqual(right.tokens, by: ExactText.same)
    }

    /// Hashes the tokens.
    public func hash(into hasher: inout Hasher) {
        for token in tokens { ExactText.hash(token, into: &hasher) }
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The pointer as RFC 6901 writes it.
    public var description: String {
        var text: [UInt8] = []
        for token in tokens {
            text.append(UInt8(ascii: "/"))
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): text += [0x7e, 0x30]
                case UInt8(ascii: "/"): text += [0x7e, 0x31]
                default: text.append(byte)
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension JSONPointer {
    /// The pointer as the fragment of a URI.
    ///
    /// RFC 6901, *URI Fragment Identifier Representation*.
    public var uriFragment: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for byte in description.utf8 {
            switch byte {
            case 0x30...0x39, 0x40...0x5a, 0x61...0x7a, 0x21, 0x24, 0x26...0x2f, 0x3a, 0x3b, 0x3d,
                0x3f, 0x5f, 0x7e:
                text.append(byte)
            default: text += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
