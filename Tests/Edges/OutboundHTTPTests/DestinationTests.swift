import CertificateAuthority
import OutboundHTTP
import Testing

@Suite struct DestinationTests {
    let group: TestGroup

    init() throws {
        group = try TestGroup()
    }

    @Test(arguments: [
        "http://peer.example/", "ftp://peer.example/", "file:///etc/passwd",
        "https://user:secret@peer.example/", "https://peer.example/#x", "peer.example",
        "//peer.example", "https://peer.example/a b", "https://pe\u{e9}r.example/", "https:///",
        "https://peer.example/\r\nX: y", "",
    ])
    func `a URL that is not plain https is refused`(text: String) throws {
        let trust = try group.trust()
        #expect(throws: OutboundError.malformed) {
            try OutboundRequest.peer(group.expectedPeer, .get, url: text, trust: trust)
        }
        let web = try WebTrust(anchors: group.authorities.anchorsPEM)
        #expect(throws: OutboundError.malformed) {
            try OutboundRequest.web(.get, url: text, trust: web)
        }
    }

    @Test func `plain HTTP is for revocation lists alone`() throws {
        _ = try OutboundRequest.revocationList("http://crl.example/a.crl")
        #expect(throws: OutboundError.malformed) {
            try OutboundRequest.revocationList("https://crl.example/a.crl")
        }
        #expect(throws: OutboundError.malformed) {
            try OutboundRequest.revocationList("ftp://crl.example/a.crl")
        }
    }

    @Test(arguments: [
        "127.evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "128.0.0.1",
        "10.0.0.1", "[::2]", "[::ffff:10.0.0.1]",
    ])
    func `only an address of the loopback is on this machine`(host: String) throws {
        #expect(throws: OutboundError.malformed) {
            try OutboundRequest.loopback(.get, url: "http://\(host):8080/")
        }
    }

    @Test(arguments: ["localhost", "127.0.0.1", "127.9.8.7", "[::1]", "[::ffff:127.0.0.1]"])
    func `every address of the loopback is on this machine`(host: String) throws {
        _ = try OutboundRequest.loopback(.get, url: "http://\(host):8080/")
    }

    @Test(arguments: [
        "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::1]",
        "[::ffff:127.0.0.1]", "10.1.2.3", "192.168.1.1", "172.31.0.1", "169.254.169.254",
        "100.64.0.1", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "[::127.0.0.1]",
    ])
    func `an address that is not public is refused before a connection`(
        host: String
    ) async throws {
        let server = try await TestServer.start()
        let request = try OutboundRequest.revocationList("http://\(host):\(server.port)/hello")
        let client = OutboundClient()
        do {
            _ = try await client.send(request, deadline: .soon)
            Issue.record("the call was answered")
        } catch OutboundError.addressDenied {
        }
        await client.shutDown()
        #expect(server.counters.bytes == 0)
        try await server.stop()
    }

    @Test func `a public name that resolves to a private address is refused`() async throws {
        let server = try await TestServer.start()
        var configuration = OutboundConfiguration()
        configuration.resolve = ["lists.example:\(server.port):127.0.0.1"]
        let client = OutboundClient(configuration)
        let request = try OutboundRequest.revocationList(
            "http://lists.example:\(server.port)/hello"
        )
        await #expect(throws: OutboundError.addressDenied(host: "lists.example")) {
            try await client.send(request, deadline: .soon)
        }
        #expect(server.counters.bytes == 0)
        try await server.stop()
    }

    @Test func `the table resolves names to addresses that are allowed`() async throws {
        let server = try await TestServer.start()
        var configuration = TestGroup.loopback
        configuration.resolve = ["lists.example:\(server.port):127.0.0.1"]
        let request = try OutboundRequest.revocationList(
            "http://lists.example:\(server.port)/hello"
        )
        let response = try await OutboundClient(configuration).send(request, deadline: .soon)
        #expect(response.status == 200)
        try await server.stop()
    }

    @Test func `a connection that is led elsewhere keeps its name and its address rules`()
        async throws
    {
        let server = try await group.serve(group.issue(TestGroup.provider))
        var configuration = TestGroup.loopback
        configuration.connectTo = ["localhost:8443:127.0.0.1:\(server.port)"]
        let request = try OutboundRequest.peer(
            group.expectedPeer,
            .get,
            url: "https://localhost:8443/heads",
            trust: group.trust()
        )
        let response = try await OutboundClient(configuration).send(request, deadline: .soon)
        #expect(String(decoding: response.body, as: UTF8.self).contains("Host: localhost:8443"))
        configuration.peerAddresses = AddressRules()
        let failure = await OutboundClient(configuration).failure(of: request, deadline: .soon)
        #expect(failure == .addressDenied(host: "localhost"))
        try await server.stop()
    }

    @Test func `private ranges of peers do not open the way for other calls`() async throws {
        let server = try await TestServer.start()
        var configuration = TestGroup.loopback
        configuration.webAddresses = AddressRules()
        let request = try OutboundRequest.revocationList("http://127.0.0.1:\(server.port)/")
        await #expect(throws: OutboundError.addressDenied(host: "127.0.0.1")) {
            try await OutboundClient(configuration).send(request, deadline: .soon)
        }
        try await server.stop()
    }

    @Test(arguments: ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "x/8", "fd00::/129", "/8"])
    func `a text that is no block of addresses is refused`(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
