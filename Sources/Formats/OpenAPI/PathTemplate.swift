/// A path template in segments.
///
/// OpenAPI 3.1.0, *Path Templating*. A segment is concrete, one variable, or text with variables
/// in it such as `{id}.json`.
struct PathTemplate: Sendable {
    enum Segment: Sendable {
        case literal([UInt8])
        case variable
        case mixed([Piece])
    }

    enum Piece: Sendable {
        case literal([UInt8])
        case variable
    }

    let segments: [Segment]
    /// The names of the variables in the order in which they stand.
    let names: [String]
    /// The template with nameless variables: two templates of one shape match the same paths.
    let shape: String

    /// Reads a template; the error says what is wrong with it.
    init(_ text: String) throws(TemplateFault) {
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw TemplateFault(why: "no leading '/'")
        }
        var segments: [Segment] = []
        var names: [String] = []
        var shape = ""
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() {
            guard !part.isEmpty || position == parts.count - 1 else {
                throw TemplateFault(why: "an empty segment")
            }
            let pieces = try Self.pieces(part, names: &names)
            segments.append(Self.segment(pieces))
            shape += "/"
            for piece in pieces {
                switch piece {
                case .literal(let bytes): shape += String(decoding: bytes, as: UTF8.self)
                case .variable: shape += "{}"
                }
            }
        }
        guard Set(names).count == names.count else {
            throw TemplateFault(why: "a name stands twice")
        }
        self.segments = segments
        self.names = names
        self.shape = shape
    }

    private static func segment(_ pieces: [Piece]) -> Segment {
        switch pieces.first {
        case nil: .literal([])
        case .literal(let bytes) where pieces.count == 1: .literal(bytes)
        case .variable where pieces.count == 1: .variable
        default: .mixed(pieces)
        }
    }

    private static func pieces(
        _ part: Substring,
        names: inout [String]
    ) throws(TemplateFault) -> [Piece] {
        var pieces: [Piece] = []
        var rest = part
        while !rest.isEmpty {
            if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    throw TemplateFault(why: "'{' without '}'")
                }
                let name = rest[rest.index(after: rest.startIndex)..<end]
                guard !name.isEmpty, !name.contains("{") else {
                    throw TemplateFault(why: "a variable without a name")
                }
                if case .variable? = pieces.last { throw TemplateFault(why: "two variables touch") }
                names.append(String(name))
                pieces.append(.variable)
                rest = rest[rest.index(after: end)...]
            } else {
                let literal = rest.prefix { $0 != "{" }
                guard !literal.contains("}") else { throw TemplateFault(why: "'}' without '{'") }
                pieces.append(.literal(try decoded(literal)))
                rest = rest[literal.endIndex...]
            }
        }
        return pieces
    }

    /// The bytes that a request's decoded segment must equal.
    private static func decoded(_ literal: Substring) throws(TemplateFault) -> [UInt8] {
        guard let bytes = PercentEncoding.decode(Array(literal.utf8)[...]),
            !bytes.contains(where: { "/\\%;?#".utf8.contains($0) || $0 < 0x20 })
        else { throw TemplateFault(why: "a character that no accepted path holds") }
        return bytes
    }

    /// The variables' values when the path fits.
    func match(_ path: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>]? {
        guard path.count == segments.count else { return nil }
        var captures: [ArraySlice<UInt8>] = []
        for (segment, bytes) in zip(segments, path) {
            switch segment {
            case .literal(let literal):
                guard bytes.elementsEqual(literal) else { return nil }
            case .variable:
                guard !bytes.isEmpty else { return nil }
                captures.append(bytes)
            case .mixed(let pieces):
                guard Self.match(pieces[...], bytes, into: &captures) else { return nil }
            }
        }
        return captures
    }

    /// Variables take at least one byte and end where the text after them first stands.
    private static func match(
        _ pieces: ArraySlice<Piece>,
        _ bytes: ArraySlice<UInt8>,
        into captures: inout [ArraySlice<UInt8>]
    ) -> Bool {
        var pieces = pieces
        var rest = bytes
        while let piece = pieces.popFirst() {
            if case .literal(let literal) = piece {
                guard rest.starts(with: literal) else { return false }
                rest = rest.dropFirst(literal.count)
                continue
            }
            guard case .literal(let next)? = pieces.first else {
                guard !rest.isEmpty else { return false }
                captures.append(rest)
                return pieces.isEmpty
            }
            let isLast = pieces.count == 1
            guard let end = place(of: next, in: rest, atEnd: isLast) else { return false }
            captures.append(rest[rest.startIndex..<end])
            rest = rest[end...]
        }
        return rest.isEmpty
    }

    private static func place(
        of literal: [UInt8],
        in bytes: ArraySlice<UInt8>,
        atEnd: Bool
    ) -> Int? {
        let last = bytes.endIndex - literal.count
        guard last > bytes.startIndex else { return nil }
        if atEnd { return bytes[last...].elementsEqual(literal) ? last : nil }
        return (bytes.startIndex + 1...last).first { bytes[$0...].starts(with: literal) }
    }

    /// Whether this template is tried before another: concrete segments come first.
    ///
    /// OpenAPI 3.1.0, *Paths Object / Path Templating Matching*.
    func isMoreConcrete(than other: PathTemplate) -> Bool {
        for (mine, theirs) in zip(segments, other.segments) where mine.rank != theirs.rank {
            return mine.rank < theirs.rank
        }
        return false
    }
}

/// What is wrong with a template.
struct TemplateFault: Error {
    let why: String
}

extension PathTemplate.Segment {
    /// Concrete segments are tried first, then the ones with most text, then bare variables.
    fileprivate var rank: Int {
        switch self {
        case .literal: 0
        case .mixed(let pieces):
            1_000_000
                - pieces.reduce(0) { sum, piece in
                    if case .literal(let bytes) = piece {
                        sum + min(bytes.count, 10_000)
                    } else {
                        sum
                    }
                }
        case .variable: 2_000_000
        }
    }
}
