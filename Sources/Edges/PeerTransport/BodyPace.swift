import NIOCore

/// How fast the body of one request comes.
///
/// Only bytes of the body count: whoever drips it, or its framing, would else keep a connection and
/// an exchange for as long as it likes.
struct BodyPace {
    private var began = NIODeadline.uptimeNanoseconds(0)
    private var lastPart = NIODeadline.uptimeNanoseconds(0)
    private var pausedAt: NIODeadline?
    private var bytes = 0

    /// The head is whole: the body may come.
    mutating func start(at moment: NIODeadline) {
        (began, lastPart, pausedAt, bytes) = (moment, moment, nil, 0)
    }

    /// A part of the body was taken.
    mutating func took(_ count: Int, at moment: NIODeadline) {
        lastPart = moment
        bytes += count
    }

    /// Nothing is read for a while: that is not the sender's time.
    mutating func pause(at moment: NIODeadline) {
        if pausedAt == nil { pausedAt = moment }
    }

    /// Reading goes on.
    mutating func resume(at moment: NIODeadline) {
        if let since = pausedAt { began = began + (moment - since) }
        (lastPart, pausedAt) = (moment, nil)
    }

    /// Whether nothing came for too long, or too little in all.
    func isTooSlow(at now: NIODeadline, _ limits: ServerLimits) -> Bool {
        guard pausedAt == nil else { return false }
        if now >= lastPart + limits.body { return true }
        let seconds = Double((now - began - limits.body).nanoseconds) / 1e9
        return Double(bytes) < seconds * Double(limits.leastBodyRate)
    }
}
