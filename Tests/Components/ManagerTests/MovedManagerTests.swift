import AccessTokens
import Contracts
import ExchangeModel
import GatewayTesting
import Manager
import OutboundHTTP
import Testing

@Suite struct `A peer's Manager that has moved` {
    /// A grant in force, while the consumer knows another address of the provider than its own.
    private func withStaleAddress(
        _ address: String,
        isListed: Bool = true,
        _ test: @escaping @Sendable (NodeGroup, GrantHash) async throws -> Void
    ) async throws {
        let rule = AutoSignRule(grantTypes: [.serviceConnection])
        try await NodeGroup.run(autoSign: [rule], callTime: .seconds(5)) { nodes in
            try await nodes.announceAll()
            let contract = try await nodes.consumer.manager.propose(nodes.connection(), by: "x")
            try await nodes.settle()
            let stale = KnownPeer(
                id: nodes.provider.id,
                name: "Organisation 1",
                managerAddress: try PeerAddress(address),
                seenAt: nodes.now
            )
            try await nodes.consumer.knownPeers.upsert(stale)
            if !isListed { try await nodes.directory.knownPeers.upsert(stale) }
            try await test(nodes, try #require(contract.content.grants.first?.hash))
        }
    }

    @Test func `is found in a directory at the first failure, and remembered`() async throws {
        try await withStaleAddress("https://127.0.0.1:1") { nodes, grant in
            let consumer = try nodes.consumer.manager
            let token = try await consumer.accessToken(for: grant).token
            #expect(token.issuer == nodes.provider.id)
            let known = try await nodes.consumer.knownPeers.peer(nodes.provider.id)
            #expect(try known?.managerAddress == nodes.provider.manager.settings.address)
        }
    }

    @Test func `is found where another peer has its old address`() async throws {
        try await withStaleAddress("https://127.0.0.1:1") { nodes, grant in
            let taken = KnownPeer(
                id: nodes.provider.id,
                name: "Organisation 1",
                managerAddress: try nodes.delegator.manager.settings.address,
                seenAt: nodes.now
            )
            try await nodes.consumer.knownPeers.upsert(taken)
            let token = try await nodes.consumer.manager.accessToken(for: grant).token
            #expect(token.issuer == nodes.provider.id)
        }
    }

    @Test func `is not taken for moved where no directory knows better`() async throws {
        try await withStaleAddress("https://127.0.0.1:1", isListed: false) { nodes, grant in
            await #expect(throws: OutwayTokenError.call(.unreachable(.refused))) {
                try await nodes.consumer.manager.accessToken(for: grant)
            }
            let known = try await nodes.consumer.knownPeers.peer(nodes.provider.id)
            #expect(try known?.managerAddress == PeerAddress("https://127.0.0.1:1"))
        }
    }
}

@Suite struct `Why there is no token` {
    @Test(arguments: [
        (OutwayTokenError.unknownGrant, true), (.otherOutway, true), (.notInForce(.revoked), true),
        (.tokenWrong("its claim svc"), true), (.call(.addressUnknown), true),
        (.call(.answerMalformed("no JSON")), true),
        (.call(.refused(status: 400, code: "invalid_grant", message: "")), true),
        (.call(.refused(status: 401, code: "", message: "")), true),
        (.call(.refused(status: 429, code: "", message: "")), false),
        (.call(.refused(status: 500, code: "", message: "")), false),
        (.call(.refused(status: 503, code: "", message: "")), false),
        (.call(.unreachable(.refused)), false), (.call(.unreachable(.nameUnknown)), false),
        (.call(.unreachable(.timedOut(requestSent: true))), false),
        (.call(.unreachable(.connectionLost(requestSent: true))), false),
        (.call(.unreachable(.wrongHost)), true),
        (.call(.unreachable(.certificateRefused(alert: 46))), true),
    ])
    func `is final where the other side has decided, and waited for where it may pass`(
        error: OutwayTokenError,
        isFinal: Bool
    ) {
        #expect(error.isFinal == isFinal && !error.description.isEmpty)
    }
}
