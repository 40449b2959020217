import NIOCore
import RequirementTrait
import Testing

@testable import PeerTransport

@Suite struct `A client that offers protocols` {
    let group: TestGroup
    let tls: MutualTLS

    init() throws {
        group = try TestGroup()
        tls = try group.tls(group.server)
    }

    private func answer(
        _ options: [String],
        _ version: OpenSSLClient.Version = .tls13,
        http2: Bool = true
    ) async throws -> (text: String, heads: Int) {
        var limits = ServerLimits.withStreams
        if !http2 { limits.http2 = nil }
        return try await EchoServer.with(.peers(tls), limits: limits) { server in
            let text = try await OpenSSLClient.with(port: server.port) {
                try await $0.ask(group.alice, version, options)
            }
            return (text, server.counts.heads.now)
        }
    }

    @Test(
        .requirement("RFC 7301: Protocol Selection"),
        .enabled(if: OpenSSLClient.isInstalled),
        arguments: [OpenSSLClient.Version.tls12, .tls13],
        ["spdy/3", "h3,foo", "HTTP/1.1", "h2c"]
    )
    func `none of which is spoken gets the alert that says so`(
        version: OpenSSLClient.Version,
        offer: String
    ) async throws {
        let (text, heads) = try await answer(["-alpn", offer], version)
        #expect(text.contains("alert no application protocol") && heads == 0)
        #expect(try await eventually { tls.counters[.noCommonProtocol] == 1 })
        #expect(tls.counters[.abandoned] == 0)
    }

    @Test(
        .enabled(if: OpenSSLClient.isInstalled),
        arguments: [[], ["-alpn", "http/1.1"], ["-alpn", "foo,http/1.1"]]
    )
    func `is served where one is spoken, and where it offers none at all`(
        options: [String]
    ) async throws {
        let (text, heads) = try await answer(options)
        #expect(text.contains("Alice GET:") && heads == 1)
        #expect(tls.counters[.noCommonProtocol] == 0)
    }

    @Test(.enabled(if: OpenSSLClient.isInstalled))
    func `that are HTTP2 only is refused where that is not spoken`() async throws {
        let (text, heads) = try await answer(["-alpn", "h2"], http2: false)
        #expect(text.contains("alert no application protocol") && heads == 0)
    }
}

@Suite struct `The first message of a TLS client` {
    /// A handshake message in records of a length.
    private func hello(_ extensions: [UInt8], record: Int = 16_384) -> [UInt8] {
        func long(_ bytes: [UInt8]) -> [UInt8] {
            [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
        }
        let body =
            [3, 3] + [UInt8](repeating: 7, count: 32) + [0] + long([0x13, 1]) + [1, 0]
            + (extensions.isEmpty ? [] : long(extensions))
        let message = [1, 0] + long(body)
        return stride(from: 0, to: message.count, by: record).flatMap { start in
            [22, 3, 1] + long(Array(message[start..<min(start + record, message.count)]))
        }
    }

    private static let offer: [UInt8] =
        [0, 10, 0, 2, 0, 0] + [0, 16, 0, 14, 0, 12, 2] + Array("h2".utf8) + [8]
        + Array("http/1.1".utf8)

    @Test func `names the protocols, however it is divided`() {
        let expected = ClientHello.offers([Array("h2".utf8), Array("http/1.1".utf8)])
        for record in [1, 3, 5, 50, 16_384] {
            let bytes = hello(Self.offer, record: record)
            #expect(ClientHello(ByteBuffer(bytes: bytes)) == expected)
            for end in 0..<bytes.count {
                #expect(ClientHello(ByteBuffer(bytes: bytes[..<end])) == .incomplete)
            }
        }
    }

    @Test func `may offer nothing`() {
        #expect(ClientHello(ByteBuffer(bytes: hello([]))) == .offersNothing)
        #expect(ClientHello(ByteBuffer(bytes: hello([0, 10, 0, 0]))) == .offersNothing)
    }

    @Test(arguments: [
        Array("GET / HTTP/1.1\r\n\r\n".utf8), [21, 3, 1, 0, 2, 2, 0], [22, 3, 1, 0, 4, 2, 0, 0, 0],
        [22, 3, 1, 0, 4, 1, 0, 0, 0], [0],
    ])
    func `is left to the TLS library where it is something else`(bytes: [UInt8]) {
        #expect(ClientHello(ByteBuffer(bytes: bytes)) == .unreadable)
    }

    @Test func `is read without harm, whatever its bytes are`() {
        let bytes = hello(Self.offer)
        for place in bytes.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[place] = value
                guard case .offers(let names) = ClientHello(ByteBuffer(bytes: changed)) else {
                    continue
                }
                #expect(names.reduce(0) { $0 + $1.count } < bytes.count)
            }
        }
    }

    @Test func `is unreadable where a length leads over its end`() {
        for broken in [
            [0, 16, 0, 200, 0], [0, 16, 0, 3, 0, 9, 2], [0, 16, 0, 3, 0, 1, 9], [0, 16],
        ] {
            #expect(ClientHello(ByteBuffer(bytes: hello(broken.map { UInt8($0) }))) == .unreadable)
        }
    }
}
