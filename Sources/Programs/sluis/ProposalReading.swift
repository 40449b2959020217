import AdministrationAPI
import Contracts
import ExchangeModel
import JSONTape
import Manager
import ManagerAPI

/// The body of a proposal, read and completed from what the directories list.
struct ProposalReading {
    static let longestDays: Int64 = 3_650

    let peer: PeerID
    let service: ServiceName
    let purpose: PurposeID?
    let days: Int64
    /// The name that clients will call the grant by.
    let alias: String?
    let outway: OutwayChoice
    let manager: FSCManager
    let gateway: Gateway

    init(body: JSONObject, manager: FSCManager, gateway: Gateway) throws {
        (self.manager, self.gateway) = (manager, gateway)
        var faults: [OperationRefusal.Fault] = []
        let peer = try? body["peerID"]?.string.map { try PeerID($0) }
        if peer == nil { faults.append(.init(.body, "/peerID", "must be the provider's peer id")) }
        let service = try? body["service"]?.string.map { try ServiceName($0) }
        if service == nil { faults.append(.init(.body, "/service", "must be the service's name")) }
        let purpose = try? body["purpose"]?.string.map { try PurposeID($0) }
        if purpose == nil, body["purpose"] != nil {
            faults.append(.init(.body, "/purpose", "must be a purpose id"))
        }
        let days = body["days"].map(\.integer) ?? 365
        if !(1...Self.longestDays).contains(days ?? 0) {
            faults.append(.init(.body, "/days", "must be a number of days from 1 to 3650"))
        }
        let alias = body["alias"]?.string
        if body["alias"] != nil, alias.map(AliasBook.isName) != true {
            faults.append(.init(.body, "/alias", "must be \(AliasBook.form)"))
        }
        outway = OutwayChoice(body, own: manager.own, faults: &faults)
        let members = OutwayChoice.members
            .union(["peerID", "service", "purpose", "days", "alias"])
        for (name, _) in body.members where !members.contains(name) {
            faults.append(.init(.body, "/\(name)", "is not a member of a proposal"))
        }
        guard faults.isEmpty, let peer, let service, let days else {
            throw OperationRefusal(.invalid, "the proposal cannot be read", faults: faults)
        }
        (self.peer, self.service, self.purpose, self.days) = (peer, service, purpose, days)
        self.alias = alias
    }

    /// The request that the Manager makes a contract of.
    func request(at now: Timestamp) async throws -> ConnectionRequest {
        let (services, unreachable) = try await manager.discover()
        guard
            let listing = services.first(where: { $0.peer.id == peer && $0.name == service })
        else {
            let reasons = unreachable.map { "directory \($0.key): \($0.value)" }.sorted()
            throw OperationRefusal(
                .notFound,
                "no directory lists the service \(service) of peer \(peer)"
                    + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))")
            )
        }
        let offered = PublishedPurposes.read(listing.properties)
        var request = ConnectionRequest(
            service: listing.reference,
            identification: try outway.identification(of: gateway.signing.peer),
            purpose: try chosen(from: offered),
            notBefore: now.advanced(bySeconds: -60),
            notAfter: now.advanced(bySeconds: days * 86_400)
        )
        (request.outway, request.delegator) = (outway.peer, outway.delegator)
        request.properties = outway.properties
        return request
    }

    private func chosen(from offered: [Purpose]) throws -> Purpose? {
        let list = offered.map(\.id.rawValue).joined(separator: ", ")
        guard let purpose else {
            guard offered.isEmpty else {
                throw OperationRefusal(.invalid, "name one of the purposes of the service: \(list)")
            }
            return nil
        }
        guard let found = offered.first(where: { $0.id == purpose }) else {
            throw OperationRefusal(
                .invalid,
                offered.isEmpty
                    ? "the service is published without purposes"
                    : "the service is not offered for this purpose; it is for \(list)"
            )
        }
        return found
    }
}

/// The purposes that a publication names in its grant's properties, `purposes`.
enum PublishedPurposes {
    static let name = "purposes"

    static func read(_ properties: JSONObject?) -> [Purpose] {
        (properties?[name]?.array ?? []).compactMap { item in
            PurposeProperty(in: [PurposeProperty.name: item]).purpose
        }
    }

    static func properties(_ purposes: [Purpose]) -> JSONObject? {
        purposes.isEmpty ? nil : [name: .array(purposes.map { PurposeProperty.json($0) })]
    }
}
