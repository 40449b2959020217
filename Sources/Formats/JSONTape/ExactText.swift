/// Text that equals only the same code points.
///
/// Swift compares strings by canonical equivalence; JSON, RFC 8259 *String Comparison*, by code
/// unit.
package struct ExactText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: Self, right: Self) -> Bool {
        same(left.text, right.text)
    }

    package func hash(into hasher: inout Hasher) {
        Self.hash(text, into: &hasher)
    }

    package static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    package static func hash(_ text: String, into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(0xff as UInt8)
    }
}
