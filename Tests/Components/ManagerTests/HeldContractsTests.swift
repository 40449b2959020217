import Contracts
import ExchangeModel
import JSONTape
import Manager
import Synchronization
import Testing

/// Asking a peer for all that it holds comes to an end, whatever the peer tells.
@Suite struct HeldContractsTests {
    private static let rule = AutoSignRule(grantTypes: [.serviceConnection])

    private static func ask(
        _ nodes: NodeGroup,
        for time: Duration = .seconds(60)
    ) async throws -> HeldAnswer {
        try await nodes.provider.manager.askForContracts(
            of: nodes.consumer.id,
            until: .now + time
        )
    }

    /// How much was learnt that was not here.
    private static func learnt(_ nodes: NodeGroup) async throws -> Int {
        let answer = try await ask(nodes)
        return answer.ownFound + answer.othersFound + answer.unproven + answer.doubted.count
    }

    /// Proposes a contract, which is accepted by rule.
    private static func contract(
        _ nodes: NodeGroup,
        _ properties: JSONObject? = nil
    ) async throws {
        var request = try nodes.connection()
        request.properties = properties
        _ = try await nodes.consumer.manager.propose(request, by: "beheerder")
        try await nodes.settle()
    }

    @Test(arguments: ["empty pages", "the same pages again"])
    func `a list that does not end is told as that, after a few pages`(kind: String) async throws {
        try await NodeGroup.run(autoSign: [Self.rule]) { nodes in
            try await nodes.announceAll()
            try await Self.contract(nodes)
            let asked = Pages()
            nodes.consumer.facts.told.withLock {
                $0 = { page in
                    let next = PageCursor(position: asked.next() % 2, key: "x")
                    return Page(kind == "empty pages" ? [] : page.elements, next: next)
                }
            }
            await #expect(
                throws: PeerCallError.answerMalformed("its list of contracts does not end")
            ) { try await Self.ask(nodes) }
            #expect(asked.count <= 3)
        }
    }

    @Test func `who takes longer than there is time has not answered`() async throws {
        try await NodeGroup.run(autoSign: [Self.rule]) { nodes in
            try await nodes.announceAll()
            try await Self.contract(nodes)
            let asked = Pages()
            nodes.consumer.facts.told.withLock {
                $0 = { page in
                    _ = asked.next()
                    return page
                }
            }
            await #expect(throws: PeerCallError.self) { try await Self.ask(nodes, for: .zero) }
            #expect(asked.count == 0)
            #expect(try await Self.learnt(nodes) == 0)
            #expect(asked.count == 1)
        }
    }

    @Test func `contracts too large for one answer come in smaller pages`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            for letter in ["a", "b", "c", "d", "e", "f"] {
                let text = String(repeating: letter, count: 900_000)
                try await Self.contract(nodes, ["nl.example.large": .string(text)])
            }
            let asked = Pages()
            nodes.consumer.facts.told.withLock {
                $0 = { page in
                    _ = asked.next()
                    return page
                }
            }
            #expect(try await Self.learnt(nodes) == 0)
            #expect(asked.count > 2)
        }
    }

    /// Counts pages.
    private final class Pages: Sendable {
        private let number = Mutex<Int64>(0)
        var count: Int64 { number.withLock { $0 } }

        func next() -> Int64 {
            number.withLock {
                $0 += 1
                return $0
            }
        }
    }
}
