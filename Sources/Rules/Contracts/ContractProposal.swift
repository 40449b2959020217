public import ExchangeModel
public import JSONTape
import PeerIdentity

/// A contract as we would propose it.
public struct ContractProposal: Sendable {
    /// The Group.
    public let group: GroupID
    /// The first moment of validity, in whole seconds.
    public let notBefore: Timestamp
    /// The end of validity, in whole seconds.
    public let notAfter: Timestamp
    /// What is to be granted.
    public let grants: [GrantProposal]

    /// Describes a contract.
    public init(
        group: GroupID,
        notBefore: Timestamp,
        notAfter: Timestamp,
        grants: [GrantProposal]
    ) {
        self.group = group
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.grants = grants
    }

    /// The content, under a new identifier.
    public func content(
        identifier: TransactionID,
        createdAt: Timestamp
    ) throws(ContractRefusal) -> ContractContent {
        try ContractContent([
            "fsc_version": "2.0.0",
            "iv": .string(identifier.description),
            "group_id": .string(group.rawValue),
            "validity": [
                "not_before": .number(JSONNumber(notBefore.seconds)),
                "not_after": .number(JSONNumber(notAfter.seconds)),
            ],
            "grants": .array(grants.map { ["data": $0.json] }),
            "hash_algorithm": .string(ContractContent.hashAlgorithm),
            "created_at": .number(JSONNumber(createdAt.seconds)),
        ])
    }
}

extension ContractContent {
    /// The same grants under a new identifier and for another period, to be proposed again.
    ///
    /// Every grant has a new hash; aliases at the Outway hide that from clients. `properties` are those
    /// of grants that change, by the grants' places.
    public func renewed(
        identifier: TransactionID,
        createdAt: Timestamp,
        notBefore: Timestamp,
        notAfter: Timestamp,
        properties: [Int: JSONObject] = [:]
    ) throws(ContractRefusal) -> ContractContent {
        var members = json.object ?? JSONObject()
        if !properties.isEmpty, let grants = members["grants"]?.array {
            members["grants"] = .array(
                grants.enumerated().map { place, grant in
                    guard let changed = properties[place], var whole = grant.object,
                        var data = whole["data"]?.object
                    else { return grant }
                    data["properties"] = .object(changed)
                    whole["data"] = .object(data)
                    return .object(whole)
                }
            )
        }
        members["iv"] = .string(identifier.description)
        members["created_at"] = .number(JSONNumber(createdAt.seconds))
        members["validity"] = [
            "not_before": .number(JSONNumber(notBefore.seconds)),
            "not_after": .number(JSONNumber(notAfter.seconds)),
        ]
        return try ContractContent(.object(members))
    }
}

/// A grant as we would propose it.
public struct GrantProposal: Sendable {
    /// What it says.
    public let terms: GrantTerms
    /// Its properties, the purpose included.
    public let properties: JSONObject?

    /// Describes a grant; the purpose becomes a property of its own.
    public init(_ terms: GrantTerms, purpose: Purpose? = nil, properties: JSONObject? = nil) {
        self.terms = terms
        var properties = properties
        if let purpose {
            properties = properties ?? JSONObject()
            properties?[PurposeProperty.name] = PurposeProperty.json(purpose)
        }
        self.properties = properties
    }

    var json: JSONValue {
        var data: JSONObject = ["type": .string(terms.type.rawValue)]
        switch terms {
        case .publication(let publication):
            data["directory"] = Self.peer(publication.directory)
            data["service"] = [
                "peer_id": .string(publication.service.peer.rawValue),
                "name": .string(publication.service.name.rawValue),
                "protocol": .string(publication.transport.rawValue),
            ]
            data["delegator"] = publication.delegator.map(Self.peer)
        case .connection(let connection):
            data["service"] = Self.service(connection.service)
            data["outway"] = Self.outway(connection.outway)
            data["delegator"] = connection.delegator.map(Self.peer)
        }
        data["properties"] = properties.map { .object($0) }
        return .object(data)
    }

    private static func peer(_ id: PeerID) -> JSONValue {
        ["peer_id": .string(id.rawValue)]
    }

    private static func service(_ service: ServiceReference) -> JSONValue {
        var value: JSONObject = [
            "type": service.delegator == nil
                ? "SERVICE_TYPE_SERVICE" : "SERVICE_TYPE_DELEGATED_SERVICE",
            "peer_id": .string(service.peer.rawValue),
            "name": .string(service.name.rawValue),
        ]
        value["delegator"] = service.delegator.map(peer)
        return .object(value)
    }

    private static func outway(_ outway: OutwayReference) -> JSONValue {
        let identification: JSONValue =
            switch outway.identification {
            case .publicKey(let thumbprint):
                [
                    "type": "OUTWAY_IDENTIFICATION_TYPE_PUBLIC_KEY_THUMBPRINT",
                    "public_key_thumbprint": .string(thumbprint.description),
                ]
            case .domainName(let name):
                [
                    "type": "OUTWAY_IDENTIFICATION_TYPE_DOMAIN_NAME",
                    "domain_name": .string(name.rawValue),
                ]
            }
        return ["peer_id": .string(outway.peer.rawValue), "identification": identification]
    }
}
