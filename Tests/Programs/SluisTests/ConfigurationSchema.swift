import Foundation
import JSONTape

/// The published schema of the configuration, as the keys that it describes.
struct ConfigurationSchema {
    /// A key that may stand in the file.
    struct Key {
        /// The place of the key, such as `manager.autoSign[].peers`.
        let path: String
        let name: String
        /// What the schema says of it, with what it refers to.
        let schema: JSONObject
        let isRequired: Bool
        /// Whether a change of it needs a restart, by itself or by what it stands in.
        let needsRestart: Bool
        /// Whether it is a list of sections.
        let isList: Bool
        /// The keys below it; empty for a plain value.
        let keys: [Key]

        /// Its name as a reader finds it, below the section that it is described in.
        func below(_ section: Key) -> String {
            String(path.dropFirst(section.path.count + (section.isList ? "[]." : ".").count))
        }

        /// The examples, the first of which the reference shows.
        var examples: [JSONValue] { schema["examples"]?.array ?? [] }

        /// This key and all below it, in order.
        var all: [Key] { [self] + keys.flatMap(\.all) }
    }

    /// The keys of the file itself.
    let keys: [Key]
    /// The schema as it is published.
    let json: JSONValue

    static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "schemas/configuration.schema.json")

    init() throws {
        json = try JSONValue(parsing: Array(Data(contentsOf: Self.file)))
        let definitions = json["$defs"]?.object ?? [:]
        keys = Self.keys(json.object ?? [:], at: "", definitions, restart: false)
    }

    /// Every key, each before those below it.
    var all: [Key] { keys.flatMap(\.all) }

    private static func keys(
        _ schema: JSONObject,
        at path: String,
        _ definitions: JSONObject,
        restart: Bool
    ) -> [Key] {
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        return (schema["properties"]?.object ?? [:]).members.map { name, value in
            let own = resolved(value.object ?? [:], definitions)
            let here = path.isEmpty ? name : "\(path).\(name)"
            let restart = restart || own["x-restart"]?.bool == true
            let items = own["items"]?.object.map { resolved($0, definitions) }
            let isList = items?["properties"] != nil
            // Texts by language are a value.
            let isValue = own["x-definition"] == "languages"
            return Key(
                path: here,
                name: name,
                schema: own,
                isRequired: required.contains(name),
                needsRestart: restart,
                isList: isList,
                keys: keys(
                    (isValue ? nil : isList ? items : own) ?? [:],
                    at: isList ? here + "[]" : here,
                    definitions,
                    restart: restart
                )
            )
        }
    }

    /// A schema with what it refers to; what it says itself goes first.
    private static func resolved(_ schema: JSONObject, _ definitions: JSONObject) -> JSONObject {
        guard let name = schema["$ref"]?.string?.split(separator: "/").last.map(String.init),
            let target = definitions[name]?.object
        else { return schema }
        var members = schema.members.filter { $0.name != "$ref" }
        members += target.members.filter { schema[$0.name] == nil }
        return JSONObject(members + [(name: "x-definition", value: .string(name))])
    }
}

extension ConfigurationSchema {
    /// A configuration that has every key with its first example, or another value at some places: by the
    /// places of keys; nil leaves a key out.
    func example(_ others: [String: JSONValue?] = [:]) -> JSONValue {
        Self.example(keys, others)
    }

    static func example(_ keys: [Key], _ others: [String: JSONValue?] = [:]) -> JSONValue {
        var object = JSONObject()
        for key in keys {
            if let other = others[key.path] {
                if let other { object[key.name] = other }
            } else if key.keys.isEmpty {
                object[key.name] = key.examples.first
            } else {
                let below = example(key.keys, others)
                object[key.name] = key.isList ? [below] : below
            }
        }
        return .object(object)
    }
}
