private import ExchangeModel
public import JSONTape

extension LogHit {
    /// The entry as JSON for operators: the names of `docs/access-log-format.md`.
    ///
    /// Persons appear by their pseudonyms only, as they stand in the log.
    public var json: JSONValue {
        var object = JSONObject()
        object["index"] = .unsigned(position.index)
        object["kind"] = .string(entry.kind.description)
        object["created_at"] = .string(entry.createdAt.description)
        switch entry {
        case .request(let request): request.put(into: &object)
        case .disclosure(let disclosure): disclosure.put(into: &object)
        case .completion(let completion): completion.put(into: &object)
        case .denial(let denial): denial.put(into: &object)
        case .audit(let audit): audit.put(into: &object)
        case .retention(let retention): retention.put(into: &object)
        case .key(let key): key.put(into: &object)
        case .configuration(let configuration): configuration.put(into: &object)
        case .decision(let decision): decision.put(into: &object)
        case .recovery(let recovery): recovery.put(into: &object)
        case .clock(let clock): clock.put(into: &object)
        }
        object["personal"] = entry.personal.json(personal)
        if let outcomeClass {
            object["outcome_class"] = .string(outcomeClass.rawValue)
        }
        if let completion, let completionPosition {
            var ended = JSONObject()
            ended["index"] = .unsigned(completionPosition.index)
            ended["created_at"] = .string(completion.createdAt.description)
            completion.completion.put(into: &ended, total: completion.releasedCount)
            object["completion"] = .object(ended)
        }
        return .object(object)
    }
}

extension JSONValue {
    /// A number that may pass 2^53, exact.
    static func unsigned(_ value: UInt64) -> JSONValue {
        JSONNumber(text: String(value)).map { .number($0) } ?? .null
    }

    static func strings(_ values: [String]) -> JSONValue {
        .array(values.map { .string($0) })
    }
}

extension JSONObject {
    mutating func put(_ name: String, _ value: String?) {
        if let value {
            self[name] = .string(value)
        }
    }

    mutating func put(_ name: String, _ value: UInt64?) {
        if let value {
            self[name] = .unsigned(value)
        }
    }

    mutating func put(_ party: RequestEntry.Party, _ peer: String, _ prefix: String) {
        put(peer, party.peer.rawValue)
        put(prefix + "_delegator_peer_id", party.delegator?.rawValue)
    }

    mutating func put(_ direction: Direction) {
        put("direction", direction == .incoming ? "incoming" : "outgoing")
    }
}

extension PersonalSection {
    fileprivate func json(_ state: LogHit.Personal) -> JSONValue {
        var object: JSONObject = ["state": .string(state.rawValue)]
        if !subjects.isEmpty {
            object["subjects"] = .array(
                subjects.map { subject in
                    ["type": .string(subject.type), "pseudonym": .string(subject.description)]
                }
            )
        }
        object.put("end_user", endUser?.description)
        if !paths.isEmpty {
            object["paths"] = .strings(paths)
        }
        object.put("relation", relation?.description)
        return .object(object)
    }
}

extension RequestEntry {
    fileprivate func put(into object: inout JSONObject) {
        object.put("transaction_id", transaction.description)
        object.put(direction)
        object.put("grant_hash", grant.rawValue)
        object.put("service_name", service.rawValue)
        object.put(source, "outway_peer_id", "source")
        object.put(destination, "service_peer_id", "destination")
        if let additionalData {
            object["additional_data"] =
                (try? JSONValue(parsing: Array(additionalData.utf8))) ?? .string(additionalData)
        }
        if let processing {
            object.put("purpose_id", processing.purpose.rawValue)
            object.put("purpose_label", processing.label)
            object.put("processing_activity", processing.activity)
            object.put("legal_basis", processing.legalBasis)
            object.put("field_policy", processing.fieldPolicy?.hexadecimal)
        }
        object.put("operation_id", operation)
        object.put("trace_id", trace?.traceText)
        object.put("span_id", trace?.spanText)
        object.put("parent_span_id", parentSpan.map(Hexadecimal.word))
        object.put("client", client)
        object.put("peer_certificate", peerCertificate?.description)
        object.put("unchecked", unchecked)
        object.put("requested_fields", requestedFields)
        object.put("unknown_fields", unknownFields)
        object.put(confidentiality)
        object.put("algorithm_id", objects.algorithm)
        object.put("dataproduct_id", objects.dataProduct)
        if !objects.datasets.isEmpty {
            object["datasets"] = .strings(objects.datasets)
        }
        object.put("related_transaction_id", relatedTransaction?.description)
    }
}

extension DisclosureEntry {
    fileprivate func put(into object: inout JSONObject) {
        object.put("transaction_id", transaction.description)
        object.put(direction)
        object.put("record", record.index)
        object["released_paths"] = .strings(releasedPaths)
        object.put("released_count", releasedCount)
        object.put("subject_count", subjectCount)
        object.put(released)
        object.put("related_transaction_id", relatedTransaction?.description)
        object.put("event_id", event?.description)
    }
}

extension CompletionEntry {
    fileprivate func put(into object: inout JSONObject) {
        object.put("transaction_id", transaction.description)
        object.put(direction)
        object.put("record", record.index)
        completion.put(into: &object, total: releasedCount)
    }
}

extension Completion {
    fileprivate func put(into object: inout JSONObject, total: UInt64) {
        object.put("outcome", outcome.name)
        if case .refused(let phase, let code) = outcome {
            object.put("phase", phase.description)
            object.put("code", code.rawValue)
        }
        object.put("status", status.map { UInt64(clamping: $0) })
        object.put("request_bytes", requestBytes)
        object.put("response_bytes", responseBytes)
        object.put("duration_ms", duration)
        object.put("request_verdict", requestVerdict?.name)
        object.put("response_verdict", responseVerdict?.name)
        object["released_paths"] = .strings(releasedPaths)
        object.put("released_count", total)
        object.put(released)
        object.put(cause)
    }
}

extension DenialEntry {
    fileprivate func put(into object: inout JSONObject) {
        object.put("transaction_id", transaction?.description)
        object.put(direction)
        object.put("phase", phase.description)
        object.put("code", code.rawValue)
        object.put("peer_id", peer?.rawValue)
        object.put("peer_certificate", peerCertificate?.description)
        object.put("grant_hash", grant?.rawValue)
        object.put("service_name", service?.rawValue)
        object.put("purpose_id", purpose?.rawValue)
        object.put("operation_id", operation)
        object.put("trace_id", traceID.map { Hexadecimal.encode($0.bytes) })
        object.put("client", client)
        object.put("count", count)
        object.put("period_ms", period)
        object.put("span_id", span.map(Hexadecimal.word))
        object.put("parent_span_id", parentSpan.map(Hexadecimal.word))
        if let source {
            object.put(source, "outway_peer_id", "source")
        }
        if let destination {
            object.put(destination, "service_peer_id", "destination")
        }
        object.put("processing_activity", processingActivity)
        object.put("field_policy", fieldPolicy?.hexadecimal)
        object.put(cause)
        object.put("requested_fields", requestedFields)
        object.put("unknown_fields", unknownFields)
        object.put("omitted_subjects", omittedSubjects)
        object.put(confidentiality)
    }
}

extension AuditEntry {
    fileprivate func put(into object: inout JSONObject) {
        object.put("action", action)
        object.put("person", person)
        object.put("object", self.object)
        switch stage {
        case .whole: break
        case .intended(let id):
            object.put("phase", "intended")
            object.put("action_id", id.description)
        case .ended(let id, _):
            object.put("phase", "ended")
            object.put("action_id", id.description)
        }
        object.put("result", result?.name)
        object.put("reason", reason)
        object.put("contract_hash", decision?.contract.rawValue)
        object.put("signature_kind", decision?.kind.name)
        object.put("peer_id", decision?.peer.rawValue)
        object.put("signature", decision?.signature)
        object.put("change", change)
    }
}

extension RetentionEntry {
    fileprivate func put(into object: inout JSONObject) {
        switch act {
        case .remove(let bound):
            object.put("act", "remove")
            object.put("below", bound.index)
        case .erase(let positions):
            object.put("act", "erase")
            object["positions"] = .array(positions.map { .unsigned($0.index) })
        case .hold(let bound):
            object.put("act", "hold")
            object.put("from", bound.index)
        case .release: object.put("act", "release")
        }
        object.put("policy", policy)
        object.put("person", person)
    }
}

extension KeyEntry {
    fileprivate func put(into object: inout JSONObject) {
        object.put("role", role == .checkpoint ? "checkpoint" : "pseudonym")
        object.put("key_id", keyID)
        let names: [Event: String] = [
            .introduced: "introduced", .retired: "retired", .destroyed: "destroyed",
        ]
        object.put("event", names[event])
        object.put("public_key", publicKey)
    }
}

extension ConfigurationEntry {
    fileprivate func put(into object: inout JSONObject) {
        object.put("digest", digest.hexadecimal)
        object.put("version", version)
        object.put("person", person)
        if let document {
            object["document"] = [
                "role": .string(document.role.name), "digest": .string(document.digest.hexadecimal),
                "part": .unsigned(UInt64(document.part)),
                "parts": .unsigned(UInt64(document.parts)),
                "bytes": .unsigned(UInt64(document.bytes.count)),
            ]
        }
    }
}
