import ExchangeModel
import JSONTape

/// JSON-LD 1.1 with its context inline, so that no reader has to fetch one.
enum LinkedDataJSON {
    static func document(of nodes: [Graph.Node]) -> JSONValue {
        ["@context": context, "@graph": .array(nodes.map(value))]
    }

    private static var context: JSONValue {
        var members = JSONObject()
        for namespace in Namespace.allCases {
            members[namespace.prefix] = .string(namespace.rawValue)
        }
        members["id"] = "@id"
        members["type"] = "@type"
        for property in Property.allCases {
            var definition: JSONObject = ["@id": .string(property.term.short)]
            switch property.kind {
            case .link: definition["@type"] = "@id"
            case .text: definition["@container"] = "@language"
            case .moment: definition["@type"] = "xsd:dateTime"
            case .plain: break
            }
            members[property.rawValue] = .object(definition)
        }
        return .object(members)
    }

    private static func value(_ node: Graph.Node) -> JSONValue {
        var members: JSONObject = [
            "id": .string(node.address.rawValue),
            "type": one(node.classes.map { .string($0.short) }),
        ]
        for (property, values) in node.statements {
            if property.kind == .text {
                members[property.rawValue] = languageMap(values)
            } else {
                members[property.rawValue] = one(values.map(value))
            }
        }
        return .object(members)
    }

    private static func value(_ value: Graph.Value) -> JSONValue {
        switch value {
        case .link(let address): .string(address.rawValue)
        case .plain(let text): .string(text)
        case .moment(let moment): .string(moment.description)
        case .text(let text): languageMap([.text(text)])
        case .nameless(let term, let property, let inner):
            ["type": .string(term.short), property.rawValue: self.value(inner)]
        }
    }

    private static func languageMap(_ values: [Graph.Value]) -> JSONValue {
        var texts: [String: [JSONValue]] = [:]
        for case .text(let localized) in values {
            for (tag, text) in localized.tagged { texts[tag, default: []].append(.string(text)) }
        }
        var members = JSONObject()
        for (tag, found) in texts.sorted(by: { $0.key > $1.key }) { members[tag] = one(found) }
        return .object(members)
    }

    private static func one(_ values: [JSONValue]) -> JSONValue {
        guard values.count == 1, let only = values.first else { return .array(values) }
        return only
    }
}
