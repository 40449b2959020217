import HTTPWire
import RequirementTrait
import Testing

/// Every form that the parser refuses, and by which name.
@Suite struct RefusedRequestTests {
    static let lines: [(String, WireProblem)] = [
        ("GET /", .unsupportedVersion),
        ("GET / HTTP/0.9", .unsupportedVersion),
        ("GET / HTTP/2.0", .unsupportedVersion),
        ("GET / HTTP/1.2", .unsupportedVersion),
        ("GET / http/1.1", .unsupportedVersion),
        ("GET / HTTP/1.10", .unsupportedVersion),
        ("GET / ", .unsupportedVersion),
        ("", .malformedRequestLine),
        ("GET", .malformedRequestLine),
        ("GET ", .malformedRequestLine),
        ("GET  / HTTP/1.1", .malformedRequestLine),
        ("GET /  HTTP/1.1", .malformedRequestLine),
        ("GET / HTTP/1.1 ", .malformedRequestLine),
        ("GET /a b HTTP/1.1", .malformedRequestLine),
        (" GET / HTTP/1.1", .malformedRequestLine),
        ("GE(T / HTTP/1.1", .malformedRequestLine),
        ("GET\t/ HTTP/1.1", .malformedRequestLine),
        ("GET /a\tb HTTP/1.1", .invalidTargetCharacter),
        ("GET /a#b HTTP/1.1", .invalidTargetCharacter),
        ("GET /a\\b HTTP/1.1", .invalidTargetCharacter),
        ("GET /\u{E9} HTTP/1.1", .invalidTargetCharacter),
        ("GET /\"x\" HTTP/1.1", .invalidTargetCharacter),
        ("GET a.example HTTP/1.1", .targetFormMismatch),
        ("GET * HTTP/1.1", .targetFormMismatch),
        ("OPTIONS ** HTTP/1.1", .targetFormMismatch),
        ("GET a:443 HTTP/1.1", .targetFormMismatch),
        ("GET ftp://a/ HTTP/1.1", .targetFormMismatch),
        ("GET http:///path HTTP/1.1", .targetFormMismatch),
        ("GET http://u@a/ HTTP/1.1", .targetFormMismatch),
        ("CONNECT / HTTP/1.1", .targetFormMismatch),
        ("CONNECT a:443?x HTTP/1.1", .targetFormMismatch),
        ("GET http://b/ HTTP/1.1", .targetDisagreesWithHost),
        ("GET http://a:80/ HTTP/1.1", .targetDisagreesWithHost),
        ("GET /\0 HTTP/1.1", .zeroByte),
        ("GET /\u{7F} HTTP/1.1", .controlCharacter),
        ("GET /\r HTTP/1.1", .bareCarriageReturn),
        ("GET / HTTP/1.1\n", .bareLineFeed),
    ]

    @Test(.requirement("RFC 9112: Request Line"), arguments: lines)
    func `a request line that two readers could read differently is refused`(
        line: String,
        problem: WireProblem
    ) {
        #expect(throws: problem) { try ReadRequest("\(line)\r\nHost: a\r\n\r\n") }
    }

    static let fields: [(String, WireProblem)] = [
        ("Host: a\r\nX: a\r\n b", .foldedField),
        ("Host: a\r\nX: a\r\n\tb", .foldedField),
        (" X: a\r\nHost: a", .foldedField),
        ("Host : a", .spaceBeforeColon),
        ("Host\t: a", .spaceBeforeColon),
        ("Host: a\r\nX y: a", .spaceBeforeColon),
        (": a", .invalidFieldName),
        ("Host: a\r\nX", .invalidFieldName),
        ("Host: a\r\nX(: a", .invalidFieldName),
        ("Host: a\r\n\u{E9}: a", .invalidFieldName),
        ("Host: a\r\nX: \0", .zeroByte),
        ("Host: a\r\nX: \u{1}", .controlCharacter),
        ("Host: a\r\nX: \u{7F}", .controlCharacter),
        ("Host: a\r\nX: a\rb", .bareCarriageReturn),
        ("Host: a\r\nX: a\nY: b", .bareLineFeed),
        ("Host: a\n\n", .bareLineFeed),
        ("Accept: a", .missingHost),
        ("Host: a\r\nHost: a", .repeatedHost),
        ("Host: a\r\nhost: b", .repeatedHost),
        ("Host:", .invalidHost),
        ("Host: a, b", .invalidHost),
        ("Host: a b", .invalidHost),
        ("Host: a/b", .invalidHost),
        ("Host: u@a", .invalidHost),
        ("Host: a:b", .invalidHost),
        ("Host: a:1:2", .invalidHost),
        ("Host: :80", .invalidHost),
        ("Host: [::1", .invalidHost),
        ("Host: []", .invalidHost),
        ("Host: [::1]x", .invalidHost),
        ("Host: a\r\nConnection: Host", .invalidConnection),
        ("Host: a\r\nConnection: content-length", .invalidConnection),
        ("Host: a\r\nConnection: Transfer-Encoding", .invalidConnection),
        ("Host: a\r\nConnection: close, authorization", .invalidConnection),
        ("Host: a\r\nConnection: a b", .invalidConnection),
        ("Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked", .conflictingFraming),
        ("Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1", .conflictingFraming),
        ("Host: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked", .conflictingFraming),
        ("Host: a\r\nContent-Length: 1\r\nContent-Length: 1", .repeatedLength),
        ("Host: a\r\nContent-Length: 1, 1", .repeatedLength),
        ("Host: a\r\nContent-Length: +1", .invalidLength),
        ("Host: a\r\nContent-Length: -1", .invalidLength),
        ("Host: a\r\nContent-Length:", .invalidLength),
        ("Host: a\r\nContent-Length: 1 1", .invalidLength),
        ("Host: a\r\nContent-Length: 0x10", .invalidLength),
        ("Host: a\r\nContent-Length: 010", .invalidLength),
        ("Host: a\r\nContent-Length: 1e3", .invalidLength),
        ("Host: a\r\nContent-Length: 99999999999999999999", .invalidLength),
        ("Host: a\r\nContent-Length: 18446744073709551617", .invalidLength),
        ("Host: a\r\nTransfer-Encoding: gzip, chunked", .unsupportedTransferCoding),
        ("Host: a\r\nTransfer-Encoding: chunked, chunked", .unsupportedTransferCoding),
        ("Host: a\r\nTransfer-Encoding: identity", .unsupportedTransferCoding),
        ("Host: a\r\nTransfer-Encoding:", .unsupportedTransferCoding),
        ("Host: a\r\nTransfer-Encoding: \u{B}chunked", .controlCharacter),
        ("Host: a\r\nTransfer-Encoding: xchunked", .unsupportedTransferCoding),
        ("Host: a\r\nTransfer-Encoding: chunked;q=1", .unsupportedTransferCoding),
        (
            "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            .unsupportedTransferCoding
        ),
    ]

    @Test(
        .requirement("RFC 9112: Message Body Length"),
        .requirement("RFC 9112: Field Syntax"),
        arguments: fields
    )
    func `a field that two readers could read differently is refused`(
        text: String,
        problem: WireProblem
    ) {
        #expect(throws: problem) { try ReadRequest("POST / HTTP/1.1\r\n\(text)\r\n\r\n") }
    }

    @Test func `chunks in HTTP 1.0 are refused`() {
        #expect(throws: WireProblem.unsupportedTransferCoding) {
            try ReadRequest("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")
        }
        #expect(throws: WireProblem.targetDisagreesWithHost) {
            try ReadRequest("GET http://a/ HTTP/1.0\r\n\r\n")
        }
    }

    @Test(arguments: ["a", "a:80", "[::1]", "[::1]:8443", "127.0.0.1:1", "xn--a_b.nl", "a:"])
    func `a host with an optional port is taken`(host: String) throws {
        let read = try ReadRequest("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        #expect(read.text(read.head.host) == host)
    }

    @Test func `a head of exactly the limits passes, one byte or field more does not`() throws {
        let start = "GET / HTTP/1.1\r\nHost: a\r\n"
        var limits = WireLimits()
        limits.headBytes = start.utf8.count + 2
        _ = try ReadRequest(start + "\r\n", limits: limits)
        limits.headBytes -= 1
        #expect(throws: WireProblem.headTooLong) { try ReadRequest(start + "\r\n", limits: limits) }

        limits = WireLimits()
        let fields = String(repeating: "A: b\r\n", count: 99)
        _ = try ReadRequest(start + fields + "\r\n", limits: limits)
        #expect(throws: WireProblem.tooManyFields) {
            try ReadRequest(start + fields + "A: b\r\n\r\n", limits: limits)
        }
    }

    @Test func `a head that never ends is refused at 80 KiB, in one piece or many`() throws {
        let long = "GET /" + String(repeating: "a", count: 81_920)
        #expect(throws: WireProblem.headTooLong) { try ReadRequest(long) }
        let bytes = Array(long.utf8)
        var parser = RequestParser()
        let early = Array(bytes[..<80_000])
        #expect(try parser.parse(early.span) == nil)
        #expect(throws: WireProblem.headTooLong) { try parser.parse(bytes.span) }
    }
}
