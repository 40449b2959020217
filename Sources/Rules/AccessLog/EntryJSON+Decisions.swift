private import ExchangeModel
internal import JSONTape

extension JSONObject {
    /// The numbers of a set; an empty array when a policy stood and none of its fields is meant.
    mutating func put(_ name: String, _ set: NumberSet?) {
        if let set {
            self[name] = .array(set.numbers.map { .unsigned(UInt64($0)) })
        }
    }

    mutating func put(_ released: ReleasedFields) {
        put("released_fields", released.fields)
        put("answered_questions", released.questions)
        put("numbering", released.numbering?.hexadecimal)
    }

    mutating func put(_ cause: RefusalCause) {
        put("leg", cause.leg?.name)
        put("cause", cause.detail?.description)
        put("peer_code", cause.peerCode?.description)
        put("peer_status", cause.peerStatus.map { UInt64(clamping: $0) })
        put("token_error", cause.tokenError?.description)
    }

    /// `until` a moment, or `decision`.
    mutating func put(_ confidentiality: Confidentiality?) {
        switch confidentiality {
        case .until(let moment): self["confidential"] = ["until": .string(moment.description)]
        case .untilDecision: self["confidential"] = ["until": "decision"]
        case nil: break
        }
    }
}

extension Hexadecimal {
    /// A word of eight bytes as sixteen digits.
    static func word(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension JSONValue {
    /// JSON text as the value that it is, else as a string.
    static func parsed(_ text: String) -> JSONValue {
        (try? JSONValue(parsing: Array(text.utf8))) ?? .string(text)
    }
}

extension DecisionEntry {
    func put(into object: inout JSONObject) {
        object.put("event_name", event.name)
        object.put("status", status.name)
        if let isPermitted {
            object["decision"] = .bool(isPermitted)
        }
        object["cached"] = .bool(isCached)
        object.put("decision_point", decisionPoint)
        object.put("trace_id", trace.traceText)
        object.put("span_id", trace.spanText)
        object.put("parent_span_id", parentSpan.map(Hexadecimal.word))
        object.put("transaction_id", transaction?.description)
        if let direction {
            object.put(direction)
        }
        object.put("peer_id", peer?.rawValue)
        object.put("grant_hash", grant?.rawValue)
        object.put("service_name", service?.rawValue)
        object.put("purpose_id", purpose?.rawValue)
        object.put("processing_activity", activity)
        object.put("operation_id", operation)
        object["request"] = request.map(JSONValue.parsed)
        object["response"] = response.map(JSONValue.parsed)
        if !sources.isEmpty {
            object["sources"] = .array(
                sources.map { source in
                    [
                        "aspect": .string(source.aspect.name), "name": .string(source.name),
                        "reference": .string(source.reference),
                    ]
                }
            )
        }
    }
}

extension RecoveryEntry {
    func put(into object: inout JSONObject) {
        object.put("first", first.index)
        object.put("count", count)
        object.put("digest", digest.hexadecimal)
    }
}

extension ClockEntry {
    func put(into object: inout JSONObject) {
        object["step_ms"] = JSONNumber(text: String(step)).map { .number($0) } ?? .null
    }
}
