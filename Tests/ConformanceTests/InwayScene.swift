import GatewayTesting
import JSONTape
import Testing

/// A connection of the peer to a service of the provider, in force, with an access token.
struct InwayScene {
    let world: World
    let draft: Draft
    let token: String

    init(
        service: String = World.echo,
        behalf: KeyPath<World, TestPeer>? = nil,
        owner: KeyPath<World, TestPeer>? = nil,
        properties: JSONValue? = nil
    ) async throws {
        let world = try await SharedWorld.world
        self.world = world
        let (behalf, owner) = (behalf.map { world[keyPath: $0] }, owner.map { world[keyPath: $0] })
        draft = Draft(
            Grant.connection(
                world.peer.outway,
                Grant.service(world.provider.peerID, service, delegator: owner?.peerID),
                delegator: behalf?.peerID,
                properties: properties
            )
        )
        let answer = try await world.peer.submit(draft, to: world.provider)
        try #require(answer.status == 201, "\(answer)")
        for signer in [behalf, owner].compactMap({ $0 }) {
            let answer = try await signer.put("accept", draft, to: world.provider)
            try #require(answer.status == 201, "\(answer)")
        }
        if properties?["delegation.connection.external_contract_reference"] != nil {
            _ = try await world.provider.sluis("contract", "accept", draft.hash)
        }
        token = try await world.peer.token(world.provider, draft.grant)
    }

    /// A path that no other test asks for.
    static func path() -> String { "/echo/" + Moment.name() }

    /// Calls the provider's Inway; without a token or a transaction where these are nil.
    func ask(
        _ path: String = InwayScene.path(),
        method: String = "GET",
        as peer: TestPeer? = nil,
        token: String?? = .none,
        transaction: String? = RandomUUID.text(version: 7),
        fields: [String] = [],
        body: [UInt8] = []
    ) async throws -> CurlAnswer {
        let token = token ?? self.token
        var all = fields
        if let token { all.append("Fsc-Authorization: Bearer \(token)") }
        if let transaction { all.append("Fsc-Transaction-Id: \(transaction)") }
        return try await (peer ?? world.peer).ask(
            world.provider.inway,
            method,
            path,
            fields: all,
            body: body,
            sendsAddress: false
        )
    }

    /// What the source received for a path.
    func received(_ path: String) -> [Received] {
        world.source.requests { $0.target == path || $0.path == path }
    }

    /// Expects a refusal of the Inway, and that the source was not asked.
    func expectRefused(_ answer: CurlAnswer, _ path: String, _ status: Int, _ code: String) {
        #expect(answer.status == status, "\(answer)")
        #expect(answer.code(of: "INWAY") == code, "\(answer)")
        if status == 401 {
            #expect(answer.field("www-authenticate")?.hasPrefix("Bearer") == true)
        }
        #expect(received(path).isEmpty, "the source is not asked")
    }
}
