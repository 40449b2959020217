public import ExchangeModel

/// A fully qualified domain name in lower case, without wildcard or final dot.
///
/// RFC 1035, *Preferred name syntax*, with underscores allowed; internationalised names are given in
/// their ASCII form. A name whose last label is all digits is an address, not a name.
public struct DomainName: Hashable, Sendable, CustomStringConvertible {
    /// The name in lower case.
    public let rawValue: String

    /// Reads a name of 1 to 253 characters in labels of 1 to 63.
    public init(_ text: some StringProtocol) throws(Malformed) {
        let labels = Array(text.utf8)
            .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isName =
            text.utf8.count <= 253 && labels.allSatisfy(Self.isLabel)
            && labels.last.map { label in !label.allSatisfy { (0x30...0x39).contains($0) } } == true
        guard isName else {
            throw Malformed(expected: "a domain name of letters, digits, hyphens and dots")
        }
        rawValue = text.lowercased()
    }

    /// The name in lower case.
    public var description: String { rawValue }

    /// Whether a name as a certificate presents it stands for this one.
    ///
    /// Exact comparison without regard to case, or a wildcard that is the whole left-most label and
    /// stands for exactly one label above at least two others. RFC 6125, *Verifying Service Identity*.
    public func isCovered(by presented: some StringProtocol) -> Bool {
        let pattern = presented.lowercased()
        guard pattern.hasPrefix("*.") else { return pattern == rawValue }
        guard (try? DomainName(pattern.dropFirst(2))) != nil else { return false }
        let parent = pattern.dropFirst(1)
        guard parent.utf8.count(where: { $0 == UInt8(ascii: ".") }) >= 2, rawValue.hasSuffix(parent)
        else { return false }
        let label = rawValue.dropLast(parent.count)
        return !label.isEmpty && !label.utf8.contains(UInt8(ascii: "."))
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard (1...63).contains(label.count), label.first != UInt8(ascii: "-") else { return false }
        var last: UInt8 = 0
        for character in label {
            switch character {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): break
            default: return false
            }
            last = character
        }
        return last != UInt8(ascii: "-")
    }
}
