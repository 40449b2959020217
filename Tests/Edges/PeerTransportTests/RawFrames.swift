import CertificateAuthority
import NIOCore
import Synchronization

/// A peer that writes the bytes of HTTP/2 itself, so that it can break every rule.
final class RawFrames: Sendable {
    /// One frame: RFC 9113, *Frame Format*.
    struct Frame: Sendable {
        var type: Kind
        var flags: UInt8 = 0
        var stream: UInt32 = 0
        var payload: [UInt8] = []

        enum Kind: UInt8, Sendable {
            case data, headers, priority, reset, settings, pushPromise, ping, goAway
            case windowUpdate, continuation
        }

        var bytes: [UInt8] {
            let count = UInt32(payload.count)
            return [UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
                + [type.rawValue, flags] + Self.bytes(stream) + payload
        }

        static func bytes(_ number: UInt32) -> [UInt8] {
            (0..<4).map { UInt8(number >> (24 - 8 * $0) & 0xFF) }
        }

        static let settings = Frame(type: .settings)
        static let settingsTaken = Frame(type: .settings, flags: 1)
        static let ping = Frame(type: .ping, payload: [UInt8](repeating: 7, count: 8))

        /// The fields of GET, without any that need a table.
        static func request(_ path: String, _ more: [UInt8] = []) -> [UInt8] {
            [0x82, 0x87, 0x01, 1] + Array("a".utf8) + [0x04, UInt8(path.utf8.count)]
                + Array(path.utf8) + more
        }

        /// A whole request: END_HEADERS and END_STREAM.
        static func get(_ stream: UInt32, _ path: String = "/") -> Frame {
            Frame(type: .headers, flags: 5, stream: stream, payload: request(path))
        }

        /// Takes a request back: CANCEL.
        static func cancel(_ stream: UInt32) -> Frame {
            Frame(type: .reset, stream: stream, payload: bytes(8))
        }
    }

    private struct Seen: Sendable {
        var frames: [Frame] = []
        var isClosed = false
    }

    private let channel: any Channel
    private let seen: Inbox

    private init(_ channel: any Channel, _ seen: Inbox) {
        (self.channel, self.seen) = (channel, seen)
    }

    static func with(
        _ group: TestGroup,
        port: Int,
        _ use: (RawFrames) async throws -> Void
    ) async throws {
        let inbox = Inbox()
        let handlers: @Sendable () -> [any ChannelHandler] = { [Collector(inbox)] }
        try await group.connect(port: port, handlers) { try await use(RawFrames($0, inbox)) }
    }

    /// Begins a handshake on a connection that there is, for the time of a use.
    static func over(
        _ channel: any Channel,
        _ group: TestGroup,
        _ use: (RawFrames) async throws -> Void
    ) async throws {
        let inbox = Inbox()
        try await group.secure(channel) { [Collector(inbox)] }
        try await use(RawFrames(channel, inbox))
    }

    /// The frames that came of one type.
    func frames(_ type: Frame.Kind) -> [Frame] { seen.value.frames.filter { $0.type == type } }

    /// A value of the server's first settings.
    func setting(_ name: UInt16) -> UInt32? {
        guard let settings = frames(.settings).first else { return nil }
        for start in stride(from: 0, to: settings.payload.count, by: 6) {
            let pair = settings.payload[start..<start + 6].map(UInt32.init)
            if pair[0] << 8 | pair[1] == UInt32(name) {
                return pair[2...].reduce(0) { $0 << 8 | $1 }
            }
        }
        return nil
    }

    /// The error codes of the GOAWAY frames that came.
    var goodbyes: [UInt8] { frames(.goAway).map { $0.payload.dropFirst(7).first ?? 0 } }

    /// The last streams that the GOAWAY frames that came name.
    var lastStreams: [UInt32] {
        frames(.goAway).map { $0.payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
    }

    var isClosed: Bool { seen.value.isClosed }

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    /// What every client sends first.
    static let beginning = preface + Frame.settings.bytes

    /// Begins as every client must.
    func begin() {
        send(bytes: Self.beginning)
    }

    /// Begins, and waits until the server's settings are in force.
    func open() async throws {
        begin()
        _ = try await eventually { !self.frames(.settings).isEmpty }
        send([.settingsTaken, .ping])
        _ = try await eventually { !self.frames(.ping).isEmpty }
    }

    func send(_ frames: [Frame]) {
        send(bytes: frames.flatMap(\.bytes))
    }

    func send(bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    private final class Inbox: Sendable {
        private let state = Mutex(Seen())
        var value: Seen { state.withLock { $0 } }

        func change(_ change: (inout Seen) -> Void) {
            state.withLock { change(&$0) }
        }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let inbox: Inbox
        private var held = ByteBuffer()

        init(_ inbox: Inbox) {
            self.inbox = inbox
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            held.writeImmutableBuffer(unwrapInboundIn(data))
            while let frame = next() { inbox.change { $0.frames.append(frame) } }
        }

        private func next() -> Frame? {
            guard let first = held.getInteger(at: held.readerIndex, as: UInt32.self),
                held.readableBytes >= 9 + Int(first >> 8),
                let head = held.readBytes(length: 9),
                let payload = held.readBytes(length: Int(first >> 8)),
                let type = Frame.Kind(rawValue: head[3])
            else { return nil }
            let stream = head[5...].reduce(0) { $0 << 8 | UInt32($1) }
            return Frame(type: type, flags: head[4], stream: stream, payload: payload)
        }

        func channelInactive(context: ChannelHandlerContext) {
            inbox.change { $0.isClosed = true }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
