public import ExchangeModel

/// An absolute IRI of ASCII characters: a link, or the name of a thing in the catalogue.
public struct WebAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The text as it was given.
    public let rawValue: String

    /// Reads an absolute `https`, `http`, `mailto`, `tel` or `urn` IRI of at most 2,000 bytes.
    ///
    /// Characters that Turtle does not allow between `<` and `>` are refused, so that a link can
    /// never end its own statement.
    public init(_ text: some StringProtocol) throws(Malformed) {
        let schemes = ["https://", "http://", "mailto:", "tel:", "urn:"]
        guard let scheme = schemes.first(where: { text.hasPrefix($0) }),
            (scheme.utf8.count + 1...2_000).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.forbidden.contains($0) })
        else { throw Malformed(expected: "an absolute https, http, mailto, tel or urn IRI") }
        rawValue = String(text)
    }

    init(trusted text: String) {
        rawValue = text
    }

    /// The text in its standard's form.
    public var description: String { rawValue }

    /// Orders by value, for stable listings.
    public static func < (left: WebAddress, right: WebAddress) -> Bool {
        left.rawValue < right.rawValue
    }

    private static let forbidden = Set("<>\"{}|\\^`".utf8)
}
