import HTTPWire
import Testing

/// Random and mutated bytes: whatever comes, the parser answers and never traps.
@Suite struct HostileInputTests {
    /// A reproducible stream of numbers: splitmix64.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    static let seeds = [
        "POST http://a/b?c HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\nX: 1\r\n"
            + "Content-Length: 10\r\n\r\n0123456789",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n",
    ]

    static func mutate(_ bytes: inout [UInt8], _ numbers: inout Numbers) {
        let telling: [UInt8] = [0, 9, 10, 13, 32, 58, 44, 59, 0x7F, 0x80, 0xFF, 0x5B, 0x5D, 0x3F]
        for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
            let position = Int.random(in: 0..<bytes.count, using: &numbers)
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: bytes[position] = telling.randomElement(using: &numbers) ?? 0
            case 1: bytes[position] = UInt8.random(in: 0...255, using: &numbers)
            case 2: bytes.remove(at: position)
            default: bytes.insert(telling.randomElement(using: &numbers) ?? 0, at: position)
            }
        }
    }

    /// Reads bytes as requests and as answers, split in two.
    static func readAll(_ bytes: [UInt8], split: Int) -> Int {
        var understood = 0
        for pieces in [[bytes], [Array(bytes[..<split]), Array(bytes[split...])]] {
            var requests = RequestParser()
            var responses = ResponseParser()
            var held: [UInt8] = []
            var request: RequestHead?
            var response: ResponseHead?
            for piece in pieces {
                held += piece
                if request == nil { request = (try? requests.parse(held.span)) ?? nil }
                if response == nil {
                    response = (try? responses.parse(held.span, answering: .get)) ?? nil
                }
            }
            if let request {
                understood += 1
                var sink: [UInt8] = []
                sink.appendRequestLine(request, in: held.span)
                request.fields.copy(from: held.span, to: &sink)
                let body = Array(held[request.byteCount...])
                _ = try? ReadBody(request.framing, pieces: [body])
            }
            if let response {
                understood += 1
                let body = Array(held[response.byteCount...])
                _ = try? ReadBody(response.framing, pieces: [body])
            }
            _ = try? ReadBody(.chunked, pieces: pieces)
        }
        return understood
    }

    @Test func `mutated messages never trap, and some are still understood`() {
        var numbers = Numbers(state: 20_261_121)
        var understood = 0
        for round in 0..<6_000 {
            var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
            Self.mutate(&bytes, &numbers)
            let split = Int.random(in: 0...bytes.count, using: &numbers)
            understood += Self.readAll(bytes, split: split)
        }
        #expect(understood > 100)
    }

    @Test func `random bytes never trap and are never a message`() {
        var numbers = Numbers(state: 7)
        var understood = 0
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...200, using: &numbers)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            understood += Self.readAll(bytes, split: count / 2)
        }
        #expect(understood == 0)
    }

    @Test func `what is read the same in one piece and in two`() {
        var numbers = Numbers(state: 99)
        for round in 0..<3_000 {
            var bytes = Array(Self.seeds[round % 3].utf8)
            Self.mutate(&bytes, &numbers)
            let split = Int.random(in: 0...bytes.count, using: &numbers)
            var whole = RequestParser()
            let expected = Result { try whole.parse(bytes.span) }
            var parts = RequestParser()
            let early = Array(bytes[..<split])
            let actual = Result<RequestHead?, any Error> {
                if let head = try parts.parse(early.span) { return head }
                return try parts.parse(bytes.span)
            }
            switch (expected, actual) {
            case (.success(let one), .success(let other)): #expect(one == other)
            case (.failure, .failure): break
            default: Issue.record("the split decided: \(bytes)")
            }
        }
    }
}
