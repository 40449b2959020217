public import NIOCore

/// The event loops of a data plane, each with its sweep.
public final class TransportLoops: Sendable {
    /// A loop that is none of these.
    public struct ForeignLoop: Error {}

    /// The group that the loops belong to.
    public let group: any EventLoopGroup
    let loops: [any EventLoop]
    private let sweeps: [ObjectIdentifier: NIOLoopBoundBox<LoopSweep>]
    private let tasks: [RepeatedTask]

    /// Starts a sweep on every loop of a group; deadlines hold to within the interval.
    public init(_ group: any EventLoopGroup, interval: TimeAmount = .seconds(1)) {
        var loops: [any EventLoop] = []
        var sweeps: [ObjectIdentifier: NIOLoopBoundBox<LoopSweep>] = [:]
        var tasks: [RepeatedTask] = []
        for loop in group.makeIterator() {
            let box = NIOLoopBoundBox.makeBoxSendingValue(
                LoopSweep(eventLoop: loop),
                eventLoop: loop
            )
            loops.append(loop)
            sweeps[ObjectIdentifier(loop)] = box
            tasks.append(
                loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
                    box.value.sweep()
                }
            )
        }
        self.group = group
        (self.loops, self.sweeps, self.tasks) = (loops, sweeps, tasks)
    }

    /// The sweep of a loop; call it on that loop.
    ///
    /// Throws ``ForeignLoop`` when the loop is not of this group.
    public func sweep(on loop: any EventLoop) throws -> LoopSweep {
        guard let box = sweeps[ObjectIdentifier(loop)] else { throw ForeignLoop() }
        return box.value
    }

    /// Stops the sweeps; nothing closes by deadline after it.
    public func stop() {
        for task in tasks { task.cancel() }
    }
}
