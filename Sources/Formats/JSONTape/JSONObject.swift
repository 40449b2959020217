/// The members of a JSON object, in the order in which they were written.
///
/// Names are compared code point by code point. Equality does not look at the order.
public struct JSONObject: Sendable {
    /// One member of an object.
    public typealias Member = (name: String, value: JSONValue)

    /// Above this many members an index is kept.
    private static let fewMembers = 12

    /// The members in order.
    public private(set) var members: [Member] = []
    private var positions: [ExactText: Int] = [:]

    /// Makes an object without members.
    public init() {}

    /// Makes an object of members; of two with one name the last one counts.
    public init(_ members: some Sequence<Member>) {
        for member in members { self[member.name] = member.value }
    }

    /// The number of members.
    public var count: Int { members.count }

    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }

    /// The names in order.
    public var names: [String] { members.map(\.name) }

    /// The value of a member; setting nil removes it.
    public subscript(name: String) -> JSONValue? {
        get { position(of: name).map { members[$0].value } }
        set {
            guard let value = newValue else { return remove(name) }
            if let position = position(of: name) {
                members[position].value = value
                return
            }
            members.append((name, value))
            if !positions.isEmpty {
                positions[ExactText(name)] = members.count - 1
            } else if members.count > Self.fewMembers {
                indexMembers()
            }
        }
    }

    private func position(of name: String) -> Int? {
        guard positions.isEmpty else { return positions[ExactText(name)] }
        return members.firstIndex { ExactText.same($0.name, name) }
    }

    private mutating func remove(_ name: String) {
        guard let position = position(of: name) else { return }
        members.remove(at: position)
        positions.removeAll()
        if members.count > Self.fewMembers { indexMembers() }
    }

    private mutating func indexMembers() {
        for (position, member) in members.enumerated() {
            positions[ExactText(member.name)] = position
        }
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same names with equal values.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count
            && left.members.allSatisfy { member in right[member.name] == member.value }
    }

    /// Hashes names and values regardless of order.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var one = Hasher()
            ExactText.hash(member.name, into: &one)
            one.combine(member.value)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
        hasher.combine(count)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Makes an object of a literal; of two members with one name the last one counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (name, value) in elements { self[name] = value }
    }
}

extension JSONObject: Sequence {
    /// Goes through the members in order.
    public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}
