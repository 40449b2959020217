import GatewayTesting
import JSONTape
import Testing

/// A contract of three peers at the provider, that its partner sent and the peer has not signed.
///
/// The scene of the FSC Test Suite for accept, reject and revoke signatures.
struct SigningScene {
    let world: World
    let draft: Draft
    /// `accept`, `reject` or `revoke`.
    let type: String

    /// The code for what is no signature of the peer.
    ///
    /// FSC Core 2.0.0, *Manager*.
    static let notVerified = "ERROR_CODE_SIGNATURE_VERIFICATION_FAILED"

    init(_ type: String, service: String = World.manual) async throws {
        world = try await SharedWorld.world
        self.type = type
        draft = Draft(
            Grant.connection(
                world.peer.outway,
                Grant.service(world.provider.peerID, service),
                delegator: world.partner.peerID
            )
        )
        let answer = try await world.partner.submit(draft, to: world.provider)
        try #require(answer.status == 201, "\(answer)")
    }

    /// Sends a signature of a peer; the one under test unless named.
    func put(
        by peer: TestPeer? = nil,
        signature: String? = nil,
        path: String? = nil
    ) async throws -> CurlAnswer {
        try await (peer ?? world.peer).put(
            type,
            draft,
            to: world.provider,
            signature: signature,
            path: path
        )
    }

    /// The signature of this type that the provider has of the peer.
    func kept(of peer: TestPeer? = nil) async throws -> String? {
        let signer = (peer ?? world.peer).peerID
        return try await world.provider.signature(type, of: signer, under: draft, as: world.partner)
    }

    /// Expects that a signature is refused with a code, and not kept.
    func expectRefused(_ answer: CurlAnswer, _ code: String) async throws {
        #expect(answer.status == 422, "\(answer)")
        #expect(answer.code(of: "MANAGER") == code, "\(answer)")
        #expect(try await kept() == nil)
        #expect(try await kept(of: world.elder) == nil)
    }

    // MARK: - The cases

    func expectTaken() async throws {
        let text = try world.peer.signature(type, of: draft.hash)
        let answer = try await put(signature: text)
        #expect(answer.status == 201, "\(answer)")
        #expect(try await kept() == text, "kept byte for byte")
    }

    func expectStrangerRefused() async throws {
        let answer = try await put(by: world.elder)
        try await expectRefused(answer, "ERROR_CODE_SUBMITTING_PEER_NOT_PART_OF_CONTRACT")
    }

    func expectNoJWSRefused() async throws {
        let good = try world.peer.signature(type, of: draft.hash)
        let two = good.split(separator: ".").prefix(2).joined(separator: ".")
        for text in ["no JWS at all", "", two, good + "." + "AAAA", "e30.e30.e30"] {
            let answer = try await put(signature: text)
            #expect(answer.status == 422, "\(text): \(answer)")
            #expect(answer.code(of: "MANAGER") != nil, "\(text): \(answer)")
        }
        try await expectRefused(try await put(signature: two), Self.notVerified)
    }

    func expectOtherHashRefused() async throws {
        let other = draft.with("iv", .string(RandomUUID.text(version: 7)))
        let text = try world.peer.signature(type, of: other.hash)
        try await expectRefused(
            try await put(signature: text),
            "ERROR_CODE_SIGNATURE_CONTRACT_CONTENT_HASH_MISMATCH"
        )
    }

    func expectOtherTypeRefused() async throws {
        for other in ["accept", "reject", "revoke", "agree", ""] where other != type {
            let text = try world.peer.signature(other, of: draft.hash)
            try await expectRefused(try await put(signature: text), Self.notVerified)
        }
    }

    func expectOtherPathRefused() async throws {
        let other = draft.with("iv", .string(RandomUUID.text(version: 7)))
        try await expectRefused(
            try await put(path: other.hash),
            "ERROR_CODE_URL_PATH_CONTENT_HASH_MISMATCH"
        )
    }

    func expectAlgorithmRefused() async throws {
        for algorithm in ["none", "HS256", "EdDSA", "ES256K", "PS256"] {
            let text = try world.peer.signature(type, of: draft.hash, algorithm: algorithm)
            try await expectRefused(
                try await put(signature: text),
                "ERROR_CODE_UNKNOWN_ALGORITHM_SIGNATURE"
            )
        }
    }
}
