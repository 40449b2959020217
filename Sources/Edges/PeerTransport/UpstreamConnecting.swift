import NIOCore
import NIOPosix
import NIOTLS
import PeerIdentity

extension UpstreamConnection {
    /// Opens a connection; the target hears of its success or failure, once.
    static func connect(_ owner: TargetConnections, address: Int) {
        let connection = UpstreamConnection(owner, address: address)
        Dialling.start(owner, address: address, last: connection) { failure in
            guard let failure else { return connection.opened() }
            connection.close()
            owner.connectFailed(address: address, requests: 1, reason: failure)
        }
    }
}

/// One connection in the making, until whoever asked for it has heard how it ended.
final class Dialling {
    private let owner: TargetConnections
    private let settled: (UpstreamFailure.Reason?) -> Void
    private var isSettled = false

    private init(
        _ owner: TargetConnections,
        _ settled: @escaping (UpstreamFailure.Reason?) -> Void
    ) {
        (self.owner, self.settled) = (owner, settled)
    }

    /// Connects, with a handler last in the pipeline; nil stands for success.
    static func start(
        _ owner: TargetConnections,
        address: Int,
        last handler: any ChannelHandler,
        settled: @escaping (UpstreamFailure.Reason?) -> Void
    ) {
        let loop = owner.sweep.eventLoop
        let attempt = NIOLoopBound((Dialling(owner, settled), handler), eventLoop: loop)
        let place = owner.target.addresses[address]
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(owner.limits.connect)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.recvAllocator, value: ReadSizes.allocator)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (dialling, handler) = attempt.value
                    try dialling.prepare(channel)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        // A literal address needs no look-up on another thread.
        let literal = try? SocketAddress(ipAddress: place.host, port: place.port)
        let channel =
            literal.map { bootstrap.connect(to: $0) }
            ?? bootstrap.connect(host: place.host, port: place.port)
        channel.whenComplete { attempt.value.0.connected($0) }
    }

    private func prepare(_ channel: any Channel) throws {
        switch owner.target.security {
        case .plain: break
        case .tls(let tls):
            try tls.dial(channel)
            try channel.pipeline.syncOperations.addHandler(
                HandshakeWatch(self, tls, owner.sweep, owner.limits.connect)
            )
        case .peer(let tls, let host, let expected, let `protocol`):
            let peer = try tls.dial(
                channel,
                host: host,
                expecting: expected,
                sweep: owner.sweep,
                within: owner.limits.connect,
                speaking: `protocol`
            )
            peer.assumeIsolated().whenComplete { self.identified($0) }
        }
    }

    private func connected(_ result: Result<any Channel, any Error>) {
        switch result {
        case .success: if case .plain = owner.target.security { settle(nil) }
        case .failure(let error):
            if case .connectTimeout? = error as? ChannelError { settle(.connectTimeout) }
            settle(.connectFailed)
        }
    }

    private func identified(_ result: Result<IdentifiedPeer, any Error>) {
        switch result {
        case .success: settle(nil)
        case .failure(let error):
            let outcome = (error as? ConnectionRefused)?.outcome
            switch outcome {
            case .wrongPeer: settle(.wrongPeer)
            case .noCommonProtocol: settle(.protocolRefused)
            case .timedOut: settle(.connectTimeout)
            default: settle(.handshakeRefused)
            }
        }
    }

    private func settle(_ failure: UpstreamFailure.Reason?) {
        guard !isSettled else { return }
        isSettled = true
        settled(failure)
    }

    /// Waits for the end of a handshake with a source, and decides whether it is the source.
    private final class HandshakeWatch: ChannelInboundHandler, Swept {
        typealias InboundIn = ByteBuffer

        private let dialling: Dialling
        private let tls: ClientTLS
        private let sweep: LoopSweep
        private let deadline: NIODeadline
        private var context: ChannelHandlerContext?

        init(_ dialling: Dialling, _ tls: ClientTLS, _ sweep: LoopSweep, _ limit: TimeAmount) {
            (self.dialling, self.tls, self.sweep) = (dialling, tls, sweep)
            deadline = .now() + limit
        }

        func handlerAdded(context: ChannelHandlerContext) {
            self.context = context
            sweep.add(self)
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            dialling.settle(.handshakeRefused)
            sweep.remove(self)
            self.context = nil
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .some(.handshakeCompleted) = event as? TLSUserEvent {
                let isSource = tls.accepts(context.pipeline.syncOperations)
                dialling.settle(isSource ? nil : .handshakeRefused)
                sweep.remove(self)
            }
            context.fireUserInboundEventTriggered(event)
        }

        func sweep(at now: NIODeadline) {
            guard now >= deadline else { return }
            dialling.settle(.connectTimeout)
            context?.close(promise: nil)
        }
    }
}
