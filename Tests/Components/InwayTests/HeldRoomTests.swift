import AccessLog
import ExchangeModel
import Inway
import PayloadPolicy
import Testing

/// The room of bodies that are checked is given back when they have left memory.
@Suite struct HeldRoomTests {
    private static let size = 15 * 1_024 * 1_024

    private func withLargeAnswer(
        _ use: (InwayTrial, PeerClient, TransactionID) async throws -> Void
    ) async throws {
        var setup = InwayTrial.Setup()
        let limits = PayloadLimits(answerBytes: 2 * Self.size)
        setup.rules = try PersonsRegistry.rules(limits: limits)
        setup.policy = try PersonsRegistry.policy()
        // A string of JSON has a bound of its own, so there are three.
        let name = String(repeating: "A", count: Self.size / 3)
        let person = "{\"number\":\"999990019\",\"name\":\"\(name)\"}"
        let source = SourceScript { _ in UpstreamSample.json("[\(person),\(person),\(person)]") }
        try await InwayTrial.with(setup, source: source) { trial in
            try await trial.client { client in
                // Both have shaken hands before nothing is taken any more.
                let line = "GET /nothing HTTP/1.1"
                #expect(try await client.ask(trial.request(line)).status == 404)
                try await client.hold()
                let transaction = InwayTrial.freshTransaction()
                try await client.send(
                    trial.request(
                        "POST /persons/search HTTP/1.1",
                        transaction,
                        fields: "Content-Type: application/json\r\n",
                        body: "{\"numbers\":[\"999990019\"]}"
                    )
                )
                #expect(try await eventually { trial.inway.heldBytes >= Self.size })
                try await use(trial, client, transaction)
            }
            #expect(try await eventually { trial.inway.heldBytes == 0 })
        }
    }

    @Test func `an answer that the client takes late keeps its room until then`() async throws {
        try await withLargeAnswer { trial, client, transaction in
            try await client.goOn()
            let completion = try await trial.completion(of: transaction)
            #expect(completion.outcome == .answered)
            #expect(try #require(completion.responseBytes) > UInt64(Self.size))
        }
    }

    @Test func `a client that leaves a large answer behind has not been answered`() async throws {
        try await withLargeAnswer { trial, client, transaction in
            try await client.close()
            let completion = try await trial.completion(of: transaction)
            #expect(completion.outcome == .clientLeft)
        }
    }
}
