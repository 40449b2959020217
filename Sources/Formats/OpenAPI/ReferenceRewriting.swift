internal import JSONSchema
internal import JSONTape

/// Leads references to files to where these stand in the whole document.
struct ReferenceRewriting {
    private let root: String
    private var known: Set<String>
    /// The files that are to be read.
    var pending: [FileReference] = []

    init(root: String) {
        self.root = root
        known = [root]
    }

    /// The value of a file with its references led to the whole.
    mutating func rewritten(
        _ value: JSONValue,
        of file: String,
        _ leaves: (String) -> Bool
    ) throws(BundleProblem) -> JSONValue {
        try withoutActuallyEscaping(leaves) { (leaves) throws(BundleProblem) in
            try rewritten(value, FilePlace(file: file, leaves: leaves), .keywords)
        }
    }

    private struct FilePlace {
        var file: String
        var leaves: (String) -> Bool
        var pointer = JSONPointer()

        func at(_ token: String) -> FilePlace {
            FilePlace(file: file, leaves: leaves, pointer: pointer.appending(token))
        }
    }

    private mutating func rewritten(
        _ value: JSONValue,
        _ place: FilePlace,
        _ members: MemberKind
    ) throws(BundleProblem) -> JSONValue {
        switch value {
        case .object(let object):
            // Within a schema with an identifier, references are read against that.
            if members == .keywords, object["$id"]?.string != nil { return value }
            var result = JSONObject()
            for (name, inner) in object {
                result[name] = try rewritten(name, inner, place.at(name), members)
            }
            return .object(result)
        case .array(let elements):
            var result: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                result.append(try rewritten(element, place.at(String(index)), .keywords))
            }
            return .array(result)
        case .null, .bool, .number, .string: return value
        }
    }

    private mutating func rewritten(
        _ name: String,
        _ value: JSONValue,
        _ place: FilePlace,
        _ members: MemberKind
    ) throws(BundleProblem) -> JSONValue {
        switch members {
        case .names: return try rewritten(value, place, .keywords)
        case .mapping:
            guard let text = value.string, Self.isReference(text) else { return value }
            return .string(try target(text, place))
        case .discriminator:
            return name == "mapping" ? try rewritten(value, place, .mapping) : value
        case .keywords: break
        }
        if name == "$ref", let text = value.string { return .string(try target(text, place)) }
        guard let below = MemberKind(below: name) else { return value }
        return try rewritten(value, place, below)
    }

    /// Whether a value of a mapping is a reference rather than the name of a component.
    private static func isReference(_ text: String) -> Bool {
        text.contains("#") || text.contains("/")
            || [".json", ".yaml", ".yml"].contains { text.hasSuffix($0) }
    }

    /// Where a reference leads in the whole.
    private mutating func target(
        _ text: String,
        _ place: FilePlace
    ) throws(BundleProblem) -> String {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0]
        let fragment = parts.count > 1 ? String(parts[1]) : ""
        if path.contains(":") || path.hasPrefix("//") { return text }
        var file = place.file
        if !path.isEmpty {
            guard let found = Self.resolved(path, from: place.file) else {
                throw BundleProblem(
                    file: place.file,
                    pointer: place.pointer,
                    reason: .outside(String(path))
                )
            }
            if found != root, place.leaves(found) { return text }
            file = found
        }
        if known.insert(file).inserted {
            pending.append(FileReference(target: file, file: place.file, pointer: place.pointer))
        }
        // A plain name is an anchor, which is found wherever its schema stands.
        guard file != root, fragment.isEmpty || fragment.hasPrefix("/") else {
            return "#" + fragment
        }
        let base = JSONPointer(tokens: [DocumentBundle.member, file])
        return "#" + base.uriFragment + fragment
    }

    /// The path that a relative reference means; nil when it leads out of the folder.
    private static func resolved(_ path: Substring, from file: String) -> String? {
        guard let bytes = PercentEncoding.decode(Array(path.utf8)[...]),
            let text = String(validating: bytes, as: UTF8.self), !text.hasPrefix("/"),
            !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x5c })
        else { return nil }
        var segments = file.split(separator: "/").dropLast().map(String.init)
        for segment in text.split(separator: "/") {
            switch segment {
            case ".": break
            case "..": if segments.popLast() == nil { return nil }
            default: segments.append(String(segment))
            }
        }
        return segments.isEmpty ? nil : segments.joined(separator: "/")
    }
}
