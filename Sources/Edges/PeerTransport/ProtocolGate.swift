import NIOCore

/// Refuses a client whose handshake offers only protocols that are not spoken here.
///
/// NIOSSL would go on as if nothing had been offered. Reads the client's first message, which
/// travels in the open, and is gone after it; no offer at all stands for HTTP/1.1. RFC 7301,
/// *Protocol Selection*.
final class ProtocolGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The error that those after the gate hear of.
    struct NoCommonProtocol: Error {}

    /// A first message that is longer is left to the TLS library.
    static let longestHello = 64 * 1_024
    /// A fatal `no_application_protocol` alert in a record of its own.
    static let alert: [UInt8] = [21, 3, 3, 0, 2, 2, 120]

    private let spoken: [[UInt8]]
    private var held = ByteBuffer()

    init(speaking protocols: [PeerProtocol]) {
        spoken = protocols.map { Array($0.negotiatedName.utf8) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        held.writeImmutableBuffer(unwrapInboundIn(data))
        switch ClientHello(held) {
        case .incomplete where held.readableBytes < Self.longestHello: return
        case .offers(let names) where !names.contains(where: spoken.contains): refuse(context)
        case .incomplete, .unreadable, .offersNothing, .offers: leave(context)
        }
    }

    private func leave(_ context: ChannelHandlerContext) {
        let first = held
        held = ByteBuffer()
        context.fireChannelRead(wrapInboundOut(first))
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext) {
        held = ByteBuffer()
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Self.alert)), promise: nil)
        context.fireErrorCaught(NoCommonProtocol())
        context.close(promise: nil)
    }
}

/// What the first bytes of a TLS connection say of the protocols that the client speaks.
///
/// RFC 8446, *Client Hello*; RFC 7301, *The Application-Layer Protocol Negotiation Extension*.
enum ClientHello: Equatable {
    case incomplete
    /// Nothing that can be read; who speaks TLS will say what is wrong.
    case unreadable
    case offersNothing
    case offers([[UInt8]])

    private static let handshakeRecord: UInt8 = 22
    private static let clientHello: UInt8 = 1
    private static let protocolNames: UInt16 = 16

    init(_ bytes: ByteBuffer) {
        var (bytes, message) = (bytes, ByteBuffer())
        self = .incomplete
        while bytes.readableBytes > 0 {
            guard bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) == Self.handshakeRecord
            else {
                self = .unreadable
                return
            }
            let start = bytes.readerIndex + 3
            guard let length = bytes.getInteger(at: start, as: UInt16.self),
                let part = bytes.getSlice(at: start + 2, length: Int(length))
            else { return }
            bytes.moveReaderIndex(to: start + 2 + Int(length))
            message.writeImmutableBuffer(part)
            guard let head = message.getInteger(at: 0, as: UInt32.self) else { continue }
            guard UInt8(head >> 24) == Self.clientHello else {
                self = .unreadable
                return
            }
            if var hello = message.getSlice(at: 4, length: Int(head & 0xFF_FFFF)) {
                self = Self.read(&hello) ?? .unreadable
                return
            }
        }
    }

    /// Reads a whole message; nil when it is not well formed.
    private static func read(_ hello: inout ByteBuffer) -> ClientHello? {
        // Version and random, the session, the suites, the compressions.
        guard hello.readSlice(length: 34) != nil,
            hello.readLengthPrefixedSlice(as: UInt8.self) != nil,
            hello.readLengthPrefixedSlice(as: UInt16.self) != nil,
            hello.readLengthPrefixedSlice(as: UInt8.self) != nil
        else { return nil }
        guard hello.readableBytes > 0 else { return .offersNothing }
        guard var extensions = hello.readLengthPrefixedSlice(as: UInt16.self) else { return nil }
        while extensions.readableBytes > 0 {
            guard let type = extensions.readInteger(as: UInt16.self),
                var content = extensions.readLengthPrefixedSlice(as: UInt16.self)
            else { return nil }
            if type == protocolNames { return names(&content) }
        }
        return .offersNothing
    }

    private static func names(_ content: inout ByteBuffer) -> ClientHello? {
        guard var list = content.readLengthPrefixedSlice(as: UInt16.self) else { return nil }
        var names: [[UInt8]] = []
        while list.readableBytes > 0 {
            guard let name = list.readLengthPrefixedSlice(as: UInt8.self) else { return nil }
            names.append(Array(name.readableBytesView))
        }
        return .offers(names)
    }
}
