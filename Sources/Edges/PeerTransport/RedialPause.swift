import NIOCore

/// The time between attempts to connect to a target that takes no connection, while requests wait.
///
/// One attempt at a time, with pauses from milliseconds to half a second: a target that comes back is
/// found at once, and is not met by as many connections as there are requests.
struct RedialPause {
    static let shortest = TimeAmount.milliseconds(10)
    static let longest = TimeAmount.milliseconds(500)

    private var pause = TimeAmount.zero
    private var next = NIODeadline.uptimeNanoseconds(0)

    /// Whether the last attempt failed and those who wait chose to wait on.
    var isPausing: Bool { pause > .zero }

    /// Whether an attempt may begin beside those under way.
    func mayDial(beside connecting: Int, at now: NIODeadline) -> Bool {
        !isPausing || connecting == 0 && now >= next
    }

    /// An attempt failed: the pause before the next one.
    mutating func failed(at now: NIODeadline) -> TimeAmount {
        pause = isPausing ? min(pause + pause, Self.longest) : Self.shortest
        next = now + pause
        return pause
    }

    /// A connection was made.
    mutating func succeeded() {
        pause = .zero
    }
}
