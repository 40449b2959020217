import CertificateAuthority
import Crypto
import Foundation
import GatewayTesting
import JSONTape
import NIOSSL
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Manager-PeerInfo, -Peers, -TransactionLogRecord, -Port and -JSONWebKeySet.
    @Suite struct ManagerInterfaceTests {
        @Test(
            .requirement("FSC Test Suite: Manager-PeerInfo-1"),
            .requirement("Digikoppeling REST 4.0.1: Peer id is the OIN"),
            .requirement("FSC Core 2.0.0: M-01"),
            .requirement("FSC Core 2.0.0: T-08")
        )
        func `Manager-PeerInfo-1: the Manager tells who it is`() async throws {
            let world = try await SharedWorld.world
            for gateway in world.gateways {
                let answer = try await world.peer.ask(gateway.manager, "/v1/peer")
                #expect(answer.status == 200)
                let info = try #require(answer.json)
                #expect(info["peer_id"]?.string == gateway.peerID)
                #expect(info["peer_name"]?.string == "Organisation \(gateway.name)")
                #expect(info["fsc_version"]?.string == "2.0.0")
                let extensions = try #require(info["enabled_extensions"]?.object)
                #expect(extensions["EXTENSION_TRANSACTION_LOGGING"]?.string != nil)
                #expect(
                    Set(extensions.names).isSubset(of: [
                        "EXTENSION_TRANSACTION_LOGGING", "EXTENSION_DELEGATION",
                    ]),
                    "no keys of our own"
                )
            }
        }

        private func peers(
            _ world: World,
            _ query: String = ""
        ) async throws -> [String: JSONValue] {
            let answer = try await world.elder.ask(
                world.directory.manager,
                "/v1/peers?limit=1000" + query
            )
            try #require(answer.status == 200, "\(answer)")
            #expect(answer.json?["pagination"]?["next_cursor"]?.string != nil)
            let list = answer.json?["peers"]?.array ?? []
            return Dictionary(
                list.compactMap { peer in peer["id"]?.string.map { ($0, peer) } },
                uniquingKeysWith: { first, _ in first }
            )
        }

        @Test(
            .requirement("FSC Test Suite: Manager-Peers-1"),
            .requirement("FSC Core 2.0.0: M-06"),
            .requirement("FSC Core 2.0.0: M-07"),
            .requirement("FSC Core 2.0.0: M-21")
        )
        func `Manager-Peers-1: peers that announced themselves are listed`() async throws {
            let world = try await SharedWorld.world
            let listed = try await peers(world)
            for peer in world.peers {
                let entry = try #require(listed[peer.peerID])
                #expect(entry["name"]?.string == "Peer \(peer.name)")
                #expect(entry["manager_address"]?.string == peer.managerAddress)
            }
            for gateway in [world.provider, world.consumer] {
                let entry = try await eventually("\(gateway.name) announcing itself") {
                    try await peers(world)[gateway.peerID]
                }
                #expect(entry["manager_address"]?.string == gateway.manager.address)
            }
            let named = try await peers(world, "&peer_name=EER%20ELD")
            #expect(Array(named.keys) == [world.elder.peerID])
            let ids = "\(world.peer.peerID),\(world.partner.peerID)"
            let chosen = try await peers(world, "&peer_id=\(ids)&peer_name=nobody")
            #expect(Set(chosen.keys) == [world.peer.peerID, world.partner.peerID])
        }

        @Test(
            .requirement("FSC Test Suite: Manager-TransactionLogRecord-1"),
            .requirement("FSC Logging 1.1.0: L-01"),
            .requirement("FSC Logging 1.1.0: L-02"),
            .requirement("FSC Core 2.0.0: M-25"),
            .requirement("FSC Core 2.0.0: M-26")
        )
        func `Manager-TransactionLogRecord-1: a peer gets its records and not those of others`()
            async throws
        {
            let scene = try await InwayScene()
            let world = scene.world
            let transaction = RandomUUID.text(version: 7)
            let answer = try await scene.ask(transaction: transaction)
            #expect(answer.status == 200, "\(answer)")
            let record = try #require(try await world.provider.record(transaction, as: world.peer))
            #expect(record["transaction_id"]?.string == transaction)
            #expect(record["direction"]?.string == "DIRECTION_INCOMING")
            #expect(record["grant_hash"]?.string == scene.draft.grant)
            #expect(record["service_name"]?.string == World.echo)
            #expect(
                record["source"] == [
                    "type": "SOURCE_TYPE_SOURCE", "outway_peer_id": .string(world.peer.peerID),
                ]
            )
            #expect(
                record["destination"] == [
                    "type": "DESTINATION_TYPE_DESTINATION",
                    "service_peer_id": .string(world.provider.peerID),
                ]
            )
            let created = try #require(record["created_at"]?.integer)
            #expect(abs(created - Moment.now) < 30)
            for stranger in [world.partner, world.elder] {
                #expect(try await world.provider.record(transaction, as: stranger) == nil)
                let all = try await stranger.ask(
                    world.provider.manager,
                    "/v1/logs?limit=1000&grant_hash=" + Escaped.text(scene.draft.grant)
                )
                #expect(all.json?["records"]?.array?.isEmpty == true, "\(all)")
            }
        }

        @Test(.requirement("FSC Logging 1.1.0: L-01"), .requirement("FSC Core 2.0.0: M-25"))
        func `records are selected by grant, service and time, in pages and both orders`()
            async throws
        {
            let scene = try await InwayScene()
            let world = scene.world
            var made: [String] = []
            for _ in 0..<3 {
                let transaction = RandomUUID.text(version: 7)
                made.append(transaction)
                #expect(try await scene.ask(transaction: transaction).status == 200)
            }
            let grant = "grant_hash=" + Escaped.text(scene.draft.grant)
            func records(_ query: String) async throws -> (ids: [String], next: String) {
                let answer = try await world.peer.ask(
                    world.provider.manager,
                    "/v1/logs?" + query
                )
                try #require(answer.status == 200, "\(answer)")
                let next = try #require(answer.json?["pagination"]?["next_cursor"]?.string)
                return (
                    (answer.json?["records"]?.array ?? []).compactMap {
                        $0["transaction_id"]?.string
                    }, next
                )
            }
            let newest = try await records(grant)
            #expect(newest.ids == made.reversed())
            let oldest = try await records(grant + "&sort_order=SORT_ORDER_ASCENDING")
            #expect(oldest.ids == made)
            let first = try await records(grant + "&limit=2")
            #expect(first.ids == Array(made.reversed().prefix(2)))
            let second = try await records(grant + "&limit=2&cursor=" + Escaped.text(first.next))
            #expect(second.ids == [made[0]])
            let now = Moment.now
            #expect(try await records(grant + "&after=\(now + 60)").ids.isEmpty)
            #expect(try await records(grant + "&before=\(now - 600)").ids.isEmpty)
            #expect(
                try await records(grant + "&after=\(now - 600)&before=\(now + 60)").ids.count == 3
            )
            let service = try await records("service_name=\(World.echo)&limit=1000")
            #expect(Set(made).isSubset(of: Set(service.ids)))
            let other = try await records("service_name=other&limit=1000")
            #expect(Set(made).isDisjoint(with: Set(other.ids)))
            let chosen = try await records(
                "transaction_ids=\(made[0]),\(made[2])&limit=1&service_name=other"
            )
            #expect(Set(chosen.ids) == [made[0], made[2]], "transactions override the rest")
        }

        @Test(
            .requirement("FSC Test Suite: Manager-Port-1"),
            .requirement("Digikoppeling REST 4.0.1: Ports 443 and 8443"),
            .requirement("FSC Core 2.0.0: T-04"),
            .requirement("FSC Core 2.0.0: T-01")
        )
        func `Manager-Port-1: the Manager answers HTTP on a port of the standard`() async throws {
            let world = try await SharedWorld.world
            for gateway in world.gateways {
                #expect([443, 8_443].contains(gateway.manager.port))
                let answer = try await world.peer.ask(gateway.manager, "/v1/peer")
                #expect(answer.status == 200, "HTTP/1.1")
            }
            for wrong in [
                "https://manager.peer.example.nl:9443", "https://manager.peer.example.nl",
            ] {
                let answer = try await world.peer.ask(
                    world.directory.manager,
                    "PUT",
                    "/v1/announce",
                    fields: ["Fsc-Manager-Address: \(wrong)"],
                    sendsAddress: false
                )
                #expect(answer.status == 400, "\(wrong): \(answer)")
                #expect(answer.code(of: "MANAGER") != nil)
            }
            let listed = try await peers(world)
            #expect(
                listed[world.peer.peerID]?["manager_address"]?.string == world.peer.managerAddress
            )
            try await expectPortRefused(world)
        }

        /// A configuration that advertises another port starts nothing.
        private func expectPortRefused(_ world: World) async throws {
            let text = WorldSettings(world: world).text(world.provider)
            let file = world.provider.folder + "/wrong-port.yaml"
            let wrong = text.replacing(
                "address: \(world.provider.manager.address)\n",
                with: "address: https://manager.provider.example.nl:9443\n"
            )
            try wrong.write(toFile: file, atomically: true, encoding: .utf8)
            let checked = try await CommandRun.of(
                try World.program(),
                ["check", "--config", file]
            )
            #expect(checked.status != 0)
            #expect((checked.text + checked.errors).contains("9443"), "\(checked)")
        }

        @Test(
            .requirement("FSC Test Suite: Manager-JSONWebKeySet-1"),
            .requirement("FSC Core 2.0.0: M-08"),
            .requirement("FSC Core 2.0.0: M-09"),
            .requirement("FSC Core 2.0.0: T-15")
        )
        func `Manager-JSONWebKeySet-1: the keys are published with their chains`() async throws {
            let world = try await SharedWorld.world
            for path in ["/v1/.well-known/jwks.json", "/.well-known/jwks.json"] {
                let set = try await PublishedKeys.of(world.provider, as: world.peer, path: path)
                let key = try #require(
                    set.keys.first { $0.chain.first == world.provider.certificate.certificateDER }
                )
                #expect(key.chain == world.provider.certificate.chainDER, "leaf first, no root")
                #expect(!key.chain.contains(world.authorities.root.certificateDER))
                let document = key.document
                #expect(document["kty"]?.string == "EC")
                #expect(document["crv"]?.string == "P-256")
                #expect(document["x5t#S256"]?.string == world.provider.thumbprint)
                #expect(document["kid"]?.string?.isEmpty == false)
                #expect(document["d"] == nil, "no private part")
                let leaf = try NIOSSLCertificate(bytes: key.chain[0], format: .der)
                let info = try leaf.extractPublicKey().toSPKIBytes()
                let published = try P256.Signing.PublicKey(derRepresentation: info)
                    .rawRepresentation
                #expect(document["x"]?.string == Base64URL.text(Array(published.prefix(32))))
                #expect(document["y"]?.string == Base64URL.text(Array(published.suffix(32))))
            }
        }

        @Test(
            .requirement("FSC Core 2.0.0: M-24"),
            arguments: [
                "PUT /v1/announce", "POST /v1/contracts", "PUT /v1/contracts/$1$1$x/accept",
            ]
        )
        func `a request without Fsc-Manager-Address is malformed`(request: String) async throws {
            let world = try await SharedWorld.world
            let parts = request.split(separator: " ").map(String.init)
            let answer = try await world.peer.ask(
                world.provider.manager,
                parts[0],
                parts[1],
                body: Array("{}".utf8),
                sendsAddress: false
            )
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.code(of: "MANAGER") != nil, "\(answer)")
        }

        @Test(
            .requirement("FSC Core 2.0.0: T-17"),
            .requirement("FSC Core 2.0.0: T-11"),
            .requirement("Digikoppeling REST 4.0.1: Peer id is the OIN"),
            arguments: ["untrusted", "expired", "revoked", "none"]
        )
        func `the Manager answers nobody without a good certificate of the Group`(
            kind: String
        ) async throws {
            let world = try await SharedWorld.world
            let identity = try await BadIdentity.make(kind, world)
            await #expect(throws: NoAnswer.self) {
                try await identity.ask(world.provider.manager, "/v1/peer", world)
            }
        }

        @Test(
            .requirement("FSC Core 2.0.0: T-17"),
            .requirement("Digikoppeling REST 4.0.1: Peer id is the OIN"),
            arguments: ["/v1/peer", "/v1/.well-known/jwks.json", "/v1/contracts", "/nothing"]
        )
        func `a certificate of the Group without a peer id is told so by the Manager, and no more`(
            path: String
        ) async throws {
            let world = try await SharedWorld.world
            let identity = try await BadIdentity.make("unnumbered", world)
            let answer = try await identity.ask(world.provider.manager, path, world)
            #expect(answer.status == 400, "\(answer)")
            #expect(
                answer.code(of: "MANAGER") == "ERROR_CODE_PEER_CERTIFICATE_VERIFICATION_FAILED"
            )
        }

        @Test(
            .requirement("FSC Core 2.0.0: T-14"),
            .requirement("Digikoppeling REST 4.0.1: TLS 1.2 or later with forward secrecy"),
            arguments: [
                ["-tls1"], ["-tls1_1"], ["-tls1_2", "-cipher", "AES128-GCM-SHA256:@SECLEVEL=0"],
                ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"],
            ]
        )
        func `older TLS and suites without forward secrecy are refused`(
            options: [String]
        ) async throws {
            let world = try await SharedWorld.world
            let suites = options.contains("-cipher") ? [] : ["-cipher", "ALL:@SECLEVEL=0"]
            let files = "\(world.folder)/pki/peer"
            for endpoint in [world.provider.manager, world.provider.inway] {
                let finished = try await CommandRun.of(
                    "openssl",
                    [
                        "s_client", "-connect", "127.0.0.1:\(endpoint.listens)", "-servername",
                        endpoint.host, "-cert", files + ".pem", "-key", files + ".key",
                    ] + options + suites
                )
                #expect(finished.text.contains("Cipher is (NONE)"), "\(finished)")
                #expect(finished.errors.contains("alert"), "refused by the server: \(finished)")
            }
        }
    }
}
