import NIOCore
import NIOPosix
import PeerTransport
import Testing

@Suite struct `A listener that drains` {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private let group: TestGroup

    init() throws {
        group = try TestGroup()
    }

    private static func limits(_ farewell: TimeAmount) -> ServerLimits {
        var limits = ServerLimits.withStreams
        limits.farewell = farewell
        return limits
    }

    /// Begins to drain and goes on once new answers say so.
    private func draining(
        _ server: EchoServer,
        _ use: () async throws -> Void
    ) async throws {
        async let drained: Void = server.listener.drain(within: .seconds(10))
        await #expect(throws: (any Error).self) {
            // Once the port is closed nobody can connect, and all answers say that they are the last.
            while true { try await WireClient.with(port: server.port) { _ in } }
        }
        let result: Result<Void, any Error>
        do { result = .success(try await use()) } catch { result = .failure(error) }
        await drained
        try result.get()
    }

    // MARK: HTTP/1.1

    @Test func `answers the request that comes on a kept connection, as its last`() async throws {
        try await EchoServer.with(limits: Self.limits(.seconds(5))) { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send(Self.get)
                #expect(try await !client.receive(until: "- GET:").contains("connection: close"))
                try await draining(server) { () async throws in
                    try await client.send(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
                    )
                    let text = try await client.receiveUntilClosed()
                    #expect(text.contains("connection: close") && text.hasSuffix("- POST:hi"))
                }
            }
            #expect(server.counts.heads.now == 2)
        }
    }

    @Test func `answers the request of which a part of the head was there`() async throws {
        try await EchoServer.with(limits: Self.limits(.milliseconds(10))) { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("GET / HTTP/1.1\r\nHo")
                try await draining(server) { () async throws in
                    try await client.send("st: a\r\n\r\n")
                    #expect(try await client.receiveUntilClosed().hasSuffix("- GET:"))
                }
            }
        }
    }

    @Test func `answers the request after an answer that had begun without a word of the end`()
        async throws
    {
        try await EchoServer.with(limits: Self.limits(.seconds(5))) { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send(
                    "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab"
                )
                _ = try await client.receive(until: "ab")
                try await draining(server) { () async throws in
                    try await client.send("cd")
                    #expect(try await client.receive(until: "abcd").hasSuffix("abcd"))
                    try await client.send(Self.get)
                    let text = try await client.receiveUntilClosed()
                    #expect(text.hasSuffix("connection: close\r\n\r\n- GET:"))
                }
            }
        }
    }

    @Test func `closes a connection without a request, without a word to who is no peer`()
        async throws
    {
        try await EchoServer.with(limits: Self.limits(.milliseconds(50))) { server in
            try await WireClient.with(port: server.port) { client in
                try await draining(server) { () async throws in
                    #expect(try await client.receiveUntilClosed().isEmpty && client.isClosed)
                }
            }
        }
    }

    @Test(arguments: [true, false])
    func `tells a peer whose connection ends that no request had come, and takes none after`(
        isKept: Bool
    ) async throws {
        let tls = try group.tls(group.server)
        try await EchoServer.with(.peers(tls), limits: Self.limits(.milliseconds(50))) {
            (server) async throws in
            try await WireClient.with(group, port: server.port) { (peer) async throws in
                if isKept {
                    try await peer.send(Self.get)
                    _ = try await peer.receive(until: "Alice GET:")
                } else {
                    #expect(try await eventually { tls.counters[.accepted] == 1 })
                }
                try await draining(server) { () async throws in
                    let text = try await peer.receive(until: "}")
                    let word = text.split(separator: "Alice GET:").last ?? ""
                    #expect(word.hasPrefix("HTTP/1.1 408 "))
                    #expect(word.contains("fsc-error-code: CONNECTION_CLOSED\r\n"))
                    #expect(word.contains("connection: close\r\n"))
                    try? await peer.send(Self.get)
                    _ = try await peer.receiveUntilClosed()
                }
            }
            #expect(server.counts.heads.now == (isKept ? 1 : 0), "it was not looked at")
        }
    }

    // MARK: HTTP/2

    @Test func `answers what was asked before the client knew, then names the last stream`()
        async throws
    {
        let tls = try group.tls(group.server)
        try await EchoServer.with(.peers(tls), limits: Self.limits(.seconds(1))) {
            (server) async throws in
            try await RawFrames.with(group, port: server.port) { (client) async throws in
                try await client.open()
                client.send([.get(1)])
                #expect(try await eventually { client.frames(.data).count == 1 })
                try await draining(server) { () async throws in
                    #expect(try await eventually { client.lastStreams == [UInt32(Int32.max)] })
                    // On its way when the goodbye was written.
                    client.send([.get(3)])
                    #expect(try await eventually { client.frames(.data).count == 2 })
                    let asked = client.frames(.ping).last
                    var told = try #require(asked)
                    told.flags = 1
                    client.send([told])
                    #expect(try await eventually { client.lastStreams.last == 3 })
                    client.send([.get(5)])
                    #expect(try await eventually { client.isClosed })
                }
            }
            #expect(server.counts.heads.now == 2, "the third was not looked at")
        }
    }

    @Test func `names the last stream to a client that does not say that it knows`() async throws {
        let tls = try group.tls(group.server)
        var limits = Self.limits(.seconds(1))
        limits.linger = .milliseconds(100)
        try await EchoServer.with(.peers(tls), limits: limits) { (server) async throws in
            try await RawFrames.with(group, port: server.port) { (client) async throws in
                try await client.open()
                client.send([.get(1, "/never")])
                #expect(try await eventually { server.counts.ends.now == 1 })
                try await draining(server) { () async throws in
                    #expect(try await eventually { client.lastStreams.last == 1 })
                    #expect(client.lastStreams == [UInt32(Int32.max), 1])
                    client.send([.cancel(1)])
                    #expect(try await eventually { client.isClosed })
                }
            }
        }
    }

    @Test func `says goodbye too where the handshake was under way`() async throws {
        let tls = try group.tls(group.server)
        try await EchoServer.with(.peers(tls), limits: Self.limits(.seconds(1))) {
            (server) async throws in
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: "127.0.0.1", port: server.port).get()
            let counters = server.listener.counters
            #expect(try await eventually { counters.openConnections == 1 })
            try await draining(server) { () async throws in
                try await RawFrames.over(channel, group) { (client) async throws in
                    client.begin()
                    client.send([.settingsTaken, .get(1)])
                    #expect(try await eventually { client.frames(.data).count == 1 })
                    #expect(try await eventually { !client.lastStreams.isEmpty })
                    try await channel.close().get()
                }
            }
            #expect(server.counts.heads.now == 1)
        }
    }
}
