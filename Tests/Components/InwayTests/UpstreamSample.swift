import Foundation
import NIOCore
import NIOPosix
import PeerTransport
import Synchronization

/// How a source answers.
struct SourceScript: Sendable {
    let answer: @Sendable (String) -> UpstreamSample.Answer

    init(_ answer: @escaping @Sendable (String) -> UpstreamSample.Answer) {
        self.answer = answer
    }
}

/// A source registry that answers each request by a function of the test.
final class UpstreamSample: Sendable {
    /// What the source does with a request.
    enum Answer: Sendable {
        case text(String)
        /// Sends the text, then closes the connection.
        case breakingOff(String)
        case silence
        /// Sends texts one after the other, with a pause before each but the first.
        case parts([String], pause: TimeAmount)
        /// An answer of 200 with a JSON body, once something has happened.
        case after(EventLoopFuture<Void>, String)
    }

    let port: Int
    private let seen = Mutex<[String]>([])
    private let script: SourceScript
    private let open = Mutex<[any Channel]>([])

    /// The requests as they arrived, heads and bodies.
    var requests: [String] { seen.withLock { $0 } }

    private init(port: Int, _ script: SourceScript) {
        self.port = port
        self.script = script
    }

    static func target(
        port: Int,
        answer: TimeAmount = .seconds(30),
        streamIdle: TimeAmount = .seconds(600),
        connections: Int = 256,
        waiting: Int = 1_024
    ) -> UpstreamTarget {
        var limits = UpstreamLimits()
        (limits.answer, limits.streamIdle) = (answer, streamIdle)
        (limits.connections, limits.waiting) = (connections, waiting)
        return UpstreamTarget(
            addresses: [.init(host: "127.0.0.1", port: port)],
            security: .plain,
            limits: limits
        )
    }

    /// An answer of 200 with a JSON body.
    static func json(_ body: String, status: String = "200 OK", fields: String = "") -> Answer {
        .text(
            "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(fields)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }

    static func with<Value>(
        _ script: SourceScript,
        _ use: (UpstreamSample) async throws -> Value
    ) async throws -> Value {
        let box = Box()
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    guard let sample = box.sample else { throw ChannelError.ioOnClosedChannel }
                    sample.open.withLock { $0.append(child) }
                    try child.pipeline.syncOperations.addHandler(Responder(sample))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let sample = UpstreamSample(port: listener.localAddress?.port ?? 0, script)
        box.sample = sample
        let result = await Result(of: { try await use(sample) })
        try? await listener.close().get()
        for channel in sample.open.withLock({ $0 }) { try? await channel.close().get() }
        return try result.get()
    }

    private final class Box: Sendable {
        private let value = Mutex<UpstreamSample?>(nil)
        var sample: UpstreamSample? {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    private final class Responder: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let sample: UpstreamSample
        private var held = ""

        init(_ sample: UpstreamSample) {
            self.sample = sample
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            held += String(buffer: unwrapInboundIn(data))
            guard isWhole else { return }
            let request = held
            held = ""
            sample.seen.withLock { $0.append(request) }
            switch sample.script.answer(request) {
            case .silence: return
            case .text(let text): write(text, context)
            case .after(let event, let body):
                guard case .text(let text) = UpstreamSample.json(body) else { return }
                let channel = context.channel
                event.whenSuccess {
                    channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
                }
            case .parts(let parts, let pause):
                let channel = context.channel
                for (place, part) in parts.enumerated() {
                    channel.eventLoop.scheduleTask(in: pause * place) {
                        channel.writeAndFlush(ByteBuffer(string: part), promise: nil)
                    }
                }
            case .breakingOff(let text):
                write(text, context)
                context.close(promise: nil)
            }
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }

        private var isWhole: Bool {
            let parts = held.split(
                separator: "\r\n\r\n",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard parts.count == 2 else { return false }
            let head = parts[0].lowercased()
            if head.contains("transfer-encoding: chunked") { return held.hasSuffix("0\r\n\r\n") }
            guard let mark = head.range(of: "content-length: ") else { return true }
            let digits = head[mark.upperBound...].prefix { $0.isNumber }
            return parts[1].utf8.count >= Int(digits) ?? 0
        }
    }
}

extension Result where Failure == any Error {
    /// Runs something to its end, whatever that is.
    init(of body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
