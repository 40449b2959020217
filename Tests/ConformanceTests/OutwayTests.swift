import CertificateAuthority
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Outway-IncomingRequest: what the Outway sends to an Inway, and when it does not.
    @Suite struct OutwayTests {
        /// Expects an error of the Outway itself, and that the Inway was not asked.
        private func expectRefused(_ answer: CurlAnswer, _ scene: OutwayScene, _ path: String) {
            #expect(answer.status >= 400, "\(answer)")
            #expect(answer.code(of: "OUTWAY") != nil, "\(answer)")
            #expect(scene.received(path).isEmpty, "the Inway is not asked")
        }

        @Test(
            .requirement("FSC Test Suite: Outway-IncomingRequest-1"),
            .requirement("FSC Core 2.0.0: O-01"),
            .requirement("FSC Core 2.0.0: O-03"),
            .requirement("FSC Core 2.0.0: O-05"),
            .requirement("FSC Core 2.0.0: T-18")
        )
        func `Outway-IncomingRequest-1: a request reaches the Inway and its answer comes back`()
            async throws
        {
            let scene = try await OutwayScene()
            let world = scene.world
            let path = OutwayScene.path() + "/a%20b/../c;v=1?x=1&y=%C3%A9"
            let answer = try await scene.ask(
                path,
                fields: ["X-Own: kept", "Content-Type: text/own"],
                "--data-binary",
                "hello"
            )
            #expect(answer.status == 200, "\(answer)")
            #expect(answer.text == "inway of peer")
            let got = try #require(scene.received(path).first)
            #expect(got.method == "POST")
            #expect(got.field("host") == "inway.peer.example.nl", "\(got.fields)")
            #expect(String(decoding: got.body, as: UTF8.self) == "hello")
            #expect(got.field("x-own") == "kept")
            #expect(got.certificate == world.consumer.certificate.certificateDER, "mutual TLS")
            #expect(got.field("fsc-grant-hash") == nil)
            let token = try #require(got.field("fsc-authorization"))
            #expect(token.hasPrefix("Bearer "))
            #expect(
                SignedText.part(1, of: String(token.dropFirst(7)))?["gth"]?.string
                    == scene.draft.grant
            )
        }

        @Test(
            .requirement("FSC Core 2.0.0: O-02"),
            .requirement("FSC Core 2.0.0: O-06"),
            .requirement("FSC Core 2.0.0: T-20"),
            .requirement("FSC Core 2.0.0: M-23")
        )
        func `the token is asked of the provider's Manager with client credentials`() async throws {
            let scene = try await OutwayScene()
            let world = scene.world
            #expect(try await scene.ask().status == 200)
            let asked = world.peer.server.requests {
                $0.path == "/v1/token"
                    && Escaped.form(String(decoding: $0.body, as: UTF8.self))["scope"]
                        == scene.draft.grant
            }
            let request = try #require(asked.first)
            #expect(request.method == "POST")
            #expect(request.field("host")?.hasPrefix("manager.peer.example.nl") == true)
            #expect(
                request.field("content-type")?.hasPrefix("application/x-www-form-urlencoded")
                    == true
            )
            let form = Escaped.form(String(decoding: request.body, as: UTF8.self))
            #expect(form["grant_type"] == "client_credentials")
            #expect(form["client_id"] == world.consumer.peerID)
            #expect(request.certificate == world.consumer.certificate.certificateDER)
            #expect(request.field("fsc-manager-address") == world.consumer.manager.address)
            #expect(asked.count == 1, "the token is used again")
        }

        @Test(
            .requirement("FSC Test Suite: Outway-IncomingRequest-2"),
            .requirement("FSC Core 2.0.0: O-08")
        )
        func `Outway-IncomingRequest-2: without a valid contract or token nothing is sent`()
            async throws
        {
            let scene = try await OutwayScene()
            let world = scene.world
            let unknown = "$1$3$" + String(repeating: "A", count: 86)
            let proposed = Draft(
                Grant.connection(
                    world.consumer.outway,
                    Grant.service(world.peer.peerID, "unsigned")
                )
            )
            try #require(try await world.peer.submit(proposed, to: world.consumer).status == 201)
            for grant in [unknown, proposed.grant, "no hash", scene.draft.grant + "A"] {
                let path = OutwayScene.path()
                let answer = try await world.consumer.outway(path, grant: grant)
                expectRefused(answer, scene, path)
                #expect(answer.status == 400)
                #expect(answer.code(of: "OUTWAY") == "UNKNOWN_GRANT_HASH_IN_HEADER")
                #expect(answer.field("fsc-error-code") == "UNKNOWN_GRANT_HASH_IN_HEADER")
            }
            let refusing = Draft(
                Grant.connection(
                    world.consumer.outway,
                    Grant.service(world.peer.peerID, "weather")
                )
            )
            try #require(try await world.peer.submit(refusing, to: world.consumer).status == 201)
            try await world.consumer.untilKnown(refusing.grant)
            let path = OutwayScene.path()
            expectRefused(
                try await world.consumer.outway(path, grant: refusing.grant),
                scene,
                path
            )
        }

        @Test(.requirement("FSC Test Suite: Outway-IncomingRequest-3"))
        func `Outway-IncomingRequest-3: an Inway that cannot be reached is an error`() async throws
        {
            let scene = try await OutwayScene { plan in
                plan.claims["aud"] = "https://gone.peer.example.nl:443"
            }
            let path = OutwayScene.path()
            let answer = try await scene.ask(path)
            expectRefused(answer, scene, path)
            #expect([502, 503, 504].contains(answer.status))
        }

        @Test(
            .requirement("FSC Core 2.0.0: O-04"),
            .requirement("FSC Core 2.0.0: O-02"),
            arguments: ["gid", "gth", "iss", "svc", "sub", "exp", "cnf"]
        )
        func `a token for something else is not used`(claim: String) async throws {
            let world = try await SharedWorld.world
            let scene = try await OutwayScene { plan in
                switch claim {
                case "gid": plan.claims["gid"] = "another-group"
                case "gth":
                    plan.claims["gth"] = .string("$1$3$" + String(repeating: "A", count: 86))
                case "iss": plan.claims["iss"] = .string(world.partner.peerID)
                case "svc": plan.claims["svc"] = "other"
                case "sub": plan.claims["sub"] = .string(world.partner.peerID)
                case "exp": plan.claims["exp"] = .number(JSONNumber(Moment.now - 60))
                default: plan.certificate = world.partner.thumbprint
                }
            }
            let path = OutwayScene.path()
            expectRefused(try await scene.ask(path), scene, path)
        }

        @Test(.requirement("FSC Core 2.0.0: O-02"))
        func `another peer at the Inway's address gets nothing`() async throws {
            let scene = try await OutwayScene { plan in
                plan.claims["aud"] = "https://inway.partner.example.nl:443"
            }
            let path = OutwayScene.path()
            let answer = try await scene.ask(path)
            expectRefused(answer, scene, path)
            #expect(scene.world.partner.server.requests { $0.target == path }.isEmpty)
        }

        @Test(.requirement("FSC Core 2.0.0: O-07"), arguments: [400, 403, 404, 500, 502])
        func `an error of the Inway comes back unaltered`(status: Int) async throws {
            let scene = try await OutwayScene()
            let path = OutwayScene.path()
            let held = scene.world.peer.server.hold(path)
            async let asked = scene.ask(path)
            _ = try await held.arrived()
            let body: JSONValue = [
                "message": "own words", "domain": "ERROR_DOMAIN_INWAY",
                "code": "ERROR_CODE_SERVICE_UNREACHABLE",
            ]
            held.release(
                Reply(
                    status: status,
                    fields: [
                        ("content-type", "application/json"),
                        ("fsc-error-code", "ERROR_CODE_SERVICE_UNREACHABLE"), ("x-own", "1"),
                    ],
                    body: body.serialized()
                )
            )
            let answer = try await asked
            #expect(answer.status == status)
            #expect(answer.body == body.serialized())
            #expect(answer.field("fsc-error-code") == "ERROR_CODE_SERVICE_UNREACHABLE")
            #expect(answer.field("x-own") == "1")
        }

        @Test func `a token that the Inway rejects is asked for anew`() async throws {
            let scene = try await OutwayScene()
            #expect(try await scene.ask().status == 200)
            let path = OutwayScene.path()
            let held = scene.world.peer.server.hold(path)
            async let asked = scene.ask(path)
            let first = try await held.arrived()
            held.release(
                Reply(
                    status: 401,
                    fields: [("fsc-error-code", "ERROR_CODE_ACCESS_TOKEN_EXPIRED")]
                )
            )
            _ = try await asked
            try await eventually("another token") {
                let path = OutwayScene.path()
                _ = try await scene.ask(path)
                let second = scene.received(path).first?.field("fsc-authorization")
                return second != first.field("fsc-authorization") ? true : nil
            }
        }
    }
}
