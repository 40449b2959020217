import CertificateAuthority
import Crypto
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// The rules for signatures beyond those that the FSC Test Suite asks for.
    @Suite struct SignatureRulesTests {
        private static let unverified = "ERROR_CODE_SIGNATURE_VERIFICATION_FAILED"

        @Test(.requirement("FSC Core 2.0.0: S-10"))
        func `a signature with another peer's certificate is refused`() async throws {
            let scene = try await SigningScene("accept")
            let world = scene.world
            let borrowed = try world.partner.signature(of: scene.draft.hash)
            let answer = try await scene.put(signature: borrowed)
            #expect(answer.status == 422, "\(answer)")
            let codes = ["ERROR_CODE_PEER_ID_SIGNATURE_MISMATCH", Self.unverified]
            #expect(answer.code(of: "MANAGER").map(codes.contains) == true, "\(answer)")
            #expect(try await scene.kept() == nil)
            // Also where the Manager can find that certificate among the sender's keys.
            world.peer.publish(world.partner.certificate)
            let again = try await scene.put(signature: borrowed)
            #expect(
                again.code(of: "MANAGER") == "ERROR_CODE_PEER_ID_SIGNATURE_MISMATCH",
                "\(again)"
            )
            #expect(try await scene.kept() == nil)
        }

        @Test(.requirement("FSC Core 2.0.0: S-06"), .requirement("FSC Core 2.0.0: S-07"))
        func `a signature that the named key did not make is refused`() async throws {
            let scene = try await SigningScene("accept")
            let good = try scene.world.peer.signature(of: scene.draft.hash)
            let parts = good.split(separator: ".").map(String.init)
            let other = try scene.world.peer.signature("revoke", of: scene.draft.hash)
                .split(separator: ".").map(String.init)
            let swapped = "\(parts[0]).\(parts[1]).\(other[2])"
            let flipped = "\(parts[0]).\(parts[1])." + String(parts[2].reversed())
            let named = try scene.world.peer.signature(
                of: scene.draft.hash,
                thumbprint: scene.world.provider.thumbprint
            )
            let unknown = try scene.world.peer.signature(
                of: scene.draft.hash,
                thumbprint: Base64URL.text([UInt8](repeating: 7, count: 32))
            )
            for text in [swapped, flipped, named, unknown] {
                let answer = try await scene.put(signature: text)
                #expect(answer.status == 422, "\(answer)")
                let codes = ["ERROR_CODE_PEER_ID_SIGNATURE_MISMATCH", Self.unverified]
                #expect(answer.code(of: "MANAGER").map(codes.contains) == true, "\(answer)")
                #expect(try await scene.kept() == nil)
            }
        }

        @Test(.requirement("FSC Core 2.0.0: S-02"), .requirement("FSC Core 2.0.0: S-04"))
        func `a signature without certificate thumbprint, hash, type or moment is refused`()
            async throws
        {
            let scene = try await SigningScene("accept")
            let peer = scene.world.peer
            let hash = JSONValue.string(scene.draft.hash)
            let moment = JSONValue.number(JSONNumber(Moment.now - 5))
            let claims: [JSONValue] = [
                ["type": "accept", "signed_at": moment],
                ["contract_content_hash": hash, "signed_at": moment],
                ["contract_content_hash": hash, "type": "accept"],
                ["contract_content_hash": hash, "type": "accept", "signed_at": "now"],
                [],
            ]
            var texts = try claims.map {
                try SignedText.make($0, key: peer.key, thumbprint: peer.thumbprint)
            }
            let whole: JSONValue = [
                "contract_content_hash": hash, "type": "accept", "signed_at": moment,
            ]
            texts.append(try SignedText.make(whole, key: peer.key, thumbprint: nil))
            for text in texts {
                try await scene.expectRefused(
                    try await scene.put(signature: text),
                    Self.unverified
                )
            }
            let good = try SignedText.make(whole, key: peer.key, thumbprint: peer.thumbprint)
            #expect(try await scene.put(signature: good).status == 201)
        }

        @Test func `a signature from the future is refused`() async throws {
            let scene = try await SigningScene("accept")
            let text = try scene.world.peer.signature(
                of: scene.draft.hash,
                signedAt: Moment.now + 120
            )
            try await scene.expectRefused(try await scene.put(signature: text), Self.unverified)
        }

        @Test(.requirement("FSC Core 2.0.0: S-06"), .requirement("FSC Core 2.0.0: T-17"))
        func `a certificate that the Group does not trust signs nothing`() async throws {
            let scene = try await SigningScene("accept")
            let world = scene.world
            let foreign = try CertificateGroup(named: "Foreign").issue(
                organization: "Peer peer",
                serialNumber: world.peer.peerID
            )
            world.peer.publish(foreign)
            let text = try SignedText.make(
                [
                    "contract_content_hash": .string(scene.draft.hash), "type": "accept",
                    "signed_at": .number(JSONNumber(Moment.now - 5)),
                ],
                key: try SignedText.Key(pem: foreign.privateKeyPEM),
                thumbprint: Base64URL.text(Array(SHA256.hash(data: foreign.certificateDER)))
            )
            let answer = try await scene.put(signature: text)
            try await scene.expectRefused(answer, Self.unverified)
        }

        @Test(.requirement("FSC Core 2.0.0: S-05"))
        func `a peer outside the grants cannot even bring the contract`() async throws {
            let world = try await SharedWorld.world
            for type in ["accept", "reject", "revoke"] {
                let draft = Draft(
                    Grant.connection(
                        world.peer.outway,
                        Grant.service(world.provider.peerID, World.echo)
                    )
                )
                let answer = try await world.elder.put(type, draft, to: world.provider)
                #expect(answer.status == 422)
                #expect(
                    answer.code(of: "MANAGER")
                        == "ERROR_CODE_SUBMITTING_PEER_NOT_PART_OF_CONTRACT"
                )
                #expect(try await world.provider.contract(draft, as: world.peer) == nil)
            }
        }

        @Test(.requirement("FSC Core 2.0.0: H-02"))
        func `the hash is compared with every signature, also under a known contract`()
            async throws
        {
            let scene = try await SigningScene("accept")
            let world = scene.world
            let changed = scene.draft.with("created_at", .number(JSONNumber(Moment.now - 20)))
            let text = try world.peer.signature(of: scene.draft.hash)
            let answer = try await world.peer.put(
                "accept",
                changed,
                to: world.provider,
                signature: text,
                path: scene.draft.hash
            )
            #expect(answer.status == 422)
            #expect(answer.code(of: "MANAGER") == "ERROR_CODE_URL_PATH_CONTENT_HASH_MISMATCH")
            let other = try await world.peer.put(
                "accept",
                changed,
                to: world.provider,
                signature: text
            )
            #expect(
                other.code(of: "MANAGER")
                    == "ERROR_CODE_SIGNATURE_CONTRACT_CONTENT_HASH_MISMATCH"
            )
            #expect(try await scene.kept() == nil)
        }

        @Test(.requirement("FSC Core 2.0.0: S-13"))
        func `a newer accept signature of a peer takes the place of the older`() async throws {
            let scene = try await SigningScene("accept")
            let now = Moment.now
            let older = try scene.world.peer.signature(of: scene.draft.hash, signedAt: now - 30)
            let newer = try scene.world.peer.signature(of: scene.draft.hash, signedAt: now - 5)
            for text in [older, newer] {
                #expect(try await scene.put(signature: text).status == 201)
                #expect(try await scene.kept() == text)
            }
        }

        @Test(.requirement("FSC Core 2.0.0: M-04"))
        func `an accept signature that comes before the contract brings it`() async throws {
            let world = try await SharedWorld.world
            let draft = Draft(
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, World.manual),
                    delegator: world.partner.peerID
                )
            )
            let early = try await world.peer.put("accept", draft, to: world.provider)
            #expect(early.status == 201, "\(early)")
            let late = try await world.partner.submit(draft, to: world.provider)
            #expect(late.status == 201, "\(late)")
            let stored = try await world.provider.contract(draft, as: world.peer)
            let signers = stored?["signatures"]?["accept"]?.object?.names ?? []
            #expect(Set(signers) == [world.peer.peerID, world.partner.peerID])
        }

        @Test(.requirement("FSC Core 2.0.0: K-01"))
        func `a signature brings no contract that breaks a rule`() async throws {
            let world = try await SharedWorld.world
            let draft = Draft(
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, World.manual)
                )
            ).with("group_id", "another-group")
            for type in ["accept", "reject", "revoke"] {
                let answer = try await world.peer.put(type, draft, to: world.provider)
                #expect(answer.code(of: "MANAGER") == "ERROR_CODE_INCORRECT_GROUP_ID", "\(answer)")
            }
        }
    }
}
