import HTTPWire
import PayloadPolicy
import PeerTransport

/// Writes the head that goes to the peer, out of the source's.
struct AnswerHead {
    let rules: PayloadRules
    let match: RequestMatch
    /// The fields of a checked answer that the rules must be asked about.
    let considered: FieldSet
    /// The names by which the source is called, in lower case.
    let sourceHosts: [String]
    /// Whether the body was changed, so that fields about it are no longer true.
    let isMinimized: Bool
    /// Whether persons may be named, so that no cache may keep the answer.
    let forbidsCaching: Bool

    /// Writes status line and fields; false when a field refuses the whole answer.
    func write(_ answer: ReceivedResponse, to sink: inout HeadBuffer) -> Bool {
        answer.withBytes { head, bytes in
            sink.append("HTTP/1.1 " as StaticString)
            sink.append(decimal: UInt64(head.status))
            sink.append(UInt8(0x20))
            // The source's own phrase is free text: it does not pass.
            sink.appendLineEnd()
            var isRefused = false
            head.fields.copy(from: bytes, to: &sink) { field in
                // The Inway's own word, which an Outway acts on: a source must not speak for it.
                if field.isNamed("fsc-error-code", in: bytes) { return false }
                if field.isNamed("sluis-error-cause", in: bytes) { return false }
                if isOrdinary(field, in: bytes) { return true }
                if match.needsAnswerBody, !considered.contains(field.name, in: bytes) {
                    return false
                }
                if forbidsCaching, field.isNamed("cache-control", in: bytes) { return false }
                let fate = rules.fate(
                    ofAnswerField: bytes.array(field.name).map(\.lowercased),
                    value: bytes.array(field.value),
                    match: match,
                    isMinimized: isMinimized,
                    sourceHosts: sourceHosts
                )
                if case .refuse = fate { isRefused = true }
                if case .pass = fate { return true }
                return false
            }
            if forbidsCaching { sink.appendField("cache-control", "no-store" as StaticString) }
            return !isRefused
        }
    }

    /// Whether a field passes without asking the rules: spares two copies for most fields.
    private func isOrdinary(_ field: Field, in bytes: Span<UInt8>) -> Bool {
        if match.needsAnswerBody { return field.isNamed("content-type", in: bytes) }
        return !field.isNamed("set-cookie", in: bytes) && !field.isNamed("location", in: bytes)
    }
}

extension UInt8 {
    /// The lower-case form of an ASCII letter.
    fileprivate var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
