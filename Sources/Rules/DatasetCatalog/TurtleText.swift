import ExchangeModel

/// RDF 1.1 Turtle of a graph.
enum TurtleText {
    static func document(of nodes: [Graph.Node]) -> String {
        let prefixes = Namespace.allCases.map { "@prefix \($0.prefix): <\($0.rawValue)> .\n" }
        return (prefixes + nodes.map(statements)).joined()
    }

    private static func statements(_ node: Graph.Node) -> String {
        var lines = ["a " + node.classes.map(\.short).joined(separator: ", ")]
        for (property, values) in node.statements {
            let objects = values.flatMap(objects).joined(separator: ", ")
            lines.append("\(property.term.short) \(objects)")
        }
        return "\n<\(node.address)> " + lines.joined(separator: " ;\n    ") + " .\n"
    }

    private static func objects(_ value: Graph.Value) -> [String] {
        switch value {
        case .link(let address): ["<\(address)>"]
        case .plain(let text): [quoted(text)]
        case .moment(let moment): [quoted(moment.description) + "^^xsd:dateTime"]
        case .text(let localized): localized.tagged.map { "\(quoted($0.text))@\($0.tag)" }
        case .nameless(let term, let property, let inner):
            objects(inner).map { "[ a \(term.short) ; \(property.term.short) \($0) ]" }
        }
    }

    /// RDF 1.1 Turtle, *String escapes*.
    private static func quoted(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "\"") { result, scalar in
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        } + "\""
    }
}
