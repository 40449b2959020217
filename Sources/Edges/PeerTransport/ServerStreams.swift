import NIOCore
import NIOHTTP2

/// One client's HTTP/2 connection: each of its streams carries one request.
///
/// Stands last in the pipeline, after identity was decided; what a stream is, is
/// ``RequestStream``'s. Lives on one event loop.
final class ServerStreams: ChannelInboundHandler, Swept {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let door: ListenerDoor
    private let client: AcceptedClient
    private var context: ChannelHandlerContext?
    private var open = 0
    private var last = HTTP2StreamID.rootStream
    private var idleSince = NIODeadline.now()
    private var stalledSince: NIODeadline?
    private var closesAt: NIODeadline?
    /// Whether no further request is taken.
    private(set) var isDraining = false

    private init(_ door: ListenerDoor, _ client: AcceptedClient) {
        (self.door, self.client) = (door, client)
    }

    /// Has a connection speak HTTP/2 from here on, in place of a handler that is not needed then.
    static func install(
        _ door: ListenerDoor,
        _ limits: HTTP2Limits,
        _ client: AcceptedClient,
        after context: ChannelHandlerContext
    ) throws {
        let streams = ServerStreams(door, client)
        let bound = NIOLoopBound(streams, eventLoop: context.eventLoop)
        let frames = NIOHTTP2Handler(
            mode: .server,
            eventLoop: context.eventLoop,
            connectionConfiguration: limits.connection(door.limits.wire, isClient: false),
            streamConfiguration: limits.stream(),
            streamDelegate: Watch(streams: bound)
        ) { stream in
            stream.eventLoop.makeCompletedFuture { try bound.value.prepare(stream) }
        }
        try context.pipeline.syncOperations.addHandlers(
            [frames, streams],
            position: .after(context.handler)
        )
    }

    /// Makes a stream what a connection of HTTP/1.1 is.
    private func prepare(_ stream: any Channel) throws {
        try stream.pipeline.syncOperations.addHandlers([
            RequestStream(self, limits: door.limits.wire),
            ServerHandler(door: door, client: client),
        ])
    }

    private struct Watch: NIOHTTP2StreamDelegate {
        let streams: NIOLoopBound<ServerStreams>

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
            streams.value.created(id)
        }

        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
            streams.value.closed()
        }
    }

    private func created(_ id: HTTP2StreamID) {
        open += 1
        last = max(last, id)
    }

    private func closed() {
        open -= 1
        guard open == 0 else { return }
        idleSince = .now()
        // The client closes once it has its answers.
        if isDraining { closesAt = idleSince + door.limits.linger }
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        door.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        door.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Frames of the connection itself: NIOHTTP2 has dealt with them.
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stalledSince = context.channel.isWritable ? nil : .now()
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch ConnectionProblem(error) {
        case .none: return
        case .violation:
            door.counters.count(.malformed)
            drain()
        case .flood:
            door.counters.count(.flood)
            closeNow()
        case .broken: closeNow()
        }
    }

    // MARK: The end

    /// Takes no further request; closes once those under way have ended.
    func drain() {
        guard !isDraining, let context else { return }
        isDraining = true
        let sent = context.eventLoop.makePromise(of: Void.self)
        let goodbye = HTTP2Frame.FramePayload.goAway(
            lastStreamID: last,
            errorCode: .noError,
            opaqueData: nil
        )
        context.writeAndFlush(
            wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: goodbye)),
            promise: sent
        )
        guard open == 0 else { return }
        closesAt = .now() + door.limits.linger
        sent.futureResult.assumeIsolated().whenComplete { _ in self.closeNow() }
    }

    /// Closes at once; requests under way get no answer.
    func closeNow() {
        context?.close(promise: nil)
    }

    func sweep(at now: NIODeadline) {
        if let stalledSince, now >= stalledSince + door.limits.stalledAnswer {
            door.counters.count(.stalledAnswer)
            closeNow()
        } else if let closesAt, now >= closesAt {
            closeNow()
        } else if open == 0, !isDraining, now >= idleSince + door.limits.idle {
            door.counters.count(.idleTimeout)
            drain()
        }
    }
}
