import HTTPWire
import RequirementTrait
import Testing

@Suite struct BodyDecoderTests {
    static let chunked =
        "5\r\nhello\r\n1A;ext=\"v;\"\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nX-Sum: 1\r\n\r\n"

    @Test(.requirement("RFC 9112: Chunked Transfer Coding"))
    func `chunks are decoded alike wherever their arrival is split`() throws {
        let bytes = Array(Self.chunked.utf8)
        let next = Array("GET".utf8)
        let expected = Array("helloabcdefghijklmnopqrstuvwxyz".utf8)
        for split in 0...bytes.count {
            let read = try ReadBody(
                .chunked,
                pieces: [Array(bytes[..<split]), bytes[split...] + next]
            )
            #expect(read.data == expected)
            #expect(read.rest == next)
            #expect(read.isEnded)
        }
        let single = try ReadBody(.chunked, pieces: bytes.map { [$0] })
        #expect(single.data == expected)
        #expect(single.isEnded)
    }

    static let refused: [(String, WireProblem)] = [
        ("\r\n", .invalidChunkSize),
        ("g\r\n", .invalidChunkSize),
        ("-1\r\n", .invalidChunkSize),
        ("+1\r\n", .invalidChunkSize),
        (" 1\r\n", .invalidChunkSize),
        ("1 \r\n", .invalidChunkSize),
        ("0x1\r\n", .invalidChunkSize),
        ("1 \t\r\n", .invalidChunkSize),
        ("1 2;a\r\n", .invalidChunkSize),
        ("1 \n;a", .invalidChunkSize),
        (" 1;a\r\n", .invalidChunkSize),
        ("1 ;a\nb\r\n", .bareLineFeed),
        ("1,2\r\n", .invalidChunkSize),
        ("ffffffffffffffff\r\n", .invalidChunkSize),
        ("10000000000000000\r\n", .invalidChunkSize),
        ("0000000000000000\r\n", .invalidChunkSize),
        (";a\r\n", .invalidChunkSize),
        ("1\nx\r\n", .bareLineFeed),
        ("1\rx", .bareCarriageReturn),
        ("1;a\nb\r\n", .bareLineFeed),
        ("1;a\0\r\n", .zeroByte),
        ("1;a\u{1}\r\n", .controlCharacter),
        ("1;a\rb", .bareCarriageReturn),
        ("1\r\nxy\r\n", .unterminatedChunk),
        ("1\r\nx\n", .unterminatedChunk),
        ("1\r\nx\r\r", .unterminatedChunk),
        ("0\r\nHost: a\r\n\r\n", .forbiddenTrailer),
        ("0\r\nContent-Length: 1\r\n\r\n", .forbiddenTrailer),
        ("0\r\nTransfer-Encoding: chunked\r\n\r\n", .forbiddenTrailer),
        ("0\r\nContent-Type: a\r\n\r\n", .forbiddenTrailer),
        ("0\r\nAuthorization: a\r\n\r\n", .forbiddenTrailer),
        ("0\r\nConnection: close\r\n\r\n", .forbiddenTrailer),
        ("0\r\nExpect: 100-continue\r\n\r\n", .forbiddenTrailer),
        ("0\r\nX : a\r\n\r\n", .spaceBeforeColon),
        ("0\r\nX: a\r\n b\r\n\r\n", .foldedField),
        ("0\r\nX\r\n\r\n", .invalidFieldName),
        ("0\r\nX: \0\r\n\r\n", .zeroByte),
        ("0\r\nX: a\n\r\n", .bareLineFeed),
        ("0\r\nX: a\rb", .bareCarriageReturn),
        ("0\r\n\rX", .bareCarriageReturn),
    ]

    @Test(.requirement("RFC 9112: Chunked Transfer Coding"), arguments: refused)
    func `chunks that two readers could read differently are refused`(
        text: String,
        problem: WireProblem
    ) {
        #expect(throws: problem) { try ReadBody.chunked(text) }
        #expect(throws: problem) {
            try ReadBody(.chunked, pieces: text.utf8.map { [$0] })
        }
    }

    @Test(.requirement("RFC 9112: Chunk Extensions"), arguments: [" ", "\t", " \t "])
    func `white space may stand between a chunk's size and its extension`(blank: String) throws {
        let text = "5\(blank);a=b\r\nhello\r\n0\(blank);c\r\n\r\n"
        #expect(try ReadBody.chunked(text).data == Array("hello".utf8))
        let single = try ReadBody(.chunked, pieces: text.utf8.map { [$0] })
        #expect(single.data == Array("hello".utf8) && single.isEnded)
    }

    @Test func `white space after a chunk's size counts to its extensions`() {
        var limits = WireLimits()
        limits.chunkExtensionBytes = 8
        #expect(throws: WireProblem.chunkExtensionsTooLong) {
            try ReadBody.chunked("1        ;a\r\nx\r\n", limits: limits)
        }
    }

    @Test func `extensions and trailers pass within their bounds only`() throws {
        var limits = WireLimits()
        limits.chunkExtensionBytes = 8
        limits.trailerBytes = 10
        limits.trailers = 2
        let within = "1;1234\r\nx\r\n1;567\r\nx\r\n0\r\nA: b\r\nC: d\r\n\r\n"
        #expect(try ReadBody.chunked(within, limits: limits).isEnded)
        #expect(throws: WireProblem.chunkExtensionsTooLong) {
            try ReadBody.chunked("1;12345\r\nx\r\n1;6789\r\n", limits: limits)
        }
        #expect(throws: WireProblem.trailersTooLong) {
            try ReadBody.chunked("0\r\nA: bcdefghi\r\n\r\n", limits: limits)
        }
        #expect(throws: WireProblem.trailersTooLong) {
            try ReadBody.chunked("0\r\nA:\r\nB:\r\nC:\r\n\r\n", limits: limits)
        }
    }

    @Test func `a counted body ends at its count, and what follows is left alone`() throws {
        let bytes = Array("hello world".utf8)
        for split in 0...bytes.count {
            let read = try ReadBody(
                .length(5),
                pieces: [Array(bytes[..<split]), Array(bytes[split...])]
            )
            #expect(read.data == Array("hello".utf8))
            #expect(read.rest == Array(" world".utf8))
            #expect(read.isEnded)
        }
        #expect(try ReadBody(.none, pieces: [bytes]).rest == bytes)
        #expect(try ReadBody(.length(0), pieces: [bytes]).rest == bytes)
    }

    @Test func `only a body until close may end with the connection`() throws {
        let bytes: [UInt8] = [1, 2]
        var counted = BodyDecoder(.length(3))
        _ = try counted.step(bytes.span)
        #expect(throws: WireProblem.truncated) { try counted.connectionEnded() }
        var chunked = BodyDecoder(.chunked)
        #expect(throws: WireProblem.truncated) { try chunked.connectionEnded() }
        var open = BodyDecoder(.untilClose)
        #expect(try open.step(bytes.span) == .data(0..<2))
        #expect(!open.isEnded)
        try open.connectionEnded()
        #expect(open.isEnded)
    }

    @Test func `a length near the largest number does not overflow`() throws {
        let read = try ReadBody(.length(.max), pieces: [[1, 2, 3]])
        #expect(read.data == [1, 2, 3])
        #expect(!read.isEnded)
        let chunk = try ReadBody.chunked("fffffffffffffff\r\nabc")
        #expect(chunk.data == Array("abc".utf8))
        #expect(!chunk.isEnded)
    }
}
