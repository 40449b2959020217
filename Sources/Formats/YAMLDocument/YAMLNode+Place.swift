public import JSONTape

extension YAMLNode {
    /// Where the value at a pointer stands in the text of a YAML or JSON document.
    ///
    /// - Returns: The place of a member's key or an item, or of the innermost one around it that
    ///   exists; nil when the text cannot be read as YAML.
    public static func mark(of pointer: JSONPointer, in bytes: [UInt8]) -> YAMLMark? {
        guard let root = try? YAMLNode(parsing: bytes) else { return nil }
        return root.mark(of: pointer)
    }

    /// Where the value at a pointer stands, or the innermost one around it that exists.
    public func mark(of pointer: JSONPointer) -> YAMLMark {
        var node = self
        var mark = mark
        for token in pointer.tokens {
            if let member = node.members?.first(where: { $0.key == token }) {
                node = member.value
                mark = member.keyMark
            } else if let items = node.items, let index = Int(token), items.indices.contains(index)
            {
                node = items[index]
                mark = node.mark
            } else {
                break
            }
        }
        return mark
    }
}
