import Contracts
import ExchangeModel
import Logging
import Manager
import ServiceLifecycle

/// A part whose settings follow the connection contracts.
protocol ContractDependent: Sendable {
    /// Takes all connection contracts that are known at a moment.
    func follow(_ contracts: [Contract], at now: Timestamp)
}

/// Tells the parts that depend on contracts what stands.
///
/// Looks at once when a contract has changed, and each second for those that begin or end by time.
struct ContractFollower: Service {
    let manager: FSCManager
    let parts: [any ContractDependent]
    let changes: AsyncStream<Void>
    let wake: @Sendable () -> Void
    let logger: Logger

    /// Tells the parts what stands now.
    ///
    /// Done once before anything listens: whoever is told that the gateway is ready finds every route,
    /// and no token of an ended contract passes an Inway that has just started.
    func follow() async throws {
        let contracts = try await contracts()
        let now = SystemClock.now()
        for part in parts { part.follow(contracts, at: now) }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { await followChanges() }
                group.addTask { await tick() }
            }
        }
    }

    private func tick() async {
        while (try? await Task.sleep(for: .seconds(1))) != nil { wake() }
    }

    private func followChanges() async {
        for await _ in changes {
            do {
                try await follow()
            } catch {
                logger.error("contracts cannot be read", metadata: ["reason": "\(error)"])
            }
        }
    }

    private func contracts() async throws -> [Contract] {
        var query = ContractQuery()
        query.grantTypes = [.serviceConnection, .delegatedServiceConnection]
        query.limit = 1_000
        var found: [Contract] = []
        repeat {
            let page = try await manager.contracts(query)
            found += page.elements
            query.after = page.next
        } while query.after != nil
        return found
    }
}
