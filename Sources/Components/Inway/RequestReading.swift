import HTTPWire
import PayloadPolicy
import PeerTransport

extension ReadyService {
    /// What the rules ask of a request's head; nothing of it where there is no document.
    func facts(of request: ReceivedRequest) -> RequestFacts {
        request.withBytes { head, bytes in
            guard rules.document != nil else {
                return RequestFacts(method: head.method == .head ? "HEAD" : "", target: [])
            }
            return RequestFacts(
                method: head.methodText(in: bytes),
                target: head.originTarget(in: bytes),
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
        guard !parameterFields.isEmpty else { return [] }
        var found: [(name: String, value: [UInt8])] = []
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
}

extension RequestHead {
    fileprivate func methodText(in bytes: Span<UInt8>) -> String {
        switch method {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .patch: "PATCH"
        case .options: "OPTIONS"
        case .connect, .trace, .other: String(decoding: bytes.array(methodName), as: UTF8.self)
        }
    }

    /// The target as a path with an optional query.
    fileprivate func originTarget(in bytes: Span<UInt8>) -> [UInt8] {
        guard form == .absolute else { return bytes.array(target) }
        let slash: [UInt8] = path.isEmpty ? [0x2F] : []
        return slash + bytes.array(path.lowerBound..<target.upperBound)
    }
}

extension FieldTable {
    /// The value of a field; fields that stand more than once are joined, as RFC 9110 has it.
    fileprivate func value(of name: StaticString, in bytes: Span<UInt8>) -> [UInt8]? {
        switch only(name, in: bytes) {
        case .absent: return nil
        case .once(let field): return bytes.array(field.value)
        case .repeated:
            var joined: [UInt8] = []
            for position in 0..<count where self[position].isNamed(name, in: bytes) {
                if !joined.isEmpty { joined += [0x2C, 0x20] }
                joined += bytes.array(self[position].value)
            }
            return joined
        }
    }
}
