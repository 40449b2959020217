import AccessControl
import AccessLog
import Contracts
import ExchangeModel
import GatewayConfiguration
import HTTPWire
import Outway
import Synchronization

/// Keeps the Outway's routes equal to the connection contracts that are in force.
final class OutwayRoutes: ContractDependent {
    /// What the routes were made from.
    private struct Usable: Hashable {
        let grant: GrantHash
        let provider: PeerID
        let service: ServiceName
    }

    private let server: OutwayServer
    private let own: PeerID
    private let clients: ClientPolicy
    private let listener: OutwayListenerSettings
    private let pseudonymiser: Pseudonymiser
    private let known = Mutex<[Usable]?>(nil)

    init(
        server: OutwayServer,
        own: PeerID,
        clients: ClientPolicy,
        listener: OutwayListenerSettings,
        pseudonymiser: Pseudonymiser
    ) {
        (self.server, self.own, self.clients) = (server, own, clients)
        (self.listener, self.pseudonymiser) = (listener, pseudonymiser)
    }

    func follow(_ contracts: [Contract], at now: Timestamp) {
        let usable = contracts.filter { $0.isInForce(at: now) }.flatMap(\.content.grants)
            .compactMap { grant -> Usable? in
                guard case .connection(let terms) = grant.terms, terms.outway.peer == own else {
                    return nil
                }
                return Usable(
                    grant: grant.hash,
                    provider: terms.service.peer,
                    service: terms.service.name
                )
            }
        let isNew = known.withLock { known in
            defer { known = usable }
            return known != usable
        }
        if isNew { server.replace(configuration(usable)) }
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
