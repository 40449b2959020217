import NIOCore

/// The connections of one event loop to one target, and the requests that wait for one.
final class TargetConnections: Swept {
    let target: UpstreamTarget
    let limits: UpstreamLimits
    let sweep: LoopSweep
    private var addresses: AddressBalance
    private var places = SilentPlaces()
    /// The places that the last look-up of a name found.
    private var placesFound = 1
    /// Most recently used last, so that what is not needed grows old.
    private var idle: [UpstreamConnection] = []
    private var waiting = FairQueue()
    private var shares: PartyShares
    private var connecting = 0
    /// Those that carry streams, where the target speaks HTTP/2.
    private var carriers: [UpstreamStreams] = []
    /// Connections that are open or being opened; of HTTP/2 the streams.
    private(set) var count = 0
    /// Failures to connect since the last success, and when the next attempt may begin.
    private var redial = RedialPause()
    private var isRetired = false
    private var lastUsed = NIODeadline.now()

    init(_ target: UpstreamTarget, sweep: LoopSweep) {
        (self.target, self.sweep, limits) = (target, sweep, target.limits)
        addresses = AddressBalance(count: target.addresses.count)
        shares = PartyShares(limit: target.limits.connections)
        sweep.add(self)
    }

    // MARK: Requests

    /// Finds a connection for a request, or has it wait for one.
    func place(_ exchange: UpstreamExchange) {
        if shares.mayGo(exchange.party), let connection = takeIdle() {
            return start(exchange, on: connection)
        }
        if waiting.count >= limits.waiting {
            // Whoever has most waiting gives way.
            let shed = waiting.shed(for: exchange.party) ?? exchange
            later { shed.fail(.poolExhausted, requestLeft: false) }
            if shed === exchange { return }
        }
        waiting.add(exchange)
        connectAsNeeded()
    }

    func forget(_ exchange: UpstreamExchange) {
        waiting.remove(exchange)
    }

    private func start(_ exchange: UpstreamExchange, on connection: UpstreamConnection) {
        addresses.began(connection.address)
        shares.began(exchange.party)
        connection.begin(exchange)
    }

    private func ended(_ connection: UpstreamConnection) {
        addresses.ended(connection.address)
        shares.ended(connection.party)
    }

    /// A kept connection for a request; none where only addresses that fail have one and another
    /// address can be dialled.
    private func takeIdle(fresh: Bool = false) -> UpstreamConnection? {
        let version = target.securityVersion
        if fresh {
            return idle.lastIndex { $0.isFresh && $0.isUsable(version) }.map { idle.remove(at: $0) }
        }
        while !idle.isEmpty {
            var position = idle.count - 1
            if addresses.count > 1 {
                let best = addresses.best(
                    of: idle.lazy.map(\.address),
                    at: .now(),
                    mayDial: count < limits.connections
                )
                guard let best else { return nil }
                position = best
            }
            let connection = idle.remove(at: position)
            if connection.isUsable(version) { return connection }
            connection.close()
        }
        return nil
    }

    private func serveWaiting() {
        let version = target.securityVersion
        while !waiting.isEmpty, !idle.isEmpty {
            let hasFresh = idle.contains { $0.isFresh && $0.isUsable(version) }
            let next = waiting.next(mayGo: shares.mayGo) { hasFresh || !$0.isRepeated }
            guard let next else { break }
            guard let connection = takeIdle(fresh: next.isRepeated) else {
                waiting.add(next, first: true)
                break
            }
            start(next, on: connection)
        }
        connectAsNeeded()
        closeWhenUnneeded()
    }

    // MARK: What says nothing

    /// Whether there is another place to go to.
    var hasElsewhere: Bool { addresses.count > 1 || placesFound > 1 }

    /// How long one attempt may take until the request can be sent.
    var attempt: TimeAmount {
        hasElsewhere ? .nanoseconds(limits.connect.nanoseconds / 3) : limits.connect
    }

    /// A name was looked up: gives the places to connect to.
    func found(_ found: [SocketAddress]) -> [SocketAddress] {
        placesFound = max(1, found.count)
        return places.usable(found, at: .now())
    }

    /// A place took a connection, and nothing came of it in time.
    func wasSilent(_ place: SocketAddress?) {
        guard hasElsewhere, let place else { return }
        places.note(place, at: .now())
        for connection in idle where connection.place == place { connection.close() }
    }

    /// A request got no answer in time: those that follow go elsewhere, where there is an elsewhere.
    func wasSilent(_ connection: UpstreamConnection) {
        guard hasElsewhere else { return }
        addresses.wasSilent(connection.address, at: .now())
        wasSilent(connection.place)
        connection.carrier?.end()
    }

    // MARK: Connections

    private func connectAsNeeded() {
        while redial.mayDial(beside: connecting, at: .now()), count < limits.connections,
            connecting < waiting.ready(shares.room)
        {
            let address = addresses.next(at: .now())
            addresses.began(address)
            connecting += 1
            count += 1
            if target.speaksHTTP2 {
                openStream(address)
            } else {
                UpstreamConnection.connect(self, address: address)
            }
        }
    }

    /// Opens a stream on a connection that has room for it.
    private func openStream(_ address: Int) {
        let version = target.securityVersion
        var carrier = carriers.first { $0.address == address && $0.hasRoom(version) }
        if carrier == nil {
            let new = UpstreamStreams.connect(self, address: address)
            carriers.append(new)
            carrier = new
        }
        guard let carrier else { return }
        carrier.add(UpstreamConnection(self, address: address, carrier: carrier))
    }

    /// A connection that carried streams is gone.
    func ended(_ carrier: UpstreamStreams) {
        carriers.removeAll { $0 === carrier }
    }

    /// A connection is ready for its first request.
    func connected(_ connection: UpstreamConnection) {
        connecting -= 1
        redial.succeeded()
        addresses.connected(connection.address)
        keep(connection)
        serveWaiting()
    }

    /// A connection could not be made; as many as waited for it, longest first, try another address.
    func connectFailed(address: Int, requests: Int, reason: UpstreamFailure.Reason) {
        connecting -= requests
        count -= requests
        for _ in 0..<requests { addresses.ended(address) }
        addresses.eject(address, at: .now())
        // Where no place took a connection all of a name's were tried.
        let tries = addresses.count * (reason.concernsAllPlaces ? 1 : placesFound)
        let (wasPausing, waits) = (redial.isPausing, tellThoseWhoWait(requests, tries, reason))
        if wasPausing ? connecting == 0 : waits { dialLater() }
        connectAsNeeded()
        closeWhenUnneeded()
    }

    /// Tells that an attempt failed; gives whether a request waits for another one.
    private func tellThoseWhoWait(
        _ requests: Int,
        _ tries: Int,
        _ reason: UpstreamFailure.Reason
    ) -> Bool {
        var waits = false
        // While attempts are made one at a time, one that fails tells all who wait.
        for exchange in waiting.longestWaiting(redial.isPausing ? waiting.count : requests) {
            exchange.attempts += 1
            exchange.lastReason = reason
            guard exchange.attempts >= tries else { continue }
            if exchange.delegate?.upstreamCannotConnect(reason) == true {
                waits = true
            } else {
                exchange.fail(reason, requestLeft: false)
            }
        }
        return waits
    }

    /// Tries again after a while, while anybody waits.
    private func dialLater() {
        let pause = redial.failed(at: .now())
        sweep.eventLoop.assumeIsolated().scheduleTask(in: pause) { self.connectAsNeeded() }
    }

    /// A connection has no room for as many requests as wait for it: others are made.
    func notOpened(address: Int, requests: Int) {
        guard requests > 0 else { return }
        connecting -= requests
        count -= requests
        for _ in 0..<requests { addresses.ended(address) }
        connectAsNeeded()
    }

    /// A request has its whole answer; the connection may carry another.
    func release(_ connection: UpstreamConnection, status: Int) {
        answered(connection, status: status)
        keep(connection)
        serveWaiting()
    }

    /// A request on a connection is over and the connection with it.
    func discard(_ connection: UpstreamConnection, status: Int?) {
        if let status {
            answered(connection, status: status)
        } else {
            ended(connection)
        }
    }

    /// The other end of a place ends its connections: the kept ones carry no request any more.
    func leaves(_ place: SocketAddress?) {
        for connection in idle where connection.place == place { connection.close() }
    }

    /// A kept connection did not take a request: another one gets it.
    func retry(_ exchange: UpstreamExchange, from connection: UpstreamConnection) {
        ended(connection)
        guard !exchange.isOver else { return }
        exchange.detach()
        place(exchange)
    }

    /// No byte of the answer came: a fresh connection gets the request, once.
    func repeatOnce(_ exchange: UpstreamExchange, from connection: UpstreamConnection) {
        ended(connection)
        guard !exchange.isOver else { return }
        exchange.detachToRepeat()
        waiting.add(exchange, first: true)
        // Makes room for it among the kept ones.
        if count >= limits.connections { idle.first?.close() }
        connectAsNeeded()
    }

    /// A connection that had been ready is gone.
    func closed(_ connection: UpstreamConnection) {
        count -= 1
        idle.removeAll { $0 === connection }
        serveWaiting()
    }

    /// Connections as the system counts them.
    var openConnections: Int { target.speaksHTTP2 ? carriers.count : count }

    private func answered(_ connection: UpstreamConnection, status: Int) {
        ended(connection)
        addresses.answered(connection.address, status: status, at: .now())
        if hasElsewhere { places.answered(connection.place) }
    }

    private func keep(_ connection: UpstreamConnection) {
        lastUsed = .now()
        // Of a retired target too, for those that still wait.
        guard !isRetired || !waiting.isEmpty, connection.isUsable(target.securityVersion) else {
            return connection.close()
        }
        idle.append(connection)
    }

    // MARK: The end

    func retire() {
        isRetired = true
        closeWhenUnneeded()
        if count == 0, waiting.isEmpty { sweep.remove(self) }
    }

    /// Keeps nothing of a retired target once no request waits for a connection.
    private func closeWhenUnneeded() {
        guard isRetired, waiting.isEmpty else { return }
        for connection in idle { connection.close() }
        for carrier in carriers { carrier.end() }
    }

    func isUnused(at now: NIODeadline) -> Bool {
        guard count == 0, waiting.isEmpty, carriers.isEmpty, now >= lastUsed + limits.idle else {
            return false
        }
        sweep.remove(self)
        return true
    }

    func sweep(at now: NIODeadline) {
        for connection in idle where connection.isIdleTooLong(at: now) { connection.close() }
        for exchange in waiting.all {
            guard let since = exchange.waitingSince, now >= since + limits.connect else { continue }
            // A queue behind busy connections is not a target that cannot be reached.
            let isFull = count >= limits.connections && connecting == 0
            let reason: UpstreamFailure.Reason =
                isFull || !shares.mayGo(exchange.party) ? .poolExhausted : .connectTimeout
            exchange.fail(redial.isPausing ? exchange.lastReason : reason, requestLeft: false)
        }
        if isRetired, count == 0, waiting.isEmpty { sweep.remove(self) }
    }

    func later(_ action: @escaping () -> Void) {
        sweep.eventLoop.assumeIsolated().execute(action)
    }
}
