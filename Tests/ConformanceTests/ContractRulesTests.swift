import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// The rules for a contract's content: what breaks one is refused with its code, and not stored.
    @Suite struct ContractRulesTests {
        private func connection(_ world: World) -> Draft {
            Draft(
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, World.manual)
                )
            )
        }

        private func expectRefused(
            _ draft: Draft,
            _ code: String = "CONTRACT_INVALID",
            _ why: String = ""
        ) async throws {
            let world = try await SharedWorld.world
            let answer = try await world.peer.submit(draft, to: world.provider)
            #expect(answer.status == 422, "\(why): \(answer)")
            #expect(answer.code(of: "MANAGER") == code, "\(why): \(answer)")
            #expect(try await world.provider.contract(draft, as: world.peer) == nil, "\(why)")
        }

        private func expectTaken(_ draft: Draft, to gateway: Gateway? = nil) async throws {
            let world = try await SharedWorld.world
            let gateway = gateway ?? world.provider
            let answer = try await world.peer.submit(draft, to: gateway)
            #expect(answer.status == 201, "\(answer)")
            let stored = try #require(try await gateway.contract(draft, as: world.peer))
            #expect(CanonicalText.of(stored["content"] ?? .null) == CanonicalText.of(draft.content))
        }

        private func validity(_ start: Int64, _ end: Int64) -> JSONValue {
            let now = Moment.now
            return [
                "not_before": .number(JSONNumber(now + start)),
                "not_after": .number(JSONNumber(now + end)),
            ]
        }

        @Test(
            .requirement("FSC Core 2.0.0: K-05"),
            .requirement("FSC Core 2.0.0: M-04"),
            arguments: ["1.0.0", "1.1.2", "3.0.0", "v2.0.0", ""]
        )
        func `another version of FSC is refused`(version: String) async throws {
            let world = try await SharedWorld.world
            try await expectRefused(
                connection(world).with("fsc_version", .string(version)),
                "ERROR_CODE_UNKNOWN_FSC_VERSION"
            )
        }

        @Test(.requirement("FSC Core 2.0.0: K-06"))
        func `a contract made in the future is refused`() async throws {
            let world = try await SharedWorld.world
            let later = connection(world).with(
                "created_at",
                .number(JSONNumber(Moment.now + 120))
            )
            try await expectRefused(later)
        }

        @Test(.requirement("FSC Core 2.0.0: K-08"))
        func `a period that is empty, reversed or past is refused`() async throws {
            let world = try await SharedWorld.world
            for (start, end) in [(60, 60), (600, 60), (-600, -60)] as [(Int64, Int64)] {
                try await expectRefused(
                    connection(world).with("validity", validity(start, end)),
                    "CONTRACT_INVALID",
                    "\(start)…\(end)"
                )
            }
        }

        @Test(.requirement("FSC Core 2.0.0: K-09"))
        func `a contract without grants is refused`() async throws {
            let world = try await SharedWorld.world
            let draft = connection(world)
            let answer = try await world.peer.submit(draft.with("grants", []), to: world.provider)
            #expect(answer.status == 422, "\(answer)")
            #expect(answer.code(of: "MANAGER") == "CONTRACT_INVALID")
        }

        @Test(.requirement("FSC Core 2.0.0: K-03"))
        func `an iv is a UUID that no other contract has`() async throws {
            let world = try await SharedWorld.world
            for text in ["", "1", "06338364-8305-7b74-8000-de496350313", "{}"] {
                try await expectRefused(connection(world).with("iv", .string(text)))
            }
            let first = connection(world)
            try await expectTaken(first)
            let second = first.with("created_at", .number(JSONNumber(Moment.now - 30)))
            try await expectRefused(second)
            let again = try await world.peer.submit(first, to: world.provider)
            #expect(again.status == 201, "the same contract twice is no error")
        }

        @Test(
            .requirement("FSC Core 2.0.0: K-04"),
            arguments: [
                "fsc_version", "iv", "group_id", "validity", "grants", "hash_algorithm",
                "created_at",
            ]
        )
        func `a required member that is missing is refused`(name: String) async throws {
            let world = try await SharedWorld.world
            let answer = try await world.peer.submit(
                connection(world).with(name, nil),
                to: world.provider
            )
            #expect(answer.status == 422, "\(answer)")
            #expect(answer.code(of: "MANAGER") != nil, "\(answer)")
            #expect(answer.text.contains(name), "the message names it: \(answer)")
        }

        @Test(.requirement("FSC Core 2.0.0: K-11"), .requirement("FSC Core 2.0.0: D-02"))
        func `a service's name has 1 to 100 letters, digits, dashes, dots and underscores`()
            async throws
        {
            let world = try await SharedWorld.world
            func publication(_ name: String) -> Draft {
                Draft(
                    Grant.publication(
                        of: name,
                        by: world.peer.peerID,
                        in: world.directory.peerID
                    )
                )
            }
            for name in ["", "a b", "a/b", "é", String(repeating: "x", count: 101), "a:b"] {
                let answer = try await world.peer.submit(publication(name), to: world.directory)
                #expect(answer.status == 422, "\(name): \(answer)")
                #expect(answer.code(of: "MANAGER") == "CONTRACT_INVALID")
            }
            let longest = String((Moment.name() + String(repeating: "A-_.", count: 25)).prefix(100))
            try await expectTaken(publication(longest), to: world.directory)
        }

        @Test(.requirement("FSC Core 2.0.0: K-11"), .requirement("FSC Core 2.0.0: K-13"))
        func `a publication in another directory is refused`() async throws {
            let world = try await SharedWorld.world
            for delegator in [nil, world.partner.peerID] {
                let draft = Draft(
                    Grant.publication(
                        of: Moment.name(),
                        by: world.peer.peerID,
                        in: world.elder.peerID,
                        delegator: delegator
                    )
                )
                let answer = try await world.peer.submit(draft, to: world.directory)
                #expect(answer.status == 422, "\(answer)")
                #expect(
                    answer.code(of: "MANAGER")
                        == "ERROR_CODE_RECEIVING_PEER_NOT_PART_OF_CONTRACT"
                )
            }
        }

        @Test(.requirement("FSC Core 2.0.0: K-15"), .requirement("FSC Core 2.0.0: K-18"))
        func `a connection to a service of others, or to none, is refused`() async throws {
            let world = try await SharedWorld.world
            for delegator in [nil, world.partner.peerID] {
                let missing = Draft(
                    Grant.connection(
                        world.peer.outway,
                        Grant.service(world.provider.peerID, "no-such-service"),
                        delegator: delegator
                    )
                )
                try await expectRefused(missing)
                let others = Draft(
                    Grant.connection(
                        world.peer.outway,
                        Grant.service(world.elder.peerID, World.echo),
                        delegator: delegator
                    )
                )
                let answer = try await world.peer.submit(others, to: world.provider)
                #expect(answer.status == 422, "\(answer)")
                #expect(
                    answer.code(of: "MANAGER")
                        == "ERROR_CODE_RECEIVING_PEER_NOT_PART_OF_CONTRACT"
                )
            }
        }

        @Test(.requirement("FSC Core 2.0.0: K-16"), .requirement("FSC Core 2.0.0: T-16"))
        func `an Outway is identified as its type says`() async throws {
            let world = try await SharedWorld.world
            let service = Grant.service(world.provider.peerID, World.manual)
            func outway(_ identification: JSONValue) -> Draft {
                let outway: JSONValue = [
                    "peer_id": .string(world.peer.peerID), "identification": identification,
                ]
                return Draft(Grant.connection(outway, service))
            }
            let key = "OUTWAY_IDENTIFICATION_TYPE_PUBLIC_KEY_THUMBPRINT"
            let domain = "OUTWAY_IDENTIFICATION_TYPE_DOMAIN_NAME"
            let thumbprints = [
                world.peer.publicKey.uppercased(), String(world.peer.publicKey.dropLast()), "",
                world.peer.thumbprint,
            ]
            for text in thumbprints {
                let draft = outway(["type": .string(key), "public_key_thumbprint": .string(text)])
                try await expectRefused(
                    draft,
                    "ERROR_CODE_INCORRECT_PUBLIC_KEY_THUMBPRINT",
                    text
                )
            }
            try await expectRefused(
                outway(["type": .string(key), "domain_name": "a.example.nl"]),
                "ERROR_CODE_INCORRECT_PUBLIC_KEY_THUMBPRINT"
            )
            try await expectRefused(outway(["type": .string(domain)]))
            try await expectRefused(outway(["type": .string(domain), "domain_name": "a b"]))
            try await expectRefused(outway(["type": "OUTWAY", "domain_name": "a.example.nl"]))
            try await expectTaken(
                outway(["type": .string(domain), "domain_name": "peer.example.nl"])
            )
        }

        @Test(
            .requirement("FSC Core 2.0.0: P-01"),
            .requirement("FSC Core 2.0.0: P-02"),
            .requirement("FSC Core 2.0.0: P-03"),
            .requirement("FSC Core 2.0.0: P-05"),
            .requirement("FSC Core 2.0.0: P-09")
        )
        func `properties are a JSON object of any content, and count in the grant's hash`()
            async throws
        {
            let world = try await SharedWorld.world
            let service = Grant.service(world.provider.peerID, World.manual)
            for wrong in [[], "text", 1, true] as [JSONValue] {
                try await expectRefused(
                    Draft(Grant.connection(world.peer.outway, service, properties: wrong))
                )
            }
            let properties: JSONValue = [
                "z": ["b", "a", ["y": 1, "x": "<script>"]], "a": 9_007_199_254_740_991, "": "",
                "é": "\u{1F512}", "own.name/of-somebody": false,
            ]
            let draft = Draft(
                Grant.connection(world.peer.outway, service, properties: properties)
            )
            try await expectTaken(draft)
            var members = draft.members
            members["grants"] = [["data": Grant.connection(world.peer.outway, service)]]
            var plain = draft
            plain.members = members
            #expect(plain.grant != draft.grant)
        }

        @Test(.requirement("FSC Core 2.0.0: P-06"))
        func `properties of more than a mebibyte are refused`() async throws {
            let world = try await SharedWorld.world
            let service = Grant.service(world.provider.peerID, World.manual)
            let draft = Draft(
                Grant.connection(
                    world.peer.outway,
                    service,
                    properties: ["x": .string(String(repeating: "x", count: 1 << 20))]
                )
            )
            try await expectRefused(draft)
        }

        @Test(
            .requirement("FSC Core 2.0.0: K-20"),
            .requirement("FSC Core 2.0.0: H-01"),
            .requirement("FSC Core 2.0.0: H-03"),
            .requirement("FSC Core 2.0.0: H-04"),
            .requirement("FSC Core 2.0.0: H-05")
        )
        func `unknown members and the order of arrays are kept, and count in the hash`()
            async throws
        {
            let world = try await SharedWorld.world
            var grant =
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, World.manual)
                ).object ?? [:]
            grant["unknown"] = [3, 1, 2]
            let other = Grant.connection(
                world.peer.outway,
                Grant.service(world.provider.peerID, World.echo)
            )
            let draft = Draft(.object(grant), other)
                .with("Ünknown", ["b": [["y": 2], ["x": 1]], "a": "\u{20AC}\u{1D11E}\"\\\n"])
            try await expectTaken(draft)
            let reversed = Draft(other, .object(grant)).with("iv", draft.members["iv"])
            #expect(reversed.hash != draft.hash)
            let wrong = try await world.peer.put(
                "accept",
                draft,
                to: world.provider,
                path: reversed.hash
            )
            #expect(wrong.code(of: "MANAGER") == "ERROR_CODE_URL_PATH_CONTENT_HASH_MISMATCH")
            let encoded = draft.hash.replacing("$", with: "%24")
            let right = try await world.peer.put(
                "accept",
                draft,
                to: world.provider,
                path: encoded
            )
            #expect(right.status == 201, "\(right)")
        }

        @Test(
            .requirement("FSC Core 2.0.0: G-04"),
            .requirement("FSC Core 2.0.0: K-07")
        )
        func `a Group's id has 1 to 100 letters, digits and some signs`() async throws {
            let world = try await SharedWorld.world
            for id in ["", "a b", "groep\u{e9}", String(repeating: "g", count: 101), "a:b"] {
                try await expectRefused(
                    connection(world).with("group_id", .string(id)),
                    "CONTRACT_INVALID",
                    id
                )
            }
            let file = world.provider.folder + "/wrong-group.yaml"
            let text = WorldSettings(world: world).common(world.provider, group: "\"a b\"")
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let checked = try await CommandRun.of(
                try World.program(),
                ["check", "--config", file]
            )
            #expect((checked.text + checked.errors).contains("group.id"), "\(checked)")
        }

        @Test(
            .requirement("FSC Core 2.0.0: G-07"),
            .requirement("Digikoppeling REST 4.0.1: Ten grants at most")
        )
        func `more than ten grants are refused`() async throws {
            let world = try await SharedWorld.world
            let grant = Grant.connection(
                world.peer.outway,
                Grant.service(world.provider.peerID, World.manual)
            )
            func draft(_ count: Int) -> Draft {
                Draft(grant).with(
                    "grants",
                    .array([JSONValue](repeating: ["data": grant], count: count))
                )
            }
            try await expectRefused(draft(11))
            try await expectTaken(draft(10))
        }
    }
}
