import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Manager-GetToken: who gets an access token, and what it says.
    @Suite struct ManagerTokenTests {
        private let properties: JSONValue = [
            "purpose_of_use": "audit", "list": ["b", "a"], "n": 1,
        ]

        /// A connection of the peer to a service of the provider, signed by all whose keys are here.
        private func connection(
            _ world: World,
            service: String = World.echo,
            behalf: TestPeer? = nil,
            owner: TestPeer? = nil,
            properties: JSONValue? = nil
        ) async throws -> Draft {
            let draft = Draft(
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, service, delegator: owner?.peerID),
                    delegator: behalf?.peerID,
                    properties: properties
                )
            )
            try #require(try await world.peer.submit(draft, to: world.provider).status == 201)
            for signer in [behalf, owner].compactMap({ $0 }) {
                let answer = try await signer.put("accept", draft, to: world.provider)
                try #require(answer.status == 201, "\(answer)")
            }
            return draft
        }

        private func expectRefused(_ answer: CurlAnswer, _ error: String) {
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.json?["error"]?.string == error, "\(answer)")
            #expect(answer.json?["access_token"] == nil)
            #expect(answer.json?["error_description"]?.string?.isEmpty == false)
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-1"),
            .requirement("FSC Core 2.0.0: A-01"),
            .requirement("FSC Core 2.0.0: A-02"),
            .requirement("FSC Core 2.0.0: A-03"),
            .requirement("FSC Core 2.0.0: A-04"),
            .requirement("FSC Core 2.0.0: A-05"),
            .requirement("FSC Core 2.0.0: M-11"),
            .requirement("FSC Core 2.0.0: M-18")
        )
        func `Manager-GetToken-1: a valid contract gives a token with every claim`() async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world)
            let answer = try await world.peer.askToken(world.provider, scope: draft.grant)
            #expect(answer.status == 200, "\(answer)")
            #expect(answer.json?["token_type"]?.string == "bearer")
            #expect(answer.field("cache-control")?.contains("no-store") == true)
            let token = try #require(answer.json?["access_token"]?.string)
            let header = try #require(SignedText.part(0, of: token))
            #expect(header["alg"]?.string == "ES256")
            #expect(header["x5t#S256"]?.string == world.provider.thumbprint)
            let claims = try #require(SignedText.part(1, of: token))
            #expect(claims["gth"]?.string == draft.grant)
            #expect(claims["gid"]?.string == World.group)
            #expect(claims["sub"]?.string == world.peer.peerID)
            #expect(claims["iss"]?.string == world.provider.peerID)
            #expect(claims["svc"]?.string == World.echo)
            #expect(claims["aud"]?.string == world.provider.inway.address)
            #expect(claims["cnf"]?["x5t#S256"]?.string == world.peer.thumbprint)
            let now = Moment.now
            #expect(try #require(claims["nbf"]?.integer) <= now)
            #expect(try #require(claims["exp"]?.integer) > now)
            for name in ["act", "pdi", "prp"] { #expect(claims[name] == nil, "\(name)") }
            let keys = try await PublishedKeys.of(world.provider, as: world.peer)
            #expect(keys.hold(token), "signed with a key of the provider")
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-2"),
            .requirement("FSC Core 2.0.0: M-12")
        )
        func `Manager-GetToken-2: without a valid contract there is no token`() async throws {
            let world = try await SharedWorld.world
            let unknown = "$1$3$" + String(repeating: "A", count: 86)
            let none = try await world.peer.askToken(world.provider, scope: unknown)
            expectRefused(none, "invalid_scope")
            let proposed = try await connection(world, service: World.manual)
            let early = try await world.peer.askToken(world.provider, scope: proposed.grant)
            expectRefused(early, "invalid_grant")
            let coming = Draft(
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, World.echo)
                )
            ).with(
                "validity",
                [
                    "not_before": .number(JSONNumber(Moment.now + 600)),
                    "not_after": .number(JSONNumber(Moment.now + 900)),
                ]
            )
            try #require(try await world.peer.submit(coming, to: world.provider).status == 201)
            let before = try await world.peer.askToken(world.provider, scope: coming.grant)
            expectRefused(before, "invalid_grant")
        }

        @Test(.requirement("FSC Test Suite: Manager-GetToken-3"))
        func `Manager-GetToken-3: a revoked contract gives no token`() async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world)
            _ = try await world.peer.token(world.provider, draft.grant)
            let revoked = try await world.peer.put("revoke", draft, to: world.provider)
            try #require(revoked.status == 201, "\(revoked)")
            expectRefused(
                try await world.peer.askToken(world.provider, scope: draft.grant),
                "invalid_grant"
            )
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-4"),
            .requirement("FSC Core 2.0.0: E-03"),
            arguments: [
                "no hash", "$1$3$", "$1$1$" + String(repeating: "A", count: 86),
                "$2$3$" + String(repeating: "A", count: 86),
                "$1$3$" + String(repeating: "A", count: 85) + "=",
            ]
        )
        func `Manager-GetToken-4: an ill-formed grant hash is refused`(scope: String) async throws {
            let world = try await SharedWorld.world
            expectRefused(
                try await world.peer.askToken(world.provider, scope: scope),
                "invalid_scope"
            )
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-5"),
            .requirement("FSC Core 2.0.0: E-03"),
            arguments: ["authorization_code", "password", "CLIENT_CREDENTIALS"]
        )
        func `Manager-GetToken-5: another grant type is refused`(type: String) async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world)
            expectRefused(
                try await world.peer.askToken(world.provider, scope: draft.grant, type: type),
                "unsupported_grant_type"
            )
            expectRefused(
                try await world.peer.askToken(world.provider, scope: draft.grant, type: nil),
                "invalid_request"
            )
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-6"),
            .requirement("FSC Core 2.0.0: A-06")
        )
        func `Manager-GetToken-6: the token of a delegated connection names the delegator`()
            async throws
        {
            let world = try await SharedWorld.world
            let draft = try await connection(world, behalf: world.partner)
            let token = try await world.peer.token(world.provider, draft.grant)
            let claims = try #require(SignedText.part(1, of: token))
            #expect(claims["act"]?["sub"]?.string == world.partner.peerID)
            #expect(claims["sub"]?.string == world.peer.peerID)
            #expect(claims["pdi"] == nil)
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-7"),
            .requirement("FSC Core 2.0.0: A-07")
        )
        func `Manager-GetToken-7: the token of a delegated service names the delegator`()
            async throws
        {
            let world = try await SharedWorld.world
            let draft = try await connection(world, owner: world.partner)
            let token = try await world.peer.token(world.provider, draft.grant)
            let claims = try #require(SignedText.part(1, of: token))
            #expect(claims["pdi"]?.string == world.partner.peerID)
            #expect(claims["act"] == nil)
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-8"),
            .requirement("FSC Core 2.0.0: M-13")
        )
        func `Manager-GetToken-8: a request without client_id is refused`() async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world)
            expectRefused(
                try await world.peer.askToken(
                    world.provider,
                    scope: draft.grant,
                    sendsClient: false
                ),
                "invalid_request"
            )
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-9"),
            .requirement("FSC Core 2.0.0: M-13")
        )
        func `Manager-GetToken-9: a wrong client_id is refused`() async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world)
            for client in [world.partner.peerID, "12", world.peer.peerID + "0", "peer"] {
                expectRefused(
                    try await world.peer.askToken(
                        world.provider,
                        scope: draft.grant,
                        client: client
                    ),
                    "invalid_client"
                )
            }
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-10"),
            .requirement("FSC Core 2.0.0: A-08"),
            .requirement("FSC Core 2.0.0: P-04")
        )
        func `Manager-GetToken-10: the token has the properties of the grant`() async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world, properties: properties)
            let token = try await world.peer.token(world.provider, draft.grant)
            #expect(SignedText.part(1, of: token)?["prp"] == properties)
        }

        @Test(
            .requirement("FSC Test Suite: Manager-GetToken-11"),
            .requirement("FSC Core 2.0.0: A-08")
        )
        func `Manager-GetToken-11: the token of a delegated connection has the properties`()
            async throws
        {
            let world = try await SharedWorld.world
            let draft = try await connection(world, behalf: world.partner, properties: properties)
            let token = try await world.peer.token(world.provider, draft.grant)
            let claims = try #require(SignedText.part(1, of: token))
            #expect(claims["prp"] == properties)
            #expect(claims["act"]?["sub"]?.string == world.partner.peerID)
        }

        @Test(.requirement("FSC Core 2.0.0: M-16"))
        func `a token for the Outway of another peer is refused`() async throws {
            let world = try await SharedWorld.world
            let draft = try await connection(world, behalf: world.partner)
            for other in [world.partner, world.elder] {
                expectRefused(
                    try await other.askToken(world.provider, scope: draft.grant),
                    "invalid_client"
                )
            }
        }

        @Test(.requirement("FSC Core 2.0.0: M-14"))
        func `a publication gives no token`() async throws {
            let world = try await SharedWorld.world
            let draft = Draft(
                Grant.publication(
                    of: Moment.name(),
                    by: world.peer.peerID,
                    in: world.directory.peerID
                )
            )
            try #require(try await world.peer.submit(draft, to: world.directory).status == 201)
            expectRefused(
                try await world.peer.askToken(world.directory, scope: draft.grant),
                "invalid_scope"
            )
        }

        @Test(.requirement("FSC Core 2.0.0: M-17"), .requirement("FSC Core 2.0.0: K-16"))
        func `an Outway is known by its key or by a name in its certificate, and by no other`()
            async throws
        {
            let world = try await SharedWorld.world
            let id = world.peer.peerID
            let cases: [(JSONValue, Bool)] = [
                (Grant.outway(id, domain: "peer.example.nl"), true),
                (Grant.outway(id, domain: "other.example.nl"), false),
                (Grant.outway(id, domain: "example.nl"), false),
                (Grant.outway(id, key: world.peer.publicKey), true),
                (Grant.outway(id, key: world.partner.publicKey), false),
            ]
            for (outway, isGiven) in cases {
                let draft = Draft(
                    Grant.connection(outway, Grant.service(world.provider.peerID, World.echo))
                )
                try #require(try await world.peer.submit(draft, to: world.provider).status == 201)
                let answer = try await world.peer.askToken(world.provider, scope: draft.grant)
                if isGiven {
                    #expect(answer.status == 200, "\(outway): \(answer)")
                } else {
                    expectRefused(answer, "invalid_client")
                }
            }
        }
    }
}
