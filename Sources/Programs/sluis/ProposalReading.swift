import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import JSONTape
import Manager
import ManagerAPI

/// The body of a proposal, read and completed from what the directories list.
struct ProposalReading {
    static let longestDays: Int64 = 3_650
    /// The most grants that a contract may have by Digikoppeling; the Group's own rule is judged later.
    static let mostGrants = 10

    /// A service that is asked for, for a purpose.
    struct Wish: Hashable {
        let service: ServiceName
        let purpose: PurposeID?
    }

    let peer: PeerID
    /// One for each grant.
    let wishes: [Wish]
    let period: ProposalPeriod
    /// Properties of extensions, for each grant.
    let properties: JSONObject?
    /// The name that clients will call the first grant by.
    let alias: String?
    let outway: OutwayChoice
    let manager: FSCManager
    let gateway: Gateway

    init(body: JSONObject, manager: FSCManager, gateway: Gateway) throws {
        (self.manager, self.gateway) = (manager, gateway)
        var faults: [OperationRefusal.Fault] = []
        let peer = try? body["peerID"]?.string.map { try PeerID($0) }
        if peer == nil { faults.append(.init(.body, "/peerID", "must be the provider's peer id")) }
        let wishes = Self.wishes(body, &faults)
        period = ProposalPeriod(body, longestDays: Self.longestDays, faults: &faults)
        properties = body["properties"]?.object
        if body["properties"] != nil, properties == nil {
            faults.append(.init(.body, "/properties", "must be an object"))
        }
        for (name, _) in properties?.members ?? [] where Self.ownProperties.contains(name) {
            let reason = "is written by the gateway itself: use the member for it"
            faults.append(.init(.body, "/properties/\(name)", reason))
        }
        let alias = body["alias"]?.string
        if body["alias"] != nil, alias.map(AliasBook.isName) != true {
            faults.append(.init(.body, "/alias", "must be \(AliasBook.form)"))
        }
        outway = OutwayChoice(body, own: manager.own, faults: &faults)
        let members = OutwayChoice.members.union(ProposalPeriod.members)
            .union(["peerID", "service", "purpose", "alias", "grants", "properties"])
        for (name, _) in body.members where !members.contains(name) {
            faults.append(.init(.body, "/\(name)", "is not a member of a proposal"))
        }
        guard faults.isEmpty, let peer else {
            throw OperationRefusal(.invalid, "the proposal cannot be read", faults: faults)
        }
        (self.peer, self.wishes, self.alias) = (peer, wishes, alias)
    }

    /// The properties that have members of their own in a proposal.
    private static let ownProperties: Set<String> = [
        PurposeProperty.name, ExternalContractReference.connectionProperty,
        ExternalContractReference.publicationProperty,
    ]

    /// The services that a proposal asks for, each with its purpose, no two of them the same.
    static func wishes(
        _ body: JSONObject,
        _ faults: inout [OperationRefusal.Fault]
    ) -> [Wish] {
        var wishes = [wish(body, at: "", &faults)].compactMap(\.self)
        guard let more = body["grants"] else { return wishes }
        let grants = more.array ?? []
        if !(1..<mostGrants).contains(grants.count) {
            let most = mostGrants - 1
            faults.append(.init(.body, "/grants", "must be 1 to \(most) further grants"))
        }
        for (place, grant) in grants.prefix(mostGrants).enumerated() {
            let path = "/grants/\(place)"
            for (name, _) in grant.object?.members ?? []
            where name != "service" && name != "purpose" {
                faults.append(.init(.body, "\(path)/\(name)", "is not a member of a grant"))
            }
            guard let wish = wish(grant.object ?? [:], at: path, &faults) else { continue }
            if wishes.contains(wish) {
                let reason =
                    "asks for the service \(wish.service) for the same purpose again: name another service, "
                    + "or another purpose of it"
                faults.append(.init(.body, path, reason))
            }
            wishes.append(wish)
        }
        return wishes
    }

    private static func wish(
        _ body: JSONObject,
        at path: String,
        _ faults: inout [OperationRefusal.Fault]
    ) -> Wish? {
        let service = try? body["service"]?.string.map { try ServiceName($0) }
        if service == nil {
            faults.append(.init(.body, "\(path)/service", "must be the service's name"))
        }
        let purpose = try? body["purpose"]?.string.map { try PurposeID($0) }
        if purpose == nil, body["purpose"] != nil {
            faults.append(.init(.body, "\(path)/purpose", "must be a purpose id"))
        }
        return service.map { Wish(service: $0, purpose: purpose) }
    }

    /// The requests that the Manager makes a contract of.
    func requests(at now: Timestamp) async throws -> [ConnectionRequest] {
        let (start, end) = try period.moments(at: now)
        var requests: [ConnectionRequest] = []
        for wish in wishes {
            let (services, unreachable) = try await manager.discover(named: wish.service)
            guard let listing = services.first(where: { $0.peer.id == peer }) else {
                throw OperationRefusal(
                    .notFound,
                    "no directory lists the service \(wish.service) of peer \(peer)"
                        + (try await hint(wish.service, unreachable))
                )
            }
            var request = ConnectionRequest(
                service: listing.reference,
                identification: try outway.identification(of: gateway.signing.peer),
                purpose: try chosen(
                    wish.purpose,
                    from: PublishedPurposes.read(listing.properties)
                ),
                notBefore: start,
                notAfter: end
            )
            (request.outway, request.delegator) = (outway.peer, outway.delegator)
            let members = (properties?.members ?? []) + (outway.properties?.members ?? [])
            request.properties = members.isEmpty ? nil : JSONObject(members)
            requests.append(request)
        }
        return requests
    }

    /// Which directories could not be asked, else what is listed that may have been meant.
    private func hint(
        _ service: ServiceName,
        _ unreachable: [PeerID: PeerCallError]
    ) async throws -> String {
        guard unreachable.isEmpty else {
            let reasons = unreachable.map { "directory \($0.key): \($0.value)" }.sorted()
            return " (\(reasons.joined(separator: "; ")))"
        }
        let listed = try await manager.discover().services
        let offered = listed.filter { $0.peer.id == peer }
        let hint =
            offered.isEmpty
            ? Spelling.hint(
                for: peer.rawValue,
                among: Set(listed.map { "\($0.peer.id) (\($0.peer.name))" }),
                of: "peers with services"
            )
            : Spelling.hint(
                for: service.rawValue,
                among: Set(offered.map(\.name.rawValue)),
                of: "services of that peer"
            )
        return hint.isEmpty ? "" : "; \(hint)"
    }

    private func chosen(_ purpose: PurposeID?, from offered: [Purpose]) throws -> Purpose? {
        let ids = offered.map(\.id.rawValue)
        guard let purpose else {
            guard offered.isEmpty else {
                let hint = Spelling.hint(for: "", among: ids, of: "purposes of the service")
                throw OperationRefusal(.invalid, "name a purpose; \(hint)")
            }
            return nil
        }
        guard let found = offered.first(where: { $0.id == purpose }) else {
            let hint = Spelling.hint(for: purpose.rawValue, among: ids, of: "its purposes")
            throw OperationRefusal(
                .invalid,
                offered.isEmpty
                    ? "the service is published without purposes"
                    : "the service is not offered for this purpose; \(hint)"
            )
        }
        return found
    }
}
