import Contracts
import ExchangeModel
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
    /// What the directories list, all or what bears a name, and whether all of them answered.
    typealias Ask =
        @Sendable (ServiceName?) async throws -> (
            services: [ServiceListing], isWhole: Bool
        )

    private struct State {
        var protocols: [ServiceReference: PeerProtocol] = [:]
        /// Services that were asked about and that no directory lists.
        var missing: Set<ServiceReference> = []
        /// Those of them that nobody has asked for yet.
        var awaited: Set<ServiceReference> = []
    }

    /// How long what the directories said is good for.
    static let interval = Duration.seconds(300)
    /// The most services that are asked for one by one; for more, all are.
    private static let askedSingly = 20
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
        self.init(logger: logger) { name in
            let (services, unreachable) = try await manager.listedServices(named: name)
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
            if state.missing.insert(service).inserted { state.awaited.insert(service) }
            return .http1
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var next = ContinuousClock.now
            repeat {
                let awaited = self.takeAwaited()
                if ContinuousClock.now < next, awaited.count <= Self.askedSingly {
                    let isHeard = await self.hear(about: awaited)
                    if !isHeard { next = min(next, .now + Self.pause) }
                } else {
                    next = .now + (await self.refresh() ? Self.interval : Self.pause)
                }
            } while (try? await Task.sleep(for: .seconds(1))) != nil
        }
    }

    private func takeAwaited() -> Set<ServiceReference> {
        state.withLock { state in
            defer { state.awaited = [] }
            return state.awaited
        }
    }

    /// Asks the directories about single services; false when not all of them answered.
    func hear(about services: Set<ServiceReference>) async -> Bool {
        var isHeard = true
        for name in Set(services.map(\.name)) where await !hear(named: name) {
            isHeard = false
        }
        return isHeard
    }

    /// Asks the directories about all; false when not all of them answered.
    func refresh() async -> Bool { await hear(named: nil) }

    private func hear(named name: ServiceName?) async -> Bool {
        do {
            let (services, isWhole) = try await ask(name)
            let heard = Dictionary(
                services.map { ($0.reference, PeerProtocol($0.transport)) },
                uniquingKeysWith: { first, _ in first }
            )
            let others = state.withLock { state in
                let before = state.protocols
                if isWhole {
                    state.protocols = state.protocols.filter { name != nil && $0.key.name != name }
                }
                state.protocols.merge(heard) { _, new in new }
                return Set(before.keys).union(state.protocols.keys).filter {
                    before[$0] ?? .http1 != state.protocols[$0] ?? .http1
                }
            }
            if !others.isEmpty { changed.withLock(\.self)?(others) }
            return isWhole
        } catch is CancellationError {
            return false
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
