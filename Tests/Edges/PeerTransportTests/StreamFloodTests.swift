import NIOCore
import NIOHTTP2
import PeerTransport
import RequirementTrait
import Testing

/// RFC 9113, *Denial-of-Service Considerations*: each bound ends the connection, once, with a word.
@Suite struct `Too much of HTTP2 ends its connection and no other` {
    typealias Frame = RawFrames.Frame

    /// RFC 9113, *Error Codes*.
    enum Code {
        static let protocolError: UInt8 = 1
        static let frameSizeError: UInt8 = 6
        static let compressionError: UInt8 = 9
        static let enhanceYourCalm: UInt8 = 11
    }

    let group: TestGroup
    let tls: MutualTLS

    init() throws {
        group = try TestGroup()
        tls = try group.tls(group.server)
    }

    func with(
        _ change: (inout HTTP2Limits) -> Void = { _ in },
        _ use: (EchoServer, RawFrames) async throws -> Void
    ) async throws {
        var limits = ServerLimits.withStreams
        var streams = HTTP2Limits()
        change(&streams)
        limits.http2 = streams
        try await EchoServer.with(.peers(tls), limits: limits) { server in
            try await RawFrames.with(group, port: server.port) { client in
                try await client.open()
                try await use(server, client)
            }
        }
    }

    func expectEnd(
        _ server: EchoServer,
        _ client: RawFrames,
        _ code: UInt8,
        _ event: ListenerEvent
    ) async throws {
        #expect(try await eventually { client.isClosed })
        #expect(client.goodbyes == [code])
        let counters = server.listener.counters
        #expect(try await eventually { counters.openConnections == 0 })
        #expect(counters[event] == 1)
        #expect(counters[event == .flood ? .malformed : .flood] == 0)
        #expect(server.counts.gone.now == server.counts.heads.now)
    }

    @Test(arguments: [Frame.Kind.ping, .settings, .priority])
    func `a flood of control frames ends the connection`(type: Frame.Kind) async throws {
        try await with {
            $0.controlFrames = 20
        } _: { (server, client) async throws in
            let flood: Frame =
                switch type {
                case .settings: .settings
                case .priority: Frame(type: .priority, stream: 1, payload: [0, 0, 0, 0, 1])
                default: .ping
                }
            client.send([.get(1, "/never")])
            client.send(Array(repeating: flood, count: 2_000))
            client.send(Array(repeating: flood, count: 2_000))
            try await expectEnd(server, client, Code.enhanceYourCalm, .flood)
        }
    }

    @Test func `who takes too many requests back is cut off`() async throws {
        try await with {
            $0.resets = 50
        } _: { (server, client) async throws in
            client.send((0..<200).flatMap { [.get(2 * $0 + 1, "/never"), .cancel(2 * $0 + 1)] })
            try await expectEnd(server, client, Code.enhanceYourCalm, .flood)
            #expect(server.counts.heads.now <= 51)
        }
    }

    @Test func `a head in too many pieces is cut off before it is whole`() async throws {
        try await with { (server, client) async throws in
            let head = Frame(type: .headers, flags: 1, stream: 1, payload: Frame.request("/"))
            let piece = Frame(type: .continuation, stream: 1, payload: [0x40])
            client.send([head] + Array(repeating: piece, count: 100))
            try await expectEnd(server, client, Code.enhanceYourCalm, .flood)
            #expect(server.counts.heads.now == 0)
        }
    }

    @Test func `a head over the bound ends the connection before it is whole`() async throws {
        try await with { (server, client) async throws in
            let bytes = [UInt8](repeating: 0x61, count: 16_384)
            let head = Frame(type: .headers, flags: 1, stream: 1, payload: Frame.request("/"))
            let piece = Frame(type: .continuation, stream: 1, payload: bytes)
            client.send([head] + Array(repeating: piece, count: 11))
            try await expectEnd(server, client, Code.protocolError, .flood)
            #expect(server.counts.heads.now == 0)
        }
    }

    @Test func `a head that grows over the bound when it is unpacked ends the connection`()
        async throws
    {
        try await with { (server, client) async throws in
            // One field of 3,000 bytes into the table, then sixty times out of it.
            let value = [UInt8](repeating: 0x61, count: 3_000)
            let stored: [UInt8] = [0x40, 1, 0x78, 0x7F, 0xB9, 0x16] + value
            let fields = Frame.request("/", stored + [UInt8](repeating: 0xBE, count: 60))
            client.send([Frame(type: .headers, flags: 5, stream: 1, payload: fields)])
            try await expectEnd(server, client, Code.compressionError, .malformed)
            #expect(server.counts.heads.now == 0)
        }
    }

    @Test(.requirement("RFC 9113: Stream Concurrency"))
    func `requests beyond those at a time are refused unseen, each by itself`() async throws {
        try await with {
            $0.streams = 3
        } _: { (server, client) async throws in
            #expect(client.setting(3) == 3)
            // In one burst: those that there may be, four more, and one once there is room again.
            client.send((0..<7).map { .get(2 * $0 + 1, "/never") } + [.cancel(1), .get(15)])
            #expect(try await eventually { client.frames(.headers).contains { $0.stream == 15 } })
            let refused = client.frames(.reset)
            #expect(refused.map(\.stream) == [7, 9, 11, 13])
            #expect(refused.allSatisfy { $0.payload == Frame.bytes(7) })
            #expect(server.counts.heads.now == 4 && server.counts.gone.now == 1)
            #expect(client.goodbyes.isEmpty && !client.isClosed)
            let counters = server.listener.counters
            #expect(counters[.malformed] == 0 && counters[.flood] == 0)
        }
    }

    @Test(arguments: [101, 110, 300])
    func `who asks too much before it has our settings loses only what is too much`(
        count: Int
    ) async throws {
        try await EchoServer.with(.peers(tls), limits: .withStreams) { (server) async throws in
            try await RawFrames.with(group, port: server.port) { (client) async throws in
                let asked = (0..<count).map { Frame.get(UInt32(2 * $0 + 1), "/never") }
                client.send(bytes: RawFrames.beginning + asked.flatMap(\.bytes))
                #expect(try await eventually { client.frames(.reset).count == count - 100 })
                #expect(client.frames(.reset).allSatisfy { $0.payload == Frame.bytes(7) })
                #expect(client.frames(.reset).map(\.stream) == asked.dropFirst(100).map(\.stream))
                // The connection goes on, with the client's own acknowledgement and without room.
                let last = UInt32(2 * count + 1)
                client.send([.settingsTaken, .cancel(1), .get(last)])
                #expect(
                    try await eventually { client.frames(.headers).contains { $0.stream == last } }
                )
                #expect(client.goodbyes.isEmpty && !client.isClosed)
                #expect(server.counts.heads.now == 101)
            }
        }
    }

    @Test func `settings are acknowledged once; a second word of it breaks the rules`() async throws
    {
        try await with { (server, client) async throws in
            client.send([.settingsTaken])
            try await expectEnd(server, client, Code.protocolError, .malformed)
        }
    }

    @Test func `who does not begin with settings is refused`() async throws {
        try await EchoServer.with(.peers(tls), limits: .withStreams) { (server) async throws in
            try await RawFrames.with(group, port: server.port) { (client) async throws in
                client.send(bytes: RawFrames.preface + Frame.get(1, "/").bytes)
                try await expectEnd(server, client, Code.protocolError, .malformed)
                #expect(server.counts.heads.now == 0)
            }
        }
    }

    @Test func `who goes on sending more requests than there may be is cut off`() async throws {
        try await with {
            $0.streams = 3
            $0.resets = 50
        } _: { (server, client) async throws in
            client.send((0..<2_000).map { .get(2 * $0 + 1, "/never") })
            try await expectEnd(server, client, Code.enhanceYourCalm, .flood)
            #expect(server.counts.heads.now == 3)
        }
    }

    @Test(arguments: [true, false])
    func `a head that does not end in time closes the connection, whatever else is open`(
        isWithinFrame: Bool
    ) async throws {
        var limits = ServerLimits.withStreams
        limits.head = .milliseconds(50)
        try await EchoServer.with(.peers(tls), limits: limits) { (server) async throws in
            try await RawFrames.with(group, port: server.port) { (client) async throws in
                try await client.open()
                client.send([.get(1, "/never")])
                let head = Frame(type: .headers, flags: 1, stream: 3, payload: Frame.request("/"))
                if isWithinFrame {
                    client.send(bytes: Array(head.bytes.dropLast()))
                } else {
                    client.send([head, Frame(type: .continuation, stream: 3)])
                }
                #expect(try await eventually { client.isClosed })
                #expect(server.listener.counters[.headTimeout] == 1)
                #expect(server.counts.heads.now == 1)
            }
        }
    }

    @Test func `as many requests and control frames as may be are served`() async throws {
        try await with {
            $0.streams = 3
            $0.controlFrames = 20
            $0.resets = 3
        } _: { (server, client) async throws in
            client.send(Array(repeating: .ping, count: 17))
            client.send([1, 3, 5].map { .get($0, "/never") } + [1, 3, 5].map { .cancel($0) })
            client.send([.get(7)])
            #expect(try await eventually { client.frames(.ping).count == 18 })
            #expect(
                try await eventually { client.frames(.headers).contains { $0.stream == 7 } }
            )
            #expect(client.goodbyes.isEmpty && server.listener.counters[.flood] == 0)
        }
    }

    @Test func `a flood ends its own connection only`() async throws {
        try await with {
            $0.controlFrames = 20
        } _: { (server, client) async throws in
            try await FrameClient.with(group, port: server.port) { (other) async throws in
                other.head(1, FrameClient.fields("POST"), ends: false)
                client.send(Array(repeating: .ping, count: 500))
                #expect(try await eventually { client.isClosed })
                other.data(1, "ok")
                #expect(try await other.wait(1).text == "Alice POST:ok")
            }
        }
    }

    static let broken: [(Frame, UInt8)] = [
        (Frame(type: .data, stream: 9, payload: [1]), Code.protocolError),
        (Frame(type: .ping, payload: [1, 2, 3]), Code.frameSizeError),
        (Frame.get(4), Code.protocolError),
        (Frame(type: .headers, flags: 5, stream: 3, payload: [0xFF, 0xFF, 0xFF]), 9),
        (Frame(type: .pushPromise, flags: 4, stream: 1, payload: [0, 0, 0, 2]), 1),
    ]

    @Test(arguments: broken)
    func `a frame that must not come ends the connection and its requests`(
        frame: Frame,
        code: UInt8
    ) async throws {
        try await with { (server, client) async throws in
            client.send([.get(1, "/never")])
            #expect(try await eventually { server.counts.ends.now == 1 })
            client.send([frame, .get(11)])
            try await expectEnd(server, client, code, .malformed)
            #expect(server.counts.heads.now == 1)
        }
    }

    @Test func `a broken rule after a goodbye in peace still ends the connection at once`()
        async throws
    {
        try await with { (server, client) async throws in
            client.send([.get(1, "/never")])
            #expect(try await eventually { server.counts.ends.now == 1 })
            // A refused head: those under way may end, no other is taken.
            let refused = Frame.request("x")
            client.send([Frame(type: .headers, flags: 5, stream: 3, payload: refused)])
            #expect(try await eventually { client.goodbyes == [0] })
            #expect(server.counts.gone.now == 0)
            client.send([Frame(type: .ping, payload: [1, 2, 3])])
            #expect(try await eventually { client.isClosed })
            #expect(client.goodbyes == [0, Code.protocolError])
            #expect(try await eventually { server.counts.gone.now == 1 })
            #expect(server.listener.counters[.malformed] == 2)
        }
    }
}
