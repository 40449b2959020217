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

@Suite struct ManagerRefusalTests {
    /// The status and code of an answer, which header and body must agree on.
    private func code(_ answer: OutboundResponse) throws -> String {
        let body = try JSONValue(parsing: answer.body)
        let code = try #require(body["code"]?.string)
        #expect(answer.headers["fsc-error-code"] == code)
        #expect(body["domain"] == "ERROR_DOMAIN_MANAGER")
        #expect(body["message"]?.string?.isEmpty == false)
        #expect(ErrorCode(rawValue: code)?.status == answer.status)
        return code
    }

    @Test(
        .requirement("FSC Core 2.0.0: M-24"),
        .requirement("FSC Core 2.0.0: E-04"),
        .requirement("FSC Core 2.0.0: K-01")
    )
    func `what cannot be read is refused with 4xx, and never with 500`() async throws {
        try await NodeGroup.run { nodes in
            let content = try nodes.content()
            let good = try nodes.body(content, by: nodes.consumer)
            let address = try nodes.address(of: nodes.consumer)
            func post(_ headers: [String: String], _ body: [UInt8]) async throws -> String {
                try code(
                    await nodes.consumer.send(
                        .post,
                        "/v1/contracts",
                        to: nodes.provider,
                        headers: headers,
                        body: body
                    )
                )
            }
            #expect(try await post([:], good) == "MANAGER_ADDRESS_MISSING")
            let wrong = ["Fsc-Manager-Address": "https://127.0.0.1"]
            #expect(try await post(wrong, good) == "MALFORMED_REQUEST")
            for body in [
                "", "{", "[]", "{}", #"{"content":{}}"#, #"{"content":1,"signature":2}"#,
                #"{"content":{},"content":{},"signature":""}"#,
            ] {
                #expect(try await post(address, Array(body.utf8)) == "MALFORMED_REQUEST")
            }
            let nested = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
            #expect(try await post(address, Array(nested.utf8)) == "MALFORMED_REQUEST")
            let huge = [UInt8](repeating: 0x20, count: SignedContent.maximumBytes + 1)
            #expect(try await post(address, huge) == "PAYLOAD_TOO_LARGE")
            for path in ["/", "/v1", "/v2/peer", "/v1/contracts/x", "/v1/contracts/x/agree"] {
                let answer = try await nodes.consumer.send(.get, path, to: nodes.provider)
                #expect(try code(answer) == "UNKNOWN_RESOURCE")
            }
            for query in [
                "limit=0", "limit=1001", "limit=x", "sort_order=UP", "cursor=%", "cursor=abc",
                "grant_type=X", "grant_hash=x", "limit=1&limit=2",
            ] {
                let answer = try await nodes.consumer.send(
                    .get,
                    "/v1/contracts?" + query,
                    to: nodes.provider
                )
                #expect(try code(answer) == "MALFORMED_REQUEST", "\(query)")
            }
        }
    }

    @Test(
        .requirement("FSC Test Suite: Manager-SubmitContract-7"),
        .requirement("FSC Test Suite: Manager-SubmitContract-9"),
        .requirement("FSC Test Suite: Manager-SubmitContract-10")
    )
    func `a contract that breaks a rule is refused with the standard's code`() async throws {
        try await NodeGroup.run { nodes in
            func post(_ content: JSONValue, by node: Node) async throws -> String {
                let hash = try ContractContent(nodes.content().json).hash
                let text = try SigningStatement.text(
                    .accept,
                    of: (try? ContractContent(content).hash) ?? hash,
                    at: nodes.now,
                    key: node.identity.key,
                    certificate: node.identity.thumbprint
                )
                return try code(
                    await node.send(
                        .post,
                        "/v1/contracts",
                        to: nodes.provider,
                        headers: nodes.address(of: node),
                        body: SignedContent(content: content, signature: text).body
                    )
                )
            }
            func changed(_ name: String, _ value: JSONValue?) throws -> JSONValue {
                var members = try nodes.content().json.object ?? JSONObject()
                members[name] = value
                return .object(members)
            }
            let consumer = nodes.consumer
            #expect(
                try await post(nodes.content().json, by: nodes.delegator)
                    == "ERROR_CODE_SUBMITTING_PEER_NOT_PART_OF_CONTRACT"
            )
            #expect(
                try await post(changed("group_id", "other"), by: consumer)
                    == "ERROR_CODE_INCORRECT_GROUP_ID"
            )
            #expect(
                try await post(changed("hash_algorithm", "MD5"), by: consumer)
                    == "ERROR_CODE_UNKNOWN_HASH_ALGORITHM_HASH"
            )
            #expect(
                try await post(changed("fsc_version", "1.0.0"), by: consumer)
                    == "ERROR_CODE_UNKNOWN_FSC_VERSION"
            )
            #expect(try await post(changed("iv", "x"), by: consumer) == "CONTRACT_INVALID")
            #expect(try await post(changed("grants", []), by: consumer) == "CONTRACT_INVALID")
            let future = try nodes.content(createdAt: nodes.now.advanced(bySeconds: 600))
            #expect(try await post(future.json, by: consumer) == "CONTRACT_INVALID")
            let unknown = try nodes.content(service: "unknown")
            #expect(try await post(unknown.json, by: consumer) == "CONTRACT_INVALID")
            #expect(try await nodes.provider.store.contracts(ContractQuery()).elements.isEmpty)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-06"),
        .requirement("FSC Core 2.0.0: S-07"),
        .requirement("FSC Core 2.0.0: S-11"),
        .requirement("FSC Core 2.0.0: S-12"),
        .requirement("FSC Test Suite: Manager-AcceptContract-3"),
        .requirement("FSC Test Suite: Manager-AcceptContract-4"),
        .requirement("FSC Test Suite: Manager-AcceptContract-5"),
        .requirement("FSC Test Suite: Manager-AcceptContract-6"),
        .requirement("FSC Test Suite: Manager-AcceptContract-7")
    )
    func `a signature that breaks a rule is refused with the standard's code`() async throws {
        try await NodeGroup.run { nodes in
            let content = try nodes.content()
            let other = try nodes.content(identifier: 8)
            func put(
                _ body: [UInt8],
                kind: String = "accept",
                path: ContractHash? = nil
            ) async throws -> String {
                let hash = (path ?? content.hash).rawValue
                return try code(
                    await nodes.consumer.send(
                        .put,
                        "/v1/contracts/\(hash)/\(kind)",
                        to: nodes.provider,
                        headers: nodes.address(of: nodes.consumer),
                        body: body
                    )
                )
            }
            func signed(_ signature: String) -> [UInt8] {
                SignedContent(content: content.json, signature: signature).body
            }
            let accept = try nodes.body(content, by: nodes.consumer)
            #expect(
                try await put(accept, path: other.hash)
                    == "ERROR_CODE_URL_PATH_CONTENT_HASH_MISMATCH"
            )
            #expect(
                try await put(accept, kind: "reject") == "ERROR_CODE_SIGNATURE_VERIFICATION_FAILED"
            )
            #expect(
                try await put(accept, kind: "revoke") == "ERROR_CODE_SIGNATURE_VERIFICATION_FAILED"
            )
            #expect(
                try await put(nodes.body(content, by: nodes.consumer, over: other.hash))
                    == "ERROR_CODE_SIGNATURE_CONTRACT_CONTENT_HASH_MISMATCH"
            )
            #expect(
                try await put(signed("no jws")) == "ERROR_CODE_SIGNATURE_VERIFICATION_FAILED"
            )
            let header = Base64URL.encode(#"{"alg":"HS256"}"#.utf8)
            #expect(
                try await put(signed(header + ".e30.AA"))
                    == "ERROR_CODE_UNKNOWN_ALGORITHM_SIGNATURE"
            )
            let unknown = try SigningStatement.text(
                .accept,
                of: content.hash,
                at: nodes.now,
                key: nodes.consumer.identity.key,
                certificate: nodes.delegator.identity.thumbprint
            )
            #expect(
                try await put(signed(unknown)) == "ERROR_CODE_SIGNATURE_VERIFICATION_FAILED"
            )
            let forged = try SigningStatement.text(
                .accept,
                of: content.hash,
                at: nodes.now,
                key: nodes.delegator.identity.key,
                certificate: nodes.consumer.identity.thumbprint
            )
            #expect(
                try await put(signed(forged)) == "ERROR_CODE_SIGNATURE_VERIFICATION_FAILED"
            )
            #expect(try await nodes.provider.store.contract(content.hash) == nil)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: S-10"))
    func `a signature with another peer's known certificate is refused`() async throws {
        try await NodeGroup.run { nodes in
            let content = try nodes.content()
            let path = "/v1/contracts/\(content.hash.rawValue)/accept"
            let known = try nodes.content(identifier: 9, delegator: nodes.delegator.id)
            let first = try await nodes.delegator.send(
                .post,
                "/v1/contracts",
                to: nodes.provider,
                headers: nodes.address(of: nodes.delegator),
                body: nodes.body(known, by: nodes.delegator)
            )
            #expect(first.status == 201)
            let answer = try await nodes.consumer.send(
                .put,
                path,
                to: nodes.provider,
                headers: nodes.address(of: nodes.consumer),
                body: nodes.body(content, by: nodes.delegator)
            )
            #expect(try code(answer) == "ERROR_CODE_PEER_ID_SIGNATURE_MISMATCH")
        }
    }

    @Test(.requirement("FSC Core 2.0.0: K-03"))
    func `a second contract with the same iv is refused`() async throws {
        try await NodeGroup.run { nodes in
            func post(_ content: ContractContent) async throws -> OutboundResponse {
                try await nodes.consumer.send(
                    .post,
                    "/contracts",
                    to: nodes.provider,
                    headers: nodes.address(of: nodes.consumer),
                    body: nodes.body(content, by: nodes.consumer)
                )
            }
            let first = try nodes.content()
            #expect(try await post(first).status == 201)
            #expect(try await post(first).status == 201)
            #expect(nodes.provider.auditedActions() == ["contract.await"])
            #expect(nodes.provider.auditedActionsOfPeers() == ["contract.propose"])
            let twin = try first.renewed(
                identifier: first.identifier,
                createdAt: first.createdAt,
                notBefore: first.notBefore,
                notAfter: first.notAfter.advanced(bySeconds: 1)
            )
            let refused = try await post(twin)
            #expect(try code(refused) == "CONTRACT_INVALID")
        }
    }
}
