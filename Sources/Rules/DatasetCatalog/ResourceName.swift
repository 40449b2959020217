public import ExchangeModel

/// The name of a dataset, a service or a contact point in its publisher's own addresses.
public struct ResourceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name as it stands in the address.
    public let rawValue: String

    /// Reads a name of 1 to 100 letters, digits, hyphens, dots or underscores.
    public init(_ text: some StringProtocol) throws(Malformed) {
        let name = try ServiceName(text)
        guard name.rawValue.utf8.contains(where: { $0 != 0x2E }) else {
            throw Malformed(expected: "a name that is more than dots")
        }
        rawValue = name.rawValue
    }

    /// Takes the name of a Service, which obeys the same rules.
    public init(_ service: ServiceName) {
        rawValue = service.rawValue
    }

    /// The text in its standard's form.
    public var description: String { rawValue }

    /// Orders by value, for stable listings.
    public static func < (left: ResourceName, right: ResourceName) -> Bool {
        left.rawValue < right.rawValue
    }
}
