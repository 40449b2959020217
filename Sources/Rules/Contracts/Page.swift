private import ExchangeModel
private import SignedJSON

/// A part of a longer list, and where the next part begins.
public struct Page<Element: Sendable>: Sendable {
    /// How many elements a page has when nobody says.
    ///
    /// FSC Logging 1.1.0 gives 25; Core gives none (Q27).
    public static var defaultLimit: Int { 25 }
    /// The most elements that a page may have.
    ///
    /// FSC Core 2.0.0, *limit*.
    public static var greatestLimit: Int { 1_000 }

    /// The elements in order.
    public let elements: [Element]
    /// The place after the last element; nil when nothing follows.
    public let next: PageCursor?

    /// Makes a page.
    public init(_ elements: [Element], next: PageCursor?) {
        self.elements = elements
        self.next = next
    }
}

extension Page: Equatable where Element: Equatable {}

/// The order of a list.
public enum PageOrder: String, Sendable {
    /// Smallest or oldest first.
    case ascending = "SORT_ORDER_ASCENDING"
    /// Greatest or newest first.
    case descending = "SORT_ORDER_DESCENDING"
}

/// A place in an ordered list: the sort key of the last element that was given.
public struct PageCursor: Hashable, Comparable, Sendable {
    /// The first part of the sort key: seconds of a creation, or zero.
    public let position: Int64
    /// The second part: a hash or an identifier.
    public let key: String

    /// Names the place of an element.
    public init(position: Int64, key: String) {
        self.position = position
        self.key = key
    }

    /// Reads the text that a page gave; nil for any other.
    public init?(text: String) {
        guard text.utf8.count <= 1_024, let bytes = Base64URL.decode(text),
            let decoded = String(validating: bytes, as: UTF8.self),
            let space = decoded.firstIndex(of: " "), let position = Int64(decoded[..<space])
        else { return nil }
        self.position = position
        key = String(decoded[decoded.index(after: space)...])
    }

    /// The text for a `cursor` parameter: base64url, to be passed back unread.
    public var text: String { Base64URL.encode("\(position) \(key)".utf8) }

    /// Orders places by both parts, the second code point by code point.
    public static func < (left: PageCursor, right: PageCursor) -> Bool {
        if left.position != right.position { return left.position < right.position }
        return left.key.unicodeScalars.lexicographicallyPrecedes(right.key.unicodeScalars)
    }
}
