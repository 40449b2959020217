import AccessControl
import AccessLog
import ExchangeModel
import JSONTape
import NIOCore
import Outway
import RequirementTrait
import Testing

/// The Outway holds one good token for each grant.
@Suite(.serialized) struct TokenTests {
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

    @Test(arguments: ["GET", "POST"])
    func `a token that the Inway rejects is replaced, and the request sent once more`(
        method: String
    ) async throws {
        try await OutwayTrial.with(Self.rejectingFirst) { trial in
            let body = method == "POST" ? "to be sent whole" : ""
            let answer = try await trial.ask("\(method) /persons HTTP/1.1", body: body)
            #expect(answer.status == 200 && trial.fetches.now == 2)
            let sent = trial.inway.requests
            #expect(sent.count == 2 && sent.allSatisfy { $0.body == body })
            // The first was refused before anything was recorded, so the transaction is the same.
            #expect(Set(sent.map { $0.field("fsc-transaction-id") }).count == 1)
            let completion = try await trial.completion(of: answer)
            #expect(completion.outcome == .answered && completion.status == 200)
            #expect(try await trial.entries(of: answer, atLeast: 2).count == 2)
        }
    }

    @Test func `a large request is not sent again, and the next one has another token`()
        async throws
    {
        try await OutwayTrial.with(Self.rejectingFirst) { trial in
            let body = String(repeating: "x", count: 100_000)
            let first = try await trial.ask("POST /persons HTTP/1.1", body: body)
            #expect(first.status == 401, "the Inway's answer passes unaltered")
            #expect(first.code == "ERROR_CODE_ACCESS_TOKEN_INVALID")
            #expect(try await trial.ask("POST /persons HTTP/1.1", body: body).status == 200)
            #expect(trial.fetches.now == 2)
        }
    }

    @Test func `an Inway that rejects every token makes no loop`() async throws {
        var setup = OutwayTrial.Setup()
        setup.limits.tokenReplacement = .seconds(60)
        setup.inway = { _ in Self.rejection }
        try await OutwayTrial.with(setup) { trial in
            for _ in 1...5 {
                let answer = try await trial.ask()
                #expect(answer.status == 401)
                #expect(answer.code == "ERROR_CODE_ACCESS_TOKEN_INVALID")
                #expect(answer.body == "no", "the Inway's answer passes unaltered")
            }
            #expect(trial.fetches.now == 2, "the first one, and one in its place")
            #expect(trial.inway.requests.count == 6)
        }
    }

    @Test func `where the provider refuses another token, the Inway's answer passes`() async throws
    {
        var setup = Self.rejectingFirst
        setup.token = { number, parties in
            guard number > 1 else { return try parties.token(marked: "1") }
            throw TokenUnavailable(message: "the contract is revoked", isFinal: true)
        }
        try await OutwayTrial.with(setup) { trial in
            #expect(try await trial.ask().status == 401)
            let next = try await trial.ask()
            #expect(next.code == "TOKEN_UNAVAILABLE" && next.body.contains("contract is revoked"))
            #expect(trial.fetches.now == 2)
        }
    }

    static let rejection = InwayAnswer.answer(
        401,
        fields: "fsc-error-code: ERROR_CODE_ACCESS_TOKEN_INVALID\r\n",
        body: "no"
    )

    /// An Inway that rejects the first token, which is marked with "1".
    static var rejectingFirst: OutwayTrial.Setup {
        var setup = OutwayTrial.Setup()
        setup.inway = { request in
            let token = request.field("fsc-authorization")?.dropFirst("Bearer ".count) ?? ""
            let payload = token.split(separator: ".").dropFirst().first.map(String.init) ?? ""
            return payload.contains(firstMark) ? rejection : InwaySample.ok(request)
        }
        return setup
    }

    /// The base64url of the end of the claims of the first token: `"mark":"1"}`.
    static let firstMark = "Im1hcmsiOiIxIn0"

    @Test func `a token near its end is renewed while it is still used`() async throws {
        var setup = OutwayTrial.Setup()
        setup.token = { number, parties in
            try parties.token(lifetime: number == 1 ? 100 : 3_600, marked: String(number))
        }
        try await OutwayTrial.with(setup) { trial in
            #expect(try await trial.ask().status == 200)
            trial.ahead.pass(60)
            #expect(try await trial.ask().status == 200)
            #expect(trial.fetches.now == 1, "there is time enough")
            // A fifth of its life is left, and a second has passed since the last fetch.
            trial.ahead.pass(25)
            let isRenewed = try await eventually {
                let status = try await trial.ask().status
                #expect(status == 200)
                return trial.fetches.now == 2
            }
            #expect(isRenewed)
        }
    }

    @Test func `a token is good to its last second`() async throws {
        var setup = OutwayTrial.Setup()
        setup.token = { number, parties in
            guard number == 1 else {
                throw TokenUnavailable(message: "the contract has ended", isFinal: true)
            }
            return try parties.token(lifetime: 1_000)
        }
        try await OutwayTrial.with(setup) { (trial) async throws in
            #expect(try await trial.ask().status == 200)
            trial.ahead.pass(990)
            #expect(try await trial.ask().status == 200)
            trial.ahead.pass(20)
            #expect(try await trial.ask().code == "TOKEN_UNAVAILABLE")
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
            ("aud", "http://plain.example:80", "claim aud"),
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
            #expect(answer.body.contains("claim \(claim)"), "which claim does not fit is said")
            #expect(trial.words.with("claim \(claim)").count == 1, "in our own log too")
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
            throw TokenUnavailable(
                message: "the provider answered 400 invalid_scope",
                isFinal: true
            )
        }
        try await OutwayTrial.with(setup) { trial in
            for _ in 1...3 {
                let answer = try await trial.ask()
                #expect(answer.status == 502 && answer.code == "TOKEN_UNAVAILABLE")
                #expect(answer.body.contains("the provider answered 400 invalid_scope"))
            }
            #expect(trial.fetches.now == 1)
            #expect(trial.words.with("invalid_scope").count == 1)
            let denial = try #require(await trial.denials().first)
            #expect(denial.phase == .token && denial.grant == trial.parties.grant)
        }
    }

    @Test func `a Manager that cannot be reached for a while is waited for`() async throws {
        var setup = OutwayTrial.Setup()
        setup.token = { number, parties in
            guard number > 4 else { throw TokenUnavailable(message: "no connection, number 1") }
            return try parties.token()
        }
        try await OutwayTrial.with(setup) { trial in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...8 { group.addTask { try await trial.ask().status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(trial.fetches.now == 5, "the requests share the attempts")
            #expect(trial.words.with("no access token").count == 1)
            #expect(trial.words.with("access token again").count == 1)
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

    @Test func `what is refused after its wait says why the last attempt failed`() async throws {
        var setup = OutwayTrial.Setup()
        setup.limits.token = .milliseconds(200)
        setup.token = { _, _ in throw TokenUnavailable(message: "the name does not resolve") }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "TOKEN_UNAVAILABLE")
            #expect(answer.body.contains("the name does not resolve"))
            #expect(trial.fetches.now > 1)
        }
    }

    @Test func `no more requests wait for a token than may`() async throws {
        var setup = OutwayTrial.Setup()
        setup.limits.tokenWaiters = 0
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.body.contains("too many requests wait"))
        }
    }
}
