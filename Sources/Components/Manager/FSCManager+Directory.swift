import Contracts
public import ExchangeModel
import Logging
public import ManagerAPI
import PeerIdentity

/// What is published here, and finding what is published elsewhere.
extension FSCManager {
    /// A page of the peers whose Manager can be reached (M-07); FSC has no place for others.
    func reachablePeers(_ query: PeerQuery) async throws -> Page<KnownPeer> {
        var query = query
        query.isReachable = true
        return try await environment.peers.peers(query)
    }

    /// A page of the services that valid contracts publish, here or elsewhere (M-20).
    ///
    /// A service that several contracts publish is listed once, as the newest of them has it: its name
    /// is unique within its Peer (FSC Core 2.0.0, *Service*).
    func publishedServices(_ query: ServiceQuery) async throws -> Page<ServiceListing> {
        let page = try await environment.contracts.publishedServices(
            query,
            at: environment.now()
        )
        var peers: [PeerID: KnownPeer] = [:]
        var listings: [ServiceListing] = []
        for service in page.elements {
            listings.append(try await listing(service, &peers))
        }
        return Page(listings, next: page.next)
    }

    /// A service with what is known of its peers; each is looked up once for a page.
    private func listing(
        _ service: PublishedService,
        _ peers: inout [PeerID: KnownPeer]
    ) async throws -> ServiceListing {
        var delegator: ServiceListing.Delegator?
        if let id = service.terms.delegator {
            delegator = ServiceListing.Delegator(id: id, name: try await known(id, &peers).name)
        }
        return ServiceListing(
            peer: try await known(service.terms.service.peer, &peers),
            name: service.terms.service.name,
            transport: service.terms.transport,
            delegator: delegator,
            properties: service.properties
        )
    }

    private func known(
        _ id: PeerID,
        _ peers: inout [PeerID: KnownPeer]
    ) async throws -> KnownPeer {
        if let known = peers[id] { return known }
        let identity = environment.identity().peer
        let known =
            try await environment.peers.peer(id)
            ?? KnownPeer(
                id: id,
                name: id == identity.peerID ? identity.name : id.rawValue,
                managerAddress: id == identity.peerID ? settings.address : nil,
                seenAt: environment.now()
            )
        peers[id] = known
        return known
    }

    /// Asks the Directories what they list, all or what bears a name; the peers that offer it are
    /// remembered.
    ///
    /// A Directory that cannot be asked is in the second part of the answer.
    public func discover(
        named name: ServiceName? = nil
    ) async throws -> (
        services: [ServiceListing], unreachable: [PeerID: PeerCallError]
    ) {
        var services: [ServiceListing] = []
        var unreachable: [PeerID: PeerCallError] = [:]
        for directory in settings.directories {
            let listed: [ServiceListing]
            do throws(PeerCallError) {
                listed = try await calls.services(
                    at: directory,
                    named: name,
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

    /// Calls a peer's Manager; where it cannot be reached, once more where a Directory says that it is.
    ///
    /// So an address that has changed is found at the first failure. Directories are asked about a peer
    /// at most once in ``AddressSearches/pause``.
    func reaching<Answer>(
        _ peer: PeerID,
        _ call: (PeerAddress) async throws(PeerCallError) -> Answer
    ) async throws(PeerCallError) -> Answer {
        let address = try await address(of: peer)
        do throws(PeerCallError) {
            return try await call(address)
        } catch {
            guard error.concernsEveryMessage, searches.mayAsk(about: peer),
                let listed = try? await listed(peer), listed.address != address
            else { throw error }
            return try await self.call(moved: listed, call)
        }
    }

    /// Calls a Manager where a Directory says that it is; that is remembered once it was reached there.
    private func call<Answer>(
        moved listed: Listed,
        _ call: (PeerAddress) async throws(PeerCallError) -> Answer
    ) async throws(PeerCallError) -> Answer {
        let result: Result<Answer, PeerCallError>
        do throws(PeerCallError) {
            result = .success(try await call(listed.address))
        } catch {
            result = .failure(error)
            guard !error.concernsEveryMessage else { throw error }
        }
        environment.logger.notice(
            "a peer's Manager has another address, found in a directory",
            metadata: ["peer": "\(listed.peer.id)", "address": "\(listed.address)"]
        )
        try? await keep(listed.peer, toldBy: listed.directory)
        return try result.get()
    }

    /// Where a peer's Manager is: as it told us, else as a Directory says.
    func address(of peer: PeerID) async throws(PeerCallError) -> PeerAddress {
        if let known = try? await environment.peers.peer(peer)?.managerAddress { return known }
        if let directory = settings.directories.first(where: { $0.peer == peer }) {
            return directory.address
        }
        let found = try await listed(peer)
        try? await keep(found.peer, toldBy: found.directory)
        return found.address
    }

    /// A peer whose Manager's address a Directory knows.
    private struct Listed {
        let peer: KnownPeer
        let address: PeerAddress
        let directory: PeerID
    }

    /// The first Directory's answer that has the address of a peer's Manager.
    private func listed(_ peer: PeerID) async throws(PeerCallError) -> Listed {
        var lastError = PeerCallError.addressUnknown
        for directory in settings.directories {
            do throws(PeerCallError) {
                let found = try await calls.peer(
                    peer,
                    at: directory,
                    seenAt: environment.now()
                )
                if let found, let address = found.managerAddress {
                    return Listed(peer: found, address: address, directory: directory.peer)
                }
            } catch {
                lastError = error
            }
        }
        throw lastError
    }
}
