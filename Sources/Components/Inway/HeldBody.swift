import ExchangeModel
import NIOCore

/// A body that is held, with its share of the process's budget.
struct HeldBody {
    /// The budget is drawn in steps of this many bytes.
    private static let step = 64 * 1_024

    private(set) var buffer = ByteBuffer()
    /// Whether the budget had no room when the body grew.
    private(set) var isStarved = false
    private var deadline = NIODeadline.distantFuture
    private var drawn = 0
    private var wanted = 0
    private var peer: PeerID?

    /// The bytes held.
    var count: Int { buffer.readableBytes }

    mutating func append(_ part: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = part
        } else {
            buffer.writeImmutableBuffer(part)
        }
    }

    /// Draws room for a number of bytes in all; false when there is none now.
    mutating func draw(_ total: Int, from budget: HeldBytes, for peer: PeerID) -> Bool {
        guard total > drawn else { return true }
        wanted = drawn == 0 ? total : max(total, drawn + Self.step)
        return drawAgain(from: budget, for: peer)
    }

    /// Draws what there was no room for.
    mutating func drawAgain(from budget: HeldBytes, for peer: PeerID) -> Bool {
        let step = max(wanted, buffer.readableBytes) - drawn
        guard step <= 0 || budget.take(step, for: peer) else { return false }
        drawn += max(0, step)
        self.peer = peer
        isStarved = false
        return true
    }

    /// Begins to wait for room.
    mutating func starve(until deadline: NIODeadline) {
        if !isStarved { self.deadline = deadline }
        isStarved = true
    }

    /// Whether waiting has lasted too long.
    func isOverdue(at now: NIODeadline) -> Bool { isStarved && now >= deadline }

    /// Gives the bytes to whoever sends them; the room that they take stays drawn.
    mutating func handOver() -> ByteBuffer {
        let bytes = buffer
        buffer = ByteBuffer()
        return bytes
    }

    /// Lets the bytes go, and the room that they took.
    mutating func release(to budget: HeldBytes) {
        if let peer { budget.giveBack(drawn, for: peer) }
        self = HeldBody()
    }
}
