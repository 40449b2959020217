import AccessControl
import AccessLog
import Contracts
import ExchangeModel
import GatewayConfiguration
import HTTPWire
import Manager
import Outway
import PeerTransport
import Synchronization

/// Keeps the Outway's routes equal to the connection contracts that are in force.
final class OutwayRoutes: ContractDependent {
    private let server: OutwayServer
    private let own: PeerID
    private let clients: ClientPolicy
    private let listener: OutwayListenerSettings
    private let book: AliasBook
    private let pseudonymiser: Pseudonymiser
    private let listed: ListedProtocols
    private let documents: PinnedDocuments
    private let known = Mutex<(usable: [UsableGrant], ended: [EndedGrant])?>(nil)

    init(
        server: OutwayServer,
        own: PeerID,
        clients: ClientPolicy,
        listener: OutwayListenerSettings,
        book: AliasBook,
        pseudonymiser: Pseudonymiser,
        listed: ListedProtocols,
        documents: PinnedDocuments
    ) {
        (self.server, self.own, self.clients) = (server, own, clients)
        (self.listener, self.book, self.pseudonymiser) = (listener, book, pseudonymiser)
        (self.listed, self.documents) = (listed, documents)
    }

    func follow(_ contracts: [Contract], at now: Timestamp) {
        let names = book.all.merging(listener.aliases) { _, configured in configured }
        var usable = UsableGrant.all(of: contracts, outway: own, names: names, at: now)
        for position in usable.indices {
            usable[position].speaks = listed.spoken(by: usable[position].reference)
            usable[position].state = documents.state(
                of: usable[position].document,
                from: usable[position].reference.peer
            )
        }
        askForDocuments(of: contracts, usable, at: now)
        let ended = EndedGrant.all(
            of: contracts,
            outway: own,
            names: names,
            usable: usable,
            at: now
        )
        let isNew = known.withLock { known in
            defer { known = (usable, ended) }
            return known?.usable != usable || known?.ended != ended
        }
        if isNew { server.replace(configuration(usable, ended)) }
    }

    /// Asks for the documents of contracts that may come into force: the first request finds them here.
    ///
    /// Only of those that we accepted: what a peer merely proposes costs us nothing.
    private func askForDocuments(
        of contracts: [Contract],
        _ usable: [UsableGrant],
        at now: Timestamp
    ) {
        var named: Set<PinnedDocuments.Wish> = []
        for usable in usable {
            guard let digest = usable.document else { continue }
            named.insert(PinnedDocuments.Wish(digest: digest, provider: usable.reference.peer))
        }
        for contract in contracts
        where [.proposed, .valid].contains(contract.state(at: now))
            && contract.signature(.accept, of: own) != nil
        {
            for grant in contract.content.grants {
                guard case .connection(let terms) = grant.terms, terms.outway.peer == own else {
                    continue
                }
                let digest = grant.purpose.purpose?.document
                _ = documents.state(of: digest, from: terms.service.peer)
                guard let digest else { continue }
                named.insert(PinnedDocuments.Wish(digest: digest, provider: terms.service.peer))
            }
        }
        documents.keep(only: named)
    }

    private func configuration(
        _ usable: [UsableGrant],
        _ ended: [EndedGrant]
    ) -> OutwayConfiguration {
        let routes = usable.map { usable in
            var route = OutwayRoute(
                grant: usable.hash,
                provider: usable.reference.peer,
                service: usable.reference.name
            )
            route.aliases = usable.aliases
            route.speaks = usable.speaks
            route.rules = documents.rules(usable.document)
            route.obstacle = documents.obstacle(usable.state)
            return route
        }
        var configuration = OutwayConfiguration(routes: routes, clients: clients)
        configuration.ended = ended
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
    struct Meaning: Hashable {
        let terms: ConnectionTerms
        let purpose: PurposeID?

        init?(_ grant: Grant) {
            guard case .connection(let terms) = grant.terms else { return nil }
            self.terms = terms
            purpose = grant.purpose.purpose?.id
        }

        /// What the grant will mean that is asked for.
        init(_ request: ConnectionRequest, outway: PeerID) {
            terms = ConnectionTerms(
                outway: OutwayReference(peer: outway, identification: request.identification),
                service: request.service,
                delegator: request.delegator
            )
            purpose = request.purpose?.id
        }
    }

    let hash: GrantHash
    /// The service, with the peer on whose behalf it is offered.
    let reference: ServiceReference
    let aliases: [String]
    /// How the service is spoken to.
    var speaks = PeerProtocol.http1
    /// The document that the grant pins.
    var document: SHA256Value?
    /// Whether it can be checked against.
    var state: PinnedDocuments.State?

    /// The grant in force that a name leads to, with what it means; nil when it leads to none.
    static func holder(
        of name: String,
        for named: GrantHash,
        among contracts: [Contract],
        outway: PeerID,
        at now: Timestamp
    ) -> (grant: GrantHash, meaning: Meaning)? {
        let usable = all(of: contracts, outway: outway, names: [name: named], at: now)
        guard let holder = usable.first(where: { $0.aliases == [name] }) else { return nil }
        for grant in contracts.flatMap(\.content.grants) where grant.hash == holder.hash {
            if let meaning = Meaning(grant) { return (grant.hash, meaning) }
        }
        return nil
    }

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
            var usable = UsableGrant(
                hash: grant.hash,
                reference: meaning.terms.service,
                aliases: (aliases[grant.hash] ?? []).sorted()
            )
            usable.document = grant.purpose.purpose?.document
            return usable
        }
    }
}
