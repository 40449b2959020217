import CertificateAuthority
import ExchangeModel
import NIOSSL
import OutboundHTTP
import PeerIdentity
import RequirementTrait
import Testing

@Suite struct HandshakeTests {
    let group: TestGroup
    let client = OutboundClient(TestGroup.loopback)

    init() throws {
        group = try TestGroup()
    }

    /// Calls a server of ours; whatever becomes of it, the server is stopped afterwards.
    private func call(
        _ server: TestServer,
        trust: GroupTrust? = nil,
        host: String = "localhost"
    ) async throws -> OutboundResponse {
        let request = try OutboundRequest.peer(
            group.expectedPeer,
            .get,
            url: "https://\(host):\(server.port)/hello",
            trust: trust ?? group.trust()
        )
        return try await client.send(request, deadline: .soon)
    }

    private func expectNothingArrives(
        at server: TestServer,
        _ trust: GroupTrust? = nil,
        host: String = "localhost",
        refusal: (OutboundError) -> Bool
    ) async throws {
        do throws(any Error) {
            _ = try await call(server, trust: trust, host: host)
            Issue.record("the call was answered")
        } catch let error as OutboundError {
            #expect(refusal(error), "\(error)")
        }
        await client.shutDown()
        #expect(server.counters == TestServer.Counters(), "the handshake itself must fail")
        try await server.stop()
    }

    @Test(
        .requirement("FSC Core 2.0.0: T-01"),
        arguments: [ServerVersion.twelve, ServerVersion.thirteen]
    )
    func `a trusted peer with the expected PeerID is answered`(version: ServerVersion) async throws
    {
        let server = try await group.serve(
            group.issue(TestGroup.provider),
            minimum: version.value,
            maximum: version.value
        )
        let response = try await call(server)
        #expect(response.status == 200)
        #expect(response.body == Array("hello".utf8))
        #expect(response.peer?.peerID == (try group.expectedPeer))
        try await server.stop()
    }

    @Test(arguments: [ServerVersion.twelve, ServerVersion.thirteen])
    func `another peer of the Group gets no byte of the request`(
        version: ServerVersion
    ) async throws {
        let server = try await group.serve(
            group.issue(TestGroup.other),
            minimum: version.value,
            maximum: version.value
        )
        let found = try PeerID(TestGroup.other)
        try await expectNothingArrives(at: server) { $0 == .wrongPeer(found: found) }
    }

    @Test func `a certificate for another host gets no byte of the request`() async throws {
        let server = try await group.serve(
            group.issue(TestGroup.provider, dnsNames: ["elsewhere.example"])
        )
        try await expectNothingArrives(at: server) { $0 == .wrongHost }
    }

    @Test func `a revoked peer gets no byte of the request`() async throws {
        let certificate = try group.issue(TestGroup.provider)
        try group.authorities.intermediate.revoke(certificate.certificateDER, at: group.now)
        let server = try await group.serve(certificate)
        try await expectNothingArrives(at: server) { $0.refusal == .revoked }
    }

    @Test func `an expired certificate gets no byte of the request`() async throws {
        var request = group.authorities.request(
            organization: "Expired",
            serialNumber: TestGroup.provider
        )
        request.notBefore = group.now.advanced(bySeconds: -7_200)
        request.notAfter = group.now.advanced(bySeconds: -3_600)
        let server = try await group.serve(group.authorities.intermediate.issue(request))
        try await expectNothingArrives(at: server) { $0.refusal == .expired }
    }

    @Test func `a peer of another root gets no byte of the request`() async throws {
        let foreign = try CertificateGroup(named: "Foreign", at: group.now)
        let certificate = try foreign.issue(
            organization: "Foreign",
            serialNumber: TestGroup.provider
        )
        let server = try await group.serve(certificate)
        try await expectNothingArrives(at: server) { $0.refusal == .unknownIssuer }
    }

    @Test func `a chain without a revocation list of each issuer is refused`() async throws {
        let server = try await group.serve(group.issue(TestGroup.provider))
        let lists = try group.authorities.revocationLists(at: group.now)
        try await expectNothingArrives(at: server, group.trust(lists: Array(lists.prefix(1)))) {
            $0.refusal == .revocationListMissing
        }
    }

    @Test func `a certificate without a PeerID gets no byte of the request`() async throws {
        let certificate = try group.authorities.issue(
            organization: "Nameless",
            serialNumber: nil
        )
        let server = try await group.serve(certificate)
        try await expectNothingArrives(at: server) { $0.refusal == .subjectUnusable }
    }

    @Test func `a server without TLS 1_2 is refused`() async throws {
        let server = try await group.serve(
            group.issue(TestGroup.provider),
            minimum: .tlsv1,
            maximum: .tlsv11
        )
        try await expectNothingArrives(at: server) { $0 == .handshakeFailed }
    }

    @Test func `a server that offers no suite with authenticated encryption is refused`()
        async throws
    {
        let server = try await group.serve(
            group.issue(TestGroup.provider),
            maximum: .tlsv12,
            ciphers: "ECDHE-ECDSA-AES128-SHA"
        )
        try await expectNothingArrives(at: server) { $0 == .handshakeFailed }
    }

    @Test func `a connection made for one peer is not used for another`() async throws {
        let server = try await group.serve(group.issue(TestGroup.provider))
        let trust = try group.trust()
        let other = try PeerID(TestGroup.other)
        #expect(try await call(server, trust: trust).reusedConnection == false)
        #expect(try await call(server, trust: trust).reusedConnection)
        let request = try OutboundRequest.peer(
            other,
            .get,
            url: "https://localhost:\(server.port)/hello",
            trust: trust
        )
        let failure = await client.failure(of: request, deadline: .soon)
        #expect(failure == .wrongPeer(found: try group.expectedPeer))
        #expect(try await call(server, trust: trust).reusedConnection)
        #expect(server.counters.requests == 3)
        try await server.stop()
    }

    @Test func `new trust makes a new connection, judged by its own lists`() async throws {
        let certificate = try group.issue(TestGroup.provider)
        let server = try await group.serve(certificate)
        let before = try group.trust()
        #expect(try await call(server, trust: before).status == 200)
        try group.authorities.intermediate.revoke(certificate.certificateDER, at: group.now)
        let after = try group.trust()
        do {
            _ = try await call(server, trust: after)
            Issue.record("the kept connection was used")
        } catch let error as OutboundError {
            #expect(error.refusal == .revoked)
        }
        #expect(server.counters.requests == 1)
        try await server.stop()
    }

    @Test func `a call without an expected peer tells who answered`() async throws {
        let server = try await group.serve(group.issue(TestGroup.other))
        let request = try OutboundRequest.peer(
            nil,
            .get,
            url: "https://localhost:\(server.port)/",
            trust: group.trust()
        )
        let response = try await client.send(request, deadline: .soon)
        #expect(response.peer?.peerID.rawValue == TestGroup.other)
        try await server.stop()
    }

    @Test func `a peer that does not trust our certificate is told from other failures`()
        async throws
    {
        let server = try await group.serve(group.issue(TestGroup.provider))
        let foreign = try CertificateGroup(named: "Foreign", at: group.now)
        let stranger = try foreign.issue(organization: "Stranger", serialNumber: TestGroup.own)
        do {
            _ = try await call(server, trust: group.trust(asPeer: stranger))
            Issue.record("answered although the certificate is a stranger's")
        } catch OutboundError.certificateRefused {
        } catch OutboundError.connectionLost {
            // TLS 1.3 refuses after the request was sent, and a reset can overtake the alert.
        }
        #expect(server.counters.requests == 0)
        try await server.stop()
    }

    @Test func `a web server is judged by its anchors and its name`() async throws {
        let server = try await TestServer.start(
            TestGroup.context(group.issue(TestGroup.provider))
        )
        let trust = try WebTrust(anchors: group.authorities.anchorsPEM)
        let request = try OutboundRequest.web(
            .get,
            url: "https://localhost:\(server.port)/hello",
            trust: trust
        )
        let response = try await client.send(request, deadline: .soon)
        #expect(response.status == 200)
        #expect(response.peer == nil)
        let foreign = try CertificateGroup(named: "Foreign", at: group.now)
        let stranger = try OutboundRequest.web(
            .get,
            url: "https://localhost:\(server.port)/hello",
            trust: WebTrust(anchors: foreign.anchorsPEM)
        )
        do {
            _ = try await client.send(stranger, deadline: .soon)
            Issue.record("answered under foreign anchors")
        } catch OutboundError.webUntrusted {
        }
        #expect(server.counters.requests == 1)
        try await server.stop()
    }
}
