import JSONTape

/// The members of a document that a client asked for: names, and dots for members of members.
struct FieldSelection {
    /// Asked names and what is asked below them; an empty tree means everything below.
    private struct Tree {
        var members: [String: Tree] = [:]
        var isWhole = false
    }

    private var root = Tree()

    /// Everything.
    static let everything: FieldSelection = {
        var selection = FieldSelection()
        selection.root.isWhole = true
        return selection
    }()

    private init() {}

    /// Reads names such as `name.familyName`; nil when one of them is empty.
    init?(_ names: [some StringProtocol]) {
        guard !names.isEmpty else { return nil }
        for name in names {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false).map {
                String($0)
            }
            guard !parts.contains("") else { return nil }
            Self.add(parts[...], to: &root)
        }
    }

    /// The parts of a document that were asked for; members of arrays are selected one by one.
    func applied(to document: JSONValue) -> JSONValue {
        Self.select(document, root) ?? .null
    }

    private static func add(_ parts: ArraySlice<String>, to tree: inout Tree) {
        guard let first = parts.first else {
            tree.isWhole = true
            return
        }
        add(parts.dropFirst(), to: &tree.members[first, default: Tree()])
    }

    private static func select(_ value: JSONValue, _ tree: Tree) -> JSONValue? {
        guard !tree.isWhole else { return value }
        switch value {
        case .array(let elements): return .array(elements.compactMap { select($0, tree) })
        case .object(let object):
            var selected = JSONObject()
            for (name, member) in object.members {
                if let below = tree.members[name] { selected[name] = select(member, below) }
            }
            return .object(selected)
        default: return nil
        }
    }
}
