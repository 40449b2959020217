import Contracts
import Logging
import Manager
import ManagerAPI
import PeerTransport
import ServiceLifecycle
import Synchronization

/// How other peers' services are spoken to, as the Group's directories list them.
///
/// FSC Core 2.0.0, *Protocols*: the contract of a consumer does not say it, the listing does. A
/// service that no directory lists is spoken to over HTTP/1.1. What was heard last holds for as long
/// as a directory cannot be asked.
final class ListedProtocols: Service {
    typealias Ask = @Sendable () async throws -> (services: [ServiceListing], isWhole: Bool)

    private struct State {
        var protocols: [ServiceReference: PeerProtocol] = [:]
        /// Services that were asked about and that no directory lists.
        var missing: Set<ServiceReference> = []
        var isAwaited = false
    }

    /// How long what the directories said is good for.
    static let interval = Duration.seconds(300)
    /// How long after a failure they are asked again.
    static let pause = Duration.seconds(10)

    private let ask: Ask
    private let logger: Logger
    private let state = Mutex(State())
    private let changed = Mutex<(@Sendable (Set<ServiceReference>) -> Void)?>(nil)

    init(logger: Logger, ask: @escaping Ask) {
        (self.logger, self.ask) = (logger, ask)
    }

    convenience init(manager: FSCManager, logger: Logger) {
        self.init(logger: logger) {
            let (services, unreachable) = try await manager.listedServices()
            return (services, unreachable.isEmpty)
        }
    }

    /// Has a function called with the services that are spoken to otherwise than was said before.
    func onChange(_ act: @escaping @Sendable (Set<ServiceReference>) -> Void) {
        changed.withLock { $0 = act }
    }

    /// How a service is spoken to; one that was not heard of is asked for soon.
    func spoken(by service: ServiceReference) -> PeerProtocol {
        state.withLock { state in
            if let known = state.protocols[service] { return known }
            if state.missing.insert(service).inserted { state.isAwaited = true }
            return .http1
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var next = ContinuousClock.now
            repeat {
                guard self.takeWish() || ContinuousClock.now >= next else { continue }
                next = .now + (await self.refresh() ? Self.interval : Self.pause)
            } while (try? await Task.sleep(for: .seconds(1))) != nil
        }
    }

    private func takeWish() -> Bool {
        state.withLock { state in
            defer { state.isAwaited = false }
            return state.isAwaited
        }
    }

    /// Asks the directories; false when not all of them answered.
    func refresh() async -> Bool {
        do {
            let (services, isWhole) = try await ask()
            let heard = Dictionary(
                services.map { ($0.reference, PeerProtocol($0.transport)) },
                uniquingKeysWith: { first, _ in first }
            )
            let others = state.withLock { state in
                let before = state.protocols
                if isWhole { state.protocols = [:] }
                state.protocols.merge(heard) { _, new in new }
                return Set(before.keys).union(state.protocols.keys).filter {
                    before[$0] ?? .http1 != state.protocols[$0] ?? .http1
                }
            }
            if !others.isEmpty { changed.withLock(\.self)?(others) }
            return isWhole
        } catch {
            logger.warning(
                "the directories cannot be asked how services are spoken to",
                metadata: ["reason": "\(error)"]
            )
            return false
        }
    }
}

extension PeerProtocol {
    /// FSC's name of it.
    init(_ transport: ServiceProtocol) {
        self =
            switch transport {
            case .http1: .http1
            case .http2: .http2
            }
    }
}
