import AccessLog
import ExchangeModel
import Inway
import NIOCore
import NIOPosix
import RequirementTrait
import Testing

/// Bodies of services without a rule, and the end of an Inway.
@Suite struct StreamingTests {
    @Test func `a large body and a large answer pass whole`() async throws {
        let body = String(repeating: "0123456789", count: 300_000)
        try await InwayTrial.with(
            source: SourceScript { request in
                UpstreamSample.json(String(request.suffix(3_000_000)))
            }
        ) { trial in
            try await trial.client { client in
                let transaction = InwayTrial.freshTransaction()
                let answer = try await client.ask(
                    trial.request("PUT /file HTTP/1.1", transaction, body: body)
                )
                #expect(answer.status == 200)
                #expect(answer.body == body)
                let completion = try await trial.completion(of: transaction)
                #expect(completion.requestBytes == 3_000_000)
                #expect(completion.responseBytes == 3_000_000)
                #expect(try await eventually { trial.inway.heldBytes == 0 })
            }
        }
    }

    @Test func `a client that waits for leave to send its body gets it once it is permitted`()
        async throws
    {
        try await InwayTrial.with(
            source: SourceScript { UpstreamSample.json(String($0.suffix(5))) }
        ) { trial in
            try await trial.client { client in
                let head = try trial.request(
                    "POST / HTTP/1.1",
                    fields: "Expect: 100-continue\r\nContent-Length: 5\r\n"
                )
                #expect(try await client.ask(head).status == 100)
                #expect(try await client.ask("\"abc\"").body == "\"abc\"")
                let refused =
                    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
                #expect(try await client.ask(refused).status == 401)
            }
            #expect(trial.source.requests.first?.contains("Expect") == false)
        }
    }

    @Test func `HEAD and 304 keep their stated length and have no body`() async throws {
        try await InwayTrial.with(
            source: SourceScript { request in
                request.hasPrefix("HEAD")
                    ? .text("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n")
                    : .text("HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n")
            }
        ) { trial in
            try await trial.client { client in
                try await client.send(trial.request("HEAD / HTTP/1.1"))
                #expect(try await eventually { client.text.contains("\r\n\r\n") })
                #expect(client.text.lowercased().contains("content-length: 50"))
                client.forget()
                let unmodified = try await client.ask(trial.request("GET / HTTP/1.1"))
                #expect(unmodified.status == 304)
                #expect(unmodified.field("etag") == "x")
            }
        }
    }

    @Test func `a request under way ends before the Inway does`() async throws {
        let transaction = InwayTrial.freshTransaction()
        let leave = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
        defer { leave.succeed() }
        try await InwayTrial.with(
            source: SourceScript { _ in .after(leave.futureResult, "{\"late\":true}") }
        ) { trial in
            try await trial.client { client in
                try await client.send(trial.request("GET / HTTP/1.1", transaction))
                #expect(try await eventually { !trial.source.requests.isEmpty })
                await trial.stop()
                // Answers say that they are the last before the door closes, so nobody can be
                // refused before that.
                while await trial.takesConnections() { await Task.yield() }
                leave.succeed()
                let answer = try await client.answer()
                #expect(answer.status == 200)
                #expect(answer.field("connection") == "close")
                #expect(answer.body == "{\"late\":true}")
                #expect(try await eventually { client.isClosed && trial.inway.port == nil })
            }
            #expect(try await trial.completion(of: transaction).outcome == .answered)
        }
    }
}

extension InwayTrial {
    /// Whether the Inway's door is open.
    fileprivate func takesConnections() async -> Bool {
        let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port).get()
        try? await channel?.close().get()
        return channel != nil
    }
}
