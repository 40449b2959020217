import HTTPWire
import RequirementTrait
import Testing

@Suite struct ResponseHeadTests {
    static let framings: [(String, RequestMethod, BodyFraming)] = [
        ("200 OK\r\nContent-Length: 5", .get, .length(5)),
        ("200 OK\r\nContent-Length: 0", .get, .none),
        ("200 OK\r\nTransfer-Encoding: Chunked", .post, .chunked),
        ("200 OK", .get, .untilClose),
        ("200 OK\r\nContent-Length: 5", .head, .none),
        ("200 OK", .head, .none),
        ("200 OK\r\nTransfer-Encoding: chunked", .head, .none),
        ("204 No Content", .get, .none),
        ("204 No Content\r\nContent-Length: 5", .get, .none),
        ("304 Not Modified\r\nContent-Length: 5", .get, .none),
        ("100 Continue", .post, .none),
        ("103 Early Hints", .get, .none),
        ("500 \u{E9}", .get, .untilClose),
        ("200", .get, .untilClose),
    ]

    @Test(.requirement("RFC 9112: Message Body Length"), arguments: framings)
    func `the body's end follows from status, method and fields`(
        text: String,
        method: RequestMethod,
        framing: BodyFraming
    ) throws {
        let read = try ReadResponse("HTTP/1.1 \(text)\r\n\r\n", answering: method)
        #expect(read.head.framing == framing)
        #expect(read.head.isInterim == (read.head.status < 200))
    }

    static let refused: [(String, WireProblem)] = [
        ("HTTP/1.1 099 x", .malformedStatusLine),
        ("HTTP/1.1 600 x", .malformedStatusLine),
        ("HTTP/1.1 20 OK", .malformedStatusLine),
        ("HTTP/1.1 2000 OK", .malformedStatusLine),
        ("HTTP/1.1 +20 OK", .malformedStatusLine),
        ("HTTP/1.1  200 OK", .malformedStatusLine),
        ("HTTP/1.1 200\tOK", .malformedStatusLine),
        ("HTTP/1.1200 OK  ", .malformedStatusLine),
        ("HTTP/2.0 200 OK", .unsupportedVersion),
        ("ICY 200 OK       ", .malformedStatusLine),
        ("", .malformedStatusLine),
        ("HTTP/1.1 101 Switching Protocols", .unexpectedSwitch),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2", .repeatedLength),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked", .conflictingFraming),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip", .unsupportedTransferCoding),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked", .unsupportedTransferCoding),
        ("HTTP/1.1 200 OK\r\nX: a\r\n b", .foldedField),
        ("HTTP/1.1 200 OK\r\nX : a", .spaceBeforeColon),
        ("HTTP/1.1 200 OK\nX: a", .bareLineFeed),
        ("HTTP/1.1 200 O\0K", .zeroByte),
    ]

    @Test(.requirement("RFC 9112: Status Line"), arguments: refused)
    func `an answer that two readers could read differently is refused`(
        text: String,
        problem: WireProblem
    ) {
        #expect(throws: problem) { try ReadResponse("\(text)\r\n\r\n") }
    }

    @Test func `an answer until close never keeps its connection`() throws {
        #expect(try !ReadResponse("HTTP/1.1 200 OK\r\n\r\n").head.keepsAlive)
        let length = "\r\nContent-Length: 2\r\n\r\n"
        #expect(try ReadResponse("HTTP/1.1 200 OK" + length).head.keepsAlive)
        #expect(try !ReadResponse("HTTP/1.0 200 OK" + length).head.keepsAlive)
        #expect(try !ReadResponse("HTTP/1.1 200 OK\r\nConnection: close" + length).head.keepsAlive)
    }

    @Test func `the length that HEAD or 304 states is kept for the client`() throws {
        let read = try ReadResponse(
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
            answering: .head
        )
        #expect(read.head.statedLength == 7)
        #expect(read.head.framing == .none)
    }

    @Test func `interim answers are read before the final one, split anywhere`() throws {
        let interim = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
        let final = "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n"
        let bytes = Array((interim + final).utf8)
        for split in 0..<bytes.count {
            var parser = ResponseParser()
            var held: [UInt8] = []
            var statuses: [Int] = []
            for piece in [bytes[..<split], bytes[split...]] {
                held += piece
                while let head = try parser.parse(held.span, answering: .get) {
                    statuses.append(head.status)
                    held.removeFirst(head.byteCount)
                    parser.recycle(head)
                }
            }
            #expect(statuses == [103, 404])
            #expect(held.isEmpty)
        }
    }

    @Test func `status lines, fields and framing are written as the standard has them`() {
        var sink: [UInt8] = []
        sink.appendStatusLine(502)
        sink.appendField("content-type", "application/json")
        sink.appendFraming(.length(120))
        sink.appendFraming(.chunked)
        sink.appendFraming(.none)
        sink.appendLineEnd()
        for count in [1, 15, 16, 255, 65_536] { sink.appendChunkStart(count) }
        sink.appendLastChunk()
        sink.append(decimal: 0)
        sink.append(decimal: .max)
        sink.append(hexadecimal: 0)
        #expect(
            String(decoding: sink, as: UTF8.self)
                == "HTTP/1.1 502 Bad Gateway\r\ncontent-type: application/json\r\n"
                + "content-length: 120\r\ntransfer-encoding: chunked\r\n\r\n"
                + "1\r\nf\r\n10\r\nff\r\n10000\r\n0\r\n\r\n0184467440737095516150"
        )
    }
}
