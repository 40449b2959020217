import ExchangeModel
import HTTPWire
import NIOCore
import NIOPosix
import PeerTransport

/// A consumer's end of one HTTP/2 connection, as an Outway has it: each request has its own stream.
final class StreamClient: Sendable {
    /// What is left of a request that nobody waits for.
    final class Asked: Sendable {
        private let exchange: NIOLoopBound<UpstreamExchange>

        fileprivate init(_ exchange: NIOLoopBound<UpstreamExchange>) {
            self.exchange = exchange
        }

        /// Takes the request back.
        func cancel() async throws {
            try await exchange.eventLoop.submit { self.exchange.value.cancel() }.get()
        }
    }

    private let loop: any EventLoop
    private let pool: NIOLoopBoundBox<UpstreamPool?>
    private let target: UpstreamTarget

    private init(_ loop: any EventLoop, _ target: UpstreamTarget) {
        (self.loop, self.target) = (loop, target)
        pool = NIOLoopBoundBox.makeEmptyBox(valueType: UpstreamPool.self, eventLoop: loop)
    }

    static func with(
        _ parties: InwayParties,
        port: Int,
        as party: InwayParties.Party? = nil,
        _ use: (StreamClient) async throws -> Void
    ) async throws {
        let loops = TransportLoops(
            MultiThreadedEventLoopGroup.singleton,
            interval: .milliseconds(20)
        )
        defer { loops.stop() }
        let target = UpstreamTarget(
            addresses: [.init(host: "127.0.0.1", port: port)],
            security: .peer(
                try parties.tls(party ?? parties.consumer),
                host: "host1.example.nl",
                expected: parties.provider.peer,
                speaks: .http2
            )
        )
        let client = StreamClient(loops.group.next(), target)
        try await client.loop.submit {
            client.pool.value = UpstreamPool(sweep: try loops.sweep(on: client.loop))
        }.get()
        let result = await Result(of: { try await use(client) })
        try await client.loop.submit { client.pool.value?.close() }.get()
        try result.get()
    }

    /// Sends a request that is written as HTTP/1.1, and waits for its answer.
    ///
    /// An answer that does not come, or breaks off, has status 0.
    func ask(_ text: String) async throws -> PeerClient.Answer {
        let promise = loop.makePromise(of: PeerClient.Answer.self)
        _ = try await begin(text, promise)
        return try await promise.futureResult.get()
    }

    /// Sends a request without waiting.
    func send(_ text: String) async throws -> Asked {
        try await begin(text, nil)
    }

    private func begin(
        _ text: String,
        _ promise: EventLoopPromise<PeerClient.Answer>?
    ) async throws -> Asked {
        let parts = text.split(
            separator: "\r\n\r\n",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let lines = parts[0].split(separator: "\r\n").filter { !$0.hasPrefix("Content-Length") }
        let head = lines.map { $0 + "\r\n" }.joined()
        let body = parts.count > 1 ? String(parts[1]) : ""
        let method: RequestMethod = text.hasPrefix("GET") ? .get : .post
        return try await loop.submit {
            guard let pool = self.pool.value else { throw ChannelError.ioOnClosedChannel }
            let listener = Listening(promise)
            let exchange = pool.exchange(with: self.target, delegate: listener)
            listener.exchange = exchange
            var buffer = exchange.makeHeadBuffer()
            buffer.append(head)
            exchange.send(buffer, body: ByteBuffer(string: body), method: method)
            return Asked(NIOLoopBound(exchange, eventLoop: self.loop))
        }.get()
    }

    private final class Listening: UpstreamDelegate {
        private let promise: EventLoopPromise<PeerClient.Answer>?
        private var head = ""
        private var status = 0
        private var body = ByteBuffer()
        var exchange: UpstreamExchange?

        init(_ promise: EventLoopPromise<PeerClient.Answer>?) {
            self.promise = promise
        }

        func upstreamReceived(_ response: ReceivedResponse) {
            head = String(buffer: response.bytes)
            status = response.head.status
        }

        func upstreamReceived(body part: ByteBuffer) {
            body.writeImmutableBuffer(part)
        }

        func upstreamReadComplete() {}

        func upstreamReceivedEnd() { end(status) }

        func upstreamWritabilityChanged(_ isWritable: Bool) {}

        func upstreamFailed(_ failure: UpstreamFailure) { end(0) }

        private func end(_ status: Int) {
            let text = String(buffer: body)
            promise?.succeed(PeerClient.Answer(status: status, head: head, body: text))
        }
    }
}
