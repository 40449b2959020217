import Contracts
public import ExchangeModel
public import ManagerAPI
import PeerIdentity

/// What is published here, and finding what is published elsewhere.
extension FSCManager {
    /// How many contracts are read at a time to fill a page of services.
    private static let readAtOnce = 200

    /// A page of the peers whose Manager can be reached (M-07); FSC has no place for others.
    func reachablePeers(_ query: PeerQuery) async throws -> Page<KnownPeer> {
        let page = try await environment.peers.peers(query)
        return Page(page.elements.filter { $0.managerAddress != nil }, next: page.next)
    }

    /// A page of the services that valid contracts publish, here or elsewhere (M-20).
    ///
    /// A service that several contracts publish is listed once, as the newest of them has it: its name
    /// is unique within its Peer (FSC Core 2.0.0, *Service*).
    func publishedServices(_ query: ServiceQuery) async throws -> Page<ServiceListing> {
        let now = environment.now()
        var found: [PublishedService] = []
        var newest: [PeerID: [PublishedService.Identity: PageCursor]] = [:]
        func add(_ services: [PublishedService]) async throws {
            for service in services where query.selects(service) {
                let peer = service.identity.peer
                if newest[peer] == nil {
                    newest[peer] = try await newestPublications(of: peer, at: now)
                }
                let last = newest[peer]?[service.identity]
                if last == nil || last == service.cursor { found.append(service) }
            }
        }
        var contracts = ContractQuery(
            grantTypes: [.servicePublication, .delegatedServicePublication],
            order: query.order,
            limit: Self.readAtOnce
        )
        if let after = query.after {
            guard let place = PublishedService.contract(of: after) else {
                return Page([], next: nil)
            }
            contracts.after = place.cursor
            if let contract = try await environment.contracts.contract(place.hash) {
                try await add(
                    PublishedService.listed(by: contract, now: now).filter { after < $0.cursor }
                )
            }
        }
        while found.count <= query.limit {
            let page = try await environment.contracts.contracts(contracts)
            for contract in page.elements {
                try await add(PublishedService.listed(by: contract, now: now))
            }
            guard let next = page.next else { break }
            contracts.after = next
        }
        let shown = Array(found.prefix(query.limit))
        var listings: [ServiceListing] = []
        for service in shown { listings.append(try await listing(service)) }
        return Page(listings, next: found.count > shown.count ? shown.last?.cursor : nil)
    }

    /// Where in lists the newest publication of each service of a peer is.
    private func newestPublications(
        of peer: PeerID,
        at now: Timestamp
    ) async throws -> [PublishedService.Identity: PageCursor] {
        var found: [PublishedService.Identity: PageCursor] = [:]
        var query = ContractQuery(
            peer: peer,
            grantTypes: [.servicePublication, .delegatedServicePublication],
            limit: Page<Int>.greatestLimit
        )
        repeat {
            let page = try await environment.contracts.contracts(query)
            for service in page.elements.flatMap({ PublishedService.listed(by: $0, now: now) })
            where service.identity.peer == peer {
                let present = found[service.identity] ?? service.cursor
                found[service.identity] = max(present, service.cursor)
            }
            query.after = page.next
        } while query.after != nil
        return found
    }

    private func listing(_ service: PublishedService) async throws -> ServiceListing {
        var delegator: ServiceListing.Delegator?
        if let id = service.terms.delegator {
            delegator = ServiceListing.Delegator(id: id, name: try await known(id).name)
        }
        return ServiceListing(
            peer: try await known(service.terms.service.peer),
            name: service.terms.service.name,
            transport: service.terms.transport,
            delegator: delegator,
            properties: service.properties
        )
    }

    private func known(_ id: PeerID) async throws -> KnownPeer {
        if let known = try await environment.peers.peer(id) { return known }
        let identity = environment.identity().peer
        return KnownPeer(
            id: id,
            name: id == identity.peerID ? identity.name : id.rawValue,
            managerAddress: id == identity.peerID ? settings.address : nil,
            seenAt: environment.now()
        )
    }

    /// Asks the Directories what they list; the peers that offer it are remembered.
    ///
    /// A Directory that cannot be asked is in the second part of the answer.
    public func discover() async throws -> (
        services: [ServiceListing], unreachable: [PeerID: PeerCallError]
    ) {
        var services: [ServiceListing] = []
        var unreachable: [PeerID: PeerCallError] = [:]
        for directory in settings.directories {
            let listed: [ServiceListing]
            do throws(PeerCallError) {
                listed = try await calls.services(
                    at: directory,
                    seenAt: environment.now()
                )
            } catch {
                unreachable[directory.peer] = error
                continue
            }
            for listing in listed where listing.peer.managerAddress != nil {
                guard try await environment.peers.peer(listing.peer.id)?.managerAddress == nil
                else { continue }
                do {
                    try await keep(listing.peer, toldBy: directory.peer)
                } catch is NotRecorded {
                    // It is asked for again when it is needed.
                    break
                }
            }
            services += listed
        }
        return (services, unreachable)
    }

    /// Where a peer's Manager is: as it told us, else as a Directory says.
    func address(of peer: PeerID) async throws(PeerCallError) -> PeerAddress {
        if let known = try? await environment.peers.peer(peer)?.managerAddress { return known }
        if let directory = settings.directories.first(where: { $0.peer == peer }) {
            return directory.address
        }
        var lastError = PeerCallError.addressUnknown
        for directory in settings.directories {
            do throws(PeerCallError) {
                let found = try await calls.peer(
                    peer,
                    at: directory,
                    seenAt: environment.now()
                )
                guard let found, let address = found.managerAddress else { continue }
                try? await keep(found, toldBy: directory.peer)
                return address
            } catch {
                lastError = error
            }
        }
        throw lastError
    }
}
