internal import JSONTape
internal import OpenAPI

extension PolicyReview {
    /// Why a pattern matches nothing, and what to write.
    static func words(_ obstacle: PatternReach.Obstacle, of path: PolicyPath) -> String {
        func at(_ place: String) -> String { place.isEmpty ? "the body" : "'\(place)'" }
        let start = "'\(path)' can match nothing: "
        switch obstacle {
        case .noMember(let name, let place, let nearest):
            return start + "\(at(place)) has no member '\(name)' in the document"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .object(let place):
            return start
                + "\(at(place)) is an object: write '\(place)/**' for all of it, or name members"
        case .list(let place):
            return start
                + "\(at(place)) is a list: write '\(place)/*' for plain items, '\(place)/**' for "
                + "all of it"
        case .item(let name, let place):
            return start
                + "\(at(place)) is a list, whose items have no names: write '\(place)/*' instead "
                + "of, or before, '\(name)'"
        case .plain(let place):
            return start + "\(at(place)) is a plain value, below which nothing stands"
        }
    }
}

/// An operation as a document that refers to itself only describes it.
struct DescribedOperation {
    private let operation: JSONValue
    private let pathItem: JSONValue
    private let source: JSONValue

    /// Finds an operation by its id; nil when the document has none of it.
    init?(id: String, in source: JSONValue) {
        self.source = source
        for (template, item) in source["paths"]?.object ?? [:] {
            let item = Self.follow(item, in: source)
            for method in [
                "get", "put", "post", "delete", "options", "head", "patch", "trace",
            ] {
                guard let operation = item[method].map({ Self.follow($0, in: source) }) else {
                    continue
                }
                let name = operation["operationId"]?.string ?? "\(method.uppercased()) \(template)"
                guard name == id else { continue }
                self.operation = operation
                pathItem = item
                return
            }
        }
        return nil
    }

    /// The schemas of the JSON bodies of answers; nil where one is described without a schema.
    func answers(_ isMeant: (Int) -> Bool) -> [JSONValue]? {
        var schemas: [JSONValue] = []
        for (status, answer) in operation["responses"]?.object ?? [:] {
            let number = Int(status.replacing("X", with: "0").replacing("x", with: "0"))
            guard number.map(isMeant) ?? (status == "default") else { continue }
            guard let found = Self.schemas(Self.follow(answer, in: source)["content"], in: source)
            else { return nil }
            schemas += found
        }
        return schemas.isEmpty ? nil : schemas
    }

    /// The schemas of the JSON bodies that are taken; nil where one is described without a schema.
    var requestBodies: [JSONValue]? {
        guard let body = operation["requestBody"] else { return nil }
        let found = Self.schemas(Self.follow(body, in: source)["content"], in: source)
        return found?.isEmpty == false ? found : nil
    }

    /// The schema of a parameter by its place and name.
    func parameter(_ label: String) -> JSONValue? {
        for list in [operation["parameters"], pathItem["parameters"]] {
            for parameter in list?.array ?? [] {
                let parameter = Self.follow(parameter, in: source)
                guard let place = parameter["in"]?.string, let name = parameter["name"]?.string
                else { continue }
                let own = place == "header" ? "header:" + name.lowercased() : "\(place):\(name)"
                if own == label { return parameter["schema"] }
            }
        }
        return nil
    }

    private static func schemas(_ content: JSONValue?, in source: JSONValue) -> [JSONValue]? {
        var schemas: [JSONValue] = []
        for (name, media) in content?.object ?? [:] {
            guard let range = MediaType(Array(name.utf8)), range.takesJSON else { continue }
            guard let schema = follow(media, in: source)["schema"] else { return nil }
            schemas.append(schema)
        }
        return schemas
    }

    /// What a reference leads to.
    private static func follow(_ value: JSONValue, in source: JSONValue) -> JSONValue {
        var value = value
        for _ in 0..<32 {
            guard let text = value["$ref"]?.string, text.hasPrefix("#"),
                let fragment = SchemaReduction.percentDecoded(text.dropFirst()),
                let pointer = try? JSONPointer(parsing: fragment), let target = source[pointer]
            else { return value }
            value = target
        }
        return value
    }
}
