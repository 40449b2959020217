import GatewayConfiguration
import Testing

/// A message about a name that is not known has the few that may have been meant.
@Suite struct SpellingTests {
    private let names = (0..<600).map { "service-\($0)" } + ["income", "incomes-2024", "persons"]

    @Test func `of many names the nearest are told, with how many there are`() {
        let hint = Spelling.hint(for: "incoms", among: names, of: "services")
        #expect(hint.hasPrefix("the nearest of 603 services: income, "))
        #expect(hint.split(separator: ",").count == 5)
    }

    @Test func `a name that holds the word, or that the word holds, is near`() {
        #expect(Spelling.nearest(to: "2024", in: names, most: 1) == ["incomes-2024"])
        #expect(Spelling.nearest(to: "the-persons-register", in: names, most: 1) == ["persons"])
        #expect(Spelling.nearest(to: "PERSONS", in: names, most: 1) == ["persons"])
    }

    @Test func `few names are told all, and of none there is nothing to tell`() {
        #expect(Spelling.hint(for: "x", among: ["b", "a"], of: "services") == "services: a, b")
        #expect(Spelling.hint(for: "x", among: [String](), of: "services").isEmpty)
        #expect(Spelling.hint(for: "", among: ["a"], of: "purposes") == "purposes: a")
    }
}
