import Foundation
import JSONTape
import Testing

@testable import sluis_demo

/// The two answers of the demonstration stand side by side, member by member.
@Suite struct AnswerComparisonTests {
    private func rows(_ full: JSONValue, _ reduced: JSONValue) -> [AnswerComparison.Row] {
        AnswerComparison(full: full, reduced: reduced).rows
    }

    @Test func `each member has a row, and a removed group has one`() {
        let full: JSONValue = [
            "number": "1", "name": ["given": "A", "family": "B"], "list": ["x", "y"],
            "partners": [["number": "2", "birth": ["date": "d", "place": "p"]]],
            "children": [["number": "3"], ["number": "4"]], "empty": [], "none": .null,
        ]
        let reduced: JSONValue = [
            "number": "1", "name": ["family": "B"], "partners": [["number": "2"]], "none": .null,
        ]
        #expect(
            rows(full, reduced) == [
                .init(place: "number", full: "1", reduced: "1"),
                .init(place: "name.given", full: "A", reduced: nil),
                .init(place: "name.family", full: "B", reduced: "B"),
                .init(place: "list", full: "[x, y]", reduced: nil),
                .init(place: "partners[0].number", full: "2", reduced: "2"),
                .init(place: "partners[0].birth", full: "2 members", reduced: nil),
                .init(place: "children", full: "2 entries", reduced: nil),
                .init(place: "empty", full: "[]", reduced: nil),
                .init(place: "none", full: "null", reduced: "null"),
            ]
        )
        #expect(rows("a\n\u{1b}", "a\n\u{1b}").map(\.full) == [#"a\n\u001b"#])
        #expect(rows([["a": 1], ["a": 2]], [["a": 1]]).map(\.reduced) == ["1", nil])
    }

    @Test func `lines keep their columns and fit a terminal, whatever the registry holds`()
        throws
    {
        let long = String(repeating: "long ", count: 40)
        var full: JSONObject = ["a": .string(long), "c": ["d": "here"], "e": ["f": 1]]
        full["b" + long] = "x"
        let lines = AnswerComparison(full: .object(full), reduced: ["c": ["d": "here"]])
            .lines((full: "the registry has", reduced: "the agency gets"), most: 3)
        try #require(lines.count == 5)
        #expect(lines.last == "  and 1 more")
        #expect(lines.allSatisfy { $0.count < 80 && !$0.hasSuffix(" ") })
        func column(_ word: String, _ line: String) throws -> Int {
            let place = try #require(line.range(of: word, options: .backwards)?.lowerBound)
            return line.distance(from: line.startIndex, to: place)
        }
        let head = try column("the agency gets", lines[0])
        #expect(try column("removed", lines[1]) == head)
        #expect(try column("here", lines[2]) == head)
        #expect(try column("removed", lines[3]) == head)
    }
}
