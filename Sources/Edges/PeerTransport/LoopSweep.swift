public import NIOCore

/// Something with deadlines that a loop's sweep asks about.
public protocol Swept: AnyObject {
    /// Acts on every deadline that has passed.
    func sweep(at now: NIODeadline)
}

/// The one timer of an event loop: connections and requests have deadlines, not timers.
///
/// Lives on one event loop and is not `Sendable`; ``TransportLoops`` hands it out.
public final class LoopSweep {
    /// The loop that is swept.
    public let eventLoop: any EventLoop
    private var items: [ObjectIdentifier: any Swept] = [:]

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Adds something that is asked until it is removed; held strongly.
    public func add(_ item: any Swept) {
        items[ObjectIdentifier(item)] = item
    }

    /// Removes what was added.
    public func remove(_ item: any Swept) {
        items[ObjectIdentifier(item)] = nil
    }

    func sweep() {
        let now = NIODeadline.now()
        // A copy: items add and remove each other while they act.
        for item in Array(items.values) { item.sweep(at: now) }
    }
}
