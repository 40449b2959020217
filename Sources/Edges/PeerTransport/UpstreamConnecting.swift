import Glibc
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
    private let last: any ChannelHandler
    private let settled: (UpstreamFailure.Reason?) -> Void
    private var deadline: NIODeadline
    private var isSettled = false
    /// What took the connection, once something has.
    private var place: SocketAddress?

    private init(
        _ owner: TargetConnections,
        _ last: any ChannelHandler,
        _ settled: @escaping (UpstreamFailure.Reason?) -> Void
    ) {
        (self.owner, self.last, self.settled) = (owner, last, settled)
        deadline = .now() + owner.limits.connect
    }

    /// Connects, with a handler last in the pipeline; nil stands for success.
    static func start(
        _ owner: TargetConnections,
        address: Int,
        last handler: any ChannelHandler,
        settled: @escaping (UpstreamFailure.Reason?) -> Void
    ) {
        let loop = owner.sweep.eventLoop
        let attempt = NIOLoopBound(Dialling(owner, handler, settled), eventLoop: loop)
        let place = owner.target.addresses[address]
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(
                owner.target.addresses.count > 1 ? owner.attempt : owner.limits.connect
            )
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .noticingSilence()
            .channelOption(.recvAllocator, value: ReadSizes.allocator)
            // Nothing is read before the handlers are there.
            .channelOption(.autoRead, value: false)
        // A literal address needs no look-up on another thread.
        let literal = try? SocketAddress(ipAddress: place.host, port: place.port)
        let channel =
            literal.map { bootstrap.connect(to: $0) }
            ?? bootstrap.resolver(PlaceResolver(owner))
            .connect(host: place.host, port: place.port)
        channel.whenComplete { attempt.value.connected($0) }
    }

    /// Puts the handlers into the connection that was made.
    ///
    /// A name may have many addresses, each tried on a channel of its own: only the one that wins
    /// is ours, and what becomes of the others is nobody's business.
    private func install(on channel: any Channel) {
        place = channel.remoteAddress
        deadline = min(deadline, .now() + owner.attempt)
        do {
            try prepare(channel)
            try channel.pipeline.syncOperations.addHandler(last)
            try channel.syncOptions?.setOption(.autoRead, value: true)
            if case .plain = owner.target.security { settle(nil) }
        } catch {
            let isReplaced = error is MutualTLS.CertificateReplaced
            settle(isReplaced ? .certificateReplaced : .connectFailed)
            channel.close(promise: nil)
        }
    }

    /// What is left of the time to connect in.
    private var timeLeft: TimeAmount { max(.nanoseconds(1), deadline - .now()) }

    private func prepare(_ channel: any Channel) throws {
        switch owner.target.security {
        case .plain: break
        case .tls(let tls):
            try tls.dial(channel)
            try channel.pipeline.syncOperations.addHandler(
                HandshakeWatch(self, tls, owner.sweep, deadline)
            )
        case .peer(let tls, let host, let expected, let `protocol`, let certificate):
            let peer = try tls.dial(
                channel,
                host: host,
                expecting: expected,
                sweep: owner.sweep,
                within: timeLeft,
                speaking: `protocol`,
                showing: certificate
            )
            peer.assumeIsolated().whenComplete { self.identified($0) }
        }
    }

    private func connected(_ result: Result<any Channel, any Error>) {
        switch result {
        case .success(let channel): install(on: channel)
        case .failure(let error):
            if case .connectTimeout? = error as? ChannelError { settle(.connectTimeout) }
            // Where nothing was found nothing was tried.
            let isUnknown = (error as? NIOConnectionError)?.connectionErrors.isEmpty == true
            settle(isUnknown ? .nameUnknown : .connectFailed)
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
            case .refused(let refusal): settle(.chainRefused(refusal))
            default: settle(.handshakeRefused)
            }
        }
    }

    private func settle(_ failure: UpstreamFailure.Reason?) {
        guard !isSettled else { return }
        isSettled = true
        if failure != nil { owner.wasSilent(place) }
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
        /// What TLS said when it failed.
        private var fault = UpstreamFailure.Reason.handshakeRefused

        init(_ dialling: Dialling, _ tls: ClientTLS, _ sweep: LoopSweep, _ deadline: NIODeadline) {
            (self.dialling, self.tls, self.sweep) = (dialling, tls, sweep)
            self.deadline = deadline
        }

        func handlerAdded(context: ChannelHandlerContext) {
            self.context = context
            sweep.add(self)
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            dialling.settle(fault)
            sweep.remove(self)
            self.context = nil
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if let told = UpstreamFailure.Reason(tls: error) { fault = told }
            context.fireErrorCaught(error)
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .some(.handshakeCompleted) = event as? TLSUserEvent {
                let isSource = tls.accepts(context.pipeline.syncOperations)
                dialling.settle(isSource ? nil : .misnamed)
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

extension ClientBootstrap {
    /// How long a machine that is gone without a word is waited for, in seconds.
    ///
    /// An answer may take much longer: what is asked here is whether the other machine is still there.
    private static let silence: SocketOptionValue = 30

    /// Has the system notice an end that neither answers probes nor confirms what was sent.
    ///
    /// RFC 9293, *TCP Keep-Alives*.
    fileprivate func noticingSilence() -> ClientBootstrap {
        let probes = Self.silence / 6
        return channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(
                .tcpOption(.init(rawValue: TCP_KEEPIDLE)),
                value: Self.silence - 3 * probes
            )
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: probes)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: 3)
            .channelOption(
                .tcpOption(.init(rawValue: TCP_USER_TIMEOUT)),
                value: Self.silence * 1_000
            )
    }
}
