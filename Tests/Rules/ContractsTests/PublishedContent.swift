import Contracts
import ExchangeModel
import JSONTape

/// The content whose hashes were computed apart from this code, and variations of it.
enum PublishedContent {
    static let now = Timestamp(seconds: 1_680_000_000)
    static let text = #"""
        {"fsc_version":"2.0.0","iv":"06338364-8305-7b74-8000-de4963503139",
         "group_id":"fsc-example-group",
         "validity":{"not_before":1672527600,"not_after":1704063600},
         "grants":[{"data":{"type":"GRANT_TYPE_SERVICE_CONNECTION",
           "service":{"type":"SERVICE_TYPE_SERVICE","peer_id":"00000000000000000001",
             "name":"example-service"},
           "outway":{"peer_id":"00000000000000000002","identification":{
             "type":"OUTWAY_IDENTIFICATION_TYPE_PUBLIC_KEY_THUMBPRINT",
             "public_key_thumbprint":
               "3a56f2e9269ac63f0d4394c46b96539da1625b6a985d38029ff89f34e490960c"}}}}],
         "hash_algorithm":"HASH_ALGORITHM_SHA3_512","created_at":1672527600}
        """#
    static let contentHash =
        "$1$1$ia278mmEEX5QvMZfatwQW1F3gm0jOFrh1sQN4Pc3lBtunVH9Vl-JMMJOc_9Xonzw1EuHhWD2tGspmMVGxMnGjQ"
    static let grantHash =
        "$1$3$53nGkZldmXI7-3R-W1yeSFywZ3Y162RR0wArpDtUk-yyClOIDxbVw_8-eCaPLROc18atdUtXJbuROylbP-etXg"

    static func json() throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    /// The content with the member at a path set to a value, or removed.
    static func json(_ path: [String], _ value: JSONValue?) throws -> JSONValue {
        setting(try json(), path[...], value)
    }

    private static func setting(
        _ target: JSONValue,
        _ path: ArraySlice<String>,
        _ value: JSONValue?
    ) -> JSONValue {
        guard let name = path.first else { return target }
        let rest = path.dropFirst()
        switch target {
        case .array(var elements):
            guard let index = Int(name), elements.indices.contains(index) else { return target }
            if rest.isEmpty, let value {
                elements[index] = value
            } else {
                elements[index] = setting(elements[index], rest, value)
            }
            return .array(elements)
        case .object(var members):
            members[name] =
                rest.isEmpty ? value : setting(members[name] ?? .object([:]), rest, value)
            return .object(members)
        default:
            return target
        }
    }

    static let publicationGrant: JSONValue = [
        "data": [
            "type": "GRANT_TYPE_SERVICE_PUBLICATION",
            "directory": ["peer_id": "00000000000000000003"],
            "service": [
                "peer_id": "00000000000000000001", "name": "example-service",
                "protocol": "PROTOCOL_TCP_HTTP_1.1",
            ],
        ]
    ]
}
