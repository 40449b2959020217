/// Where a request lists the fields that it wants, and how these names map to the answer.
struct FieldList: Sendable {
    /// The body member or parameter: a list of names, or one text of names between commas.
    let place: PolicyPlace
    /// The place in the answer that the names are counted from.
    let below: PolicyPath
}

extension PathMask {
    /// Whether everything that a field name asks for may leave.
    ///
    /// A name is a path of member names between dots, counted from `base`. A group's name asks for
    /// all that is below it. Steps over items of arrays are not written.
    func covers(_ field: [UInt8], below base: PolicyPath) -> Bool {
        let names = field.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard !names.isEmpty, names.count <= PolicyPath.maximumSteps,
            names.allSatisfy({ !$0.isEmpty })
        else { return false }
        var node = 0
        for step in base.steps {
            if nodes[node].isSubtree { return true }
            switch step {
            case .any, .subtree: node = nodes[node].any
            case .name(let name): node = next(node, Array(name.utf8))
            }
            guard node >= 0 else { return false }
        }
        return covers(names.map { Array($0) }[...], from: node)
    }

    private func covers(_ names: ArraySlice<[UInt8]>, from node: Int) -> Bool {
        if nodes[node].isSubtree { return true }
        let any = nodes[node].any
        guard let name = names.first else {
            return nodes[node].isLeaf || (any >= 0 && (nodes[any].isLeaf || nodes[any].isSubtree))
        }
        let named = next(node, name)
        if named >= 0, covers(names.dropFirst(), from: named) { return true }
        return any >= 0 && covers(names, from: any)
    }
}
