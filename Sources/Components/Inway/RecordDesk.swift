import AccessLog
import LogStorage
import NIOCore
import PeerTransport

/// Where the exchanges of one event loop hand in what must be recorded, and hear that it was.
///
/// Each exchange waits for at most one entry at a time.
final class RecordDesk {
    /// What the log's writer tells an exchange.
    enum Letter: Sendable {
        case record(Int, Result<RecordTicket, LogRefusal>)
        case disclosure(Int, Result<LogPosition, LogRefusal>)
    }

    private let log: SegmentLog
    private let limit: Duration
    private var mailbox: LoopMailbox<Letter>?
    private var waiting: [InwayExchange?] = []
    private var freeSlots: [Int] = []
    private var random = RandomWords()

    init(_ settings: InwaySettings, eventLoop: any EventLoop) {
        log = settings.log
        limit = settings.limits.recordDeadline
        let bound = NIOLoopBound(Visitor(self), eventLoop: eventLoop)
        mailbox = LoopMailbox(eventLoop: eventLoop) { bound.value.desk?.deliver($0) }
    }

    /// Puts a request's entry on its way to the disk.
    func record(_ entry: RequestEntry, for exchange: InwayExchange) throws(EntryRefusal) {
        let encoded = try LogEntry.request(entry).encoded(salt: random.salt())
        let slot = slot(for: exchange)
        log.record(encoded, within: limit) { [mailbox] in mailbox?.post(.record(slot, $0)) }
    }

    /// Puts the persons of an answer on their way to the disk.
    func disclose(_ entry: LogEntry, for exchange: InwayExchange) throws(EntryRefusal) {
        let encoded = try entry.encoded(salt: random.salt())
        let slot = slot(for: exchange)
        log.append(encoded, within: limit) { [mailbox] in mailbox?.post(.disclosure(slot, $0)) }
    }

    /// Puts an entry on its way that nobody waits for.
    func append(_ entry: LogEntry) {
        guard let encoded = try? entry.encoded(salt: random.salt()) else { return }
        log.appendUnawaited(encoded)
    }

    private func slot(for exchange: InwayExchange) -> Int {
        if let free = freeSlots.popLast() {
            waiting[free] = exchange
            return free
        }
        waiting.append(exchange)
        return waiting.count - 1
    }

    private func deliver(_ letter: Letter) {
        switch letter {
        case .record(let slot, let result): empty(slot)?.recorded(result)
        case .disclosure(let slot, let result): empty(slot)?.disclosed(result)
        }
    }

    private func empty(_ slot: Int) -> InwayExchange? {
        freeSlots.append(slot)
        return waiting[slot].take()
    }

    /// Lets the mailbox outlive its desk.
    private final class Visitor {
        weak var desk: RecordDesk?

        init(_ desk: RecordDesk) {
            self.desk = desk
        }
    }
}
