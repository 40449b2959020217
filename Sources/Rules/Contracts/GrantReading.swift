import ExchangeModel
import JSONTape
import PeerIdentity

/// Reads the `data` of one grant.
///
/// Unknown members are passed over here and kept in the content, where they are hashed (Q24, Q39).
struct GrantReading {
    let type: GrantType
    let terms: GrantTerms
    let properties: JSONObject?

    init(_ data: ContentMember) throws(ContractRefusal) {
        _ = try data.object()
        let name = try data["type"].text()
        guard let type = GrantType(rawValue: name) else {
            throw .memberMalformed(data.path + ".type", expected: "one of the four grant types")
        }
        self.type = type
        switch type {
        case .servicePublication, .delegatedServicePublication:
            terms = .publication(try Self.publication(data, type))
        case .serviceConnection, .delegatedServiceConnection:
            terms = .connection(try Self.connection(data, type))
        }
        properties = data["properties"].isAbsent ? nil : try data["properties"].object()
    }

    private static func publication(
        _ data: ContentMember,
        _ type: GrantType
    ) throws(ContractRefusal) -> PublicationTerms {
        let service = data["service"]
        let transport = try service["protocol"].text()
        guard let transport = ServiceProtocol(rawValue: transport) else {
            throw .memberMalformed(
                service.path + ".protocol",
                expected: ServiceProtocol.allCases.map(\.rawValue).joined(separator: " or ")
            )
        }
        return PublicationTerms(
            directory: try data["directory"].peer(),
            service: ServiceReference(peer: try service.peer(), name: try self.name(of: service)),
            transport: transport,
            delegator: type == .delegatedServicePublication ? try data["delegator"].peer() : nil
        )
    }

    private static func connection(
        _ data: ContentMember,
        _ type: GrantType
    ) throws(ContractRefusal) -> ConnectionTerms {
        let service = data["service"]
        let serviceType = try service["type"].text()
        let delegator: PeerID?
        switch serviceType {
        case "SERVICE_TYPE_SERVICE": delegator = nil
        case "SERVICE_TYPE_DELEGATED_SERVICE": delegator = try service["delegator"].peer()
        default:
            throw .memberMalformed(
                service.path + ".type",
                expected: "SERVICE_TYPE_SERVICE or SERVICE_TYPE_DELEGATED_SERVICE"
            )
        }
        let outway = data["outway"]
        return ConnectionTerms(
            outway: OutwayReference(
                peer: try outway.peer(),
                identification: try identification(outway)
            ),
            service: ServiceReference(
                peer: try service.peer(),
                name: try name(of: service),
                delegator: delegator
            ),
            delegator: type == .delegatedServiceConnection ? try data["delegator"].peer() : nil
        )
    }

    private static func identification(
        _ outway: ContentMember
    ) throws(ContractRefusal) -> OutwayReference.Identification {
        let member = outway["identification"]
        switch try member["type"].text() {
        case "OUTWAY_IDENTIFICATION_TYPE_PUBLIC_KEY_THUMBPRINT":
            let thumbprint = member["public_key_thumbprint"]
            guard let text = thumbprint.value?.string,
                let value = try? PublicKeyThumbprint(text)
            else { throw .publicKeyThumbprintMalformed(thumbprint.path) }
            return .publicKey(value)
        case "OUTWAY_IDENTIFICATION_TYPE_DOMAIN_NAME":
            return .domainName(
                try member["domain_name"].parsed { (text) throws(Malformed) in
                    try DomainName(text)
                }
            )
        default:
            throw .memberMalformed(
                member.path + ".type",
                expected: "one of the two identification types"
            )
        }
    }

    private static func name(of service: ContentMember) throws(ContractRefusal) -> ServiceName {
        try service["name"].parsed { (text) throws(Malformed) in try ServiceName(text) }
    }
}
