private import SignedJSON

/// A SHA-256 value of 32 bytes, kept inline.
public struct SHA256Value: Hashable, Sendable {
    /// The bytes in order, as four words of the machine's own byte order.
    private let words: InlineWords

    /// Takes 32 bytes.
    ///
    /// Returns nil for any other number of bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words = InlineWords(first: 0, second: 0, third: 0, fourth: 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.words = words
    }

    /// Takes 32 bytes that lie in memory; nil for any other number.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32 else { return nil }
        words = bytes.loadUnaligned(as: InlineWords.self)
    }

    /// The 32 bytes in order.
    public var bytes: [UInt8] { withBytes { Array($0) } }

    /// Calls a function with the 32 bytes in order, without a copy of them.
    public func withBytes<Result>(_ read: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: words, read)
    }

    /// Lower-case hexadecimal text, 64 characters.
    public var hexadecimal: String { Hexadecimal.encode(bytes) }

    private struct InlineWords: Hashable, Sendable {
        let first: UInt64
        let second: UInt64
        let third: UInt64
        let fourth: UInt64
    }
}

/// The SHA-256 of a certificate's DER, written in base64url: `x5t#S256`.
///
/// Tokens are bound to it. FSC Core 2.0.0, *Certificate thumbprint*; RFC 7515, *"x5t#S256" Header
/// Parameter*.
public struct CertificateThumbprint: Hashable, Sendable, CustomStringConvertible {
    /// The hash itself.
    public let digest: SHA256Value

    /// Takes a computed hash.
    public init(_ digest: SHA256Value) {
        self.digest = digest
    }

    /// Reads base64 of 32 bytes in either alphabet, with or without padding.
    ///
    /// Published examples of the standard disagree with RFC 7515 here (Q8); bytes are compared.
    public init(_ text: some StringProtocol) throws(Malformed) {
        guard let bytes = Base64URL.decodeTolerantly(text), let digest = SHA256Value(bytes) else {
            throw Malformed(expected: "a certificate thumbprint: base64url of 32 bytes")
        }
        self.digest = digest
    }

    /// Base64url without padding, 43 characters.
    public var description: String { Base64URL.encode(digest.bytes) }
}

/// The SHA-256 of a DER SubjectPublicKeyInfo, written in lower-case hexadecimal.
///
/// Grants name an Outway's key by it. FSC Core 2.0.0, *Public key thumbprint*.
public struct PublicKeyThumbprint: Hashable, Sendable, CustomStringConvertible {
    /// The hash itself.
    public let digest: SHA256Value

    /// Takes a computed hash.
    public init(_ digest: SHA256Value) {
        self.digest = digest
    }

    /// Reads 64 lower-case hexadecimal digits; upper case would change a hashed content (Q10).
    public init(_ text: some StringProtocol) throws(Malformed) {
        guard let bytes = Hexadecimal.decode(text), let digest = SHA256Value(bytes) else {
            throw Malformed(expected: "a public key thumbprint: 64 lower-case hexadecimal digits")
        }
        self.digest = digest
    }

    /// The text in its standard's form.
    public var description: String { digest.hexadecimal }
}

/// Lower-case hexadecimal text.
public enum Hexadecimal {
    /// Writes two digits a byte.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads an even number of lower-case digits; nil for anything else.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            let value: UInt8
            switch character {
            case 0x30...0x39: value = character - 0x30
            case 0x61...0x66: value = character - 0x61 + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }
}
