extension JSONValue {
    /// Writes the value as JSON text: members in order, numbers as they were written.
    ///
    /// - Parameter pretty: Whether to break lines and indent by two spaces.
    /// - Returns: UTF-8 text.
    public func serialized(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self, depth: 0)
        return writer.output
    }
}

/// Writes JSON text.
struct JSONWriter {
    let pretty: Bool
    var output: [UInt8] = []

    init(pretty: Bool) {
        self.pretty = pretty
    }

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let number): output.append(contentsOf: number.text.utf8)
        case .string(let text): write(text)
        case .array(let elements):
            enclose("[", "]", elements, depth) { writer, element in
                writer.write(element, depth: depth + 1)
            }
        case .object(let object):
            enclose("{", "}", object.members, depth) { writer, member in
                writer.write(member.name)
                writer.append(writer.pretty ? ": " : ":")
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    mutating func append(_ text: StaticString) {
        output.append(
            contentsOf: UnsafeBufferPointer(
                start: text.utf8Start,
                count: text.utf8CodeUnitCount
            )
        )
    }

    private mutating func enclose<Element>(
        _ opening: StaticString,
        _ closing: StaticString,
        _ elements: [Element],
        _ depth: Int,
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        append(opening)
        var isFirst = true
        for element in elements {
            if !isFirst { append(",") }
            isFirst = false
            breakLine(depth + 1)
            body(&self, element)
        }
        if !isFirst { breakLine(depth) }
        append(closing)
    }

    private mutating func breakLine(_ depth: Int) {
        guard pretty else { return }
        output.append(0x0a)
        output.append(contentsOf: repeatElement(0x20, count: depth * 2))
    }

    /// Writes a string with the escapes of RFC 8785, *Serialization of Strings*.
    mutating func write(_ text: String) {
        let digits = Array("0123456789abcdef".utf8)
        output.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22: append("\\\"")
            case 0x5c: append("\\\\")
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0a: append("\\n")
            case 0x0c: append("\\f")
            case 0x0d: append("\\r")
            case 0x00..<0x20:
                append("\\u00")
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(0x22)
    }
}
