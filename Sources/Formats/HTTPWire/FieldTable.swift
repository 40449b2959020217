/// The fields of a head in their order, as offsets into the head's bytes.
///
/// A table holds no bytes: every question is asked with the head's bytes from its first one.
public struct FieldTable: Hashable, Sendable {
    @usableFromInline var slots: [Field]

    init(reusing storage: [Field]) {
        slots = storage
        slots.removeAll(keepingCapacity: true)
    }

    /// The number of fields.
    @inlinable public var count: Int { slots.count }

    /// The field at a position of 0 to ``count``.
    @inlinable
    public subscript(position: Int) -> Field { slots[position] }

    /// The first field of a name, which is given in lower case.
    public func first(_ name: StaticString, in bytes: Span<UInt8>) -> Field? {
        for slot in slots where bytes.matches(slot.name, name) { return slot }
        return nil
    }

    /// The first field of a name.
    public func first(_ name: FieldName, in bytes: Span<UInt8>) -> Field? {
        for slot in slots where name.isName(slot.name, in: bytes) { return slot }
        return nil
    }

    /// The one field of a name, which is given in lower case, or how often it stands instead.
    public func only(_ name: StaticString, in bytes: Span<UInt8>) -> Occurrence {
        var found: Field?
        for slot in slots where bytes.matches(slot.name, name) {
            guard found == nil else { return .repeated }
            found = slot
        }
        guard let found else { return .absent }
        return .once(found)
    }

    /// How often a field stands in a head.
    public enum Occurrence: Hashable, Sendable {
        case absent
        case once(Field)
        case repeated
    }

    /// Whether a list field holds a word, for example `close` in `connection`.
    ///
    /// Both are given in lower case.
    public func list(_ name: StaticString, holds word: StaticString, in bytes: Span<UInt8>) -> Bool
    {
        for slot in slots where bytes.matches(slot.name, name) {
            var rest = slot.value
            while let element = bytes.nextElement(of: &rest) {
                if bytes.matches(element, word) { return true }
            }
        }
        return false
    }

    mutating func append(_ field: Field) { slots.append(field) }

    /// Marks every end-to-end field of a name as one of this connection only.
    mutating func markHopByHop(_ name: Range<Int>, in bytes: Span<UInt8>) {
        for position in slots.indices where slots[position].role == .endToEnd {
            if bytes.sameLetters(slots[position].name, name) { slots[position].role = .hopByHop }
        }
    }
}

extension Field {
    /// Whether the field has a name, which is given in lower case.
    public func isNamed(_ name: StaticString, in bytes: Span<UInt8>) -> Bool {
        bytes.matches(self.name, name)
    }

    /// Whether the field has a name.
    public func isNamed(_ name: FieldName, in bytes: Span<UInt8>) -> Bool {
        name.isName(self.name, in: bytes)
    }
}

extension FieldName {
    /// Whether the bytes of a range are this name.
    func isName(_ range: Range<Int>, in input: Span<UInt8>) -> Bool {
        guard range.count == bytes.count else { return false }
        for offset in 0..<bytes.count
        where input[range.lowerBound + offset].lowercased != bytes[offset] {
            return false
        }
        return true
    }
}

extension Span<UInt8> {
    /// Takes the next element of a comma-separated list off its front; nil at the end.
    ///
    /// Empty elements are skipped. RFC 9110, *Lists (#rule ABNF Extension)*.
    func nextElement(of rest: inout Range<Int>) -> Range<Int>? {
        while !rest.isEmpty {
            var end = rest.lowerBound
            while end < rest.upperBound, self[end] != .comma { end += 1 }
            let element = trimmed(rest.lowerBound..<end)
            rest = Swift.min(end + 1, rest.upperBound)..<rest.upperBound
            if !element.isEmpty { return element }
        }
        return nil
    }
}
