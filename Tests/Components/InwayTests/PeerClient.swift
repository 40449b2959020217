import CertificateAuthority
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A consumer's end of one mutual TLS connection: sends bytes and shows what comes back.
final class PeerClient: Sendable {
    /// An answer, taken apart.
    struct Answer {
        let status: Int
        let head: String
        let body: String

        /// The value of a field; its name in lower case.
        func field(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }
                .map { String($0.dropFirst(name.count + 1)).trimmingCharacters(in: .whitespaces) }
        }

        /// The `code` of one of our error answers.
        var code: String? {
            body.range(of: "\"code\":\"").map {
                String(body[$0.upperBound...].prefix { $0 != "\"" })
            }
        }
    }

    private let channel: any Channel
    private let inbox: Inbox

    private init(_ channel: any Channel, _ inbox: Inbox) {
        (self.channel, self.inbox) = (channel, inbox)
    }

    static func with<Value>(
        _ parties: InwayParties,
        port: Int,
        as party: InwayParties.Party? = nil,
        _ use: (PeerClient) async throws -> Value
    ) async throws -> Value {
        let own = (party ?? parties.consumer).certificate
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(parties.authority.anchorsPEM)
        )
        configuration.certificateVerification = .noHostnameVerification
        configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(
            Array(own.chainPEM.utf8)
        )
        .map { .certificate($0) }
        configuration.privateKey = .privateKey(
            try NIOSSLPrivateKey(bytes: Array(own.privateKeyPEM.utf8), format: .pem)
        )
        let context = try NIOSSLContext(configuration: configuration)
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: nil)
                    )
                    try pipeline.addHandler(Collector(inbox))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let result = await Result(of: { try await use(PeerClient(channel, inbox)) })
        try? await channel.close().get()
        return try result.get()
    }

    var isClosed: Bool { inbox.isClosed }
    /// What has arrived and was not taken as an answer.
    var text: String { inbox.text }

    func forget() { inbox.forget() }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// Takes nothing until ``goOn()``.
    func hold() async throws { try await channel.setOption(.autoRead, value: false).get() }

    func goOn() async throws { try await channel.setOption(.autoRead, value: true).get() }

    func close() async throws { try await channel.close().get() }

    /// Sends a request and waits for its answer.
    func ask(_ text: String) async throws -> Answer {
        try await send(text)
        return try await answer()
    }

    /// The next answer; a broken one has status 0.
    func answer() async throws -> Answer {
        var found: Answer?
        _ = try await eventually {
            found = self.inbox.take()
            return found != nil || self.inbox.isClosed
        }
        return found ?? inbox.take() ?? Answer(status: 0, head: inbox.text, body: "")
    }

    private final class Inbox: Sendable {
        private let state = Mutex((text: "", isClosed: false))

        var text: String { state.withLock { $0.text } }
        var isClosed: Bool { state.withLock { $0.isClosed } }

        func add(_ text: String) { state.withLock { $0.text += text } }
        func close() { state.withLock { $0.isClosed = true } }
        func forget() { state.withLock { $0.text = "" } }

        /// Takes one whole answer off the front.
        func take() -> Answer? {
            state.withLock { state in
                guard let end = state.text.range(of: "\r\n\r\n") else { return nil }
                let head = String(state.text[..<end.lowerBound])
                let status = Int(head.dropFirst(9).prefix(3)) ?? 0
                let rest = state.text[end.upperBound...]
                if head.lowercased().contains("transfer-encoding: chunked") {
                    guard let last = rest.range(of: "0\r\n\r\n") else { return nil }
                    let body = String(rest[..<last.lowerBound])
                    state.text = String(rest[last.upperBound...])
                    return Answer(status: status, head: head, body: body)
                }
                let mark = head.lowercased().range(of: "content-length: ")
                let digits = mark.map { head.lowercased()[$0.upperBound...].prefix { $0.isNumber } }
                let count = digits.flatMap { Int($0) } ?? 0
                guard rest.utf8.count >= count else { return nil }
                let body = String(decoding: rest.utf8.prefix(count), as: UTF8.self)
                state.text = String(decoding: rest.utf8.dropFirst(count), as: UTF8.self)
                return Answer(status: status, head: head, body: body)
            }
        }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let inbox: Inbox

        init(_ inbox: Inbox) {
            self.inbox = inbox
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            inbox.add(String(buffer: unwrapInboundIn(data)))
        }

        func channelInactive(context: ChannelHandlerContext) {
            inbox.close()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}

/// Waits until something holds; false when it does not within ten seconds.
func eventually(_ holds: () throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
        if try holds() { return true }
        try await Task.sleep(for: .milliseconds(2))
    }
    return false
}
