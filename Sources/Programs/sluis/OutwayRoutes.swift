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
    private let server: OutwayServer
    private let own: PeerID
    private let clients: ClientPolicy
    private let listener: OutwayListenerSettings
    private let book: AliasBook
    private let pseudonymiser: Pseudonymiser
    private let known = Mutex<[UsableGrant]?>(nil)

    init(
        server: OutwayServer,
        own: PeerID,
        clients: ClientPolicy,
        listener: OutwayListenerSettings,
        book: AliasBook,
        pseudonymiser: Pseudonymiser
    ) {
        (self.server, self.own, self.clients) = (server, own, clients)
        (self.listener, self.book, self.pseudonymiser) = (listener, book, pseudonymiser)
    }

    func follow(_ contracts: [Contract], at now: Timestamp) {
        let names = book.all.merging(listener.aliases) { _, configured in configured }
        let usable = UsableGrant.all(of: contracts, outway: own, names: names, at: now)
        let isNew = known.withLock { known in
            defer { known = usable }
            return known != usable
        }
        if isNew { server.replace(configuration(usable)) }
    }

    private func configuration(_ usable: [UsableGrant]) -> OutwayConfiguration {
        let routes = usable.map { usable in
            var route = OutwayRoute(
                grant: usable.hash,
                provider: usable.provider,
                service: usable.service
            )
            route.aliases = usable.aliases
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

/// A connection grant in force, with the names that clients call it by.
struct UsableGrant: Hashable {
    /// What makes two grants stand for the same: who may call what, for which purpose.
    private struct Meaning: Hashable {
        let terms: ConnectionTerms
        let purpose: PurposeID?

        init?(_ grant: Grant) {
            guard case .connection(let terms) = grant.terms else { return nil }
            self.terms = terms
            purpose = grant.purpose.purpose?.id
        }
    }

    let hash: GrantHash
    let provider: PeerID
    let service: ServiceName
    let aliases: [String]

    /// The grants of an Outway that contracts in force give it.
    ///
    /// A name stands for what its grant means, also when that grant's contract has ended: the contract
    /// in force with the same meaning that lasts longest serves it.
    static func all(
        of contracts: [Contract],
        outway: PeerID,
        names: [String: GrantHash],
        at now: Timestamp
    ) -> [UsableGrant] {
        var meanings: [GrantHash: Meaning] = [:]
        var serving: [Meaning: (grant: GrantHash, until: Timestamp)] = [:]
        for contract in contracts {
            for grant in contract.content.grants {
                guard let meaning = Meaning(grant), meaning.terms.outway.peer == outway else {
                    continue
                }
                meanings[grant.hash] = meaning
                let until = contract.content.notAfter
                if contract.isInForce(at: now), serving[meaning].map({ $0.until < until }) ?? true {
                    serving[meaning] = (grant.hash, until)
                }
            }
        }
        var aliases: [GrantHash: [String]] = [:]
        for (name, grant) in names {
            let target = meanings[grant].flatMap { serving[$0]?.grant }
            aliases[target ?? grant, default: []].append(name)
        }
        return contracts.filter { $0.isInForce(at: now) }.flatMap(\.content.grants).compactMap {
            grant in
            guard let meaning = meanings[grant.hash] else { return nil }
            return UsableGrant(
                hash: grant.hash,
                provider: meaning.terms.service.peer,
                service: meaning.terms.service.name,
                aliases: (aliases[grant.hash] ?? []).sorted()
            )
        }
    }
}
