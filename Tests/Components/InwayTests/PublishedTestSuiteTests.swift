import AccessLog
import CertificateAuthority
import ExchangeModel
import Inway
import JSONTape
import LogStorage
import NIOCore
import NIOSSL
import PayloadPolicy
import PeerIdentity
import RequirementTrait
import Synchronization
import Testing

/// The scenarios that the FSC Test Suite has for an Inway, over the wire.
@Suite struct PublishedTestSuiteTests {
    private func ask(
        _ line: String = "GET / HTTP/1.1",
        token: (InwayParties) throws -> String = { try $0.token() },
        _ check: (InwayTrial, PeerClient.Answer, TransactionID) async throws -> Void
    ) async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            try await trial.client { client in
                let text = try token(trial.parties)
                let answer = try await client.ask(trial.request(line, transaction, token: text))
                try await check(trial, answer, transaction)
            }
        }
    }

    @Test(.requirement("FSC Test Suite: Inway-Incoming-Request-1"))
    func `a request with a valid access token is accepted`() async throws {
        try await ask { trial, answer, _ in
            #expect(answer.status == 200)
            #expect(trial.source.requests.count == 1)
        }
    }

    @Test(.requirement("FSC Test Suite: Inway-Incoming-Request-3"))
    func `a request with a token that is bound to another certificate is denied`() async throws {
        try await InwayTrial.with(source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            try await trial.client(as: trial.parties.stranger) { client in
                let answer = try await client.ask(trial.request())
                #expect(answer.status == 401)
                #expect(answer.code == "ERROR_CODE_ACCESS_TOKEN_INVALID")
            }
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test(
        .requirement("FSC Test Suite: Inway-Incoming-Request-4"),
        .requirement("FSC Core 2.0.0: T-19")
    )
    func `a certificate that the Group does not trust gets no connection`() async throws {
        let others = try InwayParties()
        try await InwayTrial.with(source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            let request = try trial.request()
            do {
                try await trial.client(as: others.consumer) { client in
                    let answer = try await client.ask(request)
                    #expect(answer.status == 0)
                }
            } catch is NIOSSLError {
                // The refusal may come before the request could be written.
            } catch is ChannelError {
                // Or while it was.
            }
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test(.requirement("FSC Test Suite: Inway-Incoming-Request-6"))
    func `a request with an expired access token is denied`() async throws {
        try await ask(
            token: { try $0.token(at: $0.now.advanced(bySeconds: -7_200)) },
            { trial, answer, _ in
                #expect(answer.status == 401)
                #expect(answer.code == "ERROR_CODE_ACCESS_TOKEN_EXPIRED")
                #expect(answer.field("www-authenticate") == "Bearer")
                #expect(trial.source.requests.isEmpty)
            }
        )
    }

    @Test(.requirement("FSC Test Suite: Inway-TransactionLog-1"))
    func `the record is written before the source sees the request`() async throws {
        let transaction = InwayTrial.freshTransaction()
        let log = Mutex<SegmentLog?>(nil)
        let wasRecorded = Mutex(false)
        try await InwayTrial.with(
            source: SourceScript { _ in
                let found = log.withLock { try? $0?.find(transaction) }
                wasRecorded.withLock { $0 = found?.first?.entry.kind == .request }
                return UpstreamSample.json("{}")
            }
        ) { trial in
            log.withLock { $0 = trial.log }
            try await trial.client { client in
                let answer = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(answer.status == 200)
            }
        }
        #expect(wasRecorded.withLock { $0 })
    }

    @Test(.requirement("FSC Test Suite: Inway-TransactionLog-3"))
    func `a request without a TransactionID is rejected`() async throws {
        try await InwayTrial.with(source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            try await trial.client { client in
                let token = try trial.parties.token()
                let answer = try await client.ask(
                    "GET / HTTP/1.1\r\nHost: a\r\nFsc-Authorization: \(token)\r\n\r\n"
                )
                #expect(answer.status == 400)
                #expect(answer.code == "MISSING_LOG_RECORD_ID")
            }
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test(
        .requirement("FSC Test Suite: Inway-TransactionLog-4"),
        .requirement("FSC Logging 1.1.0: L-03")
    )
    func `a request on behalf of another peer is recorded with the delegator in its source`()
        async throws
    {
        try await ask(
            token: { try $0.token(delegator: $0.stranger.peer) },
            { trial, _, transaction in
                let record = try await trial.record(of: transaction)
                #expect(record.source.peer == trial.parties.consumer.peer)
                #expect(record.source.delegator == trial.parties.stranger.peer)
                #expect(record.destination.delegator == nil)
            }
        )
    }

    @Test(
        .requirement("FSC Test Suite: Inway-TransactionLog-5"),
        .requirement("FSC Logging 1.1.0: L-03")
    )
    func `a service on behalf of another peer is recorded with the delegator in its destination`()
        async throws
    {
        try await ask(
            token: { try $0.token(serviceDelegator: $0.stranger.peer) },
            { trial, _, transaction in
                let record = try await trial.record(of: transaction)
                #expect(record.destination.delegator == trial.parties.stranger.peer)
                #expect(record.source.delegator == nil)
            }
        )
    }

    @Test(.requirement("FSC External Contract Reference 1.0.0: X-10"))
    func `the reference to a contract outside FSC is in the record`() async throws {
        let name = "delegation.connection.external_contract_reference"
        let properties: JSONObject = [
            name: ["reference": "r", "delegator_id": "1", "delegator_name": "n"],
            "other": "left out",
        ]
        try await ask(
            token: { try $0.token(properties: properties) },
            { trial, _, transaction in
                let record = try await trial.record(of: transaction)
                #expect(record.additionalData?.contains(name) == true)
                #expect(record.additionalData?.contains("left out") == false)
            }
        )
    }

    @Test(
        .requirement("FSC Test Suite: Inway-TransactionLog-6"),
        .requirement("FSC Logging 1.1.0: L-10")
    )
    func `persons that cannot be recorded keep the answer from leaving`() async throws {
        let transaction = InwayTrial.freshTransaction()
        let log = Mutex<SegmentLog?>(nil)
        var setup = InwayTrial.Setup()
        setup.rules = try PersonsRegistry.rules()
        setup.policy = try PersonsRegistry.policy()
        try await InwayTrial.with(
            setup,
            source: SourceScript { _ in
                log.withLock { $0 }?.close()
                return UpstreamSample.json("{\"number\":\"2\",\"name\":\"SECRET\"}")
            }
        ) { trial in
            log.withLock { $0 = trial.log }
            try await trial.client { client in
                let answer = try await client.ask(
                    trial.request("GET /persons/1 HTTP/1.1", transaction)
                )
                #expect(answer.status == 500)
                #expect(answer.code == "TRANSACTION_LOG_WRITE_ERROR")
                #expect(!answer.body.contains("SECRET"))
            }
        }
    }
}
