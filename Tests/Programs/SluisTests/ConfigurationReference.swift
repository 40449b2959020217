import Foundation
import JSONTape

/// The text of `docs/configuration.md`, made from the schema.
struct ConfigurationReference {
    let text: String

    init(_ schema: ConfigurationSchema) {
        let plain = schema.keys.filter(\.keys.isEmpty)
        var text = Self.preface
        text += Self.table(plain.map { ($0.name, $0) }) + Self.example(plain)
        for section in schema.keys where !section.keys.isEmpty {
            let kind = section.isList ? ", a list" : ""
            let needed = section.isRequired ? " Required." : ""
            text += "\n## `\(section.name)`\(kind)\n\n\(Self.meaning(section))\(needed)\n\n"
            let below = section.all.dropFirst()
            text += Self.table(below.map { ($0.below(section), $0) }) + Self.example([section])
        }
        self.text = text
    }

    private static let preface = """
        # Configuration

        Made from `schemas/configuration.schema.json` by a test; do not edit. To write it anew:
        `SLUIS_WRITE_CONFIGURATION=1 swift test --filter ConfigurationReferenceTests`.

        One YAML file configures one gateway; `sluis check --config FILE` tells every problem with file, line and what may stand
        there. Relative paths are relative to the file. A key that is not named here is refused.

        | what | how it is written |
        |---|---|
        | duration | a whole number and `s`, `m`, `h` or `d`: `30s`, `400d` |
        | size | a whole number and `B`, `KiB`, `MiB` or `GiB` (powers of 1024): `64KiB` |
        | file | a path; *secret*: readable by its owner only (or mounted, `docs/trust.md`); *made*: by the gateway, when it is not there |
        | required | the key must stand where its section stands |
        | reload | a change is in force after `sluis reload` or SIGHUP, without a failed request |
        | restart | a change is in force after a restart; `sluis reload` names it and goes by the former value |

        The examples are one configuration that has every key. `config/` has three that are made for use.

        ## The file


        """

    private static func table(_ rows: [(name: String, key: ConfigurationSchema.Key)]) -> String {
        var text = "| key | type | default | change | meaning |\n|---|---|---|---|---|\n"
        for (name, key) in rows {
            let value = key.isRequired ? "required" : fallback(key)
            let change = key.needsRestart ? "restart" : "reload"
            text += "| `\(name)` | \(type(key)) | \(value) | \(change) | \(meaning(key)) |\n"
        }
        return text
    }

    private static func fallback(_ key: ConfigurationSchema.Key) -> String {
        guard let value = key.schema["default"] else { return "none" }
        return "`" + FlowText.of(value) + "`"
    }

    private static func meaning(_ key: ConfigurationSchema.Key) -> String {
        let text = (key.schema["description"]?.string ?? "").replacing("|", with: "\\|")
        return key.schema["x-since"]?.string.map { "\(text) Since \($0)." } ?? text
    }

    private static func example(_ keys: [ConfigurationSchema.Key]) -> String {
        let value = ConfigurationSchema.example(keys)
        return "\n```yaml\n" + BlockText.of(value) + "```\n"
    }

    /// The type of a key in words, with its unit or bounds.
    private static func type(_ key: ConfigurationSchema.Key) -> String {
        if key.isList { return "list of sections" }
        if !key.keys.isEmpty { return "section" }
        if key.schema["oneOf"] != nil { return "`all` or list of texts" }
        if key.schema["type"]?.string == "array" {
            let items = key.schema["items"]?.object ?? [:]
            let word = word(items, file: nil).replacing("whole number", with: "whole numbers")
            return "list of \(word)" + (word.allSatisfy { $0.isLetter || $0 == " " } ? "s" : "")
        }
        return word(key.schema, file: key.schema["x-file"]?.string)
    }

    private static func word(_ schema: JSONObject, file: String?) -> String {
        switch file {
        case "read": return "file"
        case "secret": return "file, secret"
        case "written": return "file, made"
        case "folder": return "folder"
        default: break
        }
        if let choices = schema["enum"]?.array?.compactMap(\.string) {
            return choices.map { "`\($0)`" }.joined(separator: ", ")
        }
        let definitions = [
            "duration": "duration", "size": "size", "socket": "address and port",
            "address": "https URL", "peerID": "peer id", "serviceName": "name",
            "languages": "texts in nl and en",
        ]
        let reference = schema["$ref"]?.string?.split(separator: "/").last.map(String.init)
        let name = schema["x-definition"]?.string ?? reference
        if let name, let word = definitions[name] { return word }
        switch schema["type"]?.string {
        case "boolean": return "true or false"
        case "integer":
            let bounds = [schema["minimum"], schema["maximum"]].compactMap { $0?.integer }
            return "whole number" + (bounds.count == 2 ? ", \(bounds[0]) to \(bounds[1])" : "")
        case "object": return "texts by name"
        default: return "text"
        }
    }
}

/// A value as YAML, over several lines.
enum BlockText {
    static func of(_ value: JSONValue) -> String { block(value, indent: "") }

    private static func block(_ value: JSONValue, indent: String) -> String {
        guard let object = value.object else { return indent + FlowText.of(value) + "\n" }
        return object.members.map { name, value in
            if let object = value.object, !object.isEmpty, !object.isOfTexts {
                return "\(indent)\(name):\n" + block(value, indent: indent + "  ")
            }
            guard let items = value.array, items.contains(where: { $0.object != nil }) else {
                return "\(indent)\(name): \(FlowText.of(value))\n"
            }
            let lines = items.map { item in
                let text = block(item, indent: indent + "    ")
                return indent + "  - " + text.dropFirst(indent.count + 4)
            }
            return "\(indent)\(name):\n" + lines.joined()
        }.joined()
    }
}

extension JSONObject {
    /// Whether all values are texts that fit on one line together, as texts by language do.
    fileprivate var isOfTexts: Bool {
        count <= 2 && members.allSatisfy { $0.value.string != nil && $0.name.count == 2 }
    }
}

/// A value as YAML, on one line.
enum FlowText {
    static func of(_ value: JSONValue) -> String {
        if let items = value.array { return "[" + items.map(of).joined(separator: ", ") + "]" }
        if let object = value.object {
            let members = object.members.map { "\($0.name): \(of($0.value))" }
            return "{" + members.joined(separator: ", ") + "}"
        }
        guard let text = value.string, isPlain(text) else {
            return String(decoding: value.serialized(), as: UTF8.self)
        }
        return text
    }

    /// Whether a text needs no quotes in YAML.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.first, first.isLetter || first == "/" || text.contains(/[a-zA-Z.]/),
            !["true", "false", "null"].contains(text), text.wholeMatch(of: /[0-9.]+/) == nil
        else { return false }
        return text.allSatisfy { $0.isLetter || $0.isNumber || "/._:- ".contains($0) }
            && !text.contains(": ") && !text.hasSuffix(":")
    }
}
