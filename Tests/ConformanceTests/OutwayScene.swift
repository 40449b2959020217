import GatewayTesting
import JSONTape
import Testing

/// A connection of the consumer to a service that the peer of the test offers, known to its Outway.
struct OutwayScene {
    let world: World
    let draft: Draft

    init(
        behalf: KeyPath<World, TestPeer>? = nil,
        owner: KeyPath<World, TestPeer>? = nil,
        properties: JSONValue? = nil,
        change: (inout TestPeer.TokenPlan) -> Void = { _ in }
    ) async throws {
        let world = try await SharedWorld.world
        self.world = world
        let (behalf, owner) = (behalf.map { world[keyPath: $0] }, owner.map { world[keyPath: $0] })
        draft = Draft(
            Grant.connection(
                world.consumer.outway,
                Grant.service(world.peer.peerID, "weather", delegator: owner?.peerID),
                delegator: behalf?.peerID,
                properties: properties
            )
        )
        world.peer.provide(draft.grant, service: "weather", to: world.consumer.peerID) { plan in
            if let behalf { plan.claims["act"] = ["sub": .string(behalf.peerID)] }
            if let owner { plan.claims["pdi"] = .string(owner.peerID) }
            plan.claims["prp"] = properties
            change(&plan)
        }
        let answer = try await world.peer.submit(draft, to: world.consumer)
        try #require(answer.status == 201, "\(answer)")
        for signer in [behalf, owner].compactMap({ $0 }) {
            let answer = try await signer.put("accept", draft, to: world.consumer)
            try #require(answer.status == 201, "\(answer)")
        }
        if properties?["delegation.connection.external_contract_reference"] != nil {
            _ = try await world.consumer.sluis("contract", "accept", draft.hash)
        }
        try await world.consumer.untilKnown(draft.grant)
    }

    /// A path that no other test asks for.
    static func path() -> String { "/weather/" + Moment.name() }

    /// Asks the consumer's Outway under the grant.
    func ask(
        _ path: String = OutwayScene.path(),
        fields: [String] = [],
        _ more: String...
    ) async throws -> CurlAnswer {
        try await world.consumer.outway(path, grant: draft.grant, fields: fields, more)
    }

    /// What the Inway of the peer received for a path.
    func received(_ path: String) -> [Received] {
        world.peer.server.requests { $0.target == path }
    }
}

extension Gateway {
    /// Waits until the Outway has heard of a grant, which takes a moment after its contract.
    func untilKnown(_ grant: String) async throws {
        try await eventually("the Outway knowing the grant") {
            let answer = try await outway("/known", grant: grant)
            return answer.code(of: "OUTWAY") == "UNKNOWN_GRANT_HASH_IN_HEADER" ? nil : true
        }
    }
}
