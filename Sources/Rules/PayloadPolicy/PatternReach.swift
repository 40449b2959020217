internal import JSONTape

/// Whether a pattern can match anything that the schemas of a document let in.
///
/// It asks less than the schemas do, so that what it finds out of reach is: all parts of a schema
/// count, and where nothing is said of a value it may be anything.
struct PatternReach {
    /// Why no value can be matched.
    enum Obstacle: Hashable {
        /// No object there has a member of this name; the nearest that it has.
        case noMember(String, place: String, nearest: String?)
        /// The pattern ends at an object.
        case object(place: String)
        /// The pattern ends at a list.
        case list(place: String)
        /// The step names an item, or a member of items.
        case item(String, place: String)
        /// The pattern goes on below a plain value.
        case plain(place: String)
    }

    /// The most schemas that one question may look at; beyond them everything is in reach.
    private static let maximumVisits = 100_000

    private let source: JSONValue
    private var visits = 0

    /// Takes a document that refers to itself only.
    init(_ source: JSONValue) { self.source = source }

    /// What keeps a pattern from matching any value of some schemas; nil when nothing does.
    mutating func obstacle(
        to path: PolicyPath,
        in schemas: [JSONValue],
        endsAtContainers: Bool = false
    ) -> Obstacle? {
        visits = 0
        return obstacle(path.steps[...], "", schemas, endsAtContainers)
    }

    /// The schemas of the values that a pattern leads to.
    mutating func targets(of path: PolicyPath, in schemas: [JSONValue]) -> [JSONValue] {
        visits = 0
        var present = schemas
        for step in path.steps {
            let views = present.map { view([$0]) }
            switch step {
            case .subtree: return []
            case .any: present = views.flatMap { $0.members.map(\.schema) + $0.items }
            case .name(let name):
                present = views.flatMap { view in
                    view.members.filter { ExactText.same($0.name, name) }.map(\.schema)
                }
            }
        }
        return present.flatMap { view([$0]).parts }.map(JSONValue.object)
    }

    private mutating func obstacle(
        _ steps: ArraySlice<PolicyPath.Step>,
        _ place: String,
        _ schemas: [JSONValue],
        _ endsAtContainers: Bool
    ) -> Obstacle? {
        let view = view(schemas)
        guard visits < Self.maximumVisits, !view.isAnything else { return nil }
        guard let step = steps.first else {
            guard !endsAtContainers, !view.kinds.contains(.plain) else { return nil }
            return view.kinds.contains(.array) ? .list(place: place) : .object(place: place)
        }
        let rest = steps.dropFirst()
        switch step {
        case .subtree: return nil
        case .any:
            guard view.kinds != .plain else { return .plain(place: place) }
            var found: Obstacle?
            if view.kinds.contains(.array) {
                found = obstacle(rest, place + "/*", view.items, endsAtContainers)
                guard found != nil else { return nil }
            }
            guard view.kinds.contains(.object), !view.isOpen else {
                return view.isOpen && view.kinds.contains(.object) ? nil : found
            }
            for schema in view.members.map(\.schema) + view.others {
                found = obstacle(rest, place + "/*", [schema], endsAtContainers)
                guard found != nil else { return nil }
            }
            return found
        case .name(let name):
            return member(name, rest, place, view, endsAtContainers)
        }
    }

    private mutating func member(
        _ name: String,
        _ rest: ArraySlice<PolicyPath.Step>,
        _ place: String,
        _ view: View,
        _ endsAtContainers: Bool
    ) -> Obstacle? {
        guard view.kinds.contains(.object) else {
            return view.kinds.contains(.array) ? .item(name, place: place) : .plain(place: place)
        }
        let named = view.members.filter { ExactText.same($0.name, name) }.map(\.schema)
        let token = JSONPointer(tokens: [name]).description
        guard named.isEmpty else {
            return obstacle(rest, place + token, named, endsAtContainers)
        }
        guard !view.isOpen, !view.members.isEmpty || !view.others.isEmpty else { return nil }
        guard view.others.isEmpty else {
            return obstacle(rest, place + token, view.others, endsAtContainers)
        }
        let nearest = NearestName.of(name, among: view.members.map(\.name))
        return .noMember(name, place: place, nearest: nearest)
    }

    // MARK: - Schemas

    /// The kinds of value that schemas let in.
    private struct Kinds: OptionSet {
        let rawValue: UInt8
        static let plain = Kinds(rawValue: 1)
        static let array = Kinds(rawValue: 2)
        static let object = Kinds(rawValue: 4)
    }

    /// What some schemas say of one value, all their parts together.
    private struct View {
        var kinds: Kinds = []
        /// The schema objects that apply.
        var parts: [JSONObject] = []
        var members: [(name: String, schema: JSONValue)] = []
        /// The schemas of members that are not named.
        var others: [JSONValue] = []
        var items: [JSONValue] = []
        /// Whether the schema says itself that members may be there that it does not name.
        var isOpen = false
        /// Whether nothing is said, so that the value may be anything.
        var isAnything = false
    }

    private mutating func view(_ schemas: [JSONValue]) -> View {
        var view = View()
        var seen: Set<String> = []
        var open = schemas
        view.isAnything = schemas.isEmpty
        while let schema = open.popLast(), visits < Self.maximumVisits {
            visits += 1
            guard let object = schema.object else {
                view.isAnything = view.isAnything || schema.bool != false
                continue
            }
            if let text = object["$ref"]?.string {
                guard seen.insert(text).inserted else { continue }
                guard let target = target(of: text) else {
                    view.isAnything = true
                    continue
                }
                open.append(target)
            }
            if object["$dynamicRef"] != nil { view.isAnything = true }
            add(object, to: &view)
            for keyword in ["allOf", "anyOf", "oneOf"] { open += object[keyword]?.array ?? [] }
            for keyword in ["if", "then", "else"] { open += object[keyword].map { [$0] } ?? [] }
            open += object["dependentSchemas"]?.object?.members.map(\.value) ?? []
            open += subtypes(of: object)
        }
        if view.kinds.isEmpty { view.isAnything = true }
        return view
    }

    private func add(_ schema: JSONObject, to view: inout View) {
        view.parts.append(schema)
        let types =
            schema["type"]?.array?.compactMap(\.string)
            ?? [schema["type"]?.string].compactMap(\.self)
        for type in types {
            view.kinds.insert(type == "object" ? .object : type == "array" ? .array : .plain)
        }
        if schema["nullable"] == true, !types.isEmpty { view.kinds.insert(.plain) }
        for value in schema["enum"]?.array ?? schema["const"].map({ [$0] }) ?? [] {
            switch value {
            case .object: view.kinds.insert(.object)
            case .array: view.kinds.insert(.array)
            default: view.kinds.insert(.plain)
            }
        }
        if let members = schema["properties"]?.object {
            if types.isEmpty { view.kinds.insert(.object) }
            for member in members { view.members.append((member.name, member.value)) }
        }
        if schema["items"] != nil || schema["prefixItems"] != nil, types.isEmpty {
            view.kinds.insert(.array)
        }
        if let items = schema["items"] { view.items.append(items) }
        view.items += schema["prefixItems"]?.array ?? []
        if schema["patternProperties"] != nil {
            view.others += schema["patternProperties"]?.object?.members.map(\.value) ?? []
        }
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            guard let others = schema[keyword], others != false else { continue }
            if others == true { view.isOpen = true } else { view.others.append(others) }
        }
    }

    private func target(of text: String) -> JSONValue? {
        guard text.hasPrefix("#"),
            let fragment = SchemaReduction.percentDecoded(text.dropFirst()),
            let pointer = try? JSONPointer(parsing: fragment)
        else { return nil }
        return source[pointer]
    }

    /// The schemas that a discriminator may choose, where they build on the one that has it.
    private func subtypes(of schema: JSONObject) -> [JSONValue] {
        guard let discriminator = schema["discriminator"], schema["oneOf"] == nil,
            schema["anyOf"] == nil
        else { return [] }
        let components = source["components"]?["schemas"]?.object ?? [:]
        let mapped = (discriminator["mapping"]?.object?.members ?? []).compactMap { member in
            member.value.string.flatMap { components[$0] ?? target(of: $0) }
        }
        let building = components.members.map(\.value).filter { component in
            (component["allOf"]?.array ?? []).contains { part in
                part["$ref"]?.string.flatMap { target(of: $0) }?.object == schema
            }
        }
        return mapped + building
    }
}
