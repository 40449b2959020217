import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Manager-AcceptContract: a peer agrees.
    @Suite struct ManagerAcceptTests {
        @Test(.requirement("FSC Test Suite: Manager-AcceptContract-1"))
        func `Manager-AcceptContract-1: the peer's accept signature is kept`() async throws {
            try await SigningScene("accept").expectTaken()
        }

        @Test(.requirement("FSC Test Suite: Manager-AcceptContract-2"))
        func
            `Manager-AcceptContract-2: an accept signature of a peer outside the contract is refused`()
            async throws
        {
            try await SigningScene("accept").expectStrangerRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-AcceptContract-3"))
        func `Manager-AcceptContract-3: a text that is no JWS is refused`() async throws {
            try await SigningScene("accept").expectNoJWSRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-AcceptContract-4"))
        func `Manager-AcceptContract-4: a signature over another content is refused`() async throws
        {
            try await SigningScene("accept").expectOtherHashRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-AcceptContract-5"))
        func `Manager-AcceptContract-5: a signature of another type than accept is refused`()
            async throws
        {
            try await SigningScene("accept").expectOtherTypeRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-AcceptContract-6"))
        func `Manager-AcceptContract-6: a path with the hash of another contract is refused`()
            async throws
        {
            try await SigningScene("accept").expectOtherPathRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-AcceptContract-7"))
        func `Manager-AcceptContract-7: an algorithm outside the list is refused`() async throws {
            try await SigningScene("accept").expectAlgorithmRefused()
        }

        @Test(.requirement("FSC Test Suite: Manager-AcceptContract-8"))
        func `Manager-AcceptContract-8: an accept signature with an RSA algorithm is kept`()
            async throws
        {
            let world = try await SharedWorld.world
            try await expectAccepted(by: world.elder, "RS256")
        }

        @Test(.requirement("FSC Test Suite: Manager-AcceptContract-9"))
        func `Manager-AcceptContract-9: an accept signature with an ECDSA algorithm is kept`()
            async throws
        {
            let world = try await SharedWorld.world
            try await expectAccepted(by: world.peer, "ES256")
            try await expectAccepted(by: world.partner, "ES384")
        }

        /// A contract that another peer sent gets the accept signature of a peer.
        private func expectAccepted(by signer: TestPeer, _ algorithm: String) async throws {
            let world = try await SharedWorld.world
            let sender = signer === world.partner ? world.peer : world.partner
            let draft = Draft(
                Grant.connection(
                    signer.outway,
                    Grant.service(world.provider.peerID, World.manual),
                    delegator: sender.peerID
                )
            )
            try #require(try await sender.submit(draft, to: world.provider).status == 201)
            let text = try signer.signature(of: draft.hash)
            #expect(SignedText.part(0, of: text)?["alg"]?.string == algorithm)
            let answer = try await signer.put("accept", draft, to: world.provider, signature: text)
            #expect(answer.status == 201, "\(answer)")
            let kept = try await world.provider.signature(
                "accept",
                of: signer.peerID,
                under: draft,
                as: sender
            )
            #expect(kept == text)
        }
    }
}
