public import ExchangeModel
private import Foundation
internal import Synchronization

/// As many reads of the log as may wait do so already; ask again in a moment.
public struct LogReadsBusy: Error, Hashable, Sendable {}

/// A few threads on which the log is read for others, one read at a time for each of them.
///
/// A read can go over the whole log, so it must not hold up those who serve requests. A thread lives
/// as long as there is something to read.
final class LogReaders: Sendable {
    private struct Read: Sendable {
        let reader: PeerID?
        let body: @Sendable () -> Void
    }

    private struct Desk {
        var waiting: [Read] = []
        /// Who is being read for.
        var served: Set<PeerID?> = []
        var threads = 0

        /// The first that waits for somebody who is not being served.
        mutating func next() -> Read? {
            guard let place = waiting.firstIndex(where: { !served.contains($0.reader) }) else {
                return nil
            }
            let read = waiting.remove(at: place)
            served.insert(read.reader)
            return read
        }
    }

    /// The most reads that may wait.
    static let maximumWaiting = 32

    private let desk = Mutex(Desk())
    private let threads: Int
    /// The most reads that may wait for one reader.
    private let waitingEach: Int

    init(threads: Int, waitingEach: Int) {
        (self.threads, self.waitingEach) = (threads, waitingEach)
    }

    /// Runs a read for a peer, or for ourselves, when it is its turn.
    ///
    /// Throws ``LogReadsBusy`` when too many wait, and what the read throws.
    func read<Value: Sendable>(
        for reader: PeerID?,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let read = Read(reader: reader) { continuation.resume(with: Result { try body() }) }
            if !add(read) { continuation.resume(throwing: LogReadsBusy()) }
        }
    }

    private func add(_ read: Read) -> Bool {
        let (isTaken, needsThread) = desk.withLock { desk -> (Bool, Bool) in
            let own = desk.waiting.count { $0.reader == read.reader }
            guard own < waitingEach, desk.waiting.count < Self.maximumWaiting else {
                return (false, false)
            }
            desk.waiting.append(read)
            guard desk.threads < threads, !desk.served.contains(read.reader) else {
                return (true, false)
            }
            desk.threads += 1
            return (true, true)
        }
        if needsThread {
            let thread = Thread { [self] in work() }
            thread.name = "log-reader"
            thread.start()
        }
        return isTaken
    }

    private func work() {
        var former: PeerID??
        while true {
            let next = desk.withLock { desk -> Read? in
                if let former { desk.served.remove(former) }
                let next = desk.next()
                if next == nil { desk.threads -= 1 }
                return next
            }
            guard let next else { return }
            next.body()
            former = .some(next.reader)
        }
    }
}

extension SegmentLog {
    /// Reads the log for a peer on a thread of its own, one read at a time for each peer.
    ///
    /// Throws ``LogReadsBusy`` when too many reads wait, and what the read throws.
    public func read<Value: Sendable>(
        for peer: PeerID,
        _ body: @escaping @Sendable (SegmentLog) throws -> Value
    ) async throws -> Value {
        try await readers.peers.read(for: peer) { try body(self) }
    }

    /// Reads the log for this organization's operators, whom no peer's read holds up.
    ///
    /// Throws ``LogReadsBusy`` when too many reads wait, and what the read throws.
    public func readForOperators<Value: Sendable>(
        _ body: @escaping @Sendable (SegmentLog) throws -> Value
    ) async throws -> Value {
        try await readers.operators.read(for: nil) { try body(self) }
    }
}
