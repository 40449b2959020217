import NIOCore

/// Stops accepting for a moment when the system has no sockets or memory left.
///
/// Without it the loop would try again at once, and again, and do nothing else.
final class AcceptPause: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    static let pause = TimeAmount.milliseconds(500)

    private let counters: ListenerCounters
    private var isPaused = false
    private var isReadHeld = false

    init(_ counters: ListenerCounters) {
        self.counters = counters
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is IOError else { return context.fireErrorCaught(error) }
        counters.count(.acceptFailed)
        guard !isPaused else { return }
        isPaused = true
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            self.isPaused = false
            if self.isReadHeld {
                self.isReadHeld = false
                context.read()
            }
        }
    }

    func read(context: ChannelHandlerContext) {
        if isPaused { isReadHeld = true } else { context.read() }
    }
}
