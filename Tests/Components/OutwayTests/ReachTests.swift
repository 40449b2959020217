import AccessControl
import AccessLog
import Contracts
import ExchangeModel
import JSONTape
import NIOCore
import Outway
import PeerTransport
import Testing

@Suite(.serialized) struct `An Inway that cannot be reached` {
    /// Where the first token leads: nobody listens there.
    private static let left = "https://\(OutwayParties.inwayName):444"

    /// The Inway has moved: the first token leads nowhere, later ones to it.
    private var moved: OutwayTrial.Setup {
        var setup = OutwayTrial.Setup()
        setup.token = { number, parties in
            try parties.token(number == 1 ? ["aud": .string(Self.left)] : [:])
        }
        setup.resolve = { address, port in address.port == 444 ? 1 : port }
        return setup
    }

    @Test(arguments: [0, 10, 300_000])
    func `is found at its new address at the first failure`(size: Int) async throws {
        try await OutwayTrial.with(moved) { trial in
            let body = String(repeating: "x", count: size)
            let method = size == 0 ? "GET" : "POST"
            let answer = try await trial.ask("\(method) /persons HTTP/1.1", body: body)
            #expect(answer.status == 200 && trial.fetches.now == 2)
            #expect(trial.inway.requests.map(\.body) == [body])
            #expect(try await trial.entries(of: answer, atLeast: 2).count == 2)
            #expect(trial.words.with("has another address").count == 1)
            #expect(try await trial.ask().status == 200)
            #expect(trial.fetches.now == 2)
        }
    }

    @Test(arguments: PeerProtocol.allCases)
    func `is waited for while it restarts`(speaks: PeerProtocol) async throws {
        var setup = OutwayTrial.Setup()
        setup.speaks = speaks
        setup.isInwayAbsent = true
        try await OutwayTrial.with(setup) { trial in
            let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask { try await trial.ask().status }
                group.addTask { try await trial.ask("POST /p HTTP/1.1", body: "whole").status }
                let isAsked = try await eventually { trial.fetches.now >= 2 }
                #expect(isAsked, "a new token is asked for")
                let tls = try trial.parties.tls(trial.parties.provider)
                let listener = try await trial.inway.listen(
                    tls,
                    trial.loops,
                    port: trial.inwayPort
                )
                let answers = await Result(of: {
                    try await group.reduce(into: []) { $0.append($1) }
                })
                await listener.drain(within: .milliseconds(100))
                return try answers.get()
            }
            #expect(answers == [200, 200] && trial.inway.requests.count == 2)
        }
    }

    @Test func `is not a reason to ask for tokens without end`() async throws {
        var setup = OutwayTrial.Setup()
        setup.isInwayAbsent = true
        setup.upstream.connect = .milliseconds(200)
        setup.limits.tokenReplacement = .seconds(60)
        try await OutwayTrial.with(setup) { trial in
            for _ in 1...4 {
                let answer = try await trial.ask()
                #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
                #expect(answer.body.contains("no connection could be made"))
            }
            #expect(trial.fetches.now == 2)
        }
    }

    @Test func `and whose Manager is down too, leaves the request its deadline`() async throws {
        var setup = OutwayTrial.Setup()
        setup.isInwayAbsent = true
        setup.upstream.connect = .milliseconds(300)
        setup.token = { number, parties in
            guard number == 1 else { throw TokenUnavailable(message: "no connection") }
            return try parties.token()
        }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
        }
    }
}

@Suite(.serialized) struct `An alias whose grant the provider refuses` {
    /// Three grants that mean the same, of which the provider refuses some.
    private func setup(_ refused: Set<Int>) -> OutwayTrial.Setup {
        var setup = OutwayTrial.Setup()
        setup.limits.tokenPause = .milliseconds(1)
        setup.change = { configuration in
            let first = configuration.routes[0]
            configuration.routes += [2, 3].map { number in
                var route = OutwayRoute(
                    grant: Self.grant(number),
                    provider: first.provider,
                    service: first.service
                )
                route.fallbackAliases = first.aliases
                return route
            }
        }
        setup.refusal = { grant in
            let number = (1...3).first { Self.grant($0) == grant } ?? 0
            return refused.contains(number)
                ? TokenUnavailable(message: "unknown grant \(number)", isFinal: true) : nil
        }
        return setup
    }

    private static func grant(_ number: Int) -> GrantHash {
        GrantHash(
            .serviceConnectionGrant,
            digest: [UInt8](repeating: UInt8(number), count: 64)
        )
    }

    private static let alias = "Sluis-Alias: persons.test\r\n"

    @Test(arguments: 0...3)
    func `is served by the next that means the same, and that is told`(count: Int) async throws {
        try await OutwayTrial.with(setup(Set((1...3).prefix(count)))) { trial in
            let answer = try await trial.ask(grant: Self.alias)
            guard count < 3 else {
                #expect(answer.code == "TOKEN_UNAVAILABLE")
                #expect(answer.body.contains("unknown grant 3"))
                return
            }
            #expect(answer.status == 200)
            #expect(try await trial.record(of: answer).grant == Self.grant(count + 1))
            let told = trial.words.with("served by another contract")
            #expect(
                told.count == count
                    && (count == 0 || told.first?.contains("unknown grant 1") == true)
            )
        }
    }

    @Test func `is not served by another where the client names the grant itself`() async throws {
        try await OutwayTrial.with(setup([1])) { trial in
            let answer = try await trial.ask()
            #expect(answer.code == "TOKEN_UNAVAILABLE" && answer.body.contains("unknown grant 1"))
            #expect(trial.inway.requests.isEmpty)
        }
    }

    @Test func `is not served by one that the client may not use`() async throws {
        var setup = setup([1])
        setup.clients = ClientPolicy([
            ClientRule(
                name: "one",
                proof: .loopback,
                grants: .listed(hashes: [Self.grant(1)], aliases: [])
            )
        ])
        try await OutwayTrial.with(setup) { (trial) async throws in
            #expect(try await trial.ask(grant: Self.alias).code == "TOKEN_UNAVAILABLE")
            #expect(trial.inway.requests.isEmpty)
        }
    }

    @Test func `waits for the provider where it has not refused`() async throws {
        var setup = setup([])
        setup.token = { number, parties in
            guard number > 2 else { throw TokenUnavailable(message: "no connection") }
            return try parties.token()
        }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask(grant: Self.alias)
            #expect(answer.status == 200)
            #expect(try await trial.record(of: answer).grant == Self.grant(1))
        }
    }
}
