import AccessLog
import ExchangeModel
import PeerTransport
import Testing

/// An Inway that restarts tells on each kept connection that no request had come.
@Suite(.serialized) struct `An Inway that had ended a connection before a request came` {
    private static let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

    private static func word(
        _ code: String? = "CONNECTION_CLOSED",
        status: String = "408 Request Timeout",
        closes: Bool = true
    ) -> String {
        "HTTP/1.1 \(status)\r\n" + (code.map { "fsc-error-code: \($0)\r\n" } ?? "")
            + (closes ? "connection: close\r\n" : "") + "content-length: 2\r\n\r\n{}"
    }

    @Test(arguments: ["GET", "POST", "DELETE"])
    func `gets it on another one, as the same transaction with one record`(
        method: String
    ) async throws {
        try await RawInway.with([[Self.ok], [Self.word(), "CLOSE"], [Self.ok]]) {
            (trial, inway) async throws in
            #expect(try await trial.ask().status == 200)
            let answer = try await trial.ask(
                "\(method) /persons HTTP/1.1",
                body: method == "POST" ? "whole" : ""
            )
            #expect(answer.status == 200 && answer.body == "ok")
            let sent = inway.requests.suffix(2)
            #expect(sent.count == 2 && Set(sent).count == 1, "the same request, byte for byte")
            #expect(try await trial.completion(of: answer).outcome == .answered)
            #expect(try await trial.entries(of: answer, atLeast: 2).count == 2)
        }
    }

    @Test func `gets it although every connection to it had ended`() async throws {
        let ended = Array(repeating: [Self.word(), "CLOSE"], count: 3)
        try await RawInway.with([[Self.ok]] + ended + [[Self.ok]]) { (trial, inway) async throws in
            #expect(try await trial.ask().status == 200)
            #expect(try await trial.ask("POST / HTTP/1.1", body: "x").status == 200)
            #expect(inway.requests.count == 5)
        }
    }

    @Test func `fails it where each new connection had ended too`() async throws {
        let ended = Array(repeating: [Self.word(), "CLOSE"], count: 9)
        try await RawInway.with([[Self.ok]] + ended) { (trial, inway) async throws in
            #expect(try await trial.ask().status == 200)
            let answer = try await trial.ask("POST / HTTP/1.1", body: "x")
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
            #expect(inway.requests.count == 5)
        }
    }

    @Test(arguments: [
        Self.word(nil), Self.word("SERVICE_TIMEOUT"), Self.word(closes: false),
        Self.word(status: "503 Service Unavailable"),
    ])
    func `is not what another answer says, which passes`(answer other: String) async throws {
        try await RawInway.with([[Self.ok], [other], [Self.ok]]) { (trial, inway) async throws in
            #expect(try await trial.ask().status == 200)
            let answer = try await trial.ask("POST / HTTP/1.1", body: "x")
            #expect(answer.status == (other.contains(" 503 ") ? 503 : 408) && answer.body == "{}")
            #expect(
                inway.requests.count == 2,
                "a request that may have been seen is not sent again"
            )
        }
    }

    @Test func `is not asked over a connection on which it has said so`() async throws {
        try await RawInway.with([[Self.ok + Self.word()], [Self.ok]]) {
            (trial, inway) async throws in
            #expect(try await trial.ask().body == "ok")
            let answer = try await trial.ask("POST / HTTP/1.1", body: "x")
            #expect(answer.status == 200 && answer.body == "ok" && inway.requests.count == 2)
        }
    }

    @Test func `does not get a body again that was too large to be held`() async throws {
        try await RawInway.with([[Self.ok], [Self.word()], [Self.ok]]) {
            (trial, inway) async throws in
            #expect(try await trial.ask().status == 200)
            let body = String(repeating: "x", count: 100_000)
            let answer = try await trial.ask("POST / HTTP/1.1", body: body)
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
            #expect(inway.requests.count == 2)
        }
    }
}
