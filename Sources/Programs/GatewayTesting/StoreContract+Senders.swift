import Contracts
import ExchangeModel

extension StoreContract {
    /// A peer can leave as many contracts as it may, and no more.
    static func senders(_ store: any ContractStore, _ sample: Sample) async throws {
        var limits = ProposalLimits(open: 2, daily: 3, bytes: 1 << 20)
        func submission(after seconds: Int64 = 0) -> Submission {
            Submission(
                peer: Sample.consumer,
                own: Sample.provider,
                receivedAt: Sample.now.advanced(bySeconds: seconds),
                limits: limits
            )
        }
        func insert(_ number: Int, after seconds: Int64 = 0) async throws -> ContractInsertion {
            try await store.insert(
                sample.contract(number),
                sending: [],
                from: submission(after: seconds)
            )
        }
        let own = try await store.insert(sample.contract(10), sending: [])
        try expect(own == .inserted, "contracts of our own have no limit")
        try expect(try await insert(1) == .inserted, "a first contract comes in")
        try expect(try await insert(2) == .inserted, "a contract within the limit comes in")
        try expect(
            try await insert(3) == .limitReached(.open(most: 2)),
            "a contract beyond those that wait is refused"
        )
        let third = try sample.contract(3)
        try expect(try await store.contract(third.hash) == nil, "a refused contract is not stored")
        guard case .known = try await insert(1) else {
            throw Broken(promise: "a known contract is no new one")
        }
        let first = try sample.contract(1)
        let answer = try sample.signature(.accept, of: Sample.provider, under: first, second: 10)
        _ = try await store.add(answer, to: first.hash, sending: [])
        try expect(try await insert(3) == .inserted, "an answer makes room")
        let withdrawal = try sample.signature(
            .reject,
            of: Sample.consumer,
            under: third,
            second: 20
        )
        _ = try await store.add(withdrawal, to: third.hash, sending: [])
        try expect(
            try await insert(4) == .limitReached(.daily(most: 3)),
            "a withdrawal makes no room within the day"
        )
        try expect(
            try await insert(4, after: 3_599) == .limitReached(.daily(most: 3)),
            "an hour makes no room"
        )
        try expect(try await insert(4, after: 86_401) == .inserted, "a day makes room")
        limits.bytes = 10
        try expect(
            try await insert(5, after: 172_900) == .limitReached(.bytes(most: 10)),
            "contents beyond the size are refused"
        )
    }

    /// A day is a day to the millisecond, however much came within it and on its edge.
    static func days(_ store: any ContractStore, _ sample: Sample) async throws {
        let moments: [Int64] = [0, 1, 59_999, 60_000, 61_000, 86_399_999, 86_400_000]
        for (number, moment) in moments.enumerated() {
            for later in [moment, moment + 86_399_999, moment + 86_400_000] {
                let now = Timestamp(milliseconds: Sample.now.milliseconds + later)
                let within = moments.prefix(number).filter { $0 > later - 86_400_000 }.count
                for (most, expected) in [
                    (within, ContractInsertion.limitReached(.daily(most: within))),
                    (within + 1, nil),
                ] {
                    let obstacle = try await store.obstacle(
                        to: sample.contract(number + 1),
                        from: Submission(
                            peer: Sample.consumer,
                            own: Sample.provider,
                            receivedAt: now,
                            limits: ProposalLimits(open: 100, daily: most, bytes: 1 << 20)
                        )
                    )
                    try expect(
                        obstacle == expected,
                        "what came within a day before is counted, and nothing else"
                    )
                }
            }
            let made = try await store.insert(
                sample.contract(number + 1),
                sending: [],
                from: Submission(
                    peer: Sample.consumer,
                    own: Sample.provider,
                    receivedAt: Timestamp(milliseconds: Sample.now.milliseconds + moment),
                    limits: ProposalLimits(open: 100, daily: number + 1, bytes: 1 << 20)
                )
            )
            try expect(made == .inserted, "what is within the limits is stored")
        }
    }
}
