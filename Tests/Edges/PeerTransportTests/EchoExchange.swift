import HTTPWire
import NIOCore
import PeerIdentity
import PeerTransport

/// Answers by path, so that tests can choose what a component does.
///
/// `/early` refuses at the head, `/chunks` streams the body back in chunks, `/length` states the
/// length and streams, `/short` ends before the stated length, `/large/N` sends N megabytes as the
/// client takes them, `/whole/N` as one answer, `/never` does not answer, `/held` does not read, `/slow` reads in pauses; everything else echoes peer, method and body.
final class EchoExchange: Exchange {
    static let megabyte = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1_024 * 1_024)

    private let connection: ServerConnection
    private let counts: EchoCounts
    private var path = ""
    private var name = ""
    private var body = ByteBuffer()
    private var toSend = 0

    init(_ connection: ServerConnection, _ counts: EchoCounts) {
        (self.connection, self.counts) = (connection, counts)
    }

    func received(_ request: ReceivedRequest) {
        counts.heads.add()
        path = String(decoding: request.copy(request.head.path), as: UTF8.self)
        name = String(decoding: request.copy(request.head.methodName), as: UTF8.self)
        if path == "/early" {
            connection.respond(head(403))
        } else if path == "/chunks" {
            connection.beginResponse(head(200), framing: .chunked)
        } else if path == "/length", case .length(let length) = request.head.framing {
            connection.beginResponse(head(200), framing: .length(length))
        } else if path == "/short" {
            connection.beginResponse(head(200), framing: .length(100))
        } else if path == "/held" {
            connection.pauseReading()
        } else if path == "/paused" {
            connection.pauseReading()
            let bound = NIOLoopBound(connection, eventLoop: connection.eventLoop)
            connection.eventLoop.scheduleTask(in: .milliseconds(50)) {
                bound.value.resumeReading()
            }
        }
    }

    func received(body part: ByteBuffer) {
        counts.parts.add()
        if path == "/slow" {
            connection.pauseReading()
            let bound = NIOLoopBound(connection, eventLoop: connection.eventLoop)
            connection.eventLoop.scheduleTask(in: .milliseconds(1)) { bound.value.resumeReading() }
        }
        if path == "/chunks" || path == "/length" {
            connection.writeBody(part)
            connection.flush()
        } else {
            body.writeImmutableBuffer(part)
        }
    }

    func receivedEnd() {
        counts.ends.add()
        switch path {
        case "/never": return
        case "/chunks", "/length", "/short": connection.endResponse()
        case _ where path.hasPrefix("/whole/"):
            var whole = ByteBuffer()
            for _ in 0..<(Int(path.dropFirst(7)) ?? 0) { whole.writeImmutableBuffer(Self.megabyte) }
            connection.respond(head(200), body: whole) { [counts] isSent in
                if isSent { counts.sent.add() } else { counts.unsent.add() }
            }
        case _ where path.hasPrefix("/large/"):
            toSend = Int(path.dropFirst(7)) ?? 0
            connection.beginResponse(
                head(200),
                framing: .length(UInt64(toSend * Self.megabyte.readableBytes))
            )
            sendMore()
        default:
            var echo = ByteBuffer(
                string: (connection.peer?.name ?? connection.clientSubject ?? "-") + " " + name
                    + ":"
            )
            echo.writeImmutableBuffer(body)
            connection.respond(head(200), body: echo)
        }
    }

    func writabilityChanged(_ isWritable: Bool) {
        if isWritable, toSend > 0 { sendMore() }
    }

    func peerGone() {
        counts.gone.add()
    }

    func bodyRefused() {
        counts.refused.add()
        counts.gone.add()
    }

    private func sendMore() {
        while toSend > 0, connection.isWritable {
            toSend -= 1
            counts.megabytes.add()
            connection.writeBody(Self.megabyte)
            connection.flush()
        }
        if toSend == 0 { connection.endResponse() }
    }

    private func head(_ status: Int) -> HeadBuffer {
        var head = connection.makeHeadBuffer()
        head.appendStatusLine(status)
        head.appendField("x-test", "yes")
        return head
    }
}

/// What the exchanges of one server have seen.
struct EchoCounts: Sendable {
    let heads = Count()
    let parts = Count()
    let ends = Count()
    let gone = Count()
    let megabytes = Count()
    let refused = Count()
    let sent = Count()
    let unsent = Count()
}

final class EchoFactory: ExchangeFactory {
    private let counts: EchoCounts

    init(_ counts: EchoCounts) {
        self.counts = counts
    }

    func makeExchange(on connection: ServerConnection) -> any Exchange {
        EchoExchange(connection, counts)
    }

    func refused(_ problem: WireProblem, on connection: ServerConnection) {
        counts.refused.add()
    }
}
