import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Manager-RevokeContract: a peer takes its agreement back.
    @Suite struct ManagerRevokeTests {
        @Test(
            .requirement("FSC Test Suite: Manager-RevokeContract-1"),
            .requirement("FSC Core 2.0.0: K-21")
        )
        func
            `Manager-RevokeContract-1: the peer's revoke signature is kept, and ends the contract`()
            async throws
        {
            let scene = try await SigningScene("revoke", service: World.echo)
            let world = scene.world
            let accepted = try await world.peer.put("accept", scene.draft, to: world.provider)
            try #require(accepted.status == 201, "\(accepted)")
            _ = try await world.peer.token(world.provider, scene.draft.grant)
            try await scene.expectTaken()
            let token = try await world.peer.askToken(world.provider, scope: scene.draft.grant)
            #expect(token.status == 400)
            #expect(token.json?["error"]?.string == "invalid_grant")
        }

        @Test(.requirement("FSC Test Suite: Manager-RevokeContract-2"))
        func
            `Manager-RevokeContract-2: a revoke signature of a peer outside the contract is refused`()
            async throws
        {
            try await SigningScene("revoke").expectStrangerRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RevokeContract-3"))
        func `Manager-RevokeContract-3: a text that is no JWS is refused`() async throws {
            try await SigningScene("revoke").expectNoJWSRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RevokeContract-4"))
        func `Manager-RevokeContract-4: a signature over another content is refused`() async throws
        {
            try await SigningScene("revoke").expectOtherHashRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RevokeContract-5"))
        func `Manager-RevokeContract-5: a signature of another type than revoke is refused`()
            async throws
        {
            try await SigningScene("revoke").expectOtherTypeRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RevokeContract-6"))
        func `Manager-RevokeContract-6: a path with the hash of another contract is refused`()
            async throws
        {
            try await SigningScene("revoke").expectOtherPathRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RevokeContract-7"))
        func `Manager-RevokeContract-7: an algorithm outside the list is refused`() async throws {
            try await SigningScene("revoke").expectAlgorithmRefused()
        }
    }
}
