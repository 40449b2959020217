import ExchangeModel
import JSONTape
import PayloadPolicy
import Testing
import YAMLDocument

private let search = "/v1/persons/search"

@Suite struct SchemaChangeTests {
    private func changes(_ request: String, answer: String? = nil) throws -> [String] {
        let rules = try RegistrySample.rules(request: .logOnly, answer: .logOnly, withPolicy: false)
        let exchange = try Exchange(rules, purpose: nil)
        _ = try exchange.conforming("POST", search, body: request)
        if let answer { _ = try exchange.release(("POST", search), body: answer).get() }
        let document = try YAMLNode(parsing: RegistrySample.documentText).json
        return rules.tally.counts.keys.map(\.deviation).map {
            SchemaChange($0, in: document).text
        }.sorted()
    }

    @Test func `each deviation names the smallest change`() throws {
        #expect(try changes(#"{"type":null}"#) == ["allow null at /type"])
        #expect(try changes(#"{}"#) == ["make /type optional"])
        #expect(
            try changes(#"{"type":"x","numbers":["12"]}"#) == ["widen the pattern at /numbers/*"]
        )
        #expect(
            try changes(#"{"type":"x"}"#, answer: #"{"persons":[{"birth":{"date":"then"}}]}"#)
                == ["widen the format at /persons/*/birth/date"]
        )
    }

    @Test func `a name that the document does not declare is not told`() throws {
        let changes = try changes(#"{"type":"x","999990019":1}"#)
        #expect(changes.count == 1)
        #expect(!changes.joined().contains("999990019"))
    }

    @Test func `no change helps where the sender sends no JSON`() throws {
        let deviation = Deviation(operation: "a", isAnswer: true, path: "", rule: "json: truncated")
        #expect(SchemaChange(deviation, in: nil).isForSender)
    }

    @Test func `counts of an earlier run are taken up, bounded like any other`() throws {
        let tally = DeviationTally()
        let kind = DeviationTally.Kind(
            peer: try PeerID("00000001001234567000"),
            deviation: Deviation(operation: "a", isAnswer: true, path: "/x", rule: "type")
        )
        tally.restore([kind: 3], others: 2)
        tally.restore([kind: 1], others: 0)
        #expect(tally.counts == [kind: 4])
        #expect(tally.others == 2)
        let many = (0..<DeviationTally.maximumKinds + 5).map { number in
            let path = "/\(number)"
            let deviation = Deviation(operation: "a", isAnswer: true, path: path, rule: "type")
            return (DeviationTally.Kind(peer: nil, deviation: deviation), 1)
        }
        tally.restore(Dictionary(many, uniquingKeysWith: { first, _ in first }), others: 0)
        #expect(tally.counts.count == DeviationTally.maximumKinds)
        #expect(tally.others == 8)
        tally.clear()
        #expect(tally.counts.isEmpty && tally.others == 0)
    }
}
