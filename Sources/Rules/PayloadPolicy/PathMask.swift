internal import JSONTape

/// Patterns compiled to one flat table that is walked along with a tape.
///
/// Each node says whether a plain value there is matched, whether everything below is, and where
/// a member's name leads.
struct PathMask: Sendable {
    /// The most nodes of a mask; patterns that mix names and `*` can multiply.
    static let maximumNodes = 50_000

    struct Node: Sendable, BitwiseCopyable {
        /// Whether a plain value here is matched.
        var isLeaf: Bool
        /// Whether the value here and everything below is matched.
        var isSubtree: Bool
        /// Whether some names lead to a node of their own.
        var hasNames = false
        /// The node of items, and of members without a node of their own; negative for none.
        var any = -1
        /// The names that lead to a node of their own, with its number.
        var names = NameTable()
        /// What the first pattern that ends here was compiled with.
        var tag: Int
    }

    private(set) var nodes: [Node] = []
    /// The pattern that leads to each node.
    private(set) var paths: [String] = []
    private var names = NameTables()

    /// Compiles patterns; nil when they need too many nodes.
    init?(_ patterns: [(path: PolicyPath, tag: Int)]) {
        let root = Branch()
        for pattern in patterns { root.add(pattern.path.steps[...], tag: pattern.tag) }
        guard compile([root], path: "") != nil else { return nil }
    }

    /// Compiles patterns of one kind; nil when they need too many nodes.
    init?(_ patterns: [PolicyPath]) {
        self.init(patterns.map { ($0, 0) })
    }

    /// Whether no pattern matches anything.
    var isEmpty: Bool {
        nodes[0].any < 0 && !nodes[0].hasNames && !nodes[0].isLeaf && !nodes[0].isSubtree
    }

    /// The patterns that match something, as compiled: one for each node where something leaves.
    var patterns: [String] {
        zip(paths, nodes).compactMap { $1.isLeaf || $1.isSubtree ? $0 : nil }
    }

    /// The names that have a node of their own below a node, with it, sorted.
    func names(of node: Int) -> [(name: String, next: Int)] {
        names.entries(of: nodes[node].names)
            .map { ($0.name, Int($0.number)) }
            .sorted { $0.1 < $1.1 }
    }

    /// The tree of the patterns before names and `*` are merged.
    private final class Branch {
        var names: [ExactText: Branch] = [:]
        var any: Branch?
        var isLeaf = false
        var isSubtree = false
        var tag: Int?

        func add(_ steps: ArraySlice<PolicyPath.Step>, tag: Int) {
            switch steps.first {
            case nil:
                isLeaf = true
                self.tag = self.tag ?? tag
            case .subtree:
                isSubtree = true
                self.tag = self.tag ?? tag
            case .any:
                let next = any ?? Branch()
                any = next
                next.add(steps.dropFirst(), tag: tag)
            case .name(let name):
                let next = names[ExactText(name)] ?? Branch()
                names[ExactText(name)] = next
                next.add(steps.dropFirst(), tag: tag)
            }
        }
    }

    /// Adds the node for all branches that one place can be on; nil when there are too many.
    private mutating func compile(_ branches: [Branch], path: String) -> Int? {
        guard nodes.count < Self.maximumNodes else { return nil }
        let index = nodes.count
        let isSubtree = branches.contains(where: \.isSubtree)
        nodes.append(
            Node(
                isLeaf: branches.contains(where: \.isLeaf),
                isSubtree: isSubtree,
                tag: branches.lazy.compactMap(\.tag).first ?? 0
            )
        )
        paths.append(isSubtree ? path + "/**" : path)
        guard !isSubtree else { return index }
        let any = branches.compactMap(\.any)
        if !any.isEmpty {
            guard let next = compile(any, path: path + "/*") else { return nil }
            nodes[index].any = next
        }
        var targets: [TableName] = []
        let names = Set(branches.flatMap(\.names.keys)).sorted {
            $0.text.utf8.lexicographicallyPrecedes($1.text.utf8)
        }
        for name in names {
            let token = JSONPointer(tokens: [name.text])
            let below = branches.compactMap { $0.names[name] } + any
            guard let next = compile(below, path: "\(path)\(token)") else { return nil }
            targets.append(TableName(name: name.text, number: Int32(next)))
        }
        nodes[index].hasNames = !targets.isEmpty
        nodes[index].names = self.names.add(targets)
        return index
    }

    /// The mask to walk along a tape, whose text the input must be.
    @_lifetime(borrow self)
    func reader(_ tape: borrowing ValueTape, _ input: RawSpan) -> MaskReader {
        precondition(tape.sourceRange(of: 0).upperBound <= input.byteCount)
        return MaskReader(nodes.span, names)
    }

    /// The node that a name leads to; negative when there is none.
    func next(_ node: Int, _ name: [UInt8]) -> Int {
        var reader = MaskReader(nodes.span, names)
        return reader.next(node, name.span.bytes, 0, name.count)
    }
}

/// A mask that is walked along.
///
/// Its functions are mutating although nothing changes: read-only, each would get a copy of all.
struct MaskReader: ~Escapable {
    /// The nodes of the mask; every number of a node comes from the mask.
    let nodes: PlainRows<PathMask.Node>
    private var names: NameSlots

    @_lifetime(copy nodes, borrow names)
    fileprivate init(_ nodes: Span<PathMask.Node>, _ names: borrowing NameTables) {
        self.nodes = PlainRows(nodes)
        self.names = NameSlots(names)
    }

    /// The node that a member's name leads to; negative when its value is not matched at all.
    @inline(__always)
    mutating func next(_ node: Int, _ input: RawSpan, _ name: TapeWord) -> Int {
        name.hasEscape
            ? nextEscaped(node, input, name) : next(node, input, name.offset, name.length)
    }

    @inline(never)
    private mutating func nextEscaped(_ node: Int, _ input: RawSpan, _ name: TapeWord) -> Int {
        var unescaped: [UInt8] = []
        JSONText.appendUnescaped(input, name, to: &unescaped)
        return next(node, unescaped.span.bytes, 0, unescaped.count)
    }

    @inline(__always)
    fileprivate mutating func next(
        _ node: Int,
        _ input: RawSpan,
        _ offset: Int,
        _ length: Int
    ) -> Int {
        let place = names.find(nodes[node].names, input, offset, length)
        return place >= 0 ? Int(names[place].number) : nodes[node].any
    }
}
