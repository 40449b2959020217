internal import JSONSchema
public import JSONTape

/// The parameters of one request, decoded.
public struct ParameterValues: Sendable {
    /// The values of one parameter.
    public struct Entry: Sendable {
        /// The parameter.
        public let parameter: Parameter
        /// Its values, decoded: one, or the items of a list, or `name=value` for each member of an
        /// object.
        public let values: [[UInt8]]
    }

    /// The parameters that the request holds.
    public internal(set) var entries: [Entry] = []

    /// The values of a parameter named as in ``Parameter/label``; nil when the request has none.
    public func values(_ label: String) -> [[UInt8]]? {
        entries.first { $0.parameter.label == label }?.values
    }
}

/// One way in which the parameters of a request break the document.
public struct ParameterViolation: Hashable, Sendable {
    /// The parameter as ``Parameter/label`` names it; `query` when it is not declared.
    public let location: String
    /// The rule: a schema keyword, `required`, `undeclared`, `encoding` or `repeated`.
    public let keyword: String
    /// The name of a parameter that is not declared, where it is a short word of letters.
    ///
    /// Another may hold a value. It is for whoever sent it, and for no record.
    public var undeclaredName: String?
    /// ``location`` with that name, for whoever sent it.
    public var place: String { undeclaredName.map { "\(location):\($0)" } ?? location }

    /// The most bytes of a name that is told.
    static let maximumNameBytes = 40

    /// Takes the name of a parameter that is not declared, where it may be told.
    init(undeclared name: ArraySlice<UInt8>) {
        (location, keyword) = ("query", "undeclared")
        let isWord = name.allSatisfy {
            (0x41...0x5A).contains($0 & 0xDF) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
        if isWord, (1...Self.maximumNameBytes).contains(name.count) {
            undeclaredName = String(decoding: name, as: UTF8.self)
        }
    }

    init(location: String, keyword: String) {
        (self.location, self.keyword) = (location, keyword)
    }
}

extension OperationMatch {
    /// Reads the parameters and checks them against the document.
    ///
    /// Query parameters that the operation does not declare are violations; header fields and
    /// cookies are not.
    ///
    /// - Parameters:
    ///   - tape: Working memory.
    ///   - headerField: The values of a header field by its name in lower case, one a line.
    /// - Returns: The decoded values, and every way in which they break the document.
    public func parameters(
        tape: inout ValueTape,
        headerField: (String) -> [[UInt8]]
    ) -> (values: ParameterValues, violations: [ParameterViolation]) {
        var reading = ParameterCheck()
        let query = reading.query(query, of: operation)
        let takesCookies = operation.parameters.contains { $0.place == .cookie }
        let cookies = takesCookies ? Cookies(headerField("cookie")) : Cookies([])
        for (number, parameter) in operation.parameters.enumerated() {
            switch parameter.place {
            case .path:
                let value = operation.variables.firstIndex(of: parameter.name).map { captures[$0] }
                reading.check(parameter, value.map { [Array($0)] } ?? [], &tape)
            case .query:
                let pairs = query.filter { $0.parameter == number }
                reading.checkQuery(parameter, pairs, &tape)
            case .header: reading.check(parameter, headerField(parameter.name), &tape)
            case .cookie:
                guard let values = cookies.values(of: parameter.name) else {
                    reading.violate(parameter.label, "encoding")
                    continue
                }
                reading.check(parameter, values, &tape)
            }
        }
        return (reading.values, reading.violations)
    }
}

/// One pair of a query, and the parameter that it belongs to.
struct QueryPair {
    /// The number of the parameter in the operation.
    let parameter: Int
    /// The name of the member, of an object.
    let member: [UInt8]
    /// The value, still encoded.
    let value: ArraySlice<UInt8>
}

/// The check of one request's parameters.
private struct ParameterCheck {
    /// The most violations that are listed.
    static let maximumViolations = 100

    var values = ParameterValues()
    var violations: [ParameterViolation] = []

    mutating func violate(_ location: String, _ keyword: String) {
        add(ParameterViolation(location: location, keyword: keyword))
    }

    private mutating func add(_ violation: ParameterViolation) {
        guard violations.count < Self.maximumViolations else { return }
        violations.append(violation)
    }

    /// The pairs of a query whose names are declared; the values still encoded.
    mutating func query(_ query: ArraySlice<UInt8>?, of operation: Operation) -> [QueryPair] {
        guard let query else { return [] }
        var pairs: [QueryPair] = []
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = Self.text(pair[..<end]),
                let owner = operation.queryNames.owner(of: name)
            else {
                add(ParameterViolation(undeclared: pair[..<end]))
                continue
            }
            pairs.append(
                QueryPair(
                    parameter: owner.parameter,
                    member: owner.member,
                    value: end < pair.endIndex ? pair[(end + 1)...] : []
                )
            )
        }
        return pairs
    }

    mutating func checkQuery(
        _ parameter: Parameter,
        _ pairs: [QueryPair],
        _ tape: inout ValueTape
    ) {
        let form = parameter.form
        let decoded = pairs.compactMap { Self.text($0.value, form.allowsReserved) }
        guard decoded.count == pairs.count else { return violate(parameter.label, "encoding") }
        if parameter.isSpread || form.style == .deepObject {
            guard !pairs.isEmpty else { return check(parameter, [], &tape) }
            let members = zip(pairs, decoded).map { (name: $0.member, value: $1) }
            return check(parameter, .object(members), &tape)
        }
        if pairs.count > 1 {
            guard form.explodes, parameter.isArray else {
                return violate(parameter.label, "repeated")
            }
        }
        if form.explodes, parameter.isArray, !decoded.isEmpty {
            let isPlain = decoded.count == 1 && !parameter.shape.scalars.isEmpty
            return check(parameter, .list(decoded), isPlain: isPlain, &tape)
        }
        check(parameter, decoded, &tape)
    }

    /// Checks the texts of a parameter that is no list of pairs.
    mutating func check(_ parameter: Parameter, _ texts: [[UInt8]], _ tape: inout ValueTape) {
        guard let text = texts.first else {
            if parameter.isRequired { violate(parameter.label, "required") }
            return
        }
        guard texts.allSatisfy(Self.isClean) else { return violate(parameter.label, "encoding") }
        let form = parameter.form
        guard form.style != .json else {
            guard texts.count == 1 else { return violate(parameter.label, "repeated") }
            values.entries.append(.init(parameter: parameter, values: texts))
            return check(parameter, readings: texts, &tape)
        }
        if texts.count > 1 {
            guard parameter.place == .header, parameter.isArray else {
                return violate(parameter.label, "repeated")
            }
            let lists = texts.map { form.parts(of: $0, parameter.name, parameter.shape)?.values }
            return check(parameter, .list(lists.compactMap(\.self).flatMap(\.self)), &tape)
        }
        guard let parts = form.parts(of: text, parameter.name, parameter.shape) else {
            return violate(parameter.label, "encoding")
        }
        let isPlain = parameter.isArray && !parameter.shape.scalars.isEmpty
        check(parameter, parts, isPlain: isPlain, text: text, &tape)
    }

    /// Checks a value in its parts; one that may be plain as well is read as that first.
    private mutating func check(
        _ parameter: Parameter,
        _ parts: ParameterText,
        isPlain: Bool = false,
        text: [UInt8]? = nil,
        _ tape: inout ValueTape
    ) {
        var parts = parts
        if parameter.place == .header { parts = parts.trimmed }
        if case .object(let members) = parts {
            let names = Set(members.map(\.name))
            guard names.count == members.count else { return violate(parameter.label, "repeated") }
        }
        guard parts.values.allSatisfy(Self.isClean) else {
            return violate(parameter.label, "encoding")
        }
        values.entries.append(.init(parameter: parameter, values: parts.values))
        if parameter.form.allowsEmpty, parts.values == [[]] { return }
        var readings: [[UInt8]] = []
        if isPlain, let text = text ?? parts.values.first {
            readings = ParameterText.plain(text).readings(parameter.shape)
        }
        readings += parts.readings(parameter.shape)
        check(parameter, readings: readings, &tape)
    }

    private mutating func check(
        _ parameter: Parameter,
        readings: [[UInt8]],
        _ tape: inout ValueTape
    ) {
        var keywords: [String] = []
        for reading in readings {
            guard (try? tape.parse(reading.span, limits: .payload)) != nil else {
                keywords = ["type"]
                continue
            }
            if parameter.schema.isValid(tape, reading.span.bytes) { return }
            keywords = parameter.schema.violations(tape, reading.span.bytes, limit: 10).map(
                \.keyword
            )
        }
        for keyword in Set(keywords).sorted() { violate(parameter.label, keyword) }
        if keywords.isEmpty { violate(parameter.label, "type") }
    }

    private static func isClean(_ text: [UInt8]) -> Bool {
        !text.contains { $0 < 0x20 || $0 == 0x7F } && PercentEncoding.isUTF8(text)
    }

    /// A percent-decoded text of the query; nil where broken, or where it holds a bare `;`.
    private static func text(
        _ raw: ArraySlice<UInt8>,
        _ allowsReserved: Bool = false
    ) -> [UInt8]? {
        guard allowsReserved || !raw.contains(UInt8(ascii: ";")),
            let bytes = PercentEncoding.decode(raw, plusIsSpace: true), isClean(bytes)
        else { return nil }
        return bytes
    }
}

extension ParameterText {
    /// The parts without the blanks around them.
    fileprivate var trimmed: ParameterText {
        switch self {
        case .plain(let text): .plain(text)
        case .list(let items): .list(items.map(Self.trimmed))
        case .object(let members):
            .object(members.map { (name: Self.trimmed($0.name), value: Self.trimmed($0.value)) })
        }
    }

    private static func trimmed(_ text: [UInt8]) -> [UInt8] {
        Array(text.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed())
    }
}
