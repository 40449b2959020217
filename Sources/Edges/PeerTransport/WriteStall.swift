import NIOCore

/// How long the other end has taken nothing of the bytes that wait for it.
struct WriteStall {
    private var since: NIODeadline?
    private var pending: Int?

    /// Whether too much waits to be sent.
    var isUnderWay: Bool { since != nil }

    /// The channel has come to hold too much, or little enough.
    mutating func changed(
        isWritable: Bool,
        at moment: @autoclosure () -> NIODeadline = .now()
    ) {
        if isWritable {
            since = nil
        } else if since == nil {
            (since, pending) = (moment(), nil)
        }
    }

    /// Whether it lasts longer than a limit.
    ///
    /// Asked in every sweep with the bytes that wait, where that is known: fewer than last time
    /// begin the time anew.
    mutating func isOver(
        _ limit: TimeAmount,
        at now: NIODeadline,
        pending asked: @autoclosure () -> Int?
    ) -> Bool {
        guard let since else { return false }
        let count = asked()
        if let count, let pending, count < pending { self.since = now }
        pending = count
        return now >= (self.since ?? since) + limit
    }

    /// The other end has taken bytes.
    mutating func tookBytes(at moment: NIODeadline) {
        if let since, moment > since { self.since = moment }
    }
}

extension Channel {
    /// The bytes that were written to a socket and have not left; nil elsewhere.
    ///
    /// Not for a stream of HTTP/2.
    var pendingBytes: Int? { try? syncOptions?.getOption(.bufferedWritableBytes) }
}
