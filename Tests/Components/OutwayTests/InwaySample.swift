import ExchangeModel
import HTTPWire
import NIOCore
import PeerIdentity
import PeerTransport
import Synchronization

/// What an Inway of a test does with a request.
enum InwayAnswer: Sendable {
    case answer(Int, fields: String, body: String)
    /// So many megabytes, as they are taken.
    case megabytes(Int)
    /// A head, and the end of the connection.
    case breakingOff
    case silence
}

/// An Inway of the test's own behind real mutual TLS: it keeps what it was sent.
final class InwaySample: Sendable {
    struct Seen: Sendable {
        let head: String
        let body: String
        let peer: String
        /// The certificate that the connection showed.
        var certificate: CertificateThumbprint?

        /// The value of a field, nil when it is absent.
        func field(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.first?.lowercased() == name {
                    return parts.dropFirst().first.map { $0.drop { $0 == " " } }.map(String.init)
                }
            }
            return nil
        }
    }

    private let seen = Mutex<[Seen]>([])
    private let script: @Sendable (Seen) -> InwayAnswer

    var requests: [Seen] { seen.withLock { $0 } }

    init(_ script: @escaping @Sendable (Seen) -> InwayAnswer) {
        self.script = script
    }

    static let ok: @Sendable (Seen) -> InwayAnswer = { _ in
        .answer(200, fields: "content-type: text/plain\r\n", body: "hello")
    }

    /// Takes requests; over HTTP/2 too where that is offered.
    func listen(
        _ tls: MutualTLS,
        _ loops: TransportLoops,
        offersHTTP2: Bool = true,
        port: Int = 0
    ) async throws -> Listener {
        var limits = ServerLimits()
        limits.http2 = offersHTTP2 ? HTTP2Limits() : nil
        return try await Listener.bind(
            host: "127.0.0.1",
            port: port,
            security: .peers(tls),
            domain: .inway,
            loops: loops,
            limits: limits
        ) { _ in Factory(self) }
    }

    private func answer(_ request: Seen) -> InwayAnswer {
        seen.withLock { $0.append(request) }
        return script(request)
    }

    private final class Factory: ExchangeFactory {
        private let sample: InwaySample

        init(_ sample: InwaySample) {
            self.sample = sample
        }

        func makeExchange(on connection: ServerConnection) -> any Exchange {
            Recording(sample, connection)
        }

        func refused(_ problem: WireProblem, on connection: ServerConnection) {}
    }

    private final class Recording: Exchange {
        private let sample: InwaySample
        private let connection: ServerConnection
        private var head = ""
        private var body = ByteBuffer()
        private var toSend = 0

        init(_ sample: InwaySample, _ connection: ServerConnection) {
            (self.sample, self.connection) = (sample, connection)
        }

        func received(_ request: ReceivedRequest) {
            head = String(buffer: request.bytes)
        }

        func received(body part: ByteBuffer) {
            body.writeImmutableBuffer(part)
        }

        func receivedEnd() {
            let seen = Seen(
                head: head,
                body: String(buffer: body),
                peer: connection.peer?.peerID.rawValue ?? "",
                certificate: connection.peer?.certificate
            )
            switch sample.answer(seen) {
            case .silence: return
            case .answer(let status, let fields, let body):
                var head = connection.makeHeadBuffer()
                head.appendStatusLine(status)
                head.append(fields)
                connection.respond(head, body: ByteBuffer(string: body))
            case .breakingOff:
                var head = connection.makeHeadBuffer()
                head.appendStatusLine(200)
                connection.beginResponse(head, framing: .chunked)
                connection.flush()
                connection.abort()
            case .megabytes(let count):
                toSend = count
                var head = connection.makeHeadBuffer()
                head.appendStatusLine(200)
                connection.beginResponse(head, framing: .length(UInt64(count) << 20))
                sendMore()
            }
        }

        func writabilityChanged(_ isWritable: Bool) {
            if isWritable, toSend > 0 { sendMore() }
        }

        func peerGone() {}
        func bodyRefused() {}

        private func sendMore() {
            while toSend > 0, connection.isWritable {
                toSend -= 1
                connection.writeBody(ByteBuffer(repeating: 0x78, count: 1 << 20))
                connection.flush()
            }
            if toSend == 0 { connection.endResponse() }
        }
    }
}
