import JSONTape
import Testing
import YAMLDocument

@testable import sluis

/// The places of a configuration that changed are named.
@Suite struct ConfigurationChangeTests {
    private static let running = """
        organisation: {name: A}
        inway: {listen: "127.0.0.1:1"}
        services:
          - {name: persons, bodyLimit: 1MiB}
          - {name: cars, bodyLimit: 1MiB}
        list: [1, 2]
        """

    private func places(_ text: String) throws -> [String] {
        ConfigurationChange.places(
            from: try YAMLNode.json(parsing: Array(Self.running.utf8)),
            to: try YAMLNode.json(parsing: Array(text.utf8))
        )
    }

    @Test func `a file that says the same has no places, whatever its layout`() throws {
        #expect(try places(Self.running) == [])
        #expect(try places("# a comment\n" + Self.running + "\n") == [])
    }

    @Test func `services are told by their names, other keys by their places`() throws {
        let text = """
            organisation: {name: A}
            inway: {listen: "127.0.0.1:2"}
            outway: {listen: "127.0.0.1:3"}
            services:
              - {name: persons, bodyLimit: 2MiB}
              - {name: buildings}
            list: [1, 3]
            """
        #expect(
            try places(text) == [
                "inway.listen was changed", "outway was added",
                "services persons.bodyLimit was changed", "services buildings was added",
                "services cars was removed", "list was changed",
            ]
        )
    }

    @Test func `many places are counted`() throws {
        let more = (1...20).map { "key\($0): 1" }.joined(separator: "\n")
        let found = try places(Self.running + "\n" + more)
        #expect(found.count == 13)
        #expect(found.last == "and 8 more")
    }
}
