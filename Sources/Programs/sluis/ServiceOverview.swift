import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import JSONTape
import Manager
import ManagerAPI

/// Own services and those that the directories list, as the administration API shows them.
struct ServiceOverview {
    let gateway: Gateway
    let manager: FSCManager

    func json() async throws -> JSONValue {
        let (listed, unreachable) = try await manager.discover()
        var services: [JSONValue] = gateway.parts.services.map { service in
            let isListed = listed.contains {
                $0.peer.id == manager.own && $0.name == service.settings.name
            }
            return document(
                service.settings.name,
                peer: manager.own,
                peerName: gateway.settings.organisation.name,
                state: isListed ? "published" : "configured",
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
                    purposes: PublishedPurposes.read(listing.properties)
                )
            )
        }
        var answer: JSONObject = ["services": .array(services)]
        if !unreachable.isEmpty {
            answer["unreachable"] = .array(
                unreachable.sorted { $0.key < $1.key }.map {
                    ["directory": .string($0.key.rawValue), "reason": .string("\($0.value)")]
                }
            )
        }
        return .object(answer)
    }

    private func document(
        _ name: ServiceName,
        peer: PeerID,
        peerName: String,
        state: String,
        purposes: [Purpose]
    ) -> JSONValue {
        [
            "name": .string(name.rawValue), "peerID": .string(peer.rawValue),
            "peerName": .string(peerName), "state": .string(state),
            "purposes": .array(purposes.map { PurposeProperty.json($0) }),
        ]
    }
}

/// The publication of a configured service in the directories that its configuration names.
struct Publication {
    static let days: Int64 = 730

    let gateway: Gateway
    let manager: FSCManager

    /// Proposes one contract for each directory.
    ///
    /// - Throws: `OperationRefusal` when the service is not configured or names no directory.
    func propose(_ name: ServiceName, person: String) async throws -> [Contract] {
        guard let service = gateway.parts.services.first(where: { $0.settings.name == name }) else {
            throw OperationRefusal(.notFound, "no service \(name) is configured here")
        }
        guard !service.settings.publishIn.isEmpty else {
            throw OperationRefusal(
                .conflict,
                "`publishIn` of the service \(name) names no directory"
            )
        }
        let now = SystemClock.now()
        var made: [Contract] = []
        for directory in service.settings.publishIn {
            var request = PublicationRequest(
                service: name,
                directory: directory,
                notBefore: now.advanced(bySeconds: -60),
                notAfter: now.advanced(bySeconds: Self.days * 86_400)
            )
            request.properties = PublishedPurposes.properties(service.purposes)
            made.append(try await manager.propose(request, by: person))
        }
        return made
    }
}
