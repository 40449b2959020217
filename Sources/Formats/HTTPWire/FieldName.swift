/// The name of a field that is only known when the program runs, for example from configuration.
///
/// RFC 9110, *Field Names*. Names that the program knows are given as lower-case `StaticString`s.
public struct FieldName: Hashable, Sendable, CustomStringConvertible {
    /// The name in lower case.
    public let bytes: [UInt8]

    /// Takes a token of 1 to 255 characters; nil for any other text.
    public init?(_ text: some StringProtocol) {
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy(\.isToken) else {
            return nil
        }
        bytes = text.utf8.map(\.lowercased)
    }

    /// Takes a name that the program knows; one that is no token is a slip in the program and ends it.
    public init(known name: StaticString) {
        guard let field = FieldName(name.description) else {
            preconditionFailure("\(name) is no field name")
        }
        self = field
    }

    /// The name in lower case.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether two names reach an application as one: hyphen and underscore are alike to CGI and WSGI.
    @inlinable
    static func alike(_ left: UInt8, _ right: UInt8) -> Bool {
        left.lowercased == right || (left == 0x5F && right == 0x2D)
    }
}

/// A test for field names, made once and used for every head.
public struct FieldSet: Hashable, Sendable {
    /// The names by their lengths: of a large set few are looked at.
    @usableFromInline let names: [[FieldName]]
    @usableFromInline let prefixes: [FieldName]

    /// Makes a set of names and beginnings of names.
    public init(names: [FieldName], prefixes: [FieldName] = []) {
        let longest = names.map(\.bytes.count).max() ?? 0
        self.names = (0...longest).map { length in names.filter { $0.bytes.count == length } }
        self.prefixes = prefixes
    }

    /// Whether a name is in the set: letters of either case alike, an underscore as a hyphen.
    ///
    /// A peer could else slip `x_doelbinding` past a rule for `x-doelbinding` into an application
    /// that sees both as one.
    @inlinable
    public func contains(_ name: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        if name.count < names.count {
            for candidate in names[name.count]
            where Self.begins(name, with: candidate.bytes, in: bytes) { return true }
        }
        for prefix in prefixes where prefix.bytes.count <= name.count {
            if Self.begins(name, with: prefix.bytes, in: bytes) { return true }
        }
        return false
    }

    @inlinable
    static func begins(_ name: Range<Int>, with text: [UInt8], in bytes: Span<UInt8>) -> Bool {
        for offset in 0..<text.count
        where !FieldName.alike(bytes[name.lowerBound + offset], text[offset]) {
            return false
        }
        return true
    }
}
