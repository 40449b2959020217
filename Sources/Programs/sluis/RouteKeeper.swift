import AccessControl
import AccessLog
import Contracts
import ExchangeModel
import GatewayConfiguration
import HTTPWire
import Logging
import Manager
import Outway
import ServiceLifecycle

/// Keeps the Outway's routes equal to the connection contracts that are in force.
///
/// Looks at once when a contract has changed, and each second for those that begin or end by time.
struct RouteKeeper: Service {
    let server: OutwayServer
    let manager: FSCManager
    let clients: ClientPolicy
    let listener: OutwayListenerSettings
    let pseudonymiser: Pseudonymiser
    let changes: AsyncStream<Void>
    let wake: @Sendable () -> Void
    let logger: Logger

    /// What the routes were made from.
    private struct Usable: Hashable {
        let grant: GrantHash
        let provider: PeerID
        let service: ServiceName
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
        var known: [Usable]?
        for await _ in changes {
            do {
                let usable = try await usable()
                if usable != known {
                    server.replace(configuration(usable))
                    known = usable
                }
            } catch {
                logger.error("contracts cannot be read", metadata: ["reason": "\(error)"])
            }
        }
    }

    private func usable() async throws -> [Usable] {
        var query = ContractQuery()
        query.grantTypes = [.serviceConnection, .delegatedServiceConnection]
        query.limit = 1_000
        var found: [Usable] = []
        let now = SystemClock.now()
        repeat {
            let page = try await manager.contracts(query)
            for contract in page.elements where contract.isInForce(at: now) {
                for grant in contract.content.grants {
                    guard case .connection(let terms) = grant.terms,
                        terms.outway.peer == manager.own
                    else { continue }
                    found.append(
                        Usable(
                            grant: grant.hash,
                            provider: terms.service.peer,
                            service: terms.service.name
                        )
                    )
                }
            }
            query.after = page.next
        } while query.after != nil
        return found
    }

    private func configuration(_ usable: [Usable]) -> OutwayConfiguration {
        let routes = usable.map { usable in
            var route = OutwayRoute(
                grant: usable.grant,
                provider: usable.provider,
                service: usable.service
            )
            route.aliases = listener.aliases.filter { $0.value == usable.grant }.keys.sorted()
            return route
        }
        var configuration = OutwayConfiguration(routes: routes, clients: clients)
        configuration.pseudonymiser = pseudonymiser
        for client in listener.clients {
            configuration.endUserFields[client.name] = client.endUserField.flatMap { FieldName($0) }
        }
        return configuration
    }
}
