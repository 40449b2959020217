import HTTPWire
import RequirementTrait
import Testing

@Suite struct RequestHeadTests {
    @Test(.requirement("RFC 9112: Request Line"))
    func `a request's method, path, query, host and fields are found where they stand`() throws {
        let read = try ReadRequest(
            "POST /brp/personen?a=1&b=2 HTTP/1.1\r\nHost: inway.example:8443\r\nX-Empty:\r\n"
                + "Accept:  text/html \t\r\nContent-Length: 12\r\n\r\n{\"a\":1}"
        )
        #expect(read.head.method == .post)
        #expect(read.text(read.head.methodName) == "POST")
        #expect(read.head.form == .origin)
        #expect(read.text(read.head.path) == "/brp/personen")
        #expect(read.text(read.head.query) == "a=1&b=2")
        #expect(read.text(read.head.host) == "inway.example:8443")
        #expect(read.head.framing == .length(12))
        #expect(read.head.keepsAlive)
        #expect(read.first("accept") == "text/html")
        #expect(read.first("x-empty")?.isEmpty == true)
        #expect(read.first("x-absent") == nil)
        #expect(read.head.byteCount == read.bytes.count - 7)
    }

    @Test func `field names are told apart by letters of either case`() throws {
        let read = try ReadRequest(
            "GET / HTTP/1.1\r\nhOST: a\r\nFSC-AUTHORIZATION: x\r\nfsc-authorizatio: y\r\n\r\n"
        )
        #expect(read.first("fsc-authorization") == "x")
        let name = try #require(FieldName("Fsc-Authorization"))
        #expect(read.text(read.head.fields.first(name, in: read.bytes.span)?.value) == "x")
        #expect(FieldName("no name") == nil)
        #expect(FieldName("") == nil)
    }

    @Test func `a field that stands twice is told from one that stands once`() throws {
        let read = try ReadRequest(
            "GET / HTTP/1.1\r\nHost: a\r\nFsc-Authorization: x\r\nfsc-authorization: y\r\n\r\n"
        )
        let bytes = read.bytes.span
        #expect(read.head.fields.only("fsc-authorization", in: bytes) == .repeated)
        #expect(read.head.fields.only("traceparent", in: bytes) == .absent)
        guard case .once = read.head.fields.only("host", in: bytes) else {
            Issue.record("Host stands once")
            return
        }
    }

    @Test(
        .requirement("RFC 9110: Methods"),
        arguments: [
            ("GET", RequestMethod.get), ("HEAD", .head), ("PUT", .put), ("DELETE", .delete),
            ("PATCH", .patch), ("OPTIONS", .options), ("TRACE", .trace), ("get", .other),
            ("PROPFIND", .other), ("GETS", .other),
        ]
    )
    func `methods are case-sensitive tokens`(name: String, method: RequestMethod) throws {
        #expect(try ReadRequest("\(name) / HTTP/1.1\r\nHost: a\r\n\r\n").head.method == method)
    }

    @Test func `an absolute target's path begins after the authority that Host repeats`() throws {
        let read = try ReadRequest(
            "GET http://Inway.example:80/a/b?c HTTP/1.1\r\nHost: inway.example:80\r\n\r\n"
        )
        #expect(read.head.form == .absolute)
        #expect(read.text(read.head.path) == "/a/b")
        #expect(read.text(read.head.query) == "c")
        let bare = try ReadRequest("GET https://a?q HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(bare.head.path.isEmpty)
        #expect(bare.text(bare.head.query) == "q")
    }

    @Test func `CONNECT names host and port, OPTIONS may name the server itself`() throws {
        let connect = try ReadRequest("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n")
        #expect(connect.head.form == .authority)
        #expect(connect.head.method == .connect)
        let options = try ReadRequest("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(options.head.form == .asterisk)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n", true),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive , CLOSE\r\n", false),
        ("GET / HTTP/1.0\r\n", false),
        ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n", true),
    ])
    func `a connection persists as version and Connection say`(text: String, persists: Bool) throws
    {
        #expect(try ReadRequest(text + "\r\n").head.keepsAlive == persists)
    }

    @Test func `a client that waits for 100 Continue or asks for an upgrade is known`() throws {
        let read = try ReadRequest(
            "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        #expect(read.head.expectsContinue)
        #expect(read.head.asksUpgrade)
        #expect(read.passed().isEmpty)
    }

    @Test(arguments: [
        "200-ok", "100-continue, other", "100-continue\r\nExpect: x=\"y\"", "100 continue",
    ])
    func `an expectation other than 100-continue is refused`(value: String) {
        let text = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: \(value)\r\nContent-Length: 3\r\n\r\n"
        #expect(throws: WireProblem.unsupportedExpectation) { try ReadRequest(text) }
    }

    @Test func `expectations are not looked at in HTTP 1.0, and may be repeated or empty`() throws {
        let old = try ReadRequest("PUT / HTTP/1.0\r\nExpect: other\r\nContent-Length: 3\r\n\r\n")
        #expect(!old.head.expectsContinue)
        let head = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
        #expect(
            try ReadRequest(head + "Expect: 100-continue, 100-Continue\r\n\r\n").head
                .expectsContinue
        )
        #expect(try !ReadRequest(head + "Expect: \r\n\r\n").head.expectsContinue)
    }

    @Test func `a head is read alike wherever its arrival is split`() throws {
        let text =
            "POST /a?b HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n"
            + "Connection: x-b\r\nX-A: 1\r\nX-B: 2\r\n\r\n"
        let bytes = Array(text.utf8)
        let whole = try ReadRequest(text).head
        for first in 0..<bytes.count {
            var parser = RequestParser()
            let early = Array(bytes[..<first])
            #expect(try parser.parse(early.span) == nil)
            #expect(try parser.parse(bytes.span) == whole)
        }
        var parser = RequestParser()
        for count in 0..<bytes.count {
            let early = Array(bytes[..<count])
            #expect(try parser.parse(early.span) == nil)
        }
        #expect(try parser.parse(bytes.span) == whole)
    }

    @Test func `pipelined requests are read one after the other`() throws {
        let first = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
        let second = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        var bytes = Array((first + "hello" + second + second).utf8)
        var parser = RequestParser()
        let head = try #require(try parser.parse(bytes.span))
        #expect(head.framing == .length(5))
        bytes.removeFirst(head.byteCount)
        var decoder = BodyDecoder(head.framing)
        #expect(try decoder.step(bytes.span) == .data(0..<5))
        #expect(decoder.isEnded)
        bytes.removeFirst(5)
        parser.recycle(head)
        for _ in 0..<2 {
            let next = try #require(try parser.parse(bytes.span))
            #expect(next.framing == .none)
            #expect(String(decoding: bytes[next.path], as: UTF8.self) == "/2")
            bytes.removeFirst(next.byteCount)
        }
        #expect(bytes.isEmpty)
    }

    @Test(.requirement("RFC 9110: Connection"))
    func `fields of this connection and those that Connection names are not passed on`() throws {
        let read = try ReadRequest(
            "GET / HTTP/1.1\r\nHost: a\r\nAccept: 1\r\nConnection: X-Own, keep-alive\r\n"
                + "x-own: 1\r\nKeep-Alive: 5\r\nProxy-Connection: a\r\nTE: trailers\r\nTrailer: b\r\n"
                + "Proxy-Authorization: c\r\nUpgrade: d\r\nHTTP2-Settings: e\r\nContent-Length: 0\r\n"
                + "Accept-Language: nl\r\nX-Two:2\r\n\r\n"
        )
        #expect(read.passed() == "Accept: 1\r\nAccept-Language: nl\r\nX-Two:2\r\n")
    }

    @Test func `fields to be removed are known by name, beginning and underscore`() throws {
        let read = try ReadRequest(
            "GET / HTTP/1.1\r\nHost: a\r\nX-Doelbinding: 1\r\nx_doelbinding: 2\r\nFsc-Grant-Hash: 3\r\n"
                + "fsc_other: 4\r\nFsc: 5\r\nAccept: 6\r\n\r\n"
        )
        let names = ["X-Doelbinding"].compactMap { FieldName($0) }
        let set = FieldSet(names: names, prefixes: ["fsc-"].compactMap { FieldName($0) })
        #expect(read.passed(dropping: set) == "Fsc: 5\r\nAccept: 6\r\n")
    }

    @Test func `a request line is written anew with a base path before the path`() throws {
        for (text, line) in [
            ("GET /a?b=%2F HTTP/1.1", "GET /base/a?b=%2F HTTP/1.1\r\n"),
            ("GET http://a HTTP/1.1", "GET /base/ HTTP/1.1\r\n"),
            ("PURGE /x? HTTP/1.0", "PURGE /base/x? HTTP/1.1\r\n"),
            ("OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1\r\n"),
        ] {
            let read = try ReadRequest("\(text)\r\nHost: a\r\n\r\n")
            var sink: [UInt8] = []
            sink.appendRequestLine(read.head, basePath: Array("/base".utf8), in: read.bytes.span)
            #expect(String(decoding: sink, as: UTF8.self) == line)
        }
    }
}
