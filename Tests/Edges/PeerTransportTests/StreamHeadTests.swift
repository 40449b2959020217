import ExchangeModel
import HTTPWire
import NIOCore
import NIOHPACK
import RequirementTrait
import Testing

@testable import PeerTransport

/// The same heads pass over HTTP/1.1 and HTTP/2, or are refused at once.
@Suite struct `A long head over HTTP2` {
    /// Characters that take more bits packed than not.
    static func unpackable(_ count: Int) -> String {
        String(repeating: "\\^{~<|}`", count: count / 8)
    }

    let group: TestGroup
    let tls: MutualTLS

    init() throws {
        group = try TestGroup()
        tls = try group.tls(group.server)
    }

    private func target(_ port: Int, speaks: PeerProtocol = .http2) throws -> UpstreamTarget {
        let security = UpstreamTarget.Security.peer(
            try group.tls(group.alice),
            host: TestGroup.serverName,
            expected: try PeerID(TestGroup.providerID),
            speaks: speaks
        )
        return UpstreamTarget(
            addresses: [.init(host: "127.0.0.1", port: port)],
            security: security
        )
    }

    @Test(.requirement("RFC 9113: SETTINGS_MAX_FRAME_SIZE"), arguments: PeerProtocol.allCases)
    func `passes as over HTTP1, on the first request of a connection too`(
        speaks: PeerProtocol
    ) async throws {
        try await EchoServer.with(.peers(tls), limits: .withStreams) { (echo) async throws in
            try await PoolUser.with { (user) async throws in
                let target = try target(echo.port, speaks: speaks)
                for count in [26_500, 70_000, 80, 70_000] {
                    let line = "GET / HTTP/1.1\r\nx-long: \(Self.unpackable(count))"
                    #expect(try await user.ask(target, line).body == "Alice GET:")
                }
                #expect(tls.counters[.accepted] == 1)
            }
        }
    }

    @Test(arguments: PeerProtocol.allCases)
    func `over the bound is refused with an answer`(speaks: PeerProtocol) async throws {
        try await EchoServer.with(.peers(tls), limits: .withStreams) { (echo) async throws in
            try await PoolUser.with { (user) async throws in
                let long = String(repeating: "a", count: 85_000)
                let target = try target(echo.port, speaks: speaks)
                let answer = try await user.ask(target, "GET / HTTP/1.1\r\nx-long: \(long)")
                #expect(answer.status == 400)
                #expect(echo.counts.heads.now == 0 && echo.counts.refused.now == 1)
            }
        }
    }

    @Test func `that the other end does not take fails at once, and harms no other request`()
        async throws
    {
        try await FrameServer.with(group, [.ok, .ok]) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = try target(server.port)
                #expect(try await user.ask(target).body == "ok")
                let long = "GET / HTTP/1.1\r\nx-long: \(Self.unpackable(20_000))"
                let failure = try await user.ask(target, long).failure
                #expect(failure?.reason == .headNotTaken && failure?.requestLeft == false)
                let short = "GET / HTTP/1.1\r\nx-long: \(Self.unpackable(80))"
                #expect(try await user.ask(target, short).body == "ok")
                #expect(server.connections.now == 1 && server.requests.count == 2)
            }
        }
    }

    @Test func `is taken by a server if it packs into its frame, and only then`() {
        let short = HPACKHeaders([(":status", "200"), ("x", String(repeating: "a", count: 16_000))])
        let long = HPACKHeaders([(":status", "200"), ("x", Self.unpackable(16_000))])
        #expect(HeadFrame.fits(short, in: HeadFrame.leastBytes))
        #expect(!HeadFrame.fits(long, in: HeadFrame.leastBytes))
        #expect(HeadFrame.fits(long, in: HTTP2Limits.listBytes(WireLimits())))
    }
}

@Suite struct `A head of HTTP2 is on its way` {
    typealias Frame = RawFrames.Frame

    /// Whether a head is on its way after these frames, however their bytes arrive.
    private func isWithin(_ frames: [Frame], cut: Int = 0) -> Set<Bool> {
        let bytes = Array(frames.flatMap(\.bytes).dropLast(cut))
        return Set(
            [1, 2, 7, bytes.count].map { size in
                var progress = HeadProgress(after: 0)
                for start in stride(from: 0, to: bytes.count, by: max(1, size)) {
                    let end = min(start + size, bytes.count)
                    progress.take(ByteBuffer(bytes: bytes[start..<end]))
                }
                return progress.isWithin
            }
        )
    }

    @Test func `from its first frame to the end of the last one`() {
        let open = Frame(type: .headers, flags: 1, stream: 1, payload: [1, 2, 3])
        let more = Frame(type: .continuation, stream: 1, payload: [4])
        let last = Frame(type: .continuation, flags: 4, stream: 1)
        let data = Frame(type: .data, flags: 1, stream: 3, payload: [1, 2, 3, 4])
        #expect(isWithin([Frame.get(1)]) == [false])
        #expect(isWithin([Frame.get(1)], cut: 1) == [true])
        #expect(isWithin([data, open]) == [true])
        #expect(isWithin([open, more]) == [true])
        #expect(isWithin([open, more, last]) == [false])
        #expect(isWithin([open, more, last, data], cut: 2) == [false])
        #expect(isWithin([.ping, data, .settings]) == [false])
    }
}
