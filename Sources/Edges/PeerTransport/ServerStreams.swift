import NIOCore
import NIOHTTP2

/// One client's HTTP/2 connection: each of its streams carries one request.
///
/// Stands last in the pipeline, after identity was decided; what a stream is, is
/// ``RequestStream``'s. Lives on one event loop.
final class ServerStreams: ChannelInboundHandler, Swept {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// What the PING says whose answer shows that the client has read the announced end.
    private static let announcement: UInt64 = 0x736C_7569_7320_656E

    private let door: ListenerDoor
    private let client: AcceptedClient
    private let limits: HTTP2Limits
    private let watch: GoodbyeWatch
    /// Whether a head did not end in time, which is counted once.
    private var isLate = false
    private var context: ChannelHandlerContext?
    private var open: [HTTP2StreamID: any Channel] = [:]
    private var last = HTTP2StreamID.rootStream
    private var idleSince = NIODeadline.now()
    private var stall = WriteStall()
    /// The bytes that the client had taken when it was last asked.
    private var taken = Int.min
    private var closesAt: NIODeadline?
    /// Requests beyond those at a time, since when they are counted.
    private var excess = (count: 0, since: NIODeadline.now())
    /// The longest frame that the client takes.
    private(set) var frameBytes = HeadFrame.leastBytes
    /// When the client was told that it may ask nothing more; what it asked before is still taken.
    private var announcedAt: NIODeadline?
    /// Whether no further request is taken.
    private(set) var isDraining = false
    /// Whether an error has ended the connection: those that come after it follow from it.
    private var hasFailed = false
    /// Whether NIOHTTP2 could not say why it ends the connection.
    private var owesGoodbye = false

    private init(_ door: ListenerDoor, _ limits: HTTP2Limits, _ client: AcceptedClient) {
        (self.door, self.limits, self.client) = (door, limits, client)
        watch = GoodbyeWatch(isClient: false, streams: limits.streams)
    }

    /// Has a connection speak HTTP/2 from here on, in place of a handler that is not needed then.
    static func install(
        _ door: ListenerDoor,
        _ limits: HTTP2Limits,
        _ client: AcceptedClient,
        after context: ChannelHandlerContext
    ) throws {
        let streams = ServerStreams(door, limits, client)
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
        // The watch first: NIOHTTP2 writes its settings as soon as it is there.
        let pipeline = context.pipeline.syncOperations
        try pipeline.addHandler(streams.watch, position: .after(context.handler))
        try pipeline.addHandlers(
            [SettingsAhead(), frames, streams],
            position: .after(streams.watch)
        )
    }

    /// Makes a stream what a connection of HTTP/1.1 is.
    private func prepare(_ stream: any Channel) throws {
        let requests = RequestStream(self, limits: door.limits.wire)
        try stream.pipeline.syncOperations.addHandlers([
            requests, ServerHandler(door: door, client: client, stream: requests),
        ])
    }

    private struct Watch: NIOHTTP2StreamDelegate {
        let streams: NIOLoopBound<ServerStreams>

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
            streams.value.created(id, channel)
        }

        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
            streams.value.closed(id)
        }
    }

    private func created(_ id: HTTP2StreamID, _ channel: any Channel) {
        open[id] = channel
        last = max(last, id)
    }

    private func closed(_ id: HTTP2StreamID) {
        open[id] = nil
        guard open.isEmpty else { return }
        idleSince = .now()
        // The client closes once it has its answers.
        if isDraining { closesAt = idleSince + door.limits.linger }
    }

    /// Whether a request that has just come may be looked at.
    ///
    /// RFC 9113, *Stream Concurrency*: one beyond those at a time is refused by itself. Whoever goes
    /// on sending them is cut off like one that takes requests back.
    func admits() -> Bool {
        guard !isDraining else { return false }
        if client.place?.isOverShare == true {
            context?.eventLoop.assumeIsolated().execute { self.takeNoMore() }
        }
        // The request itself is not among those that are open yet.
        guard open.count >= limits.streams else { return true }
        let now = NIODeadline.now()
        if now >= excess.since + limits.period { excess = (0, now) }
        excess.count += 1
        if excess.count == limits.resets, let context {
            // Afterwards: its stream is in the middle of being made.
            context.eventLoop.assumeIsolated().execute {
                if let context = self.context, !self.hasFailed { self.fail(.flood, context) }
            }
        }
        return false
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        door.add(self)
        // Its handshake was under way when the drain began.
        guard door.isDraining else { return }
        context.eventLoop.assumeIsolated().execute { self.drain() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        door.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Frames of the connection itself: NIOHTTP2 has dealt with them.
        switch unwrapInboundIn(data).payload {
        case .settings(.settings(let settings)):
            for setting in settings where setting.parameter == .maxFrameSize {
                frameBytes = setting.value
            }
        case .ping(let data, ack: true) where data.integer == Self.announcement:
            if announcedAt != nil { takeNoMore() }
        default: return
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall.changed(isWritable: context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !hasFailed else { return }
        let problem = ConnectionProblem(error)
        if error is NIOHTTP2Errors.RaisedGoawayLastStreamID {
            // We said goodbye before, in peace; why the connection ends now comes next.
            owesGoodbye = true
        } else if error is NIOHTTP2Errors.IOOnClosedConnection {
            // Both had ended already: what still comes is late, and nothing is wrong with it.
            (owesGoodbye, watch.isDeaf) = (false, true)
        } else if owesGoodbye || watch.goodbye != nil {
            fail(problem == .flood ? .flood : .malformed, context)
        } else if problem == .broken {
            closeNow()
        } else if problem != .none, watch.hasJustReset {
            door.counters.count(.malformed)
            takeNoMore()
        }
        // Anything else is a frame of our own that came too late for its stream.
    }

    /// Ends the connection after an error of the other end; requests under way get no answer.
    private func fail(_ event: ListenerEvent, _ context: ChannelHandlerContext) {
        (hasFailed, isDraining) = (true, true)
        door.counters.count(event)
        let code = event == .flood ? HTTP2ErrorCode.enhanceYourCalm : .protocolError
        let goodbye = watch.goodbye ?? sayGoodbye(code, context)
        watch.isDeaf = true
        for stream in Array(open.values) { stream.close(promise: nil) }
        closesAt = .now() + door.limits.linger
        leave(after: goodbye)
    }

    // MARK: The end

    /// Has the client ask nothing more, and closes once all that it asked has ended.
    ///
    /// RFC 9113, *GOAWAY*: a first one names no last stream, and a second one does as soon as a PING
    /// between them is answered. All that was asked before the client knew has come by then.
    func drain() {
        guard !isDraining, announcedAt == nil, let context else { return }
        guard watch.announceEnd() else { return takeNoMore() }
        announcedAt = .now()
        let ping = HTTP2Frame.FramePayload.ping(
            HTTP2PingData(withInteger: Self.announcement),
            ack: false
        )
        let frame = HTTP2Frame(streamID: .rootStream, payload: ping)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    /// Takes no further request, which tells the client which one was the last; closes once those
    /// under way have ended.
    func takeNoMore() {
        guard !isDraining, let context else { return }
        isDraining = true
        let goodbye = sayGoodbye(.noError, context)
        guard open.isEmpty else { return }
        closesAt = .now() + door.limits.linger
        leave(after: goodbye)
    }

    private func sayGoodbye(
        _ code: HTTP2ErrorCode,
        _ context: ChannelHandlerContext
    ) -> EventLoopFuture<Void> {
        let sent = context.eventLoop.makePromise(of: Void.self)
        let goodbye = HTTP2Frame.FramePayload.goAway(
            lastStreamID: last,
            errorCode: code,
            opaqueData: nil
        )
        let frame = HTTP2Frame(streamID: .rootStream, payload: goodbye)
        context.writeAndFlush(wrapOutboundOut(frame), promise: sent)
        return sent.futureResult
    }

    /// Says that nothing follows; closing with bytes unread would take the goodbye from the client.
    private func leave(after goodbye: EventLoopFuture<Void>) {
        goodbye.assumeIsolated().whenComplete { _ in
            self.context?.close(mode: .output, promise: nil)
        }
    }

    /// Closes at once; requests under way get no answer.
    func closeNow() {
        context?.close(promise: nil)
    }

    func sweep(at now: NIODeadline) {
        if !hasFailed, isStalled(at: now) {
            door.counters.count(.stalledAnswer)
            closeNow()
        } else if !isLate, let since = watch.headSince, now >= since + door.limits.head {
            isLate = true
            door.counters.count(.headTimeout)
            closeNow()
        } else if let closesAt, now >= closesAt {
            closeNow()
        } else if open.isEmpty, !isDraining, announcedAt == nil, now >= idleSince + door.limits.idle
        {
            door.counters.count(.idleTimeout)
            takeNoMore()
        } else if let announcedAt, now >= announcedAt + door.limits.linger {
            // The client does not say that it has read of the end.
            takeNoMore()
        }
    }

    /// Whether the client takes nothing of what was written; streams may write more meanwhile.
    private func isStalled(at now: NIODeadline) -> Bool {
        guard stall.isUnderWay else { return false }
        let left = watch.written - (context?.channel.pendingBytes ?? 0)
        if left > taken { stall.tookBytes(at: now) }
        taken = left
        return stall.isOver(door.limits.stalledAnswer, at: now, pending: nil)
    }
}
