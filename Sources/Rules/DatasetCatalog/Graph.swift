import ExchangeModel

/// Statements about things, in the order in which they are written.
struct Graph: Sendable {
    /// What a property's value is.
    enum Value: Hashable, Sendable {
        case link(WebAddress)
        case text(LocalizedText)
        case plain(String)
        case moment(Timestamp)
        /// A thing without an address: its class and one property.
        indirect case nameless(Term, property: Property, value: Value)
    }

    /// One thing with an address.
    struct Node: Sendable {
        let address: WebAddress
        let classes: [Term]
        private(set) var statements: [(property: Property, values: [Value])] = []

        init(_ address: WebAddress, _ classes: Term...) {
            self.address = address
            self.classes = classes
        }

        /// Adds values of a property; none adds nothing.
        mutating func add(_ property: Property, _ values: Value...) {
            add(property, values)
        }

        mutating func add(_ property: Property, _ values: [Value]) {
            if !values.isEmpty { statements.append((property, values)) }
        }
    }

    /// The nodes; of two with one address the first counts.
    private(set) var nodes: [Node] = []
    private var known: Set<WebAddress> = []

    mutating func add(_ node: Node) {
        if known.insert(node.address).inserted { nodes.append(node) }
    }

    subscript(address: WebAddress) -> Node? {
        nodes.first { $0.address == address }
    }
}
