public import ExchangeModel
public import NIOCore
import NIOPosix

/// A port on which requests arrive.
public final class Listener: Sendable {
    /// Who may connect.
    public enum Security: Sendable {
        /// No TLS; the Outway's clients on loopback.
        case plain
        /// TLS without the Group's identities; the Outway's clients from elsewhere.
        case tls(ServerTLS)
        /// Mutual TLS: identified peers of the Group only.
        case peers(MutualTLS)
    }

    /// The port in use, also where 0 was asked for.
    public let port: Int
    /// What happened here, for metrics.
    public let counters: ListenerCounters
    private let channel: any Channel
    private let doors: [NIOLoopBoundBox<ListenerDoor?>]

    private init(
        channel: any Channel,
        counters: ListenerCounters,
        doors: [NIOLoopBoundBox<ListenerDoor?>]
    ) {
        (self.channel, self.counters, self.doors) = (channel, counters, doors)
        port = channel.localAddress?.port ?? 0
    }

    /// Takes connections on a host and port; refusals of the wire are answered in the domain's name.
    ///
    /// The factory is called once per loop, on that loop. Throws the system's error when the port
    /// cannot be taken.
    public static func bind(
        host: String,
        port: Int,
        security: Security,
        domain: ErrorDomain,
        loops: TransportLoops,
        limits: ServerLimits = ServerLimits(),
        factory: @escaping @Sendable (LoopSweep) throws -> any ExchangeFactory
    ) async throws -> Listener {
        let counters = ListenerCounters()
        let handshakes = HandshakeRoom(bound: limits.handshakesPerAddress)
        let peers = PeerRoom(bound: limits.connectionsPerPeer)
        var doors: [ObjectIdentifier: NIOLoopBoundBox<ListenerDoor?>] = [:]
        for loop in loops.loops {
            let box = NIOLoopBoundBox.makeEmptyBox(valueType: ListenerDoor.self, eventLoop: loop)
            doors[ObjectIdentifier(loop)] = box
            try await loop.submit {
                let sweep = try loops.sweep(on: loop)
                box.value = ListenerDoor(
                    security: security,
                    limits: limits,
                    domain: domain,
                    counters: counters,
                    factory: try factory(sweep),
                    handshakes: handshakes,
                    peers: peers,
                    sweep: sweep
                )
            }.get()
        }
        let byLoop = doors
        let channel = try await ServerBootstrap(group: loops.group)
            .serverChannelOption(.backlog, value: Int32(clamping: limits.backlog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    try server.pipeline.syncOperations.addHandler(AcceptPause(counters))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: ReadSizes.allocator)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try open(child, byLoop[ObjectIdentifier(child.eventLoop)], limits, counters)
                }
            }
            .bind(host: host, port: port)
            .get()
        return Listener(channel: channel, counters: counters, doors: Array(doors.values))
    }

    private static func open(
        _ child: any Channel,
        _ door: NIOLoopBoundBox<ListenerDoor?>?,
        _ limits: ServerLimits,
        _ counters: ListenerCounters
    ) throws {
        guard let door = door?.value else { throw TransportLoops.ForeignLoop() }
        guard !door.isDraining, counters.enter(atMost: limits.connections) else {
            throw ChannelError.operationUnsupported
        }
        child.closeFuture.whenComplete { _ in counters.leave() }
        try door.accept(child)
    }

    /// Stops accepting, lets the requests under way end, then closes what is left at the bound.
    ///
    /// What had been asked when clients learn of it is answered, with `Connection: close` or before
    /// the stream that a GOAWAY names; connections without a request close after a short while.
    public func drain(within bound: TimeAmount) async {
        // First, so that whoever is refused a connection knows that all answers say it by now.
        for door in doors { try? await door.eventLoop.submit { door.value?.announceEnd() }.get() }
        try? await channel.close().get()
        var ends: [EventLoopFuture<Void>] = []
        for door in doors {
            let loop = door.eventLoop
            let bounded = loop.flatSubmit {
                let end = door.value?.drain() ?? loop.makeSucceededVoidFuture()
                let limit = loop.scheduleTask(in: bound) { door.value?.closeAll() }
                end.whenComplete { _ in limit.cancel() }
                return end
            }
            ends.append(bounded)
        }
        for end in ends { try? await end.get() }
        for door in doors {
            try? await door.eventLoop.submit { door.value?.factory.drained() }.get()
        }
    }
}

/// How much one read takes: what it costs in memory is bounded by the loop, not by the connection.
enum ReadSizes {
    static let allocator = AdaptiveRecvByteBufferAllocator(
        minimum: 2_048,
        initial: 8_192,
        maximum: 65_536
    )
}
