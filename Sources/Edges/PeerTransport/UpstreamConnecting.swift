import NIOCore
import NIOPosix
import NIOTLS
import PeerIdentity

extension UpstreamConnection {
    /// Opens a connection; the target hears of its success or failure, once.
    static func connect(_ owner: TargetConnections, address: Int) {
        let connection = UpstreamConnection(owner, address: address)
        let loop = owner.sweep.eventLoop
        let attempt = NIOLoopBound(Attempt(connection, owner), eventLoop: loop)
        let place = owner.target.addresses[address]
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(owner.limits.connect)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.recvAllocator, value: ReadSizes.allocator)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try attempt.value.prepare(channel) }
            }
        // A literal address needs no look-up on another thread.
        let literal = try? SocketAddress(ipAddress: place.host, port: place.port)
        let channel =
            literal.map { bootstrap.connect(to: $0) }
            ?? bootstrap.connect(host: place.host, port: place.port)
        channel.whenComplete { attempt.value.connected($0) }
    }

    /// One connection in the making, until the target has heard how it ended.
    private final class Attempt {
        private let connection: UpstreamConnection
        private let owner: TargetConnections
        private var isSettled = false

        init(_ connection: UpstreamConnection, _ owner: TargetConnections) {
            (self.connection, self.owner) = (connection, owner)
        }

        func prepare(_ channel: any Channel) throws {
            let pipeline = channel.pipeline.syncOperations
            switch owner.target.security {
            case .plain: break
            case .tls(let tls):
                try tls.dial(channel)
                try pipeline.addHandler(
                    HandshakeWatch(self, tls, owner.sweep, owner.limits.connect)
                )
            case .peer(let tls, let host, let expected):
                let peer = try tls.dial(
                    channel,
                    host: host,
                    expecting: expected,
                    sweep: owner.sweep,
                    within: owner.limits.connect
                )
                peer.assumeIsolated().whenComplete { self.identified($0) }
            }
            try pipeline.addHandler(connection)
        }

        func connected(_ result: Result<any Channel, any Error>) {
            switch result {
            case .success: if case .plain = owner.target.security { settle(nil) }
            case .failure(let error):
                if case .connectTimeout? = error as? ChannelError { settle(.connectTimeout) }
                settle(.connectFailed)
            }
        }

        func timedOut() {
            settle(.connectTimeout)
        }

        func secured(_ isSecure: Bool) {
            settle(isSecure ? nil : .handshakeRefused)
        }

        private func identified(_ result: Result<IdentifiedPeer, any Error>) {
            switch result {
            case .success: settle(nil)
            case .failure(let error):
                let outcome = (error as? ConnectionRefused)?.outcome
                switch outcome {
                case .wrongPeer: settle(.wrongPeer)
                case .timedOut: settle(.connectTimeout)
                default: settle(.handshakeRefused)
                }
            }
        }

        private func settle(_ failure: UpstreamFailure.Reason?) {
            guard !isSettled else { return }
            isSettled = true
            guard let failure else { return connection.opened() }
            connection.close()
            owner.connectFailed(address: connection.address, reason: failure)
        }
    }

    /// Waits for the end of a handshake with a source, and decides whether it is the source.
    private final class HandshakeWatch: ChannelInboundHandler, Swept {
        typealias InboundIn = ByteBuffer

        private let attempt: Attempt
        private let tls: ClientTLS
        private let sweep: LoopSweep
        private let deadline: NIODeadline
        private var context: ChannelHandlerContext?

        init(_ attempt: Attempt, _ tls: ClientTLS, _ sweep: LoopSweep, _ limit: TimeAmount) {
            (self.attempt, self.tls, self.sweep) = (attempt, tls, sweep)
            deadline = .now() + limit
        }

        func handlerAdded(context: ChannelHandlerContext) {
            self.context = context
            sweep.add(self)
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            attempt.secured(false)
            sweep.remove(self)
            self.context = nil
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .some(.handshakeCompleted) = event as? TLSUserEvent {
                let isSource = tls.accepts(context.pipeline.syncOperations)
                attempt.secured(isSource)
                sweep.remove(self)
            }
            context.fireUserInboundEventTriggered(event)
        }

        func sweep(at now: NIODeadline) {
            guard now >= deadline else { return }
            attempt.timedOut()
            context?.close(promise: nil)
        }
    }
}
