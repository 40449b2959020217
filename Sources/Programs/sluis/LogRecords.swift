import AccessLog
import Contracts
import ExchangeModel
import LogStorage
import ManagerAPI

/// The access log as partners may see it: FSC Logging 1.1.0, *GET /logs*.
enum LogRecords {
    /// One page of the records in which a peer takes part (M-26), never more.
    ///
    /// Such a read can go over the whole log, so it has its own threads, and peers wait for them.
    static func page(
        _ asked: LogRecordQuery,
        of log: SegmentLog
    ) async throws -> Page<FSCLogRecord> {
        do {
            return try await log.read(for: asked.peer) { try read(asked, $0) }
        } catch is LogReadsBusy {
            throw ManagerRefusal.overloaded
        }
    }

    private static func read(
        _ asked: LogRecordQuery,
        _ log: SegmentLog
    ) throws -> Page<FSCLogRecord> {
        if let transactions = asked.transactions {
            let wanted = transactions.prefix(LogQuery.maximumLimit)
            let found = try log.find(Set(wanted))
            var told: Set<TransactionID> = []
            let hits = wanted.filter { told.insert($0).inserted }.flatMap { found[$0] ?? [] }
            return Page(hits.compactMap { record($0, for: asked.peer) }, next: nil)
        }
        var query = LogQuery()
        query.peer = asked.peer
        query.after = asked.after
        query.before = asked.before
        query.grants = Set(asked.grants)
        query.services = Set(asked.services)
        query.order = asked.order == .ascending ? .oldestFirst : .newestFirst
        query.limit = min(asked.limit, LogQuery.maximumLimit)
        query.cursor = asked.cursor.map { LogPosition(index: UInt64(clamping: $0.position)) }
        let hits = try log.search(query)
        let next = hits.count == query.limit ? hits.last?.position : nil
        return Page(
            hits.compactMap { record($0, for: asked.peer) },
            next: next.map { PageCursor(position: Int64(clamping: $0.index), key: "") }
        )
    }

    /// The record of a request, when the peer has one of the four roles in it.
    private static func record(_ hit: LogHit, for peer: PeerID) -> FSCLogRecord? {
        guard case .request(let request) = hit.entry else { return nil }
        let parties = [
            request.source.peer, request.source.delegator, request.destination.peer,
            request.destination.delegator,
        ]
        return parties.contains(peer) ? FSCLogRecord(request) : nil
    }
}
