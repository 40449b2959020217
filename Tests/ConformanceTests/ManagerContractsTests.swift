import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Manager-Contracts: who sees which contracts.
    @Suite struct ManagerContractsTests {
        /// The hashes of all contracts that a peer is shown, page after page.
        private func listed(
            _ gateway: Gateway,
            as peer: TestPeer,
            limit: Int,
            order: String = "SORT_ORDER_DESCENDING"
        ) async throws -> [String] {
            var (hashes, cursor, pages) = ([String](), "", 0)
            repeat {
                let path =
                    "/v1/contracts?limit=\(limit)&sort_order=\(order)&cursor=\(Escaped.text(cursor))"
                let answer = try await peer.ask(gateway.manager, path)
                try #require(answer.status == 200, "\(answer)")
                let contracts = answer.json?["contracts"]?.array ?? []
                #expect(contracts.count <= limit)
                hashes += contracts.map { CanonicalText.contentHash($0["content"] ?? .null) }
                cursor = try #require(answer.json?["pagination"]?["next_cursor"]?.string)
                pages += 1
            } while !cursor.isEmpty && pages < 1_000
            return hashes
        }

        private func connection(_ world: World, of peer: TestPeer) async throws -> Draft {
            let draft = Draft(
                Grant.connection(peer.outway, Grant.service(world.provider.peerID, World.echo))
            )
            try #require(try await peer.submit(draft, to: world.provider).status == 201)
            return draft
        }

        @Test(
            .requirement("FSC Test Suite: Manager-Contracts-1"),
            .requirement("FSC Core 2.0.0: M-10")
        )
        func `Manager-Contracts-1: a peer is shown its contracts`() async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world, of: world.peer)
            let other = try await connection(world, of: world.peer)
            let answer = try await world.peer.ask(world.provider.manager, "/v1/contracts?limit=1")
            #expect(answer.field("content-type")?.hasPrefix("application/json") == true)
            let all = try await listed(world.provider, as: world.peer, limit: 1_000)
            #expect(all.contains(draft.hash) && all.contains(other.hash))
            #expect(Set(all).count == all.count, "each once")
            let stored = try #require(try await world.provider.contract(draft, as: world.peer))
            #expect(stored["content"] == draft.content)
            for signer in [world.peer.peerID, world.provider.peerID] {
                let text = try #require(stored["signatures"]?["accept"]?[signer]?.string)
                #expect(
                    SignedText.part(1, of: text)?["contract_content_hash"]?.string == draft.hash
                )
            }
            #expect(stored["signatures"]?["reject"]?.object?.isEmpty == true)
            #expect(stored["signatures"]?["revoke"]?.object?.isEmpty == true)
        }

        @Test(
            .requirement("FSC Test Suite: Manager-Contracts-2"),
            .requirement("FSC Core 2.0.0: M-10")
        )
        func `Manager-Contracts-2: a peer is not shown the contracts of others`() async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world, of: world.peer)
            for stranger in [world.partner, world.elder] {
                #expect(try await world.provider.contract(draft, as: stranger) == nil)
                let all = try await listed(world.provider, as: stranger, limit: 1_000)
                #expect(!all.contains(draft.hash))
            }
            #expect(try await world.provider.contract(draft, as: world.peer) != nil)
        }

        @Test(.requirement("FSC Core 2.0.0: M-01"))
        func `contracts come in pages of the asked size, in both orders`() async throws {
            let world = try await SharedWorld.world
            var made: [String] = []
            for _ in 0..<3 { made.append(try await connection(world, of: world.elder).hash) }
            let descending = try await listed(world.provider, as: world.elder, limit: 2)
            let ascending = try await listed(
                world.provider,
                as: world.elder,
                limit: 2,
                order: "SORT_ORDER_ASCENDING"
            )
            #expect(Set(descending).count == descending.count)
            #expect(Array(descending.reversed()) == ascending)
            #expect(Set(made).isSubset(of: Set(ascending)))
        }

        @Test(.requirement("FSC Core 2.0.0: M-01"))
        func `contracts are selected by the type of their grants`() async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world, of: world.peer)
            for (type, isListed) in [
                ("GRANT_TYPE_SERVICE_CONNECTION", true),
                ("GRANT_TYPE_DELEGATED_SERVICE_CONNECTION", false),
            ] {
                let path = "/v1/contracts?limit=1000&grant_type=\(type)"
                let answer = try await world.peer.ask(world.provider.manager, path)
                let hashes = (answer.json?["contracts"]?.array ?? []).map {
                    CanonicalText.contentHash($0["content"] ?? .null)
                }
                #expect(hashes.contains(draft.hash) == isListed, "\(type)")
            }
        }

        @Test(
            .requirement("FSC Core 2.0.0: M-01"),
            .requirement("FSC Core 2.0.0: E-04"),
            arguments: [
                "limit=0", "limit=1001", "limit=ten", "sort_order=UP", "grant_type=GRANT",
                "cursor=%00", "grant_hash=abc",
            ]
        )
        func `a parameter outside its bounds is refused with 400`(query: String) async throws {
            let world = try await SharedWorld.world
            let answer = try await world.peer.ask(
                world.provider.manager,
                "/v1/contracts?\(query)"
            )
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.code(of: "MANAGER") != nil, "\(answer)")
        }
    }
}
