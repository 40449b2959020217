import ArgumentParser
import Testing

@testable import sluis_demo

/// What the help of the demonstration says can be done as it is printed.
@Suite struct DemonstrationHelpTests {
    private static func all(
        from root: any ParsableCommand.Type = SluisDemo.self
    ) -> [any ParsableCommand.Type] {
        [root] + root.configuration.subcommands.flatMap { all(from: $0) }
    }

    @Test func `every command's help has an example that parses`() throws {
        for command in Self.all() {
            let help = command.configuration.discussion.replacing("\\\n", with: " ")
            let examples = help.split(separator: "\n").filter { $0.hasPrefix("  sluis-demo ") }
            #expect(!examples.isEmpty, "\(command)")
            for example in examples {
                let words = example.replacing("'noord=Gemeente Noord", with: "noord=Noord")
                    .replacing("'", with: "").split(separator: " ").dropFirst().map(String.init)
                let parsed = try SluisDemo.parseAsRoot(words)
                let isGroup = !command.configuration.subcommands.isEmpty
                #expect(isGroup || type(of: parsed) == command, "\(example)")
            }
        }
    }

    @Test func `the demonstration says that it runs from a checkout`() {
        #expect(RunCommand.configuration.discussion.contains("runs from a checkout"))
    }
}
