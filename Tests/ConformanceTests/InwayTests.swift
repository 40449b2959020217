import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Inway-Incoming-Request and Inway-Port: who may call a service.
    @Suite struct InwayTests {
        @Test(
            .requirement("FSC Test Suite: Inway-Incoming-Request-1"),
            .requirement("FSC Core 2.0.0: I-01"),
            .requirement("FSC Core 2.0.0: I-02"),
            .requirement("FSC Core 2.0.0: I-05")
        )
        func `Inway-Incoming-Request-1: a request with a valid token reaches the service`()
            async throws
        {
            let scene = try await InwayScene()
            let path = InwayScene.path() + "/a%20b/../c?x=1&y=%C3%A9"
            let body = Array(#"{"question": "why"}"#.utf8)
            let answer = try await scene.ask(
                path,
                method: "POST",
                fields: ["X-Own: kept"],
                body: body
            )
            #expect(answer.status == 200, "\(answer)")
            let got = try #require(scene.received(path).first)
            #expect(got.method == "POST")
            #expect(got.target == path, "the path byte for byte")
            #expect(got.body == body)
            #expect(got.field("x-own") == "kept")
        }

        @Test(
            .requirement("FSC Test Suite: Inway-Incoming-Request-2"),
            .requirement("FSC Core 2.0.0: I-04"),
            .requirement("FSC Core 2.0.0: I-08"),
            .requirement("FSC Core 2.0.0: E-01")
        )
        func `Inway-Incoming-Request-2: a request without a token is denied`() async throws {
            let scene = try await InwayScene()
            let path = InwayScene.path()
            let answer = try await scene.ask(path, token: .some(nil))
            scene.expectRefused(answer, path, 401, "ERROR_CODE_ACCESS_TOKEN_MISSING")
        }

        @Test(
            .requirement("FSC Test Suite: Inway-Incoming-Request-3"),
            .requirement("FSC Core 2.0.0: I-03")
        )
        func `Inway-Incoming-Request-3: a token of another certificate is denied`() async throws {
            let scene = try await InwayScene()
            for thief in [scene.world.partner, scene.world.elder] {
                let path = InwayScene.path()
                let answer = try await scene.ask(path, as: thief)
                scene.expectRefused(answer, path, 401, "ERROR_CODE_ACCESS_TOKEN_INVALID")
            }
            #expect(try await scene.ask().status == 200, "its owner is let in")
        }

        @Test(
            .requirement("FSC Test Suite: Inway-Incoming-Request-4"),
            .requirement("FSC Core 2.0.0: T-19"),
            arguments: ["untrusted", "expired", "unnumbered", "none"]
        )
        func `Inway-Incoming-Request-4: a certificate that is not trusted is denied`(
            kind: String
        ) async throws {
            let world = try await SharedWorld.world
            let identity = try await BadIdentity.make(kind, world)
            let path = InwayScene.path()
            await #expect(throws: NoAnswer.self) {
                try await identity.ask(world.provider.inway, path, world)
            }
            #expect(world.source.requests { $0.path == path }.isEmpty)
        }

        @Test(
            .requirement("FSC Test Suite: Inway-Incoming-Request-5"),
            .requirement("FSC Core 2.0.0: I-06")
        )
        func `Inway-Incoming-Request-5: the token reaches the service`() async throws {
            let scene = try await InwayScene()
            let path = InwayScene.path()
            #expect(try await scene.ask(path).status == 200)
            let got = try #require(scene.received(path).first)
            #expect(got.field("fsc-authorization") == "Bearer \(scene.token)")
        }

        @Test(.requirement("FSC Test Suite: Inway-Incoming-Request-6"))
        func `Inway-Incoming-Request-6: an expired token is denied`() async throws {
            // The token ends with its contract: one that lasts a few seconds more.
            let world = try await SharedWorld.world
            let end = Moment.now + 5
            let draft = Draft(
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, World.echo)
                )
            ).with(
                "validity",
                [
                    "not_before": .number(JSONNumber(end - 600)),
                    "not_after": .number(JSONNumber(end)),
                ]
            )
            try #require(try await world.peer.submit(draft, to: world.provider).status == 201)
            let token = try await world.peer.token(world.provider, draft.grant)
            let expires = try #require(SignedText.part(1, of: token)?["exp"]?.integer)
            #expect(expires <= end)
            let scene = try await InwayScene()
            let path = InwayScene.path()
            let refused = try await eventually("the token's end") {
                let answer = try await scene.ask(path, token: token)
                return answer.status == 200 ? nil : answer
            }
            #expect(Moment.now >= expires)
            #expect(refused.status == 401, "\(refused)")
            let codes = ["ERROR_CODE_ACCESS_TOKEN_EXPIRED"]
            #expect(refused.code(of: "INWAY").map(codes.contains) == true, "\(refused)")
            #expect(refused.field("www-authenticate")?.hasPrefix("Bearer") == true)
        }

        @Test(
            .requirement("FSC Test Suite: Inway-Port-1"),
            .requirement("Digikoppeling REST 4.0.1: Ports 443 and 8443"),
            .requirement("FSC Core 2.0.0: T-04")
        )
        func `Inway-Port-1: the Inway answers on a port of the standard`() async throws {
            let scene = try await InwayScene()
            let audience = try #require(SignedText.part(1, of: scene.token)?["aud"]?.string)
            #expect(audience == "https://inway.provider.example.nl:443")
            #expect([443, 8_443].contains(scene.world.provider.inway.port))
            #expect(try await scene.ask().status == 200)
        }

        @Test(.requirement("FSC Core 2.0.0: I-03"))
        func `a token of another signer, Group, service or form is refused`() async throws {
            let scene = try await InwayScene()
            let world = scene.world
            let claims = try #require(SignedText.part(1, of: scene.token)?.object)
            let forged = try SignedText.make(
                .object(claims),
                key: world.peer.key,
                thumbprint: world.provider.thumbprint,
                type: "JWT"
            )
            let foreign = try SignedText.make(
                .object(claims),
                key: world.peer.key,
                thumbprint: world.peer.thumbprint,
                type: "JWT"
            )
            let unsigned = try SignedText.make(
                .object(claims),
                key: world.peer.key,
                thumbprint: world.provider.thumbprint,
                algorithm: "none",
                type: "JWT"
            )
            let parts = scene.token.split(separator: ".")
            var other = claims
            other["svc"] = .string(World.manual)
            let swapped =
                "\(parts[0])." + Base64URL.text(JSONValue.object(other).serialized())
                + ".\(parts[2])"
            for token in [forged, foreign, unsigned, swapped, "x", "\(parts[0]).\(parts[1])."] {
                let path = InwayScene.path()
                let answer = try await scene.ask(path, token: token)
                scene.expectRefused(answer, path, 401, "ERROR_CODE_ACCESS_TOKEN_INVALID")
            }
        }

        @Test(.requirement("FSC Core 2.0.0: I-07"), arguments: [400, 401, 404, 500, 503])
        func `an error of the service comes back unaltered`(status: Int) async throws {
            let scene = try await InwayScene()
            let path = InwayScene.path()
            let held = scene.world.source.hold(path)
            async let asked = scene.ask(path)
            _ = try await held.arrived()
            let body = Array("own words \(status)".utf8)
            held.release(
                Reply(
                    status: status,
                    fields: [("content-type", "text/own"), ("x-own", "1")],
                    body: body
                )
            )
            let answer = try await asked
            #expect(answer.status == status)
            #expect(answer.body == body)
            #expect(answer.field("content-type") == "text/own")
            #expect(answer.field("x-own") == "1")
            #expect(answer.field("fsc-error-code") == nil)
        }

        @Test(.requirement("FSC Core 2.0.0: E-02"))
        func `a service that is down is 502`() async throws {
            let scene = try await InwayScene(service: World.down)
            let path = InwayScene.path()
            let answer = try await scene.ask(path)
            scene.expectRefused(answer, path, 502, "ERROR_CODE_SERVICE_UNREACHABLE")
        }

        @Test(.requirement("FSC Core 2.0.0: K-21"))
        func `a token of a revoked contract opens nothing after a while`() async throws {
            let scene = try await InwayScene()
            #expect(try await scene.ask().status == 200)
            let revoked = try await scene.world.peer.put(
                "revoke",
                scene.draft,
                to: scene.world.provider
            )
            try #require(revoked.status == 201)
            let refused = try await eventually("the refusal", within: .seconds(5)) {
                let answer = try await scene.ask()
                return answer.status == 200 ? nil : answer
            }
            #expect([401, 403].contains(refused.status), "\(refused)")
        }
    }
}
