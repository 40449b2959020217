import ExchangeModel
import HTTPWire
import NIOCore
import NIOPosix
import Synchronization

@testable import PeerTransport

/// Asks through an ``UpstreamPool`` on a loop of its own, and waits for what comes.
final class PoolUser: Sendable {
    struct Answer: Sendable {
        var status = 0
        var body = ""
        var failure: UpstreamFailure?
        /// Times that the held request was told to have left.
        var tookHeld = 0
        /// What is held of parts that were written after the answer.
        var heldAfter: Int?
    }

    let loops: TransportLoops
    let loop: any EventLoop
    private let pool: NIOLoopBoundBox<UpstreamPool?>

    private init(_ loops: TransportLoops, _ loop: any EventLoop) {
        (self.loops, self.loop) = (loops, loop)
        pool = NIOLoopBoundBox.makeEmptyBox(valueType: UpstreamPool.self, eventLoop: loop)
    }

    static func with<Result>(_ use: (PoolUser) async throws -> Result) async throws -> Result {
        let loops = TransportLoops(
            MultiThreadedEventLoopGroup.singleton,
            interval: .milliseconds(20)
        )
        let loop = loops.group.next()
        let user = PoolUser(loops, loop)
        try await loop.submit {
            user.pool.value = UpstreamPool(sweep: try loops.sweep(on: loop))
        }.get()
        do {
            let result = try await use(user)
            try await user.end()
            return result
        } catch {
            try await user.end()
            throw error
        }
    }

    private func end() async throws {
        try await loop.submit { self.pool.value?.close() }.get()
        loops.stop()
    }

    func openConnections() async throws -> Int {
        try await loop.submit { self.pool.value?.openConnections ?? 0 }.get()
    }

    func retire(_ target: UpstreamTarget) async throws {
        try await loop.submit { self.pool.value?.retire(target) }.get()
    }

    /// One request; `parts` of a body follow the head one by one, in chunks.
    func ask(
        _ target: UpstreamTarget,
        _ line: String = "GET / HTTP/1.1",
        method: RequestMethod = .get,
        body: String = "",
        parts: [String] = [],
        pausing: Bool = false,
        ending: Bool = true,
        retiring: Bool = false,
        party: PeerID? = nil,
        holding: Bool = false
    ) async throws -> Answer {
        try await loop.flatSubmit {
            let promise = self.loop.makePromise(of: Answer.self)
            let listener = Listening(promise, pausing: pausing)
            listener.writesOn = !ending
            guard let pool = self.pool.value else { return promise.futureResult }
            let exchange = pool.exchange(with: target, delegate: listener, for: party)
            listener.exchange = exchange
            exchange.isAnswerHeld = holding
            var head = exchange.makeHeadBuffer()
            head.append(line + "\r\nhost: upstream\r\n")
            if parts.isEmpty {
                exchange.send(head, body: ByteBuffer(string: body), method: method)
            } else {
                exchange.begin(head, framing: .chunked, method: method)
                for part in parts { exchange.write(ByteBuffer(string: part)) }
                if ending { exchange.end() }
            }
            if retiring { pool.retire(target) }
            return promise.futureResult
        }.get()
    }

    /// One request for each party, all begun at once, the path saying whose it is; their statuses, 0
    /// for those that failed.
    func askTogether(_ target: UpstreamTarget, _ parties: [PeerID]) async throws -> [Int] {
        try await loop.flatSubmit {
            let answers = parties.map { party in
                let promise = self.loop.makePromise(of: Answer.self)
                guard let pool = self.pool.value else { return promise.futureResult }
                let exchange = pool.exchange(
                    with: target,
                    delegate: Listening(promise, pausing: false),
                    for: party
                )
                var head = exchange.makeHeadBuffer()
                head.append("GET /\(party.rawValue) HTTP/1.1\r\nhost: upstream\r\n")
                exchange.send(head, method: .get)
                return promise.futureResult
            }
            return EventLoopFuture.whenAllSucceed(answers, on: self.loop)
        }.get().map(\.status)
    }

    private final class Listening: UpstreamDelegate {
        private let promise: EventLoopPromise<Answer>
        private let pausing: Bool
        private var answer = Answer()
        private var body = ByteBuffer()
        var exchange: UpstreamExchange?
        var writesOn = false

        init(_ promise: EventLoopPromise<Answer>, pausing: Bool) {
            (self.promise, self.pausing) = (promise, pausing)
        }

        func upstreamReceived(_ response: ReceivedResponse) {
            answer.status = response.head.status
            pause()
        }

        func upstreamReceived(body part: ByteBuffer) {
            body.writeImmutableBuffer(part)
            pause()
        }

        func upstreamReadComplete() {}

        func upstreamTookHeld() {
            answer.tookHeld += 1
        }

        func upstreamReceivedEnd() {
            if writesOn, let exchange {
                exchange.write(ByteBuffer(repeating: 0, count: 1_000_000))
                answer.heldAfter = exchange.heldBytes
            }
            answer.body = String(buffer: body)
            promise.succeed(answer)
        }

        func upstreamWritabilityChanged(_ isWritable: Bool) {}

        func upstreamFailed(_ failure: UpstreamFailure) {
            answer.failure = failure
            answer.body = String(buffer: body)
            promise.succeed(answer)
        }

        private func pause() {
            guard pausing, let exchange else { return }
            exchange.pauseReading()
            let bound = NIOLoopBound(exchange, eventLoop: promise.futureResult.eventLoop)
            promise.futureResult.eventLoop.scheduleTask(in: .milliseconds(5)) {
                bound.value.resumeReading()
            }
        }
    }
}
