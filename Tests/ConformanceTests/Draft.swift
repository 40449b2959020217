import Crypto
import Foundation
import GatewayTesting
import JSONTape

/// The content of a contract in the making; every part can be made wrong on purpose.
struct Draft: Sendable {
    var members: JSONObject

    /// A content of this Group that is valid from a minute ago for a day.
    init(_ grants: JSONValue...) {
        let now = Moment.now
        members = [
            "fsc_version": "2.0.0", "iv": .string(RandomUUID.text(version: 7)),
            "group_id": .string(World.group),
            "validity": [
                "not_before": .number(JSONNumber(now - 60)),
                "not_after": .number(JSONNumber(now + 86_400)),
            ],
            "grants": .array(grants.map { ["data": $0] }),
            "hash_algorithm": "HASH_ALGORITHM_SHA3_512",
            "created_at": .number(JSONNumber(now - 10)),
        ]
    }

    /// The same with one member changed.
    func with(_ name: String, _ value: JSONValue?) -> Draft {
        var copy = self
        copy.members[name] = value
        return copy
    }

    var content: JSONValue { .object(members) }
    var hash: String { CanonicalText.contentHash(content) }

    /// The hash of the first grant.
    var grant: String {
        CanonicalText.grantHash(members["grants"]?[0]?["data"] ?? .null, in: content)
    }

    /// The body of the operations that take a contract.
    func body(signature: String) -> [UInt8] {
        JSONValue.object(["content": content, "signature": .string(signature)]).serialized()
    }
}

/// The grants that contracts of these tests hold.
enum Grant {
    /// A connection; with a delegator a delegated one.
    static func connection(
        _ outway: JSONValue,
        _ service: JSONValue,
        delegator: String? = nil,
        properties: JSONValue? = nil
    ) -> JSONValue {
        var data: JSONObject = [
            "type": delegator == nil
                ? "GRANT_TYPE_SERVICE_CONNECTION" : "GRANT_TYPE_DELEGATED_SERVICE_CONNECTION",
            "outway": outway, "service": service,
        ]
        data["delegator"] = delegator.map { ["peer_id": .string($0)] }
        data["properties"] = properties
        return .object(data)
    }

    /// A service as connections name it; with a delegator a delegated one.
    static func service(_ peer: String, _ name: String, delegator: String? = nil) -> JSONValue {
        var service: JSONObject = [
            "type": delegator == nil ? "SERVICE_TYPE_SERVICE" : "SERVICE_TYPE_DELEGATED_SERVICE",
            "peer_id": .string(peer), "name": .string(name),
        ]
        service["delegator"] = delegator.map { ["peer_id": .string($0)] }
        return .object(service)
    }

    /// A publication; with a delegator a delegated one.
    static func publication(
        of name: String,
        by peer: String,
        in directory: String,
        delegator: String? = nil,
        properties: JSONValue? = nil
    ) -> JSONValue {
        var data: JSONObject = [
            "type": delegator == nil
                ? "GRANT_TYPE_SERVICE_PUBLICATION" : "GRANT_TYPE_DELEGATED_SERVICE_PUBLICATION",
            "directory": ["peer_id": .string(directory)],
            "service": [
                "peer_id": .string(peer), "name": .string(name),
                "protocol": "PROTOCOL_TCP_HTTP_1.1",
            ],
        ]
        data["delegator"] = delegator.map { ["peer_id": .string($0)] }
        data["properties"] = properties
        return .object(data)
    }

    /// An Outway that is known by its public key.
    static func outway(_ peer: String, key: String) -> JSONValue {
        [
            "peer_id": .string(peer),
            "identification": [
                "type": "OUTWAY_IDENTIFICATION_TYPE_PUBLIC_KEY_THUMBPRINT",
                "public_key_thumbprint": .string(key),
            ],
        ]
    }

    /// An Outway that is known by a name in its certificate.
    static func outway(_ peer: String, domain: String) -> JSONValue {
        [
            "peer_id": .string(peer),
            "identification": [
                "type": "OUTWAY_IDENTIFICATION_TYPE_DOMAIN_NAME", "domain_name": .string(domain),
            ],
        ]
    }
}

/// Moments and names that nobody used before.
enum Moment {
    /// Whole seconds since 1970.
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// A name for a service.
    static func name() -> String { "s-" + RandomUUID.text(version: 4).prefix(13) }
}
