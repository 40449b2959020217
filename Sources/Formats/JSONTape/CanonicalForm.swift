extension JSONValue {
    /// Writes the one text that all who hold this value agree on, for hashing and signing.
    ///
    /// RFC 8785: members sorted by the UTF-16 code units of their names, numbers as ECMAScript
    /// writes the nearest double, no white space. A number beyond the range of a double, or
    /// nesting beyond ``JSONLimits/deepestNesting``, has no canonical form.
    public func canonicalForm() throws(JSONProblem) -> [UInt8] {
        var writer = JSONWriter(pretty: false)
        try writer.writeCanonically(self, depth: 0)
        return writer.output
    }
}

extension JSONWriter {
    fileprivate mutating func writeCanonically(
        _ value: JSONValue,
        depth: Int
    ) throws(JSONProblem) {
        guard depth <= JSONLimits.deepestNesting else {
            throw JSONProblem(.tooDeep, at: output.count)
        }
        switch value {
        case .number(let number):
            guard let text = ECMANumber.text(number.double) else {
                throw JSONProblem(.noCanonicalForm, at: output.count)
            }
            output.append(contentsOf: text.utf8)
        case .array(let elements):
            append("[")
            for (position, element) in elements.enumerated() {
                if position > 0 { append(",") }
                try writeCanonically(element, depth: depth + 1)
            }
            append("]")
        case .object(let object):
            let sorted = object.members.sorted {
                $0.name.utf16.lexicographicallyPrecedes($1.name.utf16)
            }
            append("{")
            for (position, member) in sorted.enumerated() {
                if position > 0 { append(",") }
                write(member.name)
                append(":")
                try writeCanonically(member.value, depth: depth + 1)
            }
            append("}")
        default: write(value, depth: depth)
        }
    }
}
