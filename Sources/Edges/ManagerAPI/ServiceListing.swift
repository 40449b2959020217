public import Contracts
public import ExchangeModel
public import JSONTape

/// A service as a Directory lists it.
///
/// FSC Core 2.0.0, *serviceListing*. The type stands inside `data` and beside it (Q25).
public struct ServiceListing: Hashable, Sendable {
    /// The peer that offers the service, and where its Manager is.
    public let peer: KnownPeer
    /// The service's name.
    public let name: ServiceName
    /// How it is spoken to.
    public let transport: ServiceProtocol
    /// The peer on whose behalf it is offered, with its name.
    public let delegator: Delegator?
    /// The properties of the publication grant, external contract references included (D-04).
    public let properties: JSONObject?

    /// A peer on whose behalf a service is offered.
    public struct Delegator: Hashable, Sendable {
        /// The peer.
        public let id: PeerID
        /// Its name.
        public let name: String

        /// Names a delegator.
        public init(id: PeerID, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// Describes a service.
    public init(
        peer: KnownPeer,
        name: ServiceName,
        transport: ServiceProtocol,
        delegator: Delegator?,
        properties: JSONObject?
    ) {
        self.peer = peer
        self.name = name
        self.transport = transport
        self.delegator = delegator
        self.properties = properties
    }

    /// The service as connection grants name it.
    public var reference: ServiceReference {
        ServiceReference(peer: peer.id, name: name, delegator: delegator?.id)
    }

    var json: JSONValue {
        let type: JSONValue =
            delegator == nil ? "SERVICE_TYPE_SERVICE" : "SERVICE_TYPE_DELEGATED_SERVICE"
        var data: JSONObject = [
            "type": type, "peer": PeerMessage.json(peer), "name": .string(name.rawValue),
            "protocol": .string(transport.rawValue),
        ]
        if let delegator {
            data["delegator"] = [
                "peer_id": .string(delegator.id.rawValue), "peer_name": .string(delegator.name),
            ]
        }
        data["properties"] = properties.map { .object($0) }
        return ["type": type, "data": .object(data)]
    }

    /// Reads a listing of another Manager; nil when a member is malformed.
    public init?(_ value: JSONValue, seenAt: Timestamp) {
        let data = value["data"]
        guard let peer = PeerMessage.peer(data?["peer"], seenAt: seenAt),
            let name = data?["name"]?.string.flatMap({ try? ServiceName($0) }),
            let transport = data?["protocol"]?.string.flatMap(ServiceProtocol.init(rawValue:))
        else { return nil }
        var delegator: Delegator?
        if data?["type"]?.string == "SERVICE_TYPE_DELEGATED_SERVICE" {
            guard let id = data?["delegator"]?["peer_id"]?.string.flatMap({ try? PeerID($0) })
            else { return nil }
            delegator = Delegator(id: id, name: data?["delegator"]?["peer_name"]?.string ?? "")
        }
        self.init(
            peer: peer,
            name: name,
            transport: transport,
            delegator: delegator,
            properties: data?["properties"]?.object
        )
    }

    /// Reads a page of `GET /services`; listings that cannot be read are left out.
    public static func page(
        _ bytes: [UInt8],
        seenAt: Timestamp
    ) -> (services: [ServiceListing], nextCursor: String?)? {
        guard let value = try? JSONValue(parsing: bytes), let listed = value["services"]?.array
        else { return nil }
        return (
            listed.compactMap { ServiceListing($0, seenAt: seenAt) },
            value["pagination"]?["next_cursor"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        )
    }
}
