import HTTPWire

/// The fields of an answer that hold references, which may lead to the source itself.
enum ReferenceField {
    case location
    case contentLocation
    case link
    case refresh

    /// The field of an answer; nil when it holds no reference.
    init?(_ field: Field, in bytes: Span<UInt8>) {
        switch field.name.count {
        case 4 where field.isNamed("link", in: bytes): self = .link
        case 7 where field.isNamed("refresh", in: bytes): self = .refresh
        case 8 where field.isNamed("location", in: bytes): self = .location
        case 16 where field.isNamed("content-location", in: bytes): self = .contentLocation
        default: return nil
        }
    }

    /// The field's name.
    var name: StaticString {
        switch self {
        case .location: "location"
        case .contentLocation: "content-location"
        case .link: "link"
        case .refresh: "refresh"
        }
    }

    /// What the field becomes on its way to a peer; nil leaves it out.
    ///
    /// - Parameters:
    ///   - value: The field's value, as the source wrote it.
    ///   - source: Where the source is.
    ///   - mayLeadElsewhere: Whether an address of somebody else may leave. Links always may.
    /// - Returns: The field's value, or nil.
    func passed(
        _ value: [UInt8],
        of source: SourceReferences,
        mayLeadElsewhere: Bool
    ) -> [UInt8]? {
        switch self {
        case .location, .contentLocation:
            switch source.reading(of: value) {
            case .path(let path): return path
            case .elsewhere: return mayLeadElsewhere ? value : nil
            case .unreachable: return nil
            }
        case .link: return LinkField(value)?.passed(of: source)
        case .refresh:
            // `5; url=…`, as browsers read it; a number alone asks for the same address again.
            let text = String(decoding: value, as: UTF8.self)
            guard let mark = text.firstRange(of: #/[;,]\s*[uU][rR][lL]\s*=\s*/#) else {
                return value
            }
            let target = text[mark.upperBound...].filter { $0 != "\"" && $0 != "'" }
            let path = Self.location.passed(
                Array(target.utf8),
                of: source,
                mayLeadElsewhere: mayLeadElsewhere
            )
            return path.map { Array(text[..<mark.upperBound].utf8) + $0 }
        }
    }
}
