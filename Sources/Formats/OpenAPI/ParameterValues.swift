internal import JSONSchema
public import JSONTape

/// The parameters of one request, decoded.
public struct ParameterValues: Sendable {
    /// The values of one parameter.
    public struct Entry: Sendable {
        /// The parameter.
        public let parameter: Parameter
        /// Its values, decoded; one unless the parameter is a list.
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
}

extension OperationMatch {
    /// Reads the parameters and checks them against the document.
    ///
    /// Query parameters that the operation does not declare are violations; header fields are not.
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
        for parameter in operation.parameters {
            switch parameter.place {
            case .path:
                let value = operation.variables.firstIndex(of: parameter.name).map { captures[$0] }
                reading.check(parameter, value.map { [Array($0)] } ?? [], &tape)
            case .query:
                let raw = query.filter { $0.name == parameter.name }.map(\.value)
                reading.checkQuery(parameter, raw, &tape)
            case .header: reading.check(parameter, headerField(parameter.name), &tape)
            }
        }
        return (reading.values, reading.violations)
    }
}

/// The check of one request's parameters.
private struct ParameterCheck {
    /// The most violations that are listed.
    static let maximumViolations = 100

    var values = ParameterValues()
    var violations: [ParameterViolation] = []

    mutating func violate(_ location: String, _ keyword: String) {
        guard violations.count < Self.maximumViolations else { return }
        violations.append(ParameterViolation(location: location, keyword: keyword))
    }

    /// The pairs of a query whose names are declared; the values still encoded.
    mutating func query(
        _ query: ArraySlice<UInt8>?,
        of operation: Operation
    ) -> [(name: String, value: ArraySlice<UInt8>)] {
        guard let query else { return [] }
        var pairs: [(name: String, value: ArraySlice<UInt8>)] = []
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = Self.text(pair[..<end]).map({ String(decoding: $0, as: UTF8.self) }),
                operation.declaresQuery(name)
            else {
                violate("query", "undeclared")
                continue
            }
            pairs.append((name, end < pair.endIndex ? pair[(end + 1)...] : []))
        }
        return pairs
    }

    mutating func checkQuery(
        _ parameter: Parameter,
        _ raw: [ArraySlice<UInt8>],
        _ tape: inout ValueTape
    ) {
        if raw.count > 1 {
            guard case .exploded = parameter.form, parameter.isArray else {
                return violate(parameter.label, "repeated")
            }
        }
        let decoded = raw.compactMap(Self.text)
        guard decoded.count == raw.count else { return violate(parameter.label, "encoding") }
        check(parameter, decoded, &tape)
    }

    mutating func check(_ parameter: Parameter, _ texts: [[UInt8]], _ tape: inout ValueTape) {
        guard !texts.isEmpty else {
            if parameter.isRequired { violate(parameter.label, "required") }
            return
        }
        let clean = texts.allSatisfy { text in
            !text.contains { $0 < 0x20 || $0 == 0x7F }
                && PercentEncoding.isUTF8(text)
        }
        guard clean else { return violate(parameter.label, "encoding") }
        if parameter.place == .header, texts.count > 1, !parameter.isArray {
            return violate(parameter.label, "repeated")
        }
        let items = parameter.items(texts)
        values.entries.append(.init(parameter: parameter, values: items))
        let readings = parameter.readings(texts, items)
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

    /// A percent-decoded text of the query; nil where broken, or where it holds `;`.
    private static func text(_ raw: ArraySlice<UInt8>) -> [UInt8]? {
        guard !raw.contains(UInt8(ascii: ";")),
            let bytes = PercentEncoding.decode(raw, plusIsSpace: true),
            PercentEncoding.isUTF8(bytes),
            !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        return bytes
    }
}

extension Parameter {
    /// The values apart: a list's items, else the one text.
    fileprivate func items(_ texts: [[UInt8]]) -> [[UInt8]] {
        guard isArray, case .delimited(let separator) = form, let byte = separator.first else {
            return texts
        }
        return texts.flatMap { text in
            text.isEmpty
                ? []
                : text.split(separator: byte, omittingEmptySubsequences: false).map { Array($0) }
        }.map { place == .header ? Self.trimmed($0) : $0 }
    }

    private static func trimmed(_ text: [UInt8]) -> [UInt8] {
        Array(text.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed())
    }

    /// The JSON texts that the values can be read as, most specific first.
    fileprivate func readings(_ texts: [[UInt8]], _ items: [[UInt8]]) -> [[UInt8]] {
        if case .json = form { return texts }
        var readings: [[UInt8]] = []
        if let text = texts.first, texts.count == 1, !shape.scalars.isEmpty {
            readings += Self.readings(text, as: shape.scalars)
        }
        if shape.isArray { readings += Self.lists(items, as: shape.items) }
        return readings
    }

    private static func readings(_ text: [UInt8], as scalars: ParameterShape.Scalars) -> [[UInt8]] {
        var readings: [[UInt8]] = []
        if scalars.contains(.number), isNumber(text) { readings.append(text) }
        if scalars.contains(.bool), text == Array("true".utf8) || text == Array("false".utf8) {
            readings.append(text)
        }
        if scalars.contains(.null), text.isEmpty { readings.append(Array("null".utf8)) }
        if scalars.contains(.string) || readings.isEmpty { readings.append(quoted(text)) }
        return readings
    }

    /// Each item by its most specific reading, and all as strings.
    private static func lists(_ items: [[UInt8]], as scalars: ParameterShape.Scalars) -> [[UInt8]] {
        let specific = items.map { readings($0, as: scalars)[0] }
        var lists = [list(specific)]
        if scalars.contains(.string), scalars != .string { lists.append(list(items.map(quoted))) }
        return lists
    }

    private static func list(_ items: [[UInt8]]) -> [UInt8] {
        [UInt8(ascii: "[")] + items.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
    }

    private static func isNumber(_ text: [UInt8]) -> Bool {
        JSONNumber(text: String(decoding: text, as: UTF8.self)) != nil
    }

    private static func quoted(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                result.append(UInt8(ascii: "\\"))
            }
            result.append(byte)
        }
        result.append(UInt8(ascii: "\""))
        return result
    }
}
