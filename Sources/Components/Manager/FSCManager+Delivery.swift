import AccessLog
import Contracts
import ExchangeModel
import Logging
import ManagerAPI
import PeerIdentity
public import ServiceLifecycle

/// Sending what other peers must get, until they have it.
///
/// Every peer has a lane of its own, so that one that hangs holds up nobody else.
extension FSCManager: Service {
    /// How many peers are sent to at a time.
    private static let lanesAtOnce = 16
    /// How many messages of a peer are read at a time.
    private static let readAtOnce = 100
    /// How many peers with due messages are looked at for a free lane.
    private static let lookedAt = 1_000
    /// The longest that the queue sleeps when it cannot know better.
    private static let longestSleep: Duration = .seconds(60)

    /// Announces this Manager, delivers messages and judges proposals until the surrounding task ends.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.keepDelivering() }
                group.addTask { await self.keepAnnouncing() }
                group.addTask { await self.keepJudging() }
                group.addTask { await self.keepAsking() }
                group.addTask { await self.keepSignatures() }
            }
        }
    }

    private func keepDelivering() async {
        let lanes = BusyPeers()
        await withDiscardingTaskGroup { group in
            var failures = 0
            while !Task.isCancelled {
                do {
                    let due = try await duePeers()
                    for peer in due.peers
                    where lanes.enter(peer, most: Self.lanesAtOnce) {
                        group.addTask {
                            await self.deliverWithoutFailing(to: peer)
                            lanes.leave(peer)
                            self.wake.signal()
                        }
                    }
                    failures = 0
                    await wake.wait(atMost: wait(until: due.next))
                } catch {
                    failures += 1
                    tellBreakdown(error)
                    await wake.wait(atMost: .seconds(settings.retry.wait(after: failures)))
                }
            }
        }
    }

    private func tellBreakdown(_ error: any Error) {
        tellUnlessCancelled("the queue of messages to peers broke down", error)
    }

    /// Tells the log what broke down; not what a shutdown cut off, which is no fault.
    func tellUnlessCancelled(_ what: Logger.Message, _ error: any Error) {
        guard !Task.isCancelled, !(error is CancellationError) else { return }
        environment.logger.error(what, metadata: ["error": "\(error)"])
    }

    private var dueTime: DueTime { DueTime(environment.now(), retry: settings.retry) }

    private func duePeers() async throws -> DuePeers {
        try await environment.contracts.duePeers(
            at: dueTime,
            limit: Self.lookedAt
        )
    }

    /// How long nothing has to be sent; a second when what is due belongs to peers that are busy.
    private func wait(until next: Timestamp?) -> Duration {
        guard let next else { return Self.longestSleep }
        let now = environment.now()
        guard !DueTime(now, retry: settings.retry).includes(next) else { return .seconds(1) }
        let (wait, overflow) = next.milliseconds.subtractingReportingOverflow(now.milliseconds)
        return overflow ? Self.longestSleep : min(Self.longestSleep, .milliseconds(wait))
    }

    /// Sends what is due, to all peers at once; gives the number of messages.
    ///
    /// A message that a peer does not take is kept with the reason and the next moment.
    @discardableResult
    public func deliverDue() async throws -> Int {
        let due = try await duePeers().peers
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for peer in due { group.addTask { try await self.deliver(to: peer) } }
            return try await group.reduce(0, +)
        }
    }

    private func deliverWithoutFailing(to peer: PeerID) async {
        do {
            try await deliver(to: peer)
        } catch {
            tellBreakdown(error)
            // The lane is left busy for a second, so that a broken store is not asked without pause.
            try? await Task.sleep(for: .seconds(settings.retry.firstSeconds))
        }
    }

    /// Sends what is due to one peer, one message after the other; gives their number.
    ///
    /// What is due is read here, once nobody else sends to the peer: read before, a message could be one
    /// that was sent in the meantime, and would be sent again at once. A peer that cannot be reached for
    /// one is not tried for the others: they share its reason.
    @discardableResult
    private func deliver(to peer: PeerID) async throws -> Int {
        var reason: PeerCallError?
        var count = 0
        while !Task.isCancelled {
            let messages = try await environment.contracts.dueDistributions(
                to: peer,
                at: dueTime,
                limit: Self.readAtOnce
            )
            for message in messages {
                count += 1
                if let reason {
                    try await keep(message, because: reason)
                    continue
                }
                let failure = try await deliver(message)
                if let failure, failure.concernsEveryMessage { reason = failure }
                if Task.isCancelled { return count }
            }
            guard messages.count == Self.readAtOnce else { break }
        }
        return count
    }

    private func deliver(_ message: Distribution) async throws -> PeerCallError? {
        guard let contract = try await environment.contracts.contract(message.key.contract),
            let signature = contract.signature(message.key.message.signature, of: own)
        else {
            try await environment.contracts.settle(message, as: nil)
            return nil
        }
        guard contract.content.notAfter > environment.now() else {
            try await giveUp(message)
            return nil
        }
        do throws(PeerCallError) {
            try await send(message, contract.content, signature)
        } catch {
            guard !Task.isCancelled else { return error }
            try await keep(message, because: error)
            return error
        }
        try await environment.contracts.settle(message, as: nil)
        return nil
    }

    /// Keeps a message that was not taken, and says so.
    private func keep(_ message: Distribution, because error: PeerCallError) async throws {
        let failed = message.failed(
            error.description,
            at: environment.now(),
            retry: settings.retry
        )
        environment.logger.notice(
            "a message to a peer was not taken; it is sent again",
            metadata: [
                "peer": "\(message.key.peer)", "contract": "\(message.key.contract)",
                "message": "\(message.key.message.rawValue)", "attempts": "\(failed.attempts)",
                "next": "\(failed.nextAttempt)", "reason": "\(error)",
            ]
        )
        try await environment.contracts.settle(message, as: failed)
    }

    /// Ends the attempts for a contract whose period is over, on record and in the log.
    private func giveUp(_ message: Distribution) async throws {
        let key = message.key
        environment.logger.warning(
            "a message never reached its peer: the contract's period is over",
            metadata: [
                "peer": "\(key.peer)", "contract": "\(key.contract)",
                "message": "\(key.message.rawValue)", "attempts": "\(message.attempts)",
                "reason": "\(message.lastError ?? "none")",
            ]
        )
        try await record(
            "contract.undelivered",
            by: "delivery",
            on: key.contract.rawValue,
            result: .failed,
            reason: "\(key.message.rawValue) never delivered"
        )
        try await environment.contracts.settle(message, as: nil)
    }

    private func send(
        _ message: Distribution,
        _ content: ContractContent,
        _ signature: ContractSignature
    ) async throws(PeerCallError) {
        let key = message.key
        let address = try await address(of: key.peer, after: message.attempts)
        let body = SignedContent(content: content.json, signature: signature.text)
        switch key.message {
        case .contract: try await calls.submit(body, to: key.peer, at: address)
        case .accept, .reject, .revoke:
            try await calls.sign(
                signature.kind,
                key.contract,
                body,
                to: key.peer,
                at: address
            )
        }
    }

    /// Where a peer's Manager is; every second attempt asks the Directories whether it has moved.
    private func address(
        of peer: PeerID,
        after attempts: Int
    ) async throws(PeerCallError) -> PeerAddress {
        guard attempts % 2 == 1 else { return try await address(of: peer) }
        for directory in settings.directories where directory.peer != own {
            if directory.peer == peer { return directory.address }
            let found = try? await calls.peer(peer, at: directory, seenAt: environment.now())
            if let address = found?.managerAddress { return address }
        }
        return try await address(of: peer)
    }
}

extension Distribution.Message {
    /// The signature that goes with the message.
    var signature: SignatureKind {
        switch self {
        case .contract, .accept: .accept
        case .reject: .reject
        case .revoke: .revoke
        }
    }
}
