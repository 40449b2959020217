import AccessLog
import ExchangeModel
import JSONTape
import LogStorage
import NIOCore
import Outway
import PeerTransport
import RequirementTrait
import Testing

@Suite(.serialized) struct `A client's request reaches the Inway of its grant` {
    @Test(
        .requirement("FSC Test Suite: Outway-IncomingRequest-1"),
        .requirement("FSC Core 2.0.0: O-01"),
        .requirement("FSC Core 2.0.0: O-03"),
        .requirement("FSC Core 2.0.0: O-05")
    )
    func `path, query, fields and body pass as they are, with the token of the grant`() async throws
    {
        try await OutwayTrial.with { trial in
            let answer = try await trial.ask(
                "POST /a%2Fb/c?x=1&y=%20 HTTP/1.1",
                fields: "X-Own: kept\r\nAccept: */*\r\n",
                body: "payload"
            )
            #expect(answer.status == 200 && answer.body == "hello")
            let seen = try #require(trial.inway.requests.first)
            #expect(seen.head.hasPrefix("POST /a%2Fb/c?x=1&y=%20 HTTP/1.1\r\n"))
            #expect(seen.field("host") == OutwayParties.inwayName)
            #expect(seen.field("x-own") == "kept" && seen.field("accept") == "*/*")
            #expect(seen.body == "payload" && seen.peer == trial.parties.consumerID.rawValue)
            let sent = try #require(seen.field("fsc-authorization"))
            #expect(sent.hasPrefix("Bearer ey") && sent.split(separator: ".").count == 3)
        }
    }

    @Test(
        .requirement("FSC Logging 1.1.0: L-05"),
        .requirement("FSC Logging 1.1.0: L-07"),
        .requirement("FSC Test Suite: Outway-TransactionLog-2")
    )
    func `a TransactionID is made, sent on, and told to the client`() async throws {
        try await OutwayTrial.with { trial in
            let answer = try await trial.ask()
            let transaction = try #require(answer.transaction)
            #expect(transaction.isVersion7)
            let seen = try #require(trial.inway.requests.first)
            #expect(seen.field("fsc-transaction-id") == transaction.description)
        }
    }

    @Test(
        .requirement("FSC Logging 1.1.0: L-02"),
        .requirement("FSC Logging 1.1.0: L-06"),
        .requirement("FSC Test Suite: Outway-TransactionLog-1")
    )
    func `the record says who asked whom for what, and how it ended`() async throws {
        try await OutwayTrial.with { trial in
            let answer = try await trial.ask(body: "12345")
            let record = try await trial.record(of: answer)
            #expect(record.direction == .outgoing && record.grant == trial.parties.grant)
            #expect(record.source == RequestEntry.Party(trial.parties.consumerID))
            #expect(record.destination == RequestEntry.Party(trial.parties.providerID))
            #expect(record.service.rawValue == "persons" && record.client == "everyone here")
            let completion = try await trial.completion(of: answer)
            #expect(completion.outcome == .answered && completion.status == 200)
            #expect(completion.requestBytes == 5 && completion.responseBytes == 5)
        }
    }

    @Test(
        .requirement("FSC Logging 1.1.0: L-03"),
        .requirement("FSC Logging 1.1.0: L-04"),
        .requirement("FSC Test Suite: Outway-TransactionLog-3"),
        .requirement("FSC Test Suite: Outway-TransactionLog-4")
    )
    func `the record names the delegators of both sides`() async throws {
        var setup = OutwayTrial.Setup()
        setup.token = { _, parties in
            try parties.token([
                "act": ["sub": "00000000000000000008"], "pdi": "00000000000000000009",
            ])
        }
        try await OutwayTrial.with(setup) { trial in
            let record = try await trial.record(of: trial.ask())
            #expect(record.source.delegator?.rawValue == "00000000000000000008")
            #expect(record.destination.delegator?.rawValue == "00000000000000000009")
        }
    }

    @Test(
        .requirement("FSC Logging 1.1.0: L-08"),
        .requirement("FSC Test Suite: Outway-TransactionLog-5")
    )
    func `without a durable record nothing is sent`() async throws {
        var setup = OutwayTrial.Setup()
        setup.isLogClosed = true
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 500 && answer.code == "TRANSACTION_LOG_WRITE_ERROR")
            #expect(answer.body.contains("ERROR_DOMAIN_OUTWAY") && trial.inway.requests.isEmpty)
        }
    }

    @Test func `what a client says in FSC's name is removed`() async throws {
        try await OutwayTrial.with { trial in
            _ = try await trial.ask(
                fields: "Fsc-Authorization: Bearer forged\r\nFsc-Anything: x\r\n"
                    + "fsc_authorization: y\r\nSluis-Alias: other\r\n"
            )
            let seen = try #require(trial.inway.requests.first)
            #expect(!seen.head.contains("forged") && seen.field("fsc-anything") == nil)
            #expect(seen.field("fsc_authorization") == nil && seen.field("sluis-alias") == nil)
            #expect(seen.field("fsc-grant-hash") == nil)
        }
    }

    @Test func `a trace goes on with a span of our own, or begins here`() async throws {
        try await OutwayTrial.with { trial in
            let trace = "0af7651916cd43dd8448eb211c80319c"
            let given = "traceparent: 00-\(trace)-b7ad6b7169203331-01\r\ntracestate: a=b\r\n"
            let first = try await trial.ask(fields: given)
            let second = try await trial.ask(fields: "tracestate: a=b\r\n")
            let seen = trial.inway.requests
            let sent = try #require(seen.first?.field("traceparent"))
            #expect(sent.hasPrefix("00-\(trace)-") && sent.hasSuffix("-01"))
            #expect(!sent.contains("b7ad6b7169203331") && seen.first?.field("tracestate") == "a=b")
            #expect(seen.last?.field("traceparent") != nil && seen.last?.field("tracestate") == nil)
            let record = try await trial.record(of: first)
            #expect(record.parentSpan == 0xb7ad_6b71_6920_3331)
            #expect(try await trial.record(of: second).parentSpan == nil)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: O-07"))
    func `errors of the Inway and the Service come back unaltered`() async throws {
        var setup = OutwayTrial.Setup()
        setup.inway = { _ in
            .answer(
                403,
                fields: "content-type: application/json\r\nFsc-Error-Code: ERROR_CODE_X\r\n",
                body: "{\"message\":\"no\"}"
            )
        }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 403 && answer.code == "ERROR_CODE_X")
            #expect(answer.body == "{\"message\":\"no\"}" && answer.transaction != nil)
            #expect(try await trial.completion(of: answer).status == 403)
        }
    }

    @Test func `a large body streams both ways`() async throws {
        var setup = OutwayTrial.Setup()
        setup.inway = { $0.body.isEmpty ? .megabytes(20) : InwaySample.ok($0) }
        try await OutwayTrial.with(setup) { trial in
            let down = try await trial.ask()
            #expect(down.body.utf8.count == 20 << 20)
            let up = try await trial.ask(
                "PUT /x HTTP/1.1",
                body: String(repeating: "y", count: 8 << 20)
            )
            #expect(up.status == 200 && trial.inway.requests.last?.body.utf8.count == 8 << 20)
            #expect(try await trial.completion(of: up).requestBytes == 8 << 20)
            #expect(try await eventually { trial.outway.heldBytes == 0 })
        }
    }

    @Test(.requirement("FSC Test Suite: Outway-IncomingRequest-3"))
    func `an Inway that cannot be reached is told as that and recorded`() async throws {
        var setup = OutwayTrial.Setup()
        setup.isInwayAbsent = true
        setup.upstream.connect = .milliseconds(300)
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
            #expect(try await trial.completion(of: answer).outcome == .unreachable)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: O-02"))
    func `another peer at the Inway's address gets nothing`() async throws {
        var setup = OutwayTrial.Setup()
        setup.isInwayAStranger = true
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.body.contains("another peer"))
            #expect(trial.inway.requests.isEmpty)
        }
    }

    @Test func `an Inway that stays silent is given up at the deadline`() async throws {
        var setup = OutwayTrial.Setup()
        setup.inway = { _ in .silence }
        setup.upstream.answer = .milliseconds(100)
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 504 && answer.code == "INWAY_TIMEOUT")
            #expect(try await trial.completion(of: answer).outcome == .timedOut)
        }
    }

    @Test func `an answer that breaks off before any of it has left is 502`() async throws {
        var setup = OutwayTrial.Setup()
        setup.inway = { _ in .breakingOff }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
            #expect(try await trial.completion(of: answer).outcome == .unreachable)
            #expect(trial.inway.requests.count == 1)
        }
    }

    @Test func `a body whose framing breaks is a refusal that names its grant`() async throws {
        try await OutwayTrial.with { trial in
            let head =
                "POST /persons HTTP/1.1\r\nHost: outway.local\r\nConnection: close\r\n"
                + "Fsc-Grant-Hash: \(trial.parties.grant)\r\nTransfer-Encoding: chunked\r\n\r\n"
            let answer = try await ClientAnswer(ByteClient.ask(port: trial.port, head + "zz\r\n"))
            #expect(answer.status == 400 && answer.code == "MALFORMED_REQUEST")
            let denial = try #require(await trial.denials().first)
            #expect(denial.phase == .accept && denial.code == .malformedRequest)
            #expect(denial.grant == trial.parties.grant)
            #expect(trial.inway.requests.isEmpty)
        }
    }

    @Test func `a client that leaves ends the record as that`() async throws {
        var setup = OutwayTrial.Setup()
        setup.inway = { _ in .silence }
        try await OutwayTrial.with(setup) { trial in
            try await ByteClient.with(port: trial.port) { channel, _ in
                let request = "GET / HTTP/1.1\r\nHost: persons.test\r\n\r\n"
                try await channel.writeAndFlush(ByteBuffer(string: request)).get()
                #expect(try await eventually { trial.inway.requests.count == 1 })
            }
            let sent = try #require(trial.inway.requests.first?.field("fsc-transaction-id"))
            let transaction = try TransactionID(sent)
            var completions: [Completion] = []
            _ = try await eventually {
                completions = try trial.log.find(transaction).compactMap(\.completion?.completion)
                return !completions.isEmpty
            }
            #expect(completions.first?.outcome == .clientLeft)
        }
    }
}
