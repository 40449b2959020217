import NIOCore

extension TransportLoops {
    /// What keeps a target from taking a request; nil when an address of it takes a connection.
    ///
    /// Connects as a request would, handshake included, sends nothing and closes.
    public func obstacle(to target: UpstreamTarget) async -> UpstreamFailure.Reason? {
        guard let loop = loops.randomElement() else { return nil }
        let promise = loop.makePromise(of: UpstreamFailure.Reason?.self)
        loop.execute {
            guard let sweep = try? self.sweep(on: loop) else { return promise.succeed(nil) }
            TargetProbe(target, sweep) { promise.succeed($0) }.dial(0)
        }
        return (try? await promise.futureResult.get()) ?? nil
    }
}

/// One look at a target, on one event loop: its addresses one after the other until one is good.
private final class TargetProbe {
    /// By TLS 1.3 the other end says within this time that it does not take our certificate.
    static let grace = TimeAmount.milliseconds(200)

    private let owner: TargetConnections
    private let told: (UpstreamFailure.Reason?) -> Void

    init(
        _ target: UpstreamTarget,
        _ sweep: LoopSweep,
        told: @escaping (UpstreamFailure.Reason?) -> Void
    ) {
        owner = TargetConnections(target, sweep: sweep)
        self.told = told
    }

    func dial(_ address: Int) {
        let watch = AlertWatch()
        Dialling.start(owner, address: address, last: watch) { failure in
            if failure == nil, case .tls = self.owner.target.security {
                let loop = self.owner.sweep.eventLoop.assumeIsolated()
                _ = loop.scheduleTask(in: Self.grace) {
                    self.settled(watch.refusal, watch, address)
                }
            } else {
                self.settled(failure, watch, address)
            }
        }
    }

    private func settled(_ failure: UpstreamFailure.Reason?, _ watch: AlertWatch, _ address: Int) {
        watch.close()
        if failure != nil, address + 1 < owner.target.addresses.count { return dial(address + 1) }
        owner.sweep.remove(owner)
        told(failure)
    }
}

/// Hears what TLS says after the handshake.
private final class AlertWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private(set) var refusal: UpstreamFailure.Reason?
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        refusal = refusal ?? UpstreamFailure.Reason(tls: error)
        context.close(promise: nil)
    }

    func close() { context?.close(promise: nil) }
}
