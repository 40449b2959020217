import JSONTape

extension JSONValue {
    /// The value with another one at a pointer; nil removes it.
    func setting(_ pointer: String, to value: JSONValue?) throws -> JSONValue {
        setting(try JSONPointer(parsing: pointer).tokens[...], to: value)
    }

    private func setting(_ tokens: ArraySlice<String>, to value: JSONValue?) -> JSONValue {
        guard let token = tokens.first else { return value ?? .null }
        let rest = tokens.dropFirst()
        switch self {
        case .object(var members):
            members[token] = rest.isEmpty ? value : members[token]?.setting(rest, to: value)
            return .object(members)
        case .array(var elements):
            guard let index = Int(token), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].setting(rest, to: value)
            return .array(elements)
        default: return self
        }
    }
}
