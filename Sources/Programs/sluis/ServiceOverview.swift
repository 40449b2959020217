import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import JSONTape
import Manager
import ManagerAPI

/// Own services and those that the directories list, as the administration API shows them.
struct ServiceOverview {
    /// A service by its peer and name.
    private struct Identity: Hashable {
        let peer: PeerID
        let name: ServiceName
    }

    let gateway: Gateway
    let manager: FSCManager

    func json() async throws -> JSONValue {
        let (listed, unreachable) = try await listed()
        let proposed = try await Publication(gateway: gateway, manager: manager).proposed()
        let own = Dictionary(
            listed.filter { $0.peer.id == manager.own }.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var services: [JSONValue] = gateway.parts.services.map { service in
            let name = service.settings.name
            let listing = own[name]
            let isProposed = proposed.contains(name)
            return document(
                name,
                peer: manager.own,
                peerName: gateway.settings.organisation.name,
                state: listing != nil ? "published" : isProposed ? "proposed" : "configured",
                // What is listed counts: a change of the configuration is not published by itself.
                transport: (listing?.transport ?? service.settings.fscProtocol).rawValue,
                purposes: service.purposes
            )
        }
        for listing in listed where listing.peer.id != manager.own {
            services.append(
                document(
                    listing.name,
                    peer: listing.peer.id,
                    peerName: listing.peer.name,
                    state: "listed",
                    transport: listing.transport.rawValue,
                    purposes: PublishedPurposes.read(listing.properties)
                )
            )
        }
        var answer: JSONObject = ["services": .array(services)]
        answer["unreachable"] = Self.unreachable(unreachable)
        return .object(answer)
    }

    /// Every purpose that an own or a listed service is offered for, with those services.
    func purposes() async throws -> JSONValue {
        let (listed, unreachable) = try await listed()
        var offers: [(purpose: Purpose, peer: PeerID, service: ServiceName)] = []
        for service in gateway.parts.services {
            offers += service.purposes.map { ($0, manager.own, service.settings.name) }
        }
        for listing in listed where listing.peer.id != manager.own {
            offers += PublishedPurposes.read(listing.properties).map {
                ($0, listing.peer.id, listing.name)
            }
        }
        let byID = Dictionary(grouping: offers, by: \.purpose.id)
        let documents = byID.keys.sorted { $0.rawValue < $1.rawValue }.compactMap {
            id -> JSONValue? in
            guard let offers = byID[id], let purpose = offers.first?.purpose,
                var document = PurposeProperty.json(purpose).object
            else { return nil }
            document["services"] = .array(
                offers.map {
                    ["peerID": .string($0.peer.rawValue), "name": .string($0.service.rawValue)]
                }
            )
            return .object(document)
        }
        var answer: JSONObject = ["purposes": .array(documents)]
        answer["unreachable"] = Self.unreachable(unreachable)
        return .object(answer)
    }

    /// What the directories list; as a Directory, also what is published here.
    private func listed() async throws -> ([ServiceListing], [PeerID: PeerCallError]) {
        let (services, unreachable) = try await manager.listedServices()
        var seen: Set<Identity> = []
        return (
            services.filter { seen.insert(Identity(peer: $0.peer.id, name: $0.name)).inserted },
            unreachable
        )
    }

    private static func unreachable(_ directories: [PeerID: PeerCallError]) -> JSONValue? {
        guard !directories.isEmpty else { return nil }
        return .array(
            directories.sorted { $0.key < $1.key }.map {
                ["directory": .string($0.key.rawValue), "reason": .string("\($0.value)")]
            }
        )
    }

    private func document(
        _ name: ServiceName,
        peer: PeerID,
        peerName: String,
        state: String,
        transport: String,
        purposes: [Purpose]
    ) -> JSONValue {
        [
            "name": .string(name.rawValue), "peerID": .string(peer.rawValue),
            "peerName": .string(peerName), "state": .string(state),
            "protocol": .string(transport),
            "purposes": .array(purposes.map { PurposeProperty.json($0) }),
        ]
    }
}

extension FSCManager {
    /// What the directories list, all or what bears a name; as a Directory, also what is published here.
    ///
    /// The second part names the directories that could not be asked.
    func listedServices(
        named name: ServiceName? = nil
    ) async throws -> ([ServiceListing], [PeerID: PeerCallError]) {
        var (services, unreachable) = try await discover(named: name)
        unreachable[own] = nil
        var query = ServiceQuery(
            nameContaining: name?.rawValue,
            order: .ascending,
            limit: Page<Int>.greatestLimit
        )
        repeat {
            let page = try await operations.services(query)
            services += page.elements.filter { name == nil || $0.name == name }
            query.after = page.next
        } while query.after != nil
        return (services, unreachable)
    }
}
