import Contracts
import ExchangeModel
import Logging
import Manager
import ServiceLifecycle
import Synchronization

/// A part whose settings follow the connection contracts.
protocol ContractDependent: Sendable {
    /// Takes all connection contracts that are known at a moment.
    func follow(_ contracts: [Contract], at now: Timestamp)
}

/// Tells the parts that depend on contracts what stands.
///
/// Reads them when one has changed, and looks each second for those that begin or end by time.
final class ContractFollower: Service {
    private let manager: FSCManager
    private let parts: [any ContractDependent]
    private let bell: ContractBell
    private let logger: Logger
    private let known = Mutex<[Contract]>([])

    init(
        manager: FSCManager,
        parts: [any ContractDependent],
        bell: ContractBell,
        logger: Logger
    ) {
        (self.manager, self.parts) = (manager, parts)
        (self.bell, self.logger) = (bell, logger)
    }

    /// Tells the parts what stands now.
    ///
    /// Done once before anything listens: whoever is told that the gateway is ready finds every route,
    /// and no token of an ended contract passes an Inway that has just started.
    func follow() async throws {
        if bell.takeChange() {
            do {
                let read = try await manager.contracts(
                    with: [.serviceConnection, .delegatedServiceConnection]
                )
                known.withLock { $0 = read }
            } catch {
                bell.putBack()
                throw error
            }
        }
        let contracts = known.withLock { $0 }
        let now = SystemClock.now()
        for part in parts { part.follow(contracts, at: now) }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { await self.followChanges() }
                group.addTask { await self.tick() }
            }
        }
    }

    private func tick() async {
        while (try? await Task.sleep(for: .seconds(1))) != nil { bell.wake() }
    }

    private func followChanges() async {
        for await _ in bell.calls {
            do {
                try await follow()
            } catch {
                logger.error("contracts cannot be read", metadata: ["reason": "\(error)"])
            }
        }
    }
}
