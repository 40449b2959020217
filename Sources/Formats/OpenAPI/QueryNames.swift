internal import JSONTape

/// Which parameter of an operation a name of the query belongs to.
struct QueryNames: Sendable {
    private var parameters: [ExactText: Int] = [:]
    /// The members of objects that are spread over the query.
    private var members: [ExactText: Int] = [:]
    /// Objects whose members are written as `name[member]`.
    private var deep: [ExactText: Int] = [:]
    /// The object that takes all other names.
    private var others: Int?

    init(_ parameters: [Parameter]) {
        for (number, parameter) in parameters.enumerated() where parameter.place == .query {
            let name = ExactText(parameter.name)
            if parameter.form.style == .deepObject {
                deep[name] = number
            } else if parameter.isSpread {
                for member in parameter.shape.members { members[ExactText(member.name)] = number }
                if parameter.shape.others != nil { others = number }
            } else {
                self.parameters[name] = number
            }
        }
    }

    /// The parameter of a name, and the member that it means, of an object.
    func owner(of name: [UInt8]) -> (parameter: Int, member: [UInt8])? {
        let text = ExactText(String(decoding: name, as: UTF8.self))
        if let number = parameters[text] { return (number, []) }
        if let number = members[text] { return (number, name) }
        if !deep.isEmpty, name.last == UInt8(ascii: "]"),
            let open = name.firstIndex(of: UInt8(ascii: "["))
        {
            let member = name[(open + 1)...].dropLast()
            let base = ExactText(String(decoding: name[..<open], as: UTF8.self))
            // Deeper nesting has no meaning that all servers share.
            if let number = deep[base], !member.isEmpty,
                !member.contains(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") })
            {
                return (number, Array(member))
            }
        }
        guard !name.isEmpty, let others else { return nil }
        return (others, name)
    }
}

/// The cookies of a request.
///
/// RFC 6265, *Cookie*: pairs between semicolons, over one field line or more.
struct Cookies {
    private var pairs: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []

    init(_ lines: [[UInt8]]) {
        for line in lines {
            for part in line.split(separator: UInt8(ascii: ";")) {
                let pair = part.drop { $0 == 0x20 }
                let sign = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
                pairs.append((pair[..<sign], pair[sign...].dropFirst()))
            }
        }
    }

    /// The values of the cookies with a name, percent-decoded; nil when one cannot be decoded.
    func values(of name: String) -> [[UInt8]]? {
        var values: [[UInt8]] = []
        for pair in pairs where pair.name.elementsEqual(name.utf8) {
            var value = pair.value
            if value.count >= 2, value.first == 0x22, value.last == 0x22 {
                value = value.dropFirst().dropLast()
            }
            guard let decoded = PercentEncoding.decode(value) else { return nil }
            values.append(decoded)
        }
        return values
    }
}
