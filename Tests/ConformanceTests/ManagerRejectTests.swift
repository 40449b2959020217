import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Manager-RejectContract: a peer does not agree.
    @Suite struct ManagerRejectTests {
        @Test(.requirement("FSC Test Suite: Manager-RejectContract-1"))
        func `Manager-RejectContract-1: the peer's reject signature is kept`() async throws {
            try await SigningScene("reject").expectTaken()
        }

        @Test(.requirement("FSC Test Suite: Manager-RejectContract-2"))
        func
            `Manager-RejectContract-2: a reject signature of a peer outside the contract is refused`()
            async throws
        {
            try await SigningScene("reject").expectStrangerRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RejectContract-3"))
        func `Manager-RejectContract-3: a text that is no JWS is refused`() async throws {
            try await SigningScene("reject").expectNoJWSRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RejectContract-4"))
        func `Manager-RejectContract-4: a signature over another content is refused`() async throws
        {
            try await SigningScene("reject").expectOtherHashRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RejectContract-5"))
        func `Manager-RejectContract-5: a signature of another type than reject is refused`()
            async throws
        {
            try await SigningScene("reject").expectOtherTypeRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RejectContract-6"))
        func `Manager-RejectContract-6: a path with the hash of another contract is refused`()
            async throws
        {
            try await SigningScene("reject").expectOtherPathRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-RejectContract-7"))
        func `Manager-RejectContract-7: an algorithm outside the list is refused`() async throws {
            try await SigningScene("reject").expectAlgorithmRefused()
        }

        @Test(.requirement("FSC Core 2.0.0: K-21"))
        func `one rejection ends a contract for good`() async throws {
            let scene = try await SigningScene("reject", service: World.echo)
            let world = scene.world
            try await scene.expectTaken()
            let accept = try await world.peer.put("accept", scene.draft, to: world.provider)
            #expect(accept.status == 422, "\(accept)")
            let token = try await world.peer.askToken(world.provider, scope: scene.draft.grant)
            #expect(token.status == 400)
        }
    }
}
