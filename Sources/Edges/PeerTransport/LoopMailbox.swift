public import NIOCore
public import Synchronization

/// Brings what other threads have done back to one event loop, many at a time.
///
/// One wake-up of the loop serves all letters that were posted before it: so the confirmations of
/// one flush of the log cost one. Its code stands where it is used: as a generic of another module it
/// would cost each letter several times as much.
public final class LoopMailbox<Letter: Sendable>: Sendable {
    @usableFromInline struct Pile {
        @usableFromInline var letters: [Letter] = []
        @usableFromInline var isAnnounced = false

        @inlinable init() {}
    }

    @usableFromInline let eventLoop: any EventLoop
    @usableFromInline let pile: Mutex<Pile>
    @usableFromInline let deliver: @Sendable (Letter) -> Void

    /// Makes a mailbox whose letters are delivered on the loop, in their order.
    @inlinable
    public init(eventLoop: any EventLoop, deliver: @escaping @Sendable (Letter) -> Void) {
        self.eventLoop = eventLoop
        pile = Mutex(Pile())
        self.deliver = deliver
    }

    /// Posts a letter from any thread.
    @inlinable
    public func post(_ letter: Letter) {
        let mustAnnounce = pile.withLock { pile in
            pile.letters.append(letter)
            let isFirst = !pile.isAnnounced
            pile.isAnnounced = true
            return isFirst
        }
        if mustAnnounce { eventLoop.execute { self.empty() } }
    }

    @inlinable
    func empty() {
        let letters = pile.withLock { pile in
            pile.isAnnounced = false
            var taken: [Letter] = []
            swap(&taken, &pile.letters)
            return taken
        }
        for letter in letters { deliver(letter) }
    }
}
