import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Manager-SubmitContract: contracts of all kinds arrive, and what breaks a rule does not.
    @Suite struct ManagerSubmitTests {
        private func expectSubmitted(
            _ draft: Draft,
            by peer: TestPeer,
            to gateway: Gateway
        ) async throws {
            let text = try peer.signature(of: draft.hash)
            let answer = try await peer.submit(draft, to: gateway, signature: text)
            #expect(answer.status == 201, "\(answer)")
            let stored = try #require(try await gateway.contract(draft, as: peer))
            #expect(stored["content"] == draft.content)
            #expect(stored["signatures"]?["accept"]?[peer.peerID]?.string == text)
        }

        private func expectRefused(
            _ draft: Draft,
            _ code: String,
            by peer: TestPeer,
            to gateway: Gateway
        ) async throws {
            let answer = try await peer.submit(draft, to: gateway)
            #expect(answer.status == 422, "\(answer)")
            #expect(answer.code(of: "MANAGER") == code, "\(answer)")
            #expect(try await gateway.contract(draft, as: peer) == nil, "nothing is stored")
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-1"))
        func `Manager-SubmitContract-1: a connection is taken`() async throws {
            let world = try await SharedWorld.world
            let service = Grant.service(world.provider.peerID, World.manual)
            let draft = Draft(Grant.connection(world.peer.outway, service))
            try await expectSubmitted(draft, by: world.peer, to: world.provider)
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-2"))
        func `Manager-SubmitContract-2: a publication is taken`() async throws {
            let world = try await SharedWorld.world
            let draft = Draft(
                Grant.publication(
                    of: Moment.name(),
                    by: world.peer.peerID,
                    in: world.directory.peerID
                )
            )
            try await expectSubmitted(draft, by: world.peer, to: world.directory)
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-3"))
        func `Manager-SubmitContract-3: a delegated publication is taken`() async throws {
            let world = try await SharedWorld.world
            let draft = Draft(
                Grant.publication(
                    of: Moment.name(),
                    by: world.peer.peerID,
                    in: world.directory.peerID,
                    delegator: world.partner.peerID
                )
            )
            try await expectSubmitted(draft, by: world.partner, to: world.directory)
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-4"))
        func `Manager-SubmitContract-4: a delegated connection is taken`() async throws {
            let world = try await SharedWorld.world
            let service = Grant.service(world.provider.peerID, World.manual)
            let draft = Draft(
                Grant.connection(world.peer.outway, service, delegator: world.partner.peerID)
            )
            try await expectSubmitted(draft, by: world.partner, to: world.provider)
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-5"))
        func `Manager-SubmitContract-5: a connection to a delegated service is taken`()
            async throws
        {
            let world = try await SharedWorld.world
            let service = Grant.service(
                world.provider.peerID,
                World.manual,
                delegator: world.partner.peerID
            )
            let draft = Draft(Grant.connection(world.peer.outway, service))
            try await expectSubmitted(draft, by: world.peer, to: world.provider)
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-6"))
        func `Manager-SubmitContract-6: a delegated connection to a delegated service is taken`()
            async throws
        {
            let world = try await SharedWorld.world
            let service = Grant.service(
                world.provider.peerID,
                World.manual,
                delegator: world.partner.peerID
            )
            let draft = Draft(
                Grant.connection(world.peer.outway, service, delegator: world.elder.peerID)
            )
            try await expectSubmitted(draft, by: world.elder, to: world.provider)
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-7"))
        func `Manager-SubmitContract-7: a contract of others is refused`() async throws {
            let world = try await SharedWorld.world
            let service = Grant.service(world.provider.peerID, World.manual)
            let draft = Draft(Grant.connection(world.peer.outway, service))
            let answer = try await world.partner.submit(draft, to: world.provider)
            #expect(answer.status == 422)
            #expect(
                answer.code(of: "MANAGER")
                    == "ERROR_CODE_SUBMITTING_PEER_NOT_PART_OF_CONTRACT"
            )
            #expect(try await world.provider.contract(draft, as: world.peer) == nil)
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-8"))
        func `Manager-SubmitContract-8: a publication beside another grant is refused`()
            async throws
        {
            let world = try await SharedWorld.world
            let own = world.peer.peerID
            let plain = Grant.publication(
                of: Moment.name(),
                by: own,
                in: world.directory.peerID
            )
            let delegated = Grant.publication(
                of: Moment.name(),
                by: own,
                in: world.directory.peerID,
                delegator: world.partner.peerID
            )
            let connection = Grant.connection(
                world.peer.outway,
                Grant.service(world.provider.peerID, World.manual)
            )
            for draft in [
                Draft(plain, connection), Draft(connection, plain), Draft(plain, delegated),
                Draft(delegated, connection),
            ] {
                try await expectRefused(
                    draft,
                    "ERROR_CODE_GRANT_COMBINATION_NOT_ALLOWED",
                    by: world.peer,
                    to: world.directory
                )
            }
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-9"))
        func `Manager-SubmitContract-9: a contract of another Group is refused`() async throws {
            let world = try await SharedWorld.world
            let service = Grant.service(world.provider.peerID, World.manual)
            let draft = Draft(Grant.connection(world.peer.outway, service))
            for group in ["another-group", World.group.uppercased(), World.group + "2"] {
                try await expectRefused(
                    draft.with("group_id", .string(group)),
                    "ERROR_CODE_INCORRECT_GROUP_ID",
                    by: world.peer,
                    to: world.provider
                )
            }
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-10"))
        func `Manager-SubmitContract-10: another hash algorithm is refused`() async throws {
            let world = try await SharedWorld.world
            let service = Grant.service(world.provider.peerID, World.manual)
            let draft = Draft(Grant.connection(world.peer.outway, service))
            for name in ["HASH_ALGORITHM_SHA2_512", "SHA3-512", "HASH_ALGORITHM_UNSPECIFIED"] {
                try await expectRefused(
                    draft.with("hash_algorithm", .string(name)),
                    "ERROR_CODE_UNKNOWN_HASH_ALGORITHM_HASH",
                    by: world.peer,
                    to: world.provider
                )
            }
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-11"))
        func `Manager-SubmitContract-11: a signature with an RSA algorithm is taken`() async throws
        {
            let world = try await SharedWorld.world
            for algorithm in ["RS256", "RS512"] {
                let draft = Draft(
                    Grant.connection(
                        world.elder.outway,
                        Grant.service(world.provider.peerID, World.manual)
                    )
                )
                let text = try world.elder.signature(of: draft.hash, algorithm: algorithm)
                let answer = try await world.elder.submit(
                    draft,
                    to: world.provider,
                    signature: text
                )
                #expect(answer.status == 201, "\(answer)")
                #expect(
                    try await world.provider.signature(
                        "accept",
                        of: world.elder.peerID,
                        under: draft,
                        as: world.elder
                    ) == text
                )
            }
        }

        @Test(.requirement("FSC Test Suite: Manager-SubmitContract-12"))
        func `Manager-SubmitContract-12: a signature with an ECDSA algorithm is taken`()
            async throws
        {
            let world = try await SharedWorld.world
            for signer in [world.peer, world.partner] {
                let draft = Draft(
                    Grant.connection(
                        signer.outway,
                        Grant.service(world.provider.peerID, World.manual)
                    )
                )
                #expect(signer.key.algorithm == (signer === world.peer ? "ES256" : "ES384"))
                try await expectSubmitted(draft, by: signer, to: world.provider)
            }
        }
    }
}
