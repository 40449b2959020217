import AccessLog
import AdministrationAPI
import ExchangeModel
import JSONTape
import LogStorage
import MerkleLog

/// The access log as operators see it; shapes are those of `schemas/administration.openapi.yaml`.
struct LogOperations {
    let log: SegmentLog

    /// Exchanges and denials that pass a filter, newest first.
    func list(_ filter: LogFilter) throws -> JSONValue {
        if let transaction = filter.transaction {
            guard filter.isByTransactionOnly else {
                throw OperationRefusal(
                    .invalid,
                    "a transaction id names one exchange: leave the other filters out"
                )
            }
            let hits = try log.find(transaction)
            return ["exchanges": .array(try exchanges(hits).map(Self.summary))]
        }
        var query = LogQuery()
        query.after = filter.from
        query.before = filter.until
        query.peer = filter.peer
        query.purpose = filter.purpose
        if let service = filter.service { query.services = [service] }
        query.limit = min(filter.page.limit, LogQuery.maximumLimit)
        if let cursor = filter.page.cursor {
            guard let index = UInt64(cursor) else {
                throw OperationRefusal(.invalid, "the cursor is not one of an earlier answer")
            }
            query.cursor = LogPosition(index: index)
        }
        switch filter.outcome {
        case nil:
            query.kinds = [.request, .denial]
        case .refused:
            query.kinds = [.request, .denial]
            // The client was refused an answer in both.
            query.outcomes = [.refused, .failed]
        case .answered: query.outcomes = [.answered]
        case .failed: query.outcomes = [.failed]
        case .unknown: query.outcomes = [.unknown]
        }
        let hits = try log.search(query)
        var answer: JSONObject = [
            "exchanges": .array(try exchanges(hits).map(Self.summary))
        ]
        if hits.count == query.limit, let last = hits.last {
            answer["next"] = .string(String(last.position.index))
        }
        return .object(answer)
    }

    /// Requests, and denials that are not told by a request already.
    ///
    /// A refusal that is on record is two entries of one exchange: the request that ended refused, and
    /// the denial with the same code.
    private func exchanges(_ hits: [LogHit]) throws -> [LogHit] {
        let denied = hits.filter { $0.entry.kind == .denial }.compactMap(\.entry.transaction)
        let known = try log.find(Set(denied))
        return hits.filter { hit in
            guard case .denial(let denial) = hit.entry else { return hit.entry.kind == .request }
            guard let transaction = denial.transaction else { return true }
            return known[transaction]?.contains { other in
                if case .refused(_, let code)? = other.completion?.completion.outcome {
                    return code == denial.code
                }
                return false
            } != true
        }
    }

    /// Everything that the log holds of one exchange, each entry with its proof.
    func show(_ transaction: TransactionID) throws -> JSONValue {
        let hits = try log.find(transaction)
        guard !hits.isEmpty else {
            throw OperationRefusal(.notFound, "the log holds no exchange with this transaction id")
        }
        var entries: [JSONValue] = []
        var isProven = true
        for hit in hits {
            let (proof, verified) = try proof(of: hit.position)
            isProven = isProven && verified
            var entry = JSONObject()
            entry["kind"] = .string(hit.entry.kind.description)
            entry["index"] = .number(JSONNumber(Int64(clamping: hit.position.index)))
            entry["writtenAt"] = .string(hit.entry.createdAt.description)
            entry["fields"] = hit.json
            entry["leafHash"] = try leaf(hit.position).map { .string(Hexadecimal.encode($0.bytes)) }
            entry["proof"] = proof
            entries.append(.object(entry))
        }
        let outcome = hits.compactMap(\.outcomeClass).first ?? .refused
        return [
            "transactionID": .string(transaction.description),
            "outcome": .string(outcome.rawValue),
            "entries": .array(entries),
            "proof": [
                "verified": .bool(isProven),
                "checkpoint": .string(String(decoding: log.checkpoint, as: UTF8.self)),
            ],
        ]
    }

    private func leaf(_ position: LogPosition) throws -> TreeHash? {
        try log.entry(at: position).map { TreeHash.leaf($0.bytes) }
    }

    /// The inclusion proof of an entry, checked anew from its stored bytes.
    private func proof(of position: LogPosition) throws -> (JSONValue, Bool) {
        guard let receipt = try log.receipt(of: position), let leaf = try leaf(position),
            let head = try receipt.verified(leaf: leaf, verifier: log.publicKey)
        else {
            return (["verified": false], false)
        }
        let proof: JSONValue = [
            "verified": true,
            "treeSize": .number(JSONNumber(Int64(clamping: head.size))),
            "rootHash": .string(Hexadecimal.encode(head.root.bytes)),
            "hashes": .array(receipt.path.map { .string(Hexadecimal.encode($0.bytes)) }),
        ]
        return (proof, true)
    }

    private static func summary(_ hit: LogHit) -> JSONValue {
        var summary = JSONObject()
        summary["startedAt"] = .string(hit.entry.createdAt.description)
        summary["transactionID"] = hit.entry.transaction.map { .string($0.description) }
        summary["direction"] = hit.entry.direction.map {
            .string($0 == .incoming ? "incoming" : "outgoing")
        }
        switch hit.entry {
        case .request(let request):
            let other = request.direction == .incoming ? request.source : request.destination
            summary["peerID"] = .string(other.peer.rawValue)
            summary["service"] = .string(request.service.rawValue)
            summary["grant"] = .string(request.grant.rawValue)
            summary["delegator"] = request.source.delegator.map { .string($0.rawValue) }
            summary["serviceDelegator"] = request.destination.delegator.map {
                .string($0.rawValue)
            }
            summary["purpose"] = request.processing.map { .string($0.purpose.rawValue) }
            summary["outcome"] = hit.outcomeClass.map { .string($0.rawValue) }
            let completion = hit.completion?.completion
            summary["status"] = completion?.status.map { .number(JSONNumber(Int64($0))) }
            if let completion { summary.put(completion.cause, beside: completion.outcome) }
        case .denial(let denial):
            summary["peerID"] = denial.peer.map { .string($0.rawValue) }
            summary["service"] = denial.service.map { .string($0.rawValue) }
            summary["grant"] = denial.grant.map { .string($0.rawValue) }
            summary["purpose"] = denial.purpose.map { .string($0.rawValue) }
            summary["client"] = denial.client.map { .string($0) }
            summary["outcome"] = "refused"
            summary["status"] = .number(JSONNumber(Int64(denial.code.status)))
            summary.put(denial.cause, beside: .refused(denial.phase, denial.code))
            if denial.count > 1 {
                summary["count"] = .number(JSONNumber(Int64(clamping: denial.count)))
            }
        default: break
        }
        return .object(summary)
    }
}

extension JSONObject {
    /// The reason of an exchange that was not answered: the code, and the cause where it is known.
    fileprivate mutating func put(_ cause: RefusalCause, beside outcome: Outcome) {
        switch outcome {
        case .refused(_, let code): self["reason"] = .string(code.rawValue)
        case .answered: self["reason"] = cause.peerCode.map { .string($0.description) }
        default: self["reason"] = .string(outcome.name)
        }
        let detail = cause.tokenError ?? cause.detail
        self["cause"] = detail.map { .string($0.description) }
        self["leg"] = cause.leg.map { .string($0.name) }
    }
}
