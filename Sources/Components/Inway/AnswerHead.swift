import HTTPWire
import PayloadPolicy
import PeerTransport

/// Writes the head that goes to the peer, out of the source's.
struct AnswerHead {
    let rules: PayloadRules
    let match: RequestMatch
    /// The fields of a checked answer that the rules must be asked about.
    let considered: FieldSet
    /// Where the source is.
    let source: SourceReferences
    /// What became of the body: fields about one that was changed are no longer true.
    let body: ReleasedPayload.Body
    /// Whether persons may be named, so that no cache may keep the answer.
    let forbidsCaching: Bool

    /// Writes status line and fields.
    func write(_ answer: ReceivedResponse, to sink: inout HeadBuffer) {
        answer.withBytes { head, bytes in
            sink.append("HTTP/1.1 " as StaticString)
            sink.append(decimal: UInt64(head.status))
            sink.append(UInt8(0x20))
            // The source's own phrase is free text: it does not pass.
            sink.appendLineEnd()
            let isChosen = match.needsAnswerBody && !rules.passesUnaltered(head.status, match)
            var references: [(name: StaticString, value: [UInt8])] = []
            head.fields.copy(from: bytes, to: &sink) { field in
                if let reference = ReferenceField(field, in: bytes) {
                    let isLeft = isChosen && !considered.contains(field.name, in: bytes)
                    let value = isLeft ? nil : passed(reference, bytes.array(field.value))
                    if let value { references.append((reference.name, value)) }
                    return false
                }
                if isOurs(field, in: bytes) { return false }
                return !isChosen || isChosenField(field, in: bytes)
            }
            for reference in references {
                sink.append(reference.name)
                sink.append(": " as StaticString)
                sink.append(reference.value)
                sink.appendLineEnd()
            }
            if forbidsCaching { sink.appendField("cache-control", "no-store" as StaticString) }
        }
    }

    private func passed(_ reference: ReferenceField, _ value: [UInt8]) -> [UInt8]? {
        reference.passed(
            value,
            of: source,
            mayLeadElsewhere: rules.mayLeadElsewhere(match)
        )
    }

    /// Whether a field speaks of the connection to the source, or for the Inway: it never passes.
    ///
    /// `Fsc-Error-Code` and `Sluis-Error-Cause` are the Inway's own words, which an Outway acts on. Cookies of a source are no
    /// client's, as all peers come by one door. `Alt-Svc` names other addresses of the source.
    private func isOurs(_ field: Field, in bytes: Span<UInt8>) -> Bool {
        switch field.name.count {
        case 7: field.isNamed("alt-svc", in: bytes)
        case 10: field.isNamed("set-cookie", in: bytes)
        case 14: field.isNamed("fsc-error-code", in: bytes)
        case 17: field.isNamed("sluis-error-cause", in: bytes)
        default: false
        }
    }

    /// Whether a field of an answer that is checked passes.
    private func isChosenField(_ field: Field, in bytes: Span<UInt8>) -> Bool {
        // Spares two copies for most fields.
        if field.isNamed("content-type", in: bytes) { return body != .withheld }
        guard considered.contains(field.name, in: bytes) else { return false }
        if forbidsCaching, field.isNamed("cache-control", in: bytes) { return false }
        return rules.passes(
            answerField: bytes.array(field.name).map(\.lowercased),
            match: match,
            isAltered: body != .original
        )
    }
}

extension UInt8 {
    /// The lower-case form of an ASCII letter.
    fileprivate var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
