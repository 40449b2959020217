import Contracts
public import ExchangeModel
import Logging
import ManagerAPI
import PeerIdentity
public import ServiceLifecycle

/// Sending what other peers must get, until they have it.
extension FSCManager: Service {
    /// How many messages are sent at a time.
    private static let atOnce = 16
    /// The longest that the queue sleeps when it cannot know better.
    private static let longestSleep: Duration = .seconds(60)
    /// How often we announce ourselves when all goes well.
    private static let announcementInterval: Duration = .seconds(86_400)

    /// Announces this Manager and delivers messages until the surrounding task ends.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.keepDelivering() }
                group.addTask { await self.keepAnnouncing() }
            }
        }
    }

    private func keepDelivering() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                if try await deliverDue() == Self.atOnce { continue }
                failures = 0
                await wake.wait(atMost: try await untilNextDelivery())
            } catch {
                failures += 1
                environment.logger.error(
                    "the queue of messages to peers broke down",
                    metadata: ["error": "\(error)"]
                )
                await wake.wait(atMost: .seconds(settings.retry.wait(after: failures)))
            }
        }
    }

    private func untilNextDelivery() async throws -> Duration {
        guard let next = try await environment.contracts.nextDistribution() else {
            return Self.longestSleep
        }
        let now = environment.now()
        guard next > now else { return .zero }
        let (wait, overflow) = next.milliseconds.subtractingReportingOverflow(now.milliseconds)
        return overflow ? Self.longestSleep : min(Self.longestSleep, .milliseconds(wait))
    }

    /// Sends what is due, at most ``atOnce`` messages; gives their number.
    ///
    /// A message that a peer does not take is kept with the reason and the next moment.
    @discardableResult
    public func deliverDue() async throws -> Int {
        let due = try await environment.contracts.dueDistributions(
            at: environment.now(),
            limit: Self.atOnce
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for message in due { group.addTask { try await self.deliver(message) } }
            try await group.waitForAll()
        }
        return due.count
    }

    private func deliver(_ message: Distribution) async throws {
        let now = environment.now()
        guard let contract = try await environment.contracts.contract(message.key.contract),
            contract.content.notAfter > now,
            let signature = contract.signature(message.key.message.signature, of: own)
        else { return try await environment.contracts.remove(message.key) }
        do throws(PeerCallError) {
            try await send(message.key, contract.content, signature)
        } catch {
            let failed = message.failed(error.description, at: now, retry: settings.retry)
            environment.logger.notice(
                "a message to a peer was not taken",
                metadata: [
                    "peer": "\(message.key.peer)", "contract": "\(message.key.contract)",
                    "message": "\(message.key.message.rawValue)",
                    "attempts": "\(failed.attempts)", "reason": "\(error)",
                ]
            )
            return try await environment.contracts.update(failed)
        }
        try await environment.contracts.remove(message.key)
    }

    private func send(
        _ key: Distribution.Key,
        _ content: ContractContent,
        _ signature: ContractSignature
    ) async throws(PeerCallError) {
        let address = try await address(of: key.peer)
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

    private func keepAnnouncing() async {
        do {
            try await announceMove()
        } catch {
            environment.logger.error(
                "peers could not be told of our new address",
                metadata: ["error": "\(error)"]
            )
        }
        var failures = 0
        while !Task.isCancelled {
            let failed = await announce()
            for (peer, error) in failed {
                environment.logger.notice(
                    "the announcement at a directory failed",
                    metadata: ["directory": "\(peer)", "reason": "\(error)"]
                )
            }
            failures = failed.isEmpty ? 0 : failures + 1
            let wait: Duration =
                failed.isEmpty
                ? Self.announcementInterval : .seconds(settings.retry.wait(after: failures))
            try? await Task.sleep(for: wait)
        }
    }

    /// Tells the peers we know when our address is another than at the last start (M-22).
    ///
    /// Once and without repetition: every later call to them has the address too.
    func announceMove() async throws {
        let identity = environment.identity().peer
        let before = try await environment.peers.peer(identity.peerID)?.managerAddress
        guard before != settings.address else { return }
        if before != nil {
            var query = PeerQuery(order: .ascending, limit: Page<Int>.greatestLimit)
            repeat {
                let page = try await environment.peers.peers(query)
                for peer in page.elements where peer.id != identity.peerID {
                    guard let address = peer.managerAddress else { continue }
                    try? await calls.announce(to: peer.id, at: address)
                }
                query.after = page.next
            } while query.after != nil
        }
        try await remember(identity, at: settings.address)
    }

    /// Tells every Directory where this Manager is (M-21); gives those that could not be told.
    public func announce() async -> [PeerID: PeerCallError] {
        await withTaskGroup(of: (PeerID, PeerCallError?).self) { group in
            for directory in settings.directories where directory.peer != own {
                group.addTask {
                    do throws(PeerCallError) {
                        try await self.calls.announce(
                            to: directory.peer,
                            at: directory.address
                        )
                        return (directory.peer, nil)
                    } catch {
                        return (directory.peer, error)
                    }
                }
            }
            var failed: [PeerID: PeerCallError] = [:]
            for await (peer, error) in group { failed[peer] = error }
            return failed
        }
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
