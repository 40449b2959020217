import NIOCore
import NIOHTTP2
import Testing

@testable import PeerTransport

@Suite struct `One address does not take the room of all` {
    private func address(_ text: String) throws -> SocketAddress {
        try SocketAddress(ipAddress: text, port: 0)
    }

    @Test func `an address has so many places, and another one its own`() throws {
        let room = HandshakeRoom(bound: 2)
        let first = try #require(try room.enter(address("192.0.2.1")))
        let second = try #require(try room.enter(address("192.0.2.1")))
        #expect(try room.enter(address("192.0.2.1")) == nil)
        #expect(try room.enter(address("192.0.2.2")) != nil)
        first.leave()
        first.leave()
        let third = try room.enter(address("192.0.2.1"))
        #expect(third != nil)
        #expect(try room.enter(address("192.0.2.1")) == nil)
        withExtendedLifetime((second, third)) {}
    }

    @Test func `a network of IPv6 is one host, and mapped addresses are many`() throws {
        let room = HandshakeRoom(bound: 1)
        let places = [
            try room.enter(address("2001:db8:1:2::1")), try room.enter(address("2001:db8:1:3::1")),
            try room.enter(address("::ffff:192.0.2.1")),
            try room.enter(address("::ffff:192.0.2.2")),
        ]
        #expect(places.allSatisfy { $0 != nil })
        #expect(try room.enter(address("2001:db8:1:2::ffff")) == nil)
        #expect(try room.enter(address("::ffff:192.0.2.2")) == nil)
        withExtendedLifetime(places) {}
        #expect(room.enter(nil) != nil)
    }

    @Test func `a connection more in its handshake is closed as it comes`() async throws {
        let peers = try TestGroup()
        var limits = ServerLimits()
        limits.handshakesPerAddress = 1
        let server = try ServerTLS(credentials: peers.server.credentials)
        try await EchoServer.with(.tls(server), limits: limits) { echo in
            let counters = echo.listener.counters
            try await WireClient.with(port: echo.port) { silent in
                #expect(try await eventually { counters[.connection] == 1 })
                try await WireClient.with(port: echo.port) { second in
                    _ = try await second.receiveUntilClosed()
                    #expect(second.isClosed && counters[.addressFull] == 1)
                }
                #expect(!silent.isClosed)
            }
        }
    }

    @Test func `whoever has shaken hands takes no such place`() async throws {
        let peers = try TestGroup()
        var limits = ServerLimits.withStreams
        limits.handshakesPerAddress = 1
        let server = try peers.tls(peers.server)
        try await EchoServer.with(.peers(server), limits: limits) { echo in
            for _ in 1...2 {
                try await FrameClient.with(peers, port: echo.port) { (first) async throws in
                    first.head(1, FrameClient.fields())
                    #expect(try await first.wait(1).text == "Alice GET:")
                    try await FrameClient.with(peers, port: echo.port) { (second) async throws in
                        second.head(1, FrameClient.fields())
                        #expect(try await second.wait(1).text == "Alice GET:")
                    }
                }
            }
            #expect(echo.listener.counters[.addressFull] == 0)
        }
    }
}
