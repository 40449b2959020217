import AccessLog
import ExchangeModel
import LogStorage
import NIOCore
import Outway
import PeerTransport
import RequirementTrait
import Testing

@Suite(.serialized) struct `A Service that is listed with HTTP2 is asked over HTTP2` {
    private var setup: OutwayTrial.Setup {
        var setup = OutwayTrial.Setup()
        setup.speaks = .http2
        return setup
    }

    @Test(.requirement("FSC Core 2.0.0: T-03"), .requirement("FSC Core 2.0.0: O-05"))
    func `path, query, fields and body pass as they are, with the token of the grant`() async throws
    {
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask(
                "POST /a%2Fb/c?x=1&y=%20 HTTP/1.1",
                fields: "X-Own: kept\r\nCookie: a=1\r\n",
                body: "payload"
            )
            #expect(answer.status == 200 && answer.body == "hello")
            #expect(answer.field("connection") == "close")
            let seen = try #require(trial.inway.requests.first)
            #expect(seen.head.hasPrefix("POST /a%2Fb/c?x=1&y=%20 HTTP/1.1\r\n"))
            // HTTP/2 knows small letters only.
            #expect(seen.head.contains("\r\nx-own: kept\r\n"))
            #expect(seen.field("host") == OutwayParties.inwayName && seen.field("cookie") == "a=1")
            #expect(seen.body == "payload" && seen.peer == trial.parties.consumerID.rawValue)
            #expect(seen.field("fsc-authorization")?.hasPrefix("Bearer ey") == true)
            #expect(seen.field("fsc-transaction-id") == answer.transaction?.description)
            let completion = try await trial.completion(of: answer)
            #expect(completion.outcome == .answered && completion.requestBytes == 7)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: T-03"))
    func `a Service that is listed with HTTP1 is asked over HTTP1`() async throws {
        try await OutwayTrial.with { trial in
            let answer = try await trial.ask(fields: "X-Own: kept\r\n")
            #expect(answer.status == 200)
            #expect(trial.inway.requests.first?.head.contains("\r\nX-Own: kept\r\n") == true)
        }
    }

    @Test func `many clients share one connection of each event loop`() async throws {
        try await OutwayTrial.with(setup) { trial in
            try await withThrowingTaskGroup(of: Int.self) { tasks in
                for number in 0..<40 {
                    tasks.addTask { try await trial.ask("GET /\(number) HTTP/1.1").status }
                }
                for try await status in tasks { #expect(status == 200) }
            }
            #expect(trial.inway.requests.count == 40)
            #expect(trial.arrivals[.request] == 40)
            #expect(trial.arrivals[.connection] <= System.coreCount)
        }
    }

    @Test func `another protocol of the Service is spoken from the next request on`() async throws {
        try await OutwayTrial.with(setup) { trial in
            #expect(try await trial.ask(fields: "X-Own: 1\r\n").status == 200)
            trial.outway.replace(
                OutwayConfiguration(
                    routes: [try trial.parties.route(speaks: .http1)],
                    clients: OutwayParties.anyone
                )
            )
            #expect(try await trial.ask(fields: "X-Own: 1\r\n").status == 200)
            let heads = trial.inway.requests.map(\.head)
            #expect(heads.first?.contains("\r\nx-own: 1") == true)
            #expect(heads.last?.contains("\r\nX-Own: 1") == true)
            #expect(trial.fetches.now == 1, "the token is still good")
        }
    }

    @Test func `a large body streams both ways`() async throws {
        var setup = setup
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

    @Test(.requirement("FSC Core 2.0.0: O-07"))
    func `errors of the Inway and the Service come back unaltered`() async throws {
        var setup = setup
        setup.inway = { _ in
            .answer(403, fields: "Fsc-Error-Code: ERROR_CODE_X\r\n", body: "{\"message\":\"no\"}")
        }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 403 && answer.code == "ERROR_CODE_X")
            #expect(answer.body == "{\"message\":\"no\"}" && answer.transaction != nil)
        }
    }

    // MARK: Refusals

    @Test(.requirement("FSC Core 2.0.0: T-03"))
    func `an Inway that does not speak it gets nothing, and the client is told why`() async throws {
        var setup = setup
        setup.offersHTTP2 = false
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
            #expect(answer.body.contains("it does not speak HTTP/2"))
            #expect(trial.inway.requests.isEmpty)
            #expect(try await trial.completion(of: answer).outcome == .unreachable)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: O-02"))
    func `another peer at the Inway's address gets nothing`() async throws {
        var setup = setup
        setup.isInwayAStranger = true
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.body.contains("another peer"))
            #expect(trial.inway.requests.isEmpty)
        }
    }

    @Test func `an Inway that cannot be reached is told as that and recorded`() async throws {
        var setup = setup
        setup.isInwayAbsent = true
        setup.upstream.connect = .milliseconds(300)
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
            #expect(try await trial.completion(of: answer).outcome == .unreachable)
        }
    }

    @Test(.requirement("FSC Logging 1.1.0: L-08"))
    func `without a durable record nothing is sent`() async throws {
        var setup = setup
        setup.isLogClosed = true
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 500 && answer.code == "TRANSACTION_LOG_WRITE_ERROR")
            #expect(trial.inway.requests.isEmpty)
        }
    }

    @Test func `an Inway that stays silent is given up at the deadline, others are not`()
        async throws
    {
        var setup = setup
        setup.inway = { $0.head.hasPrefix("GET /silent") ? .silence : InwaySample.ok($0) }
        setup.upstream.answer = .seconds(2)
        try await OutwayTrial.with(setup) { trial in
            async let silent = trial.ask("GET /silent HTTP/1.1")
            #expect(try await eventually { trial.inway.requests.count == 1 })
            #expect(try await trial.ask().status == 200)
            let answer = try await silent
            #expect(answer.status == 504 && answer.code == "INWAY_TIMEOUT")
            #expect(try await trial.completion(of: answer).outcome == .timedOut)
        }
    }

    @Test func `a client that leaves ends its own stream, and its record says so`() async throws {
        var setup = setup
        setup.inway = { $0.head.hasPrefix("GET /silent") ? .silence : InwaySample.ok($0) }
        try await OutwayTrial.with(setup) { trial in
            try await ByteClient.with(port: trial.port) { channel, _ in
                let request = "GET /silent HTTP/1.1\r\nHost: persons.test\r\n\r\n"
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
            #expect(try await trial.ask().status == 200)
        }
    }
}
