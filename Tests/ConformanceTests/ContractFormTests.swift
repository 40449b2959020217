import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Who must sign, and which bodies are read at all.
    @Suite struct ContractFormTests {
        private func connection(_ world: World) -> Draft {
            Draft(
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, World.manual)
                )
            )
        }

        @Test(.requirement("FSC Core 2.0.0: K-17"), .requirement("FSC Core 2.0.0: K-19"))
        func `a connection is valid only when every peer on it has accepted`() async throws {
            let world = try await SharedWorld.world
            let service = Grant.service(
                world.provider.peerID,
                World.echo,
                delegator: world.elder.peerID
            )
            let draft = Draft(
                Grant.connection(world.peer.outway, service, delegator: world.partner.peerID)
            )
            for (place, signer) in [world.peer, world.partner, world.elder].enumerated() {
                let early = try await world.peer.askToken(world.provider, scope: draft.grant)
                #expect(early.status == 400, "after \(place) signatures")
                let answer = try await signer.put("accept", draft, to: world.provider)
                #expect(answer.status == 201, "\(answer)")
            }
            _ = try await world.peer.token(world.provider, draft.grant)
        }

        @Test(.requirement("FSC Core 2.0.0: K-12"), .requirement("FSC Core 2.0.0: K-14"))
        func `a delegated publication is listed only when all three have accepted`() async throws {
            let world = try await SharedWorld.world
            let name = Moment.name()
            let draft = Draft(
                Grant.publication(
                    of: name,
                    by: world.peer.peerID,
                    in: world.directory.peerID,
                    delegator: world.elder.peerID
                )
            )
            func isListed() async throws -> Bool {
                let answer = try await world.partner.ask(
                    world.directory.manager,
                    "/v1/services?service_name=\(name)"
                )
                return answer.json?["services"]?.array?.isEmpty == false
            }
            try #require(try await world.peer.submit(draft, to: world.directory).status == 201)
            #expect(try await !isListed())
            let answer = try await world.elder.put("accept", draft, to: world.directory)
            #expect(answer.status == 201)
            #expect(try await isListed())
        }

        @Test(
            .requirement("FSC Core 2.0.0: K-01"),
            .requirement("FSC Core 2.0.0: K-02"),
            .requirement("FSC Core 2.0.0: E-04")
        )
        func `a body that is not I-JSON is refused with 4xx, and never with 500`() async throws {
            let world = try await SharedWorld.world
            let draft = connection(world)
            let signature = try world.peer.signature(of: draft.hash)
            let good = String(decoding: draft.body(signature: signature), as: UTF8.self)
            let texts = [
                "", "{", "null", "[]", "{}", "{\"content\":{}}",
                "{\"content\":1,\"signature\":\"a\"}",
                good.replacing(
                    "\"fsc_version\"",
                    with: "\"fsc_version\":\"2.0.0\",\"fsc_version\""
                ),
                good.replacing("\"2.0.0\"", with: "\"2.0.0\\ud800\""),
                good.replacing("\"created_at\":", with: "\"x\":1e999,\"created_at\":"),
                good.replacing(
                    "\"created_at\":",
                    with: "\"x\":" + String(repeating: "[", count: 10_000) + "1"
                        + String(repeating: "]", count: 10_000) + ",\"created_at\":"
                ),
                good + "x",
            ]
            var bodies = texts.map { Array($0.utf8) }
            bodies.append(Array(good.utf8).map { $0 == UInt8(ascii: "m") ? 0xFF : $0 })
            for (place, body) in bodies.enumerated() {
                let answer = try await world.peer.ask(
                    world.provider.manager,
                    "POST",
                    "/v1/contracts",
                    fields: ["Content-Type: application/json"],
                    body: body
                )
                #expect((400..<500).contains(answer.status), "\(place): \(answer)")
                #expect(answer.code(of: "MANAGER") != nil, "\(place): \(answer)")
            }
            #expect(try await world.provider.contract(draft, as: world.peer) == nil)
        }

        @Test(.requirement("FSC Core 2.0.0: M-03"))
        func `a body of the older version is told what is missing`() async throws {
            let world = try await SharedWorld.world
            let draft = connection(world)
            let old: JSONValue = [
                "contract_content": draft.content,
                "signature": .string(try world.peer.signature(of: draft.hash)),
            ]
            let answer = try await world.peer.ask(
                world.provider.manager,
                "POST",
                "/v1/contracts",
                body: old.serialized()
            )
            #expect((400..<500).contains(answer.status))
            #expect(answer.text.contains("content"), "\(answer)")
        }
    }
}
