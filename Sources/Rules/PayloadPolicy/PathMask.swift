internal import JSONTape

/// Patterns compiled to one flat table that is walked along with a tape.
///
/// Each node says whether a plain value there is matched, whether everything below is, and where
/// a member's name leads. Names are looked up in an open table by length and first eight bytes.
struct PathMask: Sendable {
    /// The most nodes of a mask; patterns that mix names and `*` can multiply.
    static let maximumNodes = 50_000

    struct Node: Sendable {
        /// Whether a plain value here is matched.
        var isLeaf: Bool
        /// Whether the value here and everything below is matched.
        var isSubtree: Bool
        /// The node of items, and of members without a node of their own; negative for none.
        var any: Int
        /// The first slot of the names' table and its size, a power of two; zero without names.
        var firstSlot: Int
        var slotCount: Int
        /// What the first pattern that ends here was compiled with.
        var tag: Int
    }

    private struct Slot: Sendable {
        var prefix: UInt64
        var length: Int
        var nameStart: Int
        /// The node of the name; negative in a free slot.
        var next: Int
    }

    private(set) var nodes: [Node] = []
    /// The pattern that leads to each node.
    private(set) var paths: [String] = []
    private var slots: [Slot] = []
    private var pool: [UInt8] = []

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
        nodes[0].any < 0 && nodes[0].slotCount == 0 && !nodes[0].isLeaf && !nodes[0].isSubtree
    }

    /// The patterns that match something, as compiled: one for each node where something leaves.
    var patterns: [String] {
        zip(paths, nodes).compactMap { $1.isLeaf || $1.isSubtree ? $0 : nil }
    }

    /// The names that have a node of their own below a node, with it, sorted.
    func names(of node: Int) -> [(name: String, next: Int)] {
        let first = nodes[node].firstSlot
        return slots[first..<(first + nodes[node].slotCount)].filter { $0.next >= 0 }
            .map { slot in
                let bytes = pool[slot.nameStart..<(slot.nameStart + slot.length)]
                return (String(decoding: bytes, as: UTF8.self), slot.next)
            }
            .sorted { $0.next < $1.next }
    }

    /// The tree of the patterns before names and `*` are merged.
    private final class Branch {
        var names: [String: Branch] = [:]
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
                let next = names[name] ?? Branch()
                names[name] = next
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
                any: -1,
                firstSlot: 0,
                slotCount: 0,
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
        var targets: [(name: [UInt8], next: Int)] = []
        for name in Set(branches.flatMap(\.names.keys)).sorted() {
            let token = name.replacing("~", with: "~0").replacing("/", with: "~1")
            let below = branches.compactMap { $0.names[name] } + any
            guard let next = compile(below, path: "\(path)/\(token)") else { return nil }
            targets.append((Array(name.utf8), next))
        }
        addTable(targets, to: index)
        return index
    }

    private mutating func addTable(_ targets: [(name: [UInt8], next: Int)], to node: Int) {
        guard !targets.isEmpty else { return }
        var size = 4
        while size < targets.count * 4 { size *= 2 }
        nodes[node].firstSlot = slots.count
        nodes[node].slotCount = size
        slots += Array(repeating: Slot(prefix: 0, length: 0, nameStart: 0, next: -1), count: size)
        for target in targets {
            let prefix = target.name.span.bytes.prefix(0, length: target.name.count)
            var place = Self.hash(prefix, target.name.count) & (size - 1)
            while slots[nodes[node].firstSlot + place].next >= 0 {
                place = (place + 1) & (size - 1)
            }
            slots[nodes[node].firstSlot + place] = Slot(
                prefix: prefix,
                length: target.name.count,
                nameStart: pool.count,
                next: target.next
            )
            pool += target.name
        }
    }

    @inline(__always)
    private static func hash(_ prefix: UInt64, _ length: Int) -> Int {
        let mixed = (prefix ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed &>> 40)
    }

    /// The node that a member's name leads to; negative when its value is not matched at all.
    func next(_ node: Int, _ input: RawSpan, _ name: TapeWord) -> Int {
        guard !name.hasEscape else {
            var unescaped: [UInt8] = []
            JSONText.appendUnescaped(input, name, to: &unescaped)
            return next(node, unescaped)
        }
        return next(node, input, offset: name.offset, length: name.length)
    }

    /// The node that a name leads to; negative when there is none.
    func next(_ node: Int, _ name: [UInt8]) -> Int {
        next(node, name.span.bytes, offset: 0, length: name.count)
    }

    private func next(_ node: Int, _ input: RawSpan, offset: Int, length: Int) -> Int {
        let size = nodes[node].slotCount
        guard size > 0 else { return nodes[node].any }
        let prefix = input.prefix(offset, length: length)
        var place = Self.hash(prefix, length) & (size &- 1)
        while true {
            let slot = slots[nodes[node].firstSlot &+ place]
            guard slot.next >= 0 else { return nodes[node].any }
            if slot.prefix == prefix, slot.length == length,
                length <= 8 || isSame(slot, input, offset)
            {
                return slot.next
            }
            place = (place &+ 1) & (size &- 1)
        }
    }

    private func isSame(_ slot: Slot, _ input: RawSpan, _ offset: Int) -> Bool {
        for index in 8..<slot.length
        where pool[slot.nameStart + index] != input.byte(offset + index) {
            return false
        }
        return true
    }
}
