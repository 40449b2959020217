public import Contracts
public import ExchangeModel
private import JSONTape

/// Why a contract on which we are the provider can serve nothing here, whoever signs it.
public enum ServingObstacle: Hashable, Sendable {
    /// We offer no such service.
    case serviceNotOffered(ServiceName)
    /// The grant's purpose does not open the service; the purposes that do.
    case purpose(PurposeObjection, ServiceName, offered: [PurposeID])
    /// The grant pins a document for its purpose that we do not publish.
    case documentUnknown(PurposeID, ServiceName)
    /// The grant's properties make a token that no request can carry.
    case propertiesTooLarge(ServiceName, bytes: Int)
    /// The same grant stands at two places, so that one hash names both.
    case grantRepeated(first: Int, second: Int)
}

extension ServingObstacle: CustomStringConvertible {
    /// The most bytes of properties, serialized, that travel in the access token: with base64 and the
    /// other claims it then takes less than the 64 KiB that a token may have.
    static let carriedBytes = 46_080
    /// The most purposes that a sentence lists.
    private static let listedPurposes = 5

    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .serviceNotOffered(let name): "the service '\(name)' is not offered here"
        case .purpose(.missing, let name, let offered):
            "the service '\(name)' needs a purpose and the grant has none; "
                + Self.purposes(offered)
        case .purpose(.malformed, let name, _):
            "the purpose of the grant for the service '\(name)' cannot be read"
        case .purpose(.unknown(let id), let name, let offered):
            "the service '\(name)' is not offered for the purpose '\(id)'; "
                + Self.purposes(offered)
        case .purpose(.notPublished(let id), let name, _):
            "the contract names another field policy for the purpose '\(id)' than the service "
                + "'\(name)' is published with"
        case .purpose(.notKept(let id), let name, _):
            "the contract names a field policy for the purpose '\(id)' of the service '\(name)' that "
                + "is not kept here"
        case .purpose(.withdrawn(let id), let name, _):
            "the field policy that the contract names for the purpose '\(id)' of the service "
                + "'\(name)' was withdrawn"
        case .documentUnknown(let id, let name):
            "the contract pins a document for the purpose '\(id)' that is not published for the "
                + "service '\(name)'"
        case .propertiesTooLarge(let name, let bytes):
            "the properties of the grant for the service '\(name)' take \(bytes) bytes; more than "
                + "\(Self.carriedBytes) make an access token that no request can carry"
        case .grantRepeated(let first, let second):
            "content.grants[\(second)] is the same grant as content.grants[\(first)]"
        }
    }

    private static func purposes(_ offered: [PurposeID]) -> String {
        guard !offered.isEmpty else { return "it is offered for none" }
        let shown = offered.prefix(listedPurposes).map { "'\($0)'" }.joined(separator: ", ")
        let rest = offered.count - listedPurposes
        return "it is offered for " + shown + (rest > 0 ? " and \(rest) more" : "")
    }
}

extension ContractContent {
    /// Everything that keeps a contract from serving at us, in the order of its grants.
    ///
    /// The signatures would hold all the same: FSC Core 2.0.0 has no rule about purposes.
    ///
    /// - Parameters:
    ///   - own: Who we are; grants of which another peer is the provider are not judged.
    ///   - isInForce: Whether it is accepted already: then a policy that was published before serves.
    ///   - rule: What a service of ours asks; nil when we do not offer it.
    ///   - publishes: Whether we give out the document with a digest.
    /// - Returns: The obstacles; none when the contract can serve.
    public func obstacles(
        at own: PeerID,
        isInForce: Bool = false,
        rule: (ServiceName) -> ServiceRule?,
        publishes: (SHA256Value) -> Bool
    ) -> [ServingObstacle] {
        var found: [ServingObstacle] = []
        var places: [GrantHash: Int] = [:]
        for (place, grant) in grants.enumerated() where grant.terms.service.peer == own {
            if let first = places[grant.hash] {
                found.append(.grantRepeated(first: first, second: place))
                continue
            }
            places[grant.hash] = place
            let name = grant.terms.service.name
            guard let rule = rule(name) else {
                found.append(.serviceNotOffered(name))
                continue
            }
            guard case .connection = grant.terms else { continue }
            let bytes = grant.properties.map { JSONValue.object($0).serialized().count } ?? 0
            if bytes > ServingObstacle.carriedBytes {
                found.append(.propertiesTooLarge(name, bytes: bytes))
            }
            let objection =
                isInForce
                ? rule.objection(to: grant.purpose) : rule.objection(toNew: grant.purpose)
            if let objection {
                found.append(.purpose(objection, name, offered: rule.fieldPolicies.keys.sorted()))
            } else if let purpose = grant.purpose.purpose, let document = purpose.document,
                !publishes(document)
            {
                found.append(.documentUnknown(purpose.id, name))
            }
        }
        return found
    }
}
