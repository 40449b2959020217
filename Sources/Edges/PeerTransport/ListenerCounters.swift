import Synchronization

/// What happens at a listener; raw values are the names in metrics.
public enum ListenerEvent: String, CaseIterable, Sendable {
    /// A connection was taken.
    case connection
    /// A connection was closed as it came: the listener holds as many as it may.
    case full
    /// A connection was closed as it came: too many of its address were in their handshake.
    case addressFull = "address_full"
    /// A peer had more connections than its share.
    case peerFull = "peer_full"
    /// A request's head was accepted.
    case request
    /// A request was refused by the wire.
    case malformed
    /// A head was not whole in time.
    case headTimeout = "head_timeout"
    /// A connection without a request was closed.
    case idleTimeout = "idle_timeout"
    /// A client stopped sending its body.
    case bodyTimeout = "body_timeout"
    /// A client stopped taking its answer.
    case stalledAnswer = "stalled_answer"
    /// A client was cut off for too many frames, or requests that it took back.
    case flood
    /// The system had no socket left to accept with.
    case acceptFailed = "accept_failed"
}

/// Counts of one listener, for metrics; safe from any thread.
public final class ListenerCounters: Sendable {
    private final class Cell: Sendable {
        let value = Atomic<Int>(0)
    }

    private let cells: [ListenerEvent: Cell]
    private let requests = Cell()
    private let open = Cell()

    init() {
        var cells = Dictionary(uniqueKeysWithValues: ListenerEvent.allCases.map { ($0, Cell()) })
        cells[.request] = requests
        self.cells = cells
    }

    /// How often something happened.
    public subscript(event: ListenerEvent) -> Int {
        cells[event]?.value.load(ordering: .relaxed) ?? 0
    }

    /// Connections that are open now.
    public var openConnections: Int { open.value.load(ordering: .relaxed) }

    func count(_ event: ListenerEvent) {
        if case .request = event {
            requests.value.add(1, ordering: .relaxed)
        } else {
            cells[event]?.value.add(1, ordering: .relaxed)
        }
    }

    /// Counts a connection in, unless there are as many as there may be.
    func enter(atMost bound: Int) -> Bool {
        guard open.value.add(1, ordering: .relaxed).newValue <= bound else {
            leave()
            count(.full)
            return false
        }
        count(.connection)
        return true
    }

    func leave() {
        open.value.subtract(1, ordering: .relaxed)
    }
}
