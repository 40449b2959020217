import NIOCore
import Synchronization

/// Brings what the log's writer thread confirms back to one event loop, many at a time.
///
/// One wake-up of the loop serves all that a batch confirmed.
final class RecordMailbox<Letter: Sendable>: Sendable {
    private struct Pile {
        var letters: [Letter] = []
        var isAnnounced = false
    }

    private let eventLoop: any EventLoop
    private let pile = Mutex(Pile())
    private let deliver: @Sendable (Letter) -> Void

    /// Makes a mailbox whose letters are delivered on the loop, in their order.
    init(eventLoop: any EventLoop, deliver: @escaping @Sendable (Letter) -> Void) {
        self.eventLoop = eventLoop
        self.deliver = deliver
    }

    /// Posts a letter from any thread.
    func post(_ letter: Letter) {
        let mustAnnounce = pile.withLock { pile in
            pile.letters.append(letter)
            let isFirst = !pile.isAnnounced
            pile.isAnnounced = true
            return isFirst
        }
        if mustAnnounce { eventLoop.execute { self.empty() } }
    }

    private func empty() {
        let letters = pile.withLock { pile in
            pile.isAnnounced = false
            var taken: [Letter] = []
            swap(&taken, &pile.letters)
            return taken
        }
        for letter in letters { deliver(letter) }
    }
}
