import HTTPWire
import OpenAPI
import PayloadPolicy
import PeerTransport

extension ReadyRoute {
    /// What the rules ask of a request's head; nothing of it where there is no document.
    func facts(of request: ReceivedRequest) -> RequestFacts {
        request.withBytes { head, bytes in
            guard rules.document != nil else {
                return RequestFacts(method: head.method == .head ? "HEAD" : "", target: [])
            }
            let target =
                head.form == .absolute
                ? (head.path.isEmpty ? [UInt8(ascii: "/")] : [])
                    + bytes.array(head.path.lowerBound..<head.target.upperBound)
                : bytes.array(head.target)
            return RequestFacts(
                method: String(decoding: bytes.array(head.methodName), as: UTF8.self),
                target: target,
                contentType: head.fields.value(of: "content-type", in: bytes),
                contentCoding: head.fields.value(of: "content-encoding", in: bytes),
                headerFields: parameters(of: head, in: bytes)
            )
        }
    }

    private func parameters(
        of head: RequestHead,
        in bytes: Span<UInt8>
    ) -> [(name: String, value: [UInt8])] {
        var found: [(name: String, value: [UInt8])] = []
        guard !parameterFields.isEmpty else { return found }
        for position in 0..<head.fields.count {
            let field = head.fields[position]
            for (name, known) in parameterFields where field.isNamed(known, in: bytes) {
                found.append((name, bytes.array(field.value)))
            }
        }
        return found
    }
}

extension ReceivedResponse {
    /// What the rules ask of an answer's head.
    var facts: AnswerFacts {
        withBytes { head, bytes in
            AnswerFacts(
                status: head.status,
                contentType: head.fields.value(of: "content-type", in: bytes),
                contentCoding: head.fields.value(of: "content-encoding", in: bytes)
            )
        }
    }

    /// Whether the Inway itself made the answer: no service's document describes it.
    var isGatewayError: Bool {
        withBytes { head, bytes in
            head.fields.value(of: "fsc-error-code", in: bytes) != nil
        }
    }
}

extension FieldTable {
    /// The values of a field, joined as RFC 9110 has it; nil when it is absent.
    fileprivate func value(of name: StaticString, in bytes: Span<UInt8>) -> [UInt8]? {
        var joined: [UInt8]?
        for position in 0..<count where self[position].isNamed(name, in: bytes) {
            let value = bytes.array(self[position].value)
            joined = joined.map { $0 + Array(", ".utf8) + value } ?? value
        }
        return joined
    }
}
