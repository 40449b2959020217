internal import JSONTape

/// The plain values that a schema can accept where values are written as text.
struct ParameterShape: Sendable {
    struct Scalars: OptionSet, Sendable {
        let rawValue: UInt8
        static let number = Scalars(rawValue: 1)
        static let bool = Scalars(rawValue: 2)
        static let null = Scalars(rawValue: 4)
        static let string = Scalars(rawValue: 8)
    }

    /// One member of an object.
    struct Member: Sendable {
        var name: String
        var scalars: Scalars
        /// Whether it is a list or an object itself, for which no text is defined.
        var isNested: Bool
        /// What an item is, of a list.
        var items: Scalars?
        /// What its bytes, or those of its items, are where they are more than text.
        var content: OpaqueContent?
    }

    /// What the bytes of a value are that is no text of its own.
    struct OpaqueContent: Hashable, Sendable {
        /// The media type, where the schema says it.
        var mediaType: String?
    }

    /// What a single text may be.
    var scalars: Scalars
    /// Whether a list may stand.
    var isArray: Bool
    /// What an item of the list may be.
    var items: Scalars
    /// Whether an object may stand.
    var isObject: Bool
    /// The members that the schema names.
    var members: [Member] = []
    /// What members may be that the schema does not name, where it says that there may be some.
    var others: Scalars?
    /// What the bytes of a value are where they are more than text.
    var content: OpaqueContent?

    /// A schema that says nothing about types.
    static let text = ParameterShape(types: ["string"])

    /// Whether anything at all is said.
    var isConstrained: Bool { !scalars.isEmpty || isArray || isObject }

    init(types: [String]) {
        scalars = []
        isArray = types.contains("array")
        isObject = types.contains("object")
        items = .string
        for type in types {
            switch type {
            case "string": scalars.insert(.string)
            case "integer", "number": scalars.insert(.number)
            case "boolean": scalars.insert(.bool)
            case "null": scalars.insert(.null)
            default: break
            }
        }
    }

    init(values: [JSONValue]) {
        self.init(
            types: values.map { value in
                switch value {
                case .null: "null"
                case .bool: "boolean"
                case .number: "number"
                case .string: "string"
                case .array: "array"
                case .object: "object"
                }
            }
        )
    }

    mutating func formUnion(_ other: ParameterShape) {
        scalars.formUnion(other.scalars)
        items.formUnion(other.items)
        isArray = isArray || other.isArray
        isObject = isObject || other.isObject
        content = content ?? other.content
        formUnion(membersOf: other)
    }

    mutating func formUnion(membersOf other: ParameterShape) {
        for member in other.members {
            guard let place = members.firstIndex(where: { ExactText.same($0.name, member.name) })
            else {
                members.append(member)
                continue
            }
            members[place].scalars.formUnion(member.scalars)
            members[place].isNested = members[place].isNested || member.isNested
            members[place].items = member.items ?? members[place].items
            members[place].content = members[place].content ?? member.content
        }
        others = other.others ?? others
    }

    /// The member with a name.
    func member(_ name: String) -> Member? {
        members.first { ExactText.same($0.name, name) }
    }
}

extension DocumentReader {
    /// The steps that one schema counts.
    private static let stepsPerSchema = 64

    /// The resolved form of a schema that says which plain values a text can stand for.
    mutating func shape(_ schema: Located) throws(OpenAPIProblem) -> ParameterShape {
        try shape(schema, depth: 0, hasMembers: true)
    }

    private mutating func shape(
        _ start: Located,
        depth: Int,
        hasMembers: Bool
    ) throws(OpenAPIProblem) -> ParameterShape {
        guard depth < Self.maximumHops else { throw start.problem(.circularReference) }
        try spend(Self.stepsPerSchema, at: start)
        let schema = try follow(start)
        var shape = ParameterShape(values: [schema.value["const"]].compactMap(\.self))
        if let values = schema.value["enum"]?.array {
            shape.formUnion(ParameterShape(values: values))
        }
        if let type = schema.value["type"] {
            let names = type.string.map { [$0] } ?? type.array?.compactMap(\.string) ?? []
            shape = ParameterShape(types: names)
            if schema.value["nullable"] == true { shape.scalars.insert(.null) }
        }
        if shape.isArray, let items = schema["items"] {
            let inner = try self.shape(items, depth: depth + 1, hasMembers: false)
            shape.items = inner.isConstrained ? inner.scalars : .string
            shape.content = inner.content
        }
        shape.content = Self.content(of: schema.value) ?? shape.content
        if hasMembers { try readMembers(of: schema, into: &shape, depth: depth) }
        let isConstrained = shape.isConstrained
        for keyword in ["allOf", "anyOf", "oneOf"] {
            guard !isConstrained || (shape.isObject && hasMembers),
                let parts = schema[keyword]
            else { continue }
            for part in try parts.items() {
                let inner = try self.shape(part, depth: depth + 1, hasMembers: hasMembers)
                try spend(shape.members.count * inner.members.count, at: part)
                if isConstrained {
                    shape.formUnion(membersOf: inner)
                } else {
                    shape.formUnion(inner)
                }
            }
        }
        if !shape.isConstrained, !shape.members.isEmpty { shape.isObject = true }
        return shape.isConstrained || depth > 0 ? shape : .text
    }

    /// OpenAPI 3.0.3, *Considerations for File Uploads*; 3.1.0, the same: `contentMediaType`.
    private static func content(of schema: JSONValue) -> ParameterShape.OpaqueContent? {
        let mediaType = schema["contentMediaType"]?.string
        let isBinary = schema["format"] == "binary" || schema["contentEncoding"] != nil
        guard mediaType != nil || isBinary else { return nil }
        return ParameterShape.OpaqueContent(mediaType: mediaType)
    }

    private mutating func readMembers(
        of schema: Located,
        into shape: inout ParameterShape,
        depth: Int
    ) throws(OpenAPIProblem) {
        for (name, value) in try schema["properties"]?.members() ?? [] {
            let inner = try self.shape(value, depth: depth + 1, hasMembers: false)
            shape.members.append(
                .init(
                    name: name,
                    scalars: inner.isConstrained ? inner.scalars : .string,
                    isNested: inner.isArray || inner.isObject,
                    items: inner.isArray && !inner.isObject ? inner.items : nil,
                    content: inner.content ?? (inner.isConstrained ? nil : .init())
                )
            )
        }
        guard let others = schema["additionalProperties"] else {
            // An object of which nothing is said takes any members.
            if shape.isObject, shape.members.isEmpty { shape.others = .string }
            return
        }
        guard others.value != false else { return }
        let inner =
            others.value.bool == true
            ? .text : try self.shape(others, depth: depth + 1, hasMembers: false)
        shape.others = inner.isConstrained ? inner.scalars : .string
    }
}
