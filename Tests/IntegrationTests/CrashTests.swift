import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// What was forwarded is on record, however the gateway ends.
    @Suite struct CrashTests {
        /// Twice as a rule; ten times where SLUIS_LONG_PROOFS is 1.
        private static let crashes =
            ProcessInfo.processInfo.environment["SLUIS_LONG_PROOFS"] == "1" ? 10 : 2
        private static let workers = 4
        /// Requests that are answered between two crashes, at least.
        private static let between = 25
        /// The most requests of a worker, so that a failing test ends too.
        private static let mostRequests = 5_000

        @Test(.requirement("FSC Logging 1.1.0: L-09"), .requirement("FSC Logging 1.1.0: L-11"))
        func `after kill -9 under load every request that reached the registry is on record`()
            async throws
        {
            try await Demo.with { demo in
                var restarted: [RunningProgram] = []
                do {
                    try await withThrowingTaskGroup(of: Int.self) { group in
                        for _ in 0..<Self.workers {
                            group.addTask { try await Self.work(demo) }
                        }
                        defer { group.cancelAll() }
                        var process = try demo.process(.provider)
                        for _ in 0..<Self.crashes {
                            try await Self.untilServed(demo)
                            try await Signal.endAtOnce(process)
                            let program = try await demo.restart(.provider)
                            restarted.append(program)
                            process = program.identifier
                        }
                        try await Self.untilServed(demo)
                    }
                    try await Self.compare(demo)
                } catch {
                    for program in restarted { await program.end() }
                    throw error
                }
                for program in restarted { await program.end() }
                for side in [Side.provider, .consumer] {
                    let report = try await demo.verification(side)
                    #expect(report["sound"]?.bool == true, "\(side): \(report)")
                }
            }
        }

        /// One client: request after request, until it is cancelled; errors are what crashes cause.
        private static func work(_ demo: Demo) async throws -> Int {
            var answered = 0
            for _ in 0..<mostRequests where !Task.isCancelled {
                if try await demo.outway().status == 200 { answered += 1 }
            }
            return answered
        }

        /// Waits until the registry was asked some more times.
        private static func untilServed(_ demo: Demo) async throws {
            let before = try demo.notes.count
            try await eventually("requests reaching the registry", within: .seconds(60)) {
                try demo.notes.count >= before + between ? true : nil
            }
        }

        /// Every transaction that the registry has noted stands in the provider's log.
        private static func compare(_ demo: Demo) async throws {
            let noted = Set(try demo.notes.compactMap { $0.split(separator: " ").first })
                .subtracting(["-"])
            try #require(noted.count >= between * (crashes + 1))
            var recorded: Set<Substring> = []
            var outcomes: [String: Int] = [:]
            var cursor: String?
            repeat {
                var arguments = ["log", "query", "--limit", "1000"]
                if let cursor { arguments += ["--cursor", cursor] }
                let data = try demo.text(.provider, "dataFolder")
                let page = try await CommandRun.of(
                    demo.programs.sluis,
                    arguments + ["--data", data, "--json"]
                ).json()
                for exchange in page["exchanges"]?.array ?? [] {
                    recorded.insert(Substring(exchange["transactionID"]?.string ?? ""))
                    outcomes[exchange["outcome"]?.string ?? "", default: 0] += 1
                }
                cursor = page["next"]?.string
            } while cursor != nil
            let lost = noted.subtracting(recorded)
            #expect(lost.isEmpty, "forwarded without a record: \(lost)")
            #expect(outcomes["answered", default: 0] > 0)
            for transaction in noted.sorted().suffix(5) {
                let record = try await demo.record(String(transaction), at: .provider)
                #expect(record?["proof"]?["verified"]?.bool == true, "\(transaction)")
            }
        }
    }
}
