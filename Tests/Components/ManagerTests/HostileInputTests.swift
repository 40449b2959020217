import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import Manager
import ManagerAPI
import OutboundHTTP
import RequirementTrait
import SignedJSON
import Testing

@Suite struct HostileInputTests {
    private func post(
        _ body: [UInt8],
        from node: Node,
        in nodes: NodeGroup
    ) async throws -> OutboundResponse {
        try await node.send(
            .post,
            "/v1/contracts",
            to: nodes.provider,
            headers: nodes.address(of: node),
            body: body
        )
    }

    private func code(_ answer: OutboundResponse) throws -> String? {
        try JSONValue(parsing: answer.body)["code"]?.string
    }

    /// A body that is good but for what stands as the properties of its grant.
    private func body(properties: [UInt8], in nodes: NodeGroup) throws -> [UInt8] {
        let marker = "the properties stand here"
        var data = try nodes.content().json["grants"]?[0]?["data"]?.object ?? JSONObject()
        data["properties"] = .string(marker)
        var members = try nodes.content().json.object ?? JSONObject()
        members["grants"] = [["data": .object(data)]]
        let signature = try SigningStatement.text(
            .accept,
            of: nodes.content().hash,
            at: nodes.now,
            key: nodes.consumer.identity.key,
            certificate: nodes.consumer.identity.thumbprint
        )
        let text = SignedContent(content: .object(members), signature: signature).body
        let quoted = Array("\"\(marker)\"".utf8)
        let place = try #require(text.firstRange(of: quoted))
        return Array(text[..<place.lowerBound]) + properties + Array(text[place.upperBound...])
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-01"),
        .requirement("FSC Core 2.0.0: K-02"),
        .requirement("FSC Core 2.0.0: P-03"),
        .requirement("FSC Core 2.0.0: P-06")
    )
    func `hostile properties are refused with 4xx before anything is stored`() async throws {
        try await NodeGroup.run { nodes in
            let deep = String(repeating: "{\"a\":", count: 200) + "1"
            let long = "\"" + String(repeating: "x", count: 700_000) + "\""
            let cases: [([UInt8], Int)] = [
                (Array(#"{"a":1,"a":1}"#.utf8), 400),
                (Array(#"{"a":{"b":[{"c":1,"c":2}]}}"#.utf8), 400),
                (Array(#"{"a":"\ud800"}"#.utf8), 400),
                (Array(#"{"\udc00":1}"#.utf8), 400),
                (Array(#"{"a":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8), 400),
                (Array(#"{"a":""#.utf8) + [0xED, 0xA0, 0x80] + Array(#""}"#.utf8), 400),
                (Array(#"{"a":1e999}"#.utf8), 400),
                (Array((deep + String(repeating: "}", count: 200)).utf8), 400),
                (Array("{\"a\":\(long),\"b\":\(long)}".utf8), 422),
                (Array("[]".utf8), 422), (Array("null".utf8), 422), (Array("\"x\"".utf8), 422),
            ]
            for (properties, status) in cases {
                let answer = try await post(
                    body(properties: properties, in: nodes),
                    from: nodes.consumer,
                    in: nodes
                )
                #expect(answer.status == status, "\(String(decoding: answer.body, as: UTF8.self))")
                #expect(answer.headers["fsc-error-code"] != nil)
            }
            #expect(try await nodes.provider.store.contracts(ContractQuery()).elements.isEmpty)
            #expect(try await nodes.provider.knownPeers.peer(nodes.consumer.id) == nil)
            #expect(nodes.provider.auditedActions().isEmpty)
            #expect(nodes.provider.auditedActionsOfPeers().isEmpty)
        }
    }

    @Test func `a purpose with control characters, long texts or no digest is refused`()
        async throws
    {
        try await NodeGroup.run { nodes in
            func purpose(_ label: String, document: String) -> [UInt8] {
                let zeros = String(repeating: "0", count: 64)
                let parts = [
                    #"{"purpose":{"id":"p","label":""#, label, #"","legal_basis":"b","#,
                    #""field_policy_sha256":""#, zeros, #"","document_sha256":""#, document,
                    #""}}"#,
                ]
                return Array(parts.joined().utf8)
            }
            let digest = String(repeating: "a", count: 64)
            let cases = [
                (purpose(#"a\u0007b"#, document: digest), "label holds the character U+0007"),
                (purpose(#"a\nb"#, document: digest), "label holds the character U+000A"),
                (
                    purpose(String(repeating: "x", count: 513), document: digest),
                    "purpose.label is a text of 513 bytes; 512 is the most"
                ),
                (purpose("a", document: "zz"), "purpose.document_sha256 is not 64"),
                (purpose("a", document: digest.uppercased()), "purpose.document_sha256 is not 64"),
            ]
            for (properties, message) in cases {
                let answer = try await post(
                    body(properties: properties, in: nodes),
                    from: nodes.consumer,
                    in: nodes
                )
                #expect(answer.status == 422)
                #expect(try code(answer) == "CONTRACT_INVALID")
                let found = try JSONValue(parsing: answer.body)["message"]?.string
                #expect(found?.contains(message) == true, "\(found ?? "")")
            }
            #expect(try await nodes.provider.store.contracts(ContractQuery()).elements.isEmpty)
            #expect(try await nodes.provider.knownPeers.peer(nodes.consumer.id) == nil)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-20"),
        .requirement("FSC Core 2.0.0: P-01"),
        .requirement("FSC Core 2.0.0: P-02"),
        .requirement("FSC Core 2.0.0: P-05")
    )
    func `unknown members and odd but valid JSON are kept and count in the hashes`() async throws {
        try await NodeGroup.run { nodes in
            var data = try nodes.content().json["grants"]?[0]?["data"]?.object ?? JSONObject()
            data["properties"] = [
                "z": [3, 1, 2], "a": ["\u{1F512}", "é", "\u{0}"], "n": 1, "": .null,
            ]
            data["added_by_peer"] = ["b", "a"]
            var members = try nodes.content().json.object ?? JSONObject()
            members["grants"] = [["data": .object(data), "note": 1]]
            members["extra"] = [2, 1]
            let content = try ContractContent(.object(members))
            let answer = try await post(
                nodes.body(content, by: nodes.consumer),
                from: nodes.consumer,
                in: nodes
            )
            #expect(answer.status == 201)
            let grant = try #require(content.grants.first?.hash)
            let page = try await nodes.consumer.send(
                .get,
                "/v1/contracts?grant_hash=\(grant)&limit=0&cursor=x&sort_order=UP",
                to: nodes.provider
            )
            let listed = try JSONValue(parsing: page.body)["contracts"]?.array ?? []
            #expect(listed.compactMap { $0["content"] } == [content.json])
            let again = try ContractContent(#require(listed.first?["content"]))
            #expect(again.hash == content.hash)
            #expect(again.grants.map(\.hash) == [grant])
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: P-01"),
        arguments: [
            "test", .null, 7, ["a", "b"], ["level": "high"],
            .string(String(repeating: "x", count: 100_000)), "a\u{7}\n",
        ] as [JSONValue]
    )
    func `a purpose of another extension is stored and signed like any property`(
        value: JSONValue
    ) async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            var data = try nodes.content().json["grants"]?[0]?["data"]?.object ?? JSONObject()
            data["properties"] = ["purpose": value]
            var members = try nodes.content().json.object ?? JSONObject()
            members["grants"] = [["data": .object(data)]]
            let content = try ContractContent(.object(members))
            let answer = try await post(
                nodes.body(content, by: nodes.consumer),
                from: nodes.consumer,
                in: nodes
            )
            #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
            let provider = try nodes.provider.manager
            let signed = try await provider.sign(.accept, content.hash, by: "beheerder")
            #expect(signed.state(at: nodes.now) == .valid)
            #expect(signed.content.grants.first?.properties == ["purpose": value])
        }
    }

    @Test(.requirement("FSC Core 2.0.0: K-05"))
    func `a contract of FSC 1 is refused loudly, by its version or its shape`() async throws {
        try await NodeGroup.run { nodes in
            let content = try nodes.content()
            let old: JSONValue = ["contract_content": content.json, "signature": "x"]
            let answer = try await post(old.serialized(), from: nodes.consumer, in: nodes)
            #expect(answer.status == 422)
            #expect(try code(answer) == "ERROR_CODE_UNKNOWN_FSC_VERSION")
            let message = try JSONValue(parsing: answer.body)["message"]?.string
            #expect(message?.contains("2.0.0") == true)
        }
    }

    @Test func `a peer cannot leave more contracts than it may, and no other peer suffers`()
        async throws
    {
        let limits = ProposalLimits(open: 2, daily: 3, bytes: 1 << 20)
        try await NodeGroup.run(proposals: limits) { nodes in
            func propose(_ number: UInt64) async throws -> OutboundResponse {
                let content = try nodes.content(identifier: number)
                return try await post(
                    nodes.body(content, by: nodes.consumer),
                    from: nodes.consumer,
                    in: nodes
                )
            }
            #expect(try await propose(1).status == 201)
            #expect(try await propose(2).status == 201)
            let refused = try await propose(3)
            #expect(refused.status == 429)
            #expect(try code(refused) == "RATE_LIMITED")
            #expect(refused.headers["retry-after"] != nil)
            #expect(try await propose(1).status == 201, "a known contract is no new one")
            let other = try nodes.content(identifier: 4, delegator: nodes.delegator.id)
            let answer = try await post(
                nodes.body(other, by: nodes.delegator),
                from: nodes.delegator,
                in: nodes
            )
            #expect(answer.status == 201)
            let first = try nodes.content(identifier: 1)
            try await nodes.provider.manager.sign(.reject, first.hash, by: "beheerder")
            #expect(try await propose(3).status == 201, "an answer makes room")
            let withdrawn = try await nodes.consumer.send(
                .put,
                "/v1/contracts/\(first.hash)/reject",
                to: nodes.provider,
                headers: nodes.address(of: nodes.consumer),
                body: nodes.body(first, .reject, by: nodes.consumer)
            )
            #expect(withdrawn.status == 201)
            #expect(try await propose(5).status == 429, "the day's limit is reached")
        }
    }

    @Test(.requirement("FSC Core 2.0.0: P-08"))
    func `properties that the Group does not use are refused where it restricts them`()
        async throws
    {
        try await NodeGroup.run(properties: ["purpose"]) { nodes in
            let answer = try await post(
                body(properties: Array(#"{"other":1}"#.utf8), in: nodes),
                from: nodes.consumer,
                in: nodes
            )
            #expect(answer.status == 422)
            let message = try JSONValue(parsing: answer.body)["message"]?.string
            #expect(message?.contains("properties.other") == true)
        }
    }
}
