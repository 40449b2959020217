import AccessControl
import AccessLog
import ExchangeModel
import JSONTape
import NIOCore
import Outway
import RequirementTrait
import Testing

@Suite(.serialized) struct `The Outway holds one good token for each grant` {
    @Test
    func `requests at once share one fetch, and later ones its token`() async throws {
        try await OutwayTrial.with { trial in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...8 { group.addTask { try await trial.ask().status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(try await trial.ask().status == 200)
            #expect(trial.fetches.now == 1)
        }
    }

    @Test func `a token that the Inway rejects is not used for the next request`() async throws {
        var setup = OutwayTrial.Setup()
        setup.inway = { request in
            let token = request.field("fsc-authorization")?.dropFirst("Bearer ".count) ?? ""
            let payload = token.split(separator: ".").dropFirst().first.map(String.init) ?? ""
            // The first token is marked with "1".
            return payload.contains(Self.firstMark)
                ? .answer(
                    401,
                    fields: "fsc-error-code: ERROR_CODE_ACCESS_TOKEN_INVALID\r\n",
                    body: ""
                )
                : InwaySample.ok(request)
        }
        try await OutwayTrial.with(setup) { trial in
            let first = try await trial.ask()
            #expect(first.status == 401, "the Inway's answer passes unaltered")
            #expect(try await trial.ask().status == 200)
            #expect(trial.fetches.now == 2)
        }
    }

    /// The base64url of the end of the claims of the first token: `"mark":"1"}`.
    static let firstMark = "Im1hcmsiOiIxIn0"

    @Test func `a token near its end is renewed while it is still used`() async throws {
        var setup = OutwayTrial.Setup()
        setup.token = { number, parties in
            try parties.token(lifetime: number == 1 ? 7 : 3_600, marked: String(number))
        }
        try await OutwayTrial.with(setup) { trial in
            #expect(try await trial.ask().status == 200)
            // Seven seconds left, of which five are kept in reserve: the next ones renew it.
            _ = try await eventually { trial.fetches.now >= 1 }
            var rounds = 0
            while trial.fetches.now < 2, rounds < 400 {
                #expect(try await trial.ask().status == 200)
                rounds += 1
            }
            #expect(trial.fetches.now >= 2)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: O-02"),
        .requirement("FSC Core 2.0.0: O-04"),
        arguments: [
            ("gid", "other-group", "another Group"),
            ("iss", "00000000000000000007", "not of the peer"),
            ("svc", "elsewhere", "another Service"),
            ("sub", "00000000000000000007", "another peer"),
            ("aud", "http://plain.example:80", "no usable"),
        ]
    )
    func `a token that is not right for the grant is not used`(
        claim: String,
        value: String,
        message: String
    ) async throws {
        var setup = OutwayTrial.Setup()
        setup.token = { _, parties in try parties.token([claim: .string(value)]) }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "TOKEN_UNAVAILABLE")
            #expect(answer.body.contains(message) && trial.inway.requests.isEmpty)
        }
    }

    @Test func `a token for another certificate, another grant or the past is not used`()
        async throws
    {
        let thumbprint = String(repeating: "A", count: 43)
        let wrong: [JSONObject] = [
            ["cnf": ["x5t#S256": .string(thumbprint)]],
            ["gth": .string("$1$3$" + String(repeating: "B", count: 85) + "A")], ["exp": 1_000],
        ]
        for claims in wrong {
            var setup = OutwayTrial.Setup()
            setup.token = { _, parties in try parties.token(claims) }
            try await OutwayTrial.with(setup) { trial in
                let answer = try await trial.ask()
                #expect(answer.status == 502 && answer.code == "TOKEN_UNAVAILABLE")
                #expect(trial.inway.requests.isEmpty)
            }
        }
    }

    @Test func `why there is no token is told and recorded, and not asked again at once`()
        async throws
    {
        var setup = OutwayTrial.Setup()
        setup.limits.tokenPause = .seconds(60)
        setup.token = { _, _ in
            throw TokenUnavailable(message: "the Manager of the provider cannot be reached")
        }
        try await OutwayTrial.with(setup) { trial in
            for _ in 1...3 {
                let answer = try await trial.ask()
                #expect(answer.status == 502 && answer.code == "TOKEN_UNAVAILABLE")
                #expect(answer.body.contains("the Manager of the provider cannot be reached"))
            }
            #expect(trial.fetches.now == 1)
            let denial = try #require(await trial.denials().first)
            #expect(denial.phase == .token && denial.grant == trial.parties.grant)
        }
    }

    @Test func `a token that does not come is not waited for longer than the bound`() async throws {
        var setup = OutwayTrial.Setup()
        setup.limits.token = .milliseconds(50)
        setup.token = { _, _ in
            try await Task.sleep(for: .seconds(60))
            return []
        }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.body.contains("did not come in time"))
        }
    }
}
