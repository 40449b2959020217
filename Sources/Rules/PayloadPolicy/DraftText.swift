internal import ExchangeModel
internal import JSONTape

/// The text of a drafted policy.
struct DraftText {
    private static let longestComment = 100
    /// The column at which comments begin, where there is room.
    private static let commentColumn = 42

    let text: String

    init(_ parts: OperationParts, purpose: PurposeID, source: String) {
        var lines = [
            "# A draft for \(Self.line(parts.id)), \(parts.method) \(Self.line(parts.template)), of \(Self.line(source)).",
            "# It lets everything pass that the document declares: delete what the purpose does not need.",
            "# Operations that are not named are refused; fields of answers that no pattern matches are removed.",
            "# Every member: docs/field-policies.md. Check the policy with `sluis check`.",
            "purpose: \(Self.scalar(purpose.description))",
            "title: \(Self.scalar(Self.title(parts)))",
            "operations:",
            "  \(Self.scalar(parts.id)):",
        ]
        lines += Self.request(parts) + Self.response(parts)
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func title(_ parts: OperationParts) -> String {
        parts.summary.isEmpty ? parts.id : line(parts.summary)
    }

    // MARK: - Requests

    private static func request(_ parts: OperationParts) -> [String] {
        guard !parts.parameters.isEmpty || !parts.request.isEmpty else {
            return ["    request: {}"]
        }
        var lines = ["    request:", "      # What the document lets be sent; all of it may be:"]
        lines += parts.parameters.map { "      #   " + aligned($0.label, $0.description, 28) }
        lines += parts.request.map { "      #   " + aligned(shown($0.pattern), $0.description, 28) }
        let limited =
            parts.parameters.filter { !$0.values.isEmpty }.map { ($0.label, $0.values) }
            + parts.request.filter { !$0.values.isEmpty && !$0.pattern.isEmpty }
            .map { ($0.pattern, $0.values) }
        lines += ["      # Where only some values serve the purpose, name these:"]
        if limited.isEmpty {
            lines += ["      # allow_values: {PLACE: [VALUE]}"]
        } else {
            lines += ["      allow_values:"]
            lines += limited.map { "        \(scalar($0)): \(flow($1))" }
        }
        lines += fieldList(parts)
        lines += [
            "      # Whose data is asked for, so that the access log can tell whom it was about:",
            "      # subjects:",
        ]
        let places = parts.parameters.map(\.label) + parts.request.map(\.pattern)
        let example = places.first { $0.hasPrefix("path:") } ?? places.first ?? "PLACE"
        return lines + ["      #   - {at: \(scalar(example)), id_type: KIND-OF-NUMBER}"]
    }

    /// Where requests list the fields that they want, when there is such a place.
    private static func fieldList(_ parts: OperationParts) -> [String] {
        let places =
            parts.parameters.filter { $0.isList && $0.label == "query:fields" }.map(\.label)
            + parts.request.filter { $0.pattern == "/fields/*" }.map { _ in "/fields" }
        let comment =
            "# Where requests list the fields that they want; asking for others is refused:"
        guard let place = places.first else {
            return ["      \(comment)", "      # fields: {at: 'query:fields'}"]
        }
        let list = self.list(of: parts.answer)
        let below = list.isEmpty ? "" : ", below: \(scalar(list))"
        return ["      \(comment)", "      fields: {at: \(scalar(place))\(below)}"]
    }

    /// The list that all fields of an answer are in, such as `/persons/*`; empty when there is none.
    private static func list(of fields: [SchemaField]) -> String {
        let steps = (fields.first?.pattern ?? "").split(separator: "/").prefix(2)
        guard let star = steps.firstIndex(of: "*") else { return "" }
        let list = steps[...star].map { "/" + $0 }.joined()
        return fields.allSatisfy { $0.pattern.hasPrefix(list + "/") } ? list : ""
    }

    // MARK: - Answers

    private static func response(_ parts: OperationParts) -> [String] {
        var lines = ["    response:"]
        if parts.answer.isEmpty {
            lines += ["      allow: []  # the document declares no JSON answer"]
        } else {
            lines += ["      allow:"]
            lines += parts.answer.map { field in
                "        - " + commented(scalar(field.pattern), field.description)
            }
        }
        lines += [
            "      # What the source sends without being asked, and may leave:",
            "      # always: []",
        ]
        if !parts.headerFields.isEmpty {
            lines += ["      header_fields:"]
            lines += parts.headerFields.map { field in
                "        - " + commented(scalar(field.label), field.description)
            }
        }
        if !parts.opaqueTypes.isEmpty {
            let types = line(parts.opaqueTypes.joined(separator: ", "))
            lines += [
                "      # Answers may be \(types), which no pattern looks into: true lets them pass whole.",
                "      opaque: false",
            ]
        }
        let example = parts.answer.first { !$0.pattern.isEmpty }?.pattern ?? "/PLACE"
        return lines + [
            "      # Whose data the answer holds, each with the kind of number:",
            "      # subjects:",
            "      #   - {at: \(scalar(example)), id_type: KIND-OF-NUMBER}",
        ]
    }

    // MARK: - YAML

    private static func shown(_ pattern: String) -> String {
        pattern.isEmpty ? "the body" : pattern
    }

    private static func aligned(_ name: String, _ description: String, _ width: Int) -> String {
        let name = line(name)
        let rest = line(description)
        guard !rest.isEmpty else { return name }
        return name + String(repeating: " ", count: max(2, width - name.count)) + rest
    }

    private static func commented(_ text: String, _ description: String) -> String {
        let rest = line(description)
        guard !rest.isEmpty else { return text }
        let gap = max(2, commentColumn - 10 - text.count)
        return text + String(repeating: " ", count: gap) + "# " + rest
    }

    /// The first line of a text, without what a reader of comments could take for another.
    private static func line(_ text: String) -> String {
        let ends: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
        let start = text.unicodeScalars.drop { ends.contains($0) || $0 == " " }
        let first = start.prefix { !ends.contains($0) }
        var line = ""
        for scalar in first.prefix(longestComment) {
            let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
            line.unicodeScalars.append(isPlain && !isHidden(scalar) ? scalar : " ")
        }
        return first.count > longestComment ? line + "…" : line
    }

    /// Whether a scalar cannot stand in YAML, or changes how the text around it is shown.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }

    /// A text as a YAML scalar.
    private static func scalar(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.first.map { $0.isASCII && ($0.isLetter || $0 == "/") } == true
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                        || "/_-. *:~".unicodeScalars.contains(scalar))
            }
            && !text.hasSuffix(" ") && !text.hasSuffix(":") && !text.contains(": ")
            && !["true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL"]
                .contains(text)
        return isPlain ? text : flow(.string(text))
    }

    /// A value as JSON, which is YAML as well.
    private static func flow(_ value: JSONValue) -> String {
        String(decoding: value.serialized(), as: UTF8.self)
    }

    private static func flow(_ values: [JSONValue]) -> String {
        "[" + values.map(flow).joined(separator: ", ") + "]"
    }
}
