import AccessLog
import CertificateAuthority
import Contracts
import ExchangeModel
import JSONTape
import Manager
import ManagerAPI
import OutboundHTTP
import RequirementTrait
import SignedJSON
import Synchronization
import Testing

@Suite struct ManagerInterfaceTests {
    @Test(
        .requirement("FSC Core 2.0.0: M-08"),
        .requirement("FSC Core 2.0.0: M-09"),
        .requirement("FSC Test Suite: Manager-JSONWebKeySet-1"),
        .requirement("FSC Test Suite: Manager-PeerInfo-1")
    )
    func `key set and peer are given with and without version in the path`() async throws {
        try await NodeGroup.run { nodes in
            for prefix in ["", "/v1"] {
                let keys = try await nodes.consumer.send(
                    .get,
                    prefix + "/.well-known/jwks.json",
                    to: nodes.provider
                )
                let set = try JSONWebKeySet(parsing: keys.body)
                #expect(set.keys.map(\.certificates) == [nodes.provider.issued.chainDER])
                #expect(
                    set.keys.first?.certificateThumbprint
                        == nodes.provider.identity.thumbprint.digest.bytes
                )
                let peer = try JSONValue(
                    parsing: await nodes.consumer.send(.get, prefix + "/peer", to: nodes.provider)
                        .body
                )
                #expect(peer["peer_id"]?.string == nodes.provider.id.rawValue)
                #expect(peer["peer_name"] == "Organisation 1")
                #expect(peer["fsc_version"] == "2.0.0")
                #expect(peer["enabled_extensions"]?["EXTENSION_TRANSACTION_LOGGING"] == "1.0.0")
            }
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: M-06"),
        .requirement("FSC Core 2.0.0: M-07"),
        .requirement("FSC Core 2.0.0: M-21"),
        .requirement("FSC Test Suite: Manager-Peers-1")
    )
    func `announced peers are listed by name and by id`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            func ids(_ query: String) async throws -> [String] {
                let answer = try await nodes.consumer.send(
                    .get,
                    "/v1/peers" + query,
                    to: nodes.directory
                )
                let value = try JSONValue(parsing: answer.body)
                return (value["peers"]?.array ?? []).compactMap { $0["id"]?.string }
            }
            #expect(try await ids("").count == 3)
            #expect(try await ids("?peer_name=organisation%201") == [nodes.provider.id.rawValue])
            let two = "?peer_id=\(nodes.provider.id),\(nodes.consumer.id)&limit=1"
            #expect(try await ids(two).count == 2)
            let first = try await nodes.consumer.send(
                .get,
                "/v1/peers?limit=2&sort_order=SORT_ORDER_ASCENDING",
                to: nodes.directory
            )
            let cursor = try #require(
                try JSONValue(parsing: first.body)["pagination"]?["next_cursor"]?.string
            )
            let rest = try await ids("?sort_order=SORT_ORDER_ASCENDING&cursor=\(cursor)")
            #expect(rest == [nodes.delegator.id.rawValue])
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: M-10"),
        .requirement("FSC Test Suite: Manager-Contracts-1"),
        .requirement("FSC Test Suite: Manager-Contracts-2")
    )
    func `a peer sees its own contracts only`() async throws {
        try await NodeGroup.run { nodes in
            let content = try nodes.content()
            let posted = try await nodes.consumer.send(
                .post,
                "/v1/contracts",
                to: nodes.provider,
                headers: nodes.address(of: nodes.consumer),
                body: nodes.body(content, by: nodes.consumer)
            )
            #expect(posted.status == 201)
            func contracts(_ node: Node, _ query: String) async throws -> [JSONValue] {
                let answer = try await node.send(
                    .get,
                    "/v1/contracts" + query,
                    to: nodes.provider
                )
                return try JSONValue(parsing: answer.body)["contracts"]?.array ?? []
            }
            let own = try await contracts(nodes.consumer, "")
            #expect(own.map { $0["content"] } == [content.json])
            let accepts = own.first?["signatures"]?["accept"]
            #expect(accepts?[nodes.consumer.id.rawValue]?.string != nil)
            #expect(own.first?["signatures"]?["revoke"] == [:])
            #expect(try await contracts(nodes.delegator, "").isEmpty)
            let hash = try #require(content.grants.first?.hash)
            #expect(try await contracts(nodes.consumer, "?grant_hash=\(hash)").count == 1)
            #expect(try await contracts(nodes.delegator, "?grant_hash=\(hash)").isEmpty)
            let type = "?grant_type=GRANT_TYPE_SERVICE_PUBLICATION"
            #expect(try await contracts(nodes.consumer, type).isEmpty)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: E-03"),
        .requirement("FSC Core 2.0.0: M-13"),
        .requirement("FSC Test Suite: Manager-GetToken-4"),
        .requirement("FSC Test Suite: Manager-GetToken-5"),
        .requirement("FSC Test Suite: Manager-GetToken-8"),
        .requirement("FSC Test Suite: Manager-GetToken-9")
    )
    func `a token request is refused in the words of RFC 6749`() async throws {
        try await NodeGroup.run { nodes in
            let id = nodes.consumer.id.rawValue
            let hash = try #require(nodes.content().grants.first?.hash)
            let cases = [
                ("", "invalid_request"), ("grant_type=client_credentials", "invalid_request"),
                ("grant_type=password&scope=x&client_id=\(id)", "unsupported_grant_type"),
                ("grant_type=client_credentials&scope=\(hash)", "invalid_request"),
                (
                    "grant_type=client_credentials&scope=\(hash)&client_id=\(nodes.provider.id)",
                    "invalid_client"
                ),
                ("grant_type=client_credentials&scope=x&client_id=\(id)", "invalid_scope"),
                ("grant_type=client_credentials&scope=\(hash)&client_id=\(id)", "invalid_scope"),
                ("grant_type=a&grant_type=b&scope=x&client_id=\(id)", "invalid_request"),
                ("grant_type=%zz", "invalid_request"),
            ]
            for (form, code) in cases {
                let answer = try await nodes.consumer.send(
                    .post,
                    "/v1/token",
                    to: nodes.provider,
                    body: Array(form.utf8)
                )
                #expect(answer.status == 400)
                #expect(TokenError(parsing: answer.body)?.code == code, "\(form)")
                #expect(answer.headers["cache-control"] == "no-store")
            }
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: M-25"),
        .requirement("FSC Core 2.0.0: M-26"),
        .requirement("FSC Test Suite: Manager-TransactionLogRecord-1")
    )
    func `a peer sees the log records in which it takes part`() async throws {
        try await NodeGroup.run { nodes in
            let grant = GrantHash(
                .serviceConnectionGrant,
                digest: [UInt8](repeating: 1, count: 64)
            )
            let entry = RequestEntry(
                createdAt: nodes.now,
                transaction: TransactionID(high: 1, low: 2),
                direction: .incoming,
                grant: grant,
                service: try ServiceName("register"),
                source: .init(nodes.consumer.id),
                destination: .init(nodes.provider.id, delegator: nodes.directory.id)
            )
            nodes.provider.facts.records.withLock { $0 = [FSCLogRecord(entry)] }
            for (node, count) in [(nodes.consumer, 1), (nodes.directory, 1), (nodes.delegator, 0)] {
                let answer = try await node.send(.get, "/v1/logs?limit=5", to: nodes.provider)
                let records = try JSONValue(parsing: answer.body)["records"]?.array ?? []
                #expect(records.count == count)
                guard let record = records.first else { continue }
                #expect(record["direction"] == "DIRECTION_INCOMING")
                #expect(record["source"]?["outway_peer_id"]?.string == nodes.consumer.id.rawValue)
                #expect(record["destination"]?["type"] == "DESTINATION_TYPE_DELEGATED_DESTINATION")
                #expect(record["grant_hash"]?.string == grant.rawValue)
            }
        }
    }
}
