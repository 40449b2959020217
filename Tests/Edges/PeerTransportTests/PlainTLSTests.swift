import CertificateAuthority
import NIOCore
import PeerTransport
import RequirementTrait
import Testing

@Suite struct `TLS outside the Group has anchors of its own` {
    let peers: TestGroup
    let others: TestGroup

    init() throws {
        peers = try TestGroup()
        others = try TestGroup()
    }

    func ask(
        anchors: [UInt8]? = nil,
        name: String = TestGroup.serverName,
        server: TLSCredentials? = nil,
        clientAnchors: [UInt8]? = nil,
        credentials: TLSCredentials? = nil
    ) async throws -> PoolUser.Answer {
        let server = try ServerTLS(
            credentials: server ?? peers.server.credentials,
            clientAnchors: clientAnchors
        )
        return try await EchoServer.with(.tls(server)) { echo in
            let client = try ClientTLS(
                anchors: anchors ?? peers.group.anchorsPEM,
                serverName: name,
                credentials: credentials
            )
            let target = UpstreamTarget(
                addresses: [.init(host: "127.0.0.1", port: echo.port)],
                security: .tls(client)
            )
            return try await PoolUser.with { try await $0.ask(target) }
        }
    }

    @Test func `a source with the right name under its anchors is asked`() async throws {
        let answer = try await ask()
        #expect(answer.status == 200 && answer.body == "- GET:")
    }

    @Test func `a source with another name gets no request`() async throws {
        let failure = try await ask(name: "elsewhere.example").failure
        #expect(failure?.reason == .misnamed && failure?.requestLeft == false)
    }

    @Test func `a source that is called by its address must have it in its certificate`()
        async throws
    {
        #expect(try await ask(name: "127.0.0.1").status == 200)
        let moved = try peers.group.issue(
            organization: "Moved",
            serialNumber: nil,
            addresses: ["192.0.2.1"]
        )
        let failure = try await ask(name: "127.0.0.1", server: moved.credentials).failure
        #expect(failure?.reason == .misnamed)
    }

    @Test func `a source under other anchors gets no request`() async throws {
        let failure = try await ask(anchors: others.group.anchorsPEM).failure
        #expect(failure?.reason == .untrusted)
    }

    @Test(.requirement("FSC Core 2.0.0: T-21"))
    func `a client may show a certificate, and is known by it`() async throws {
        let anchors = peers.group.anchorsPEM
        let named = try await ask(
            clientAnchors: anchors,
            credentials: peers.alice.credentials
        )
        #expect(named.body.contains("O=Alice"))
        let nameless = try await ask(clientAnchors: anchors)
        #expect(nameless.body == "- GET:")
    }

    @Test func `a client's certificate of another authority is refused`() async throws {
        let failure = try await ask(
            clientAnchors: peers.group.anchorsPEM,
            credentials: others.alice.credentials
        ).failure
        #expect(failure != nil)
    }

    @Test func `credentials that cannot be read are refused when they are given`() {
        #expect(throws: (any Error).self) {
            try ServerTLS(
                credentials: TLSCredentials(certificateChain: [1], privateKey: [2])
            )
        }
        #expect(throws: (any Error).self) {
            try ClientTLS(anchors: [1, 2], serverName: "a.example")
        }
    }

    @Test func `a silent client is closed at the handshake deadline`() async throws {
        var limits = ServerLimits()
        limits.handshake = .milliseconds(50)
        let server = try ServerTLS(credentials: peers.server.credentials)
        try await EchoServer.with(.tls(server), limits: limits) { echo in
            try await WireClient.with(port: echo.port) { silent in
                _ = try await silent.receiveUntilClosed()
                #expect(silent.isClosed)
            }
        }
    }
}
