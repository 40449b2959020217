/// The value of a `Link` field: links with their parameters.
///
/// RFC 8288, *The Link Header Field*.
struct LinkField {
    /// A link, with the places of its target and of its `anchor` in its bytes.
    private struct Link {
        let bytes: [UInt8]
        let target: Range<Int>
        let anchor: Range<Int>?
    }

    private let links: [Link]

    /// Reads a value; nil when it is none.
    init?(_ value: [UInt8]) {
        var links: [Link] = []
        for part in Self.parts(of: value[...], between: UInt8(ascii: ",")) where !part.isEmpty {
            let bytes = Array(part)
            guard bytes.first == UInt8(ascii: "<"),
                let end = bytes.firstIndex(of: UInt8(ascii: ">"))
            else { return nil }
            let anchor = Self.anchor(in: bytes[(end + 1)...])
            links.append(Link(bytes: bytes, target: 1..<end, anchor: anchor))
        }
        self.links = links
    }

    /// The links as they may leave: those to the source as paths, without those that lead nowhere.
    func passed(of source: SourceReferences) -> [UInt8]? {
        let passed = links.compactMap { link -> [UInt8]? in
            var bytes = link.bytes
            // From the back, so that the first place stays where it is.
            for place in [link.anchor, link.target].compactMap(\.self) {
                switch source.reading(of: Array(bytes[place])) {
                case .path(let path): bytes.replaceSubrange(place, with: path)
                case .elsewhere: continue
                case .unreachable: return nil
                }
            }
            return bytes
        }
        return passed.isEmpty ? nil : Array(passed.joined(separator: ", ".utf8))
    }

    /// The place of the value of the parameter `anchor`.
    private static func anchor(in parameters: ArraySlice<UInt8>) -> Range<Int>? {
        for parameter in parts(of: parameters, between: UInt8(ascii: ";")) {
            guard let sign = parameter.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = trimmed(parameter[..<sign])
            guard String(decoding: name, as: UTF8.self).lowercased() == "anchor" else { continue }
            let value = trimmed(parameter[(sign + 1)...])
            guard value.count > 1, value.first == quote, value.last == quote else {
                return value.startIndex..<value.endIndex
            }
            return value.startIndex + 1..<value.endIndex - 1
        }
        return nil
    }

    private static let quote = UInt8(ascii: "\"")

    /// The parts between separators that stand neither in `<…>` nor in quotes, without white space
    /// around them.
    private static func parts(
        of value: ArraySlice<UInt8>,
        between separator: UInt8
    ) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var (start, isTarget, isQuoted, isEscaped) = (value.startIndex, false, false, false)
        for index in value.indices {
            let byte = value[index]
            if isQuoted {
                isQuoted = isEscaped || byte != quote
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else if isTarget {
                isTarget = byte != UInt8(ascii: ">")
            } else if byte == quote {
                isQuoted = true
            } else if byte == UInt8(ascii: "<") {
                isTarget = true
            } else if byte == separator {
                parts.append(trimmed(value[start..<index]))
                start = index + 1
            }
        }
        return parts + [trimmed(value[start...])]
    }

    private static func trimmed(_ part: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var part = part.drop { $0 == 0x20 || $0 == 0x09 }
        while part.last == 0x20 || part.last == 0x09 { part.removeLast() }
        return part
    }
}
