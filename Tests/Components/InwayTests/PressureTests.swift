import AccessLog
import ExchangeModel
import Inway
import NIOCore
import NIOPosix
import RequirementTrait
import Testing

/// What one peer can take of what belongs to all.
@Suite struct PressureTests {
    static let json = SourceScript { _ in UpstreamSample.json("{\"ok\":true}") }

    @Test
    func `a connection over a peer's share is answered so and closed, another peer's is served`()
        async throws
    {
        var setup = InwayTrial.Setup()
        setup.connectionsPerPeer = 1
        try await InwayTrial.with(setup, source: Self.json) { (trial) async throws in
            try await trial.client { (first) async throws in
                #expect(try await first.ask(trial.request()).status == 200)
                try await trial.client { (second) async throws in
                    let answer = try await second.ask(trial.request())
                    #expect(answer.status == 503 && answer.code == "OVERLOADED")
                    #expect(answer.field("retry-after") == "1")
                    #expect(answer.field("connection") == "close")
                    #expect(try await eventually { second.isClosed })
                }
                try await trial.client(as: trial.parties.stranger) { (other) async throws in
                    #expect(try await other.ask(trial.request()).status == 401)
                }
                #expect(try await first.ask(trial.request()).status == 200)
            }
            #expect(trial.source.requests.count == 2)
            let denials = try await trial.denials(atLeast: 2)
            #expect(denials.map(\.code) == [.overloaded, .accessTokenInvalid])
            #expect(denials.first?.phase == .admit)
        }
    }

    @Test func `a connection of HTTP2 over the share is answered so too`() async throws {
        var setup = InwayTrial.Setup()
        setup.connectionsPerPeer = 9
        try await InwayTrial.with(setup, source: Self.json) { (trial) async throws in
            try await trial.streams { (client) async throws in
                let answer = try await client.ask(trial.request())
                #expect(answer.status == 503 && answer.code == "OVERLOADED")
            }
            try await trial.client { (client) async throws in
                #expect(try await client.ask(trial.request()).status == 200)
            }
        }
    }

    @Test(.requirement("RFC 9110: 503 Service Unavailable"))
    func `a request that finds no place at a busy source is overload, not an unreachable source`()
        async throws
    {
        let leave = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
        defer { leave.succeed() }
        var setup = InwayTrial.Setup()
        (setup.sourceConnections, setup.sourceWaiting) = (1, 0)
        let source = SourceScript { _ in .after(leave.futureResult, "{}") }
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(setup, source: source) { (trial) async throws in
            try await trial.streams { (client) async throws in
                let answer = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(answer.status == 503 && answer.code == "OVERLOADED")
                #expect(answer.field("retry-after") == "1")
            }
            let completion = try await trial.completion(of: transaction)
            #expect(completion.outcome == .refused(.admit, .overloaded))
            #expect(completion.status == 503)
        }
    }

    @Test(.requirement("RFC 9110: CONNECT"))
    func `CONNECT is answered with 405, and nothing after it is read`() async throws {
        try await InwayTrial.with(source: Self.json) { (trial) async throws in
            try await trial.client { (client) async throws in
                let connect = "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"
                let answer = try await client.ask(connect + trial.request())
                #expect(answer.status == 405 && answer.code == "ERROR_CODE_METHOD_UNSUPPORTED")
                #expect(answer.field("connection") == "close")
                #expect(answer.field("allow")?.contains("GET") == true)
                #expect(try await eventually { client.isClosed })
                #expect(client.text.isEmpty)
            }
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test(arguments: [
        ("GET /nothing", 404, "UNKNOWN_RESOURCE", nil),
        ("DELETE /persons/1", 405, "ERROR_CODE_METHOD_UNSUPPORTED", "GET, HEAD"),
        ("GET /persons/search", 405, "ERROR_CODE_METHOD_UNSUPPORTED", "POST"),
        ("GET /persons/1;a=b", 400, "PAYLOAD_INVALID", nil),
        ("GET /persons/1%00", 400, "PAYLOAD_INVALID", nil),
        ("GET /persons//1", 400, "PAYLOAD_INVALID", nil),
    ])
    func `a path or method that the document does not have is said to be that`(
        line: String,
        status: Int,
        code: String,
        allow: String?
    ) async throws {
        var setup = InwayTrial.Setup()
        setup.rules = try PersonsRegistry.rules()
        setup.policy = try PersonsRegistry.policy()
        try await InwayTrial.with(setup, source: Self.json) { (trial) async throws in
            try await trial.client { (client) async throws in
                let answer = try await client.ask(trial.request(line + " HTTP/1.1"))
                #expect(answer.status == status && answer.code == code)
                #expect(answer.field("fsc-error-code") == code)
                #expect(answer.field("allow") == allow)
            }
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func `a long answer's head passes over both protocols`(isHTTP2: Bool) async throws {
        let long = String(repeating: "\\^{~<|}`", count: 5_000)
        let source = SourceScript { _ in UpstreamSample.json("{}", fields: "X-Long: \(long)\r\n") }
        try await InwayTrial.with(source: source) { (trial) async throws in
            if isHTTP2 {
                try await trial.streams { (client) async throws in
                    let answer = try await client.ask(trial.request())
                    #expect(answer.status == 200 && answer.field("x-long") == long)
                }
            } else {
                try await trial.client { (client) async throws in
                    let answer = try await client.ask(trial.request())
                    #expect(answer.status == 200 && answer.field("x-long") == long)
                }
            }
        }
    }
}
