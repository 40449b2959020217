import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import JSONTape
import Manager
import ManagerAPI

/// Peers, services and purposes.
extension GatewayOperations {
    func peers(_ filter: PageFilter) async throws -> JSONValue {
        var query = PeerQuery()
        query.limit = filter.limit
        query.after = try Self.place(filter)
        let page = try await required().peers(query)
        var answer: JSONObject = ["peers": .array(page.elements.map { .object(document($0)) })]
        answer["next"] = page.next.map { .string($0.text) }
        return .object(answer)
    }

    private func document(_ peer: KnownPeer) -> JSONObject {
        var document: JSONObject = [
            "id": .string(peer.id.rawValue), "name": .string(peer.name),
            "seenAt": .string(peer.seenAt.description),
        ]
        document["managerAddress"] = peer.managerAddress.map { .string($0.description) }
        return document
    }

    /// A peer with its contracts and with what it must still get.
    func peer(_ id: PeerID) async throws -> JSONValue {
        let manager = try required()
        let found = try await manager.peers(PeerQuery(ids: [id])).elements.first
        let page = try await manager.contracts(
            ContractQuery(peer: id, limit: Page<Int>.greatestLimit)
        )
        guard found != nil || !page.elements.isEmpty else {
            throw OperationRefusal(
                .notFound,
                "peer \(id) has not announced itself here and shares no contract"
                    + (try await hint(for: id))
            )
        }
        let now = SystemClock.now()
        let waiting = try await manager.waiting().filter { $0.key.peer == id }
        var answer = found.map(document) ?? ["id": .string(id.rawValue), "name": ""]
        answer["contracts"] = .array(
            page.elements.map { contract in
                let services = contract.content.grants.map(\.terms.service.name.rawValue)
                return [
                    "hash": .string(contract.hash.rawValue),
                    "state": .string(contract.state(at: now).rawValue),
                    "services": .array(services.map { .string($0) }),
                    "notAfter": .string(contract.content.notAfter.description),
                ]
            }
        )
        answer["distributions"] = .array(waiting.map(ContractDocument.distribution))
        return .object(answer)
    }

    /// The peers that are known and nearest to one that is not.
    func hint(for id: PeerID) async throws -> String {
        let known = try await required().peers(PeerQuery(limit: Page<Int>.greatestLimit)).elements
        let hint = Spelling.hint(
            for: id.rawValue,
            among: known.map { "\($0.id) (\($0.name))" },
            of: "known peers"
        )
        return hint.isEmpty ? "" : "; \(hint)"
    }

    func services() async throws -> JSONValue {
        let listing = ServiceOverview(gateway: gateway, manager: try required())
        return try await listing.json()
    }

    func purposes() async throws -> JSONValue {
        let listing = ServiceOverview(gateway: gateway, manager: try required())
        return try await listing.purposes()
    }

    func publish(
        _ name: ServiceName,
        for delegator: PeerID? = nil,
        person: String
    ) async throws -> JSONValue {
        let manager = try required()
        let publication = Publication(gateway: gateway, manager: manager)
        let made = try await managed {
            try await publication.propose(name, for: delegator, person: person)
        }
        return try await shown(made, manager)
    }

    func unpublish(_ name: ServiceName, person: String) async throws -> JSONValue {
        let manager = try required()
        let publication = Publication(gateway: gateway, manager: manager)
        let ended = try await managed { try await publication.end(name, person: person) }
        return try await shown(ended, manager)
    }

    private func shown(
        _ contracts: [Contract],
        _ manager: FSCManager
    ) async throws -> JSONValue {
        var documents: [JSONValue] = []
        for contract in contracts { documents.append(try await shown(contract, manager)) }
        return ["contracts": .array(documents)]
    }
}
