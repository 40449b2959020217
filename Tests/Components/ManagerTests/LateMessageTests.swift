import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import Manager
import ManagerAPI
import OutboundHTTP
import RequirementTrait
import SignedJSON
import Synchronization
import Testing

/// Messages in another order than they were meant, or after their time.
@Suite struct LateMessageTests {
    private func put(
        _ kind: SignatureKind,
        _ content: ContractContent,
        by node: Node,
        in nodes: NodeGroup,
        path: String? = nil
    ) async throws -> OutboundResponse {
        try await node.send(
            .put,
            "/v1/contracts/\(path ?? content.hash.rawValue)/\(kind.rawValue)",
            to: nodes.provider,
            headers: nodes.address(of: node),
            body: nodes.body(content, kind, by: node)
        )
    }

    private func post(
        _ content: ContractContent,
        by node: Node,
        in nodes: NodeGroup
    ) async throws -> OutboundResponse {
        try await node.send(
            .post,
            "/v1/contracts",
            to: nodes.provider,
            headers: nodes.address(of: node),
            body: nodes.body(content, by: node)
        )
    }

    @Test(
        .requirement("FSC Core 2.0.0: M-04"),
        .requirement("FSC Core 2.0.0: K-21"),
        arguments: [SignatureKind.reject, .revoke]
    )
    func `an end that comes before its contract brings it along, ended`(
        kind: SignatureKind
    ) async throws {
        try await NodeGroup.run { nodes in
            let content = try nodes.content()
            #expect(try await put(kind, content, by: nodes.consumer, in: nodes).status == 201)
            let state: ContractState = kind == .reject ? .rejected : .revoked
            let provider = try nodes.provider.manager
            #expect(try await provider.status(of: content.hash).state == state)
            let late = try await post(content, by: nodes.consumer, in: nodes)
            #expect(late.status == 422)
            let body = try JSONValue(parsing: late.body)
            #expect(body["code"] == "CONTRACT_INVALID")
            #expect(body["message"]?.string?.contains(state.rawValue) == true)
            #expect(try await put(kind, content, by: nodes.consumer, in: nodes).status == 201)
            #expect(try await provider.status(of: content.hash).state == state)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: M-04"))
    func `what a signature brings along is checked like what is offered`() async throws {
        try await NodeGroup.run { nodes in
            let foreign = try nodes.content(group: GroupID("other"))
            let refused = try await put(.reject, foreign, by: nodes.consumer, in: nodes)
            #expect(try JSONValue(parsing: refused.body)["code"] == "ERROR_CODE_INCORRECT_GROUP_ID")
            let unknown = try nodes.content(service: "unknown")
            #expect(try await put(.accept, unknown, by: nodes.consumer, in: nodes).status == 422)
            let stranger = try await put(
                .accept,
                nodes.content(),
                by: nodes.delegator,
                in: nodes
            )
            #expect(
                try JSONValue(parsing: stranger.body)["code"]
                    == "ERROR_CODE_SUBMITTING_PEER_NOT_PART_OF_CONTRACT"
            )
            #expect(try await nodes.provider.store.contracts(ContractQuery()).elements.isEmpty)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: K-08"), .requirement("FSC Core 2.0.0: K-21"))
    func `an accept after the end is refused, one that was given before is not`() async throws {
        try await NodeGroup.run { nodes in
            let content = try nodes.content(delegator: nodes.delegator.id)
            let delegator = nodes.delegator
            #expect(try await post(content, by: delegator, in: nodes).status == 201)
            nodes.provider.facts.aheadSeconds.withLock { $0 = 3_601 }
            let late = try await put(.accept, content, by: nodes.consumer, in: nodes)
            #expect(late.status == 422)
            #expect(
                try JSONValue(parsing: late.body)["message"]?.string?.contains("not_after") == true
            )
            #expect(
                try await nodes.provider.manager.status(of: content.hash).state == .rejected
            )
            #expect(try await put(.reject, content, by: nodes.consumer, in: nodes).status == 201)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: S-12"), .requirement("FSC Core 2.0.0: H-02"))
    func `the hash in the path is read plain and percent-encoded, and compared`() async throws {
        try await NodeGroup.run { nodes in
            let content = try nodes.content()
            let encoded = FormText.encoded(content.hash.rawValue)
            #expect(encoded.hasPrefix("%241%241%24"))
            for path in [encoded, content.hash.rawValue] {
                let answer = try await put(
                    .accept,
                    content,
                    by: nodes.consumer,
                    in: nodes,
                    path: path
                )
                #expect(answer.status == 201)
            }
            for (path, code) in [
                ("$2$1$abc", "ERROR_CODE_UNKNOWN_HASH_ALGORITHM_HASH"),
                ("x", "ERROR_CODE_URL_PATH_CONTENT_HASH_MISMATCH"),
                ("%2524", "ERROR_CODE_URL_PATH_CONTENT_HASH_MISMATCH"),
            ] {
                let answer = try await put(
                    .accept,
                    content,
                    by: nodes.consumer,
                    in: nodes,
                    path: path
                )
                #expect(try JSONValue(parsing: answer.body)["code"]?.string == code, "\(path)")
            }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: K-06"), .requirement("FSC Core 2.0.0: S-06"))
    func `clocks may differ by five seconds and no more`() async throws {
        try await NodeGroup.run { nodes in
            let near = try nodes.content(createdAt: nodes.now.advanced(bySeconds: 5))
            #expect(try await post(near, by: nodes.consumer, in: nodes).status == 201)
            let far = try nodes.content(
                identifier: 8,
                createdAt: nodes.now.advanced(bySeconds: 6)
            )
            #expect(try await post(far, by: nodes.consumer, in: nodes).status == 422)
            nodes.provider.facts.aheadSeconds.withLock { $0 = -6 }
            let early = try nodes.content(
                identifier: 9,
                createdAt: nodes.now.advanced(bySeconds: -60)
            )
            let answer = try await post(early, by: nodes.consumer, in: nodes)
            #expect(
                try JSONValue(parsing: answer.body)["message"]?.string?.contains("signed_at")
                    == true
            )
        }
    }

    @Test(.requirement("FSC Core 2.0.0: K-15"), .requirement("FSC Core 2.0.0: K-18"))
    func `a peer in the wrong part may sign a contract but not offer it`() async throws {
        try await NodeGroup.run { nodes in
            var data = try nodes.content().json["grants"]?[0]?["data"]?.object ?? JSONObject()
            var service = data["service"]?.object ?? JSONObject()
            service["type"] = "SERVICE_TYPE_DELEGATED_SERVICE"
            service["delegator"] = ["peer_id": .string(nodes.delegator.id.rawValue)]
            data["service"] = .object(service)
            var members = try nodes.content().json.object ?? JSONObject()
            members["grants"] = [["data": .object(data)]]
            let content = try ContractContent(.object(members))
            let offered = try await post(content, by: nodes.delegator, in: nodes)
            #expect(offered.status == 422)
            #expect(
                try JSONValue(parsing: offered.body)["message"]?.string?
                    .contains(nodes.consumer.id.rawValue) == true
            )
            #expect(
                try await put(.accept, content, by: nodes.delegator, in: nodes).status == 201
            )
            #expect(try await post(content, by: nodes.consumer, in: nodes).status == 201)
            let missing = try await nodes.provider.manager.status(of: content.hash).missing
            #expect(missing == [nodes.provider.id])
        }
    }
}
