import ArgumentParser
import Testing

@testable import sluis

/// What `--help` says can be done as it is printed.
@Suite struct CommandHelpTests {
    /// A command, by its words.
    struct Named: CustomTestStringConvertible, Sendable {
        let type: any ParsableCommand.Type
        var testDescription: String { CommandWords.path(to: type).joined(separator: " ") }
    }

    static let commands = CommandWords.all().map { Named(type: $0) }

    /// The examples of a help text, continued lines joined.
    static func examples(_ help: String) -> [String] {
        var found: [String] = []
        var isExample = false
        for line in help.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "Example:" || line == "Examples:" {
                isExample = true
            } else if isExample, line.hasPrefix("  ") {
                let text = line.drop { $0 == " " }
                if let last = found.last, last.hasSuffix("\\") {
                    found[found.count - 1] = String(last.dropLast()) + text
                } else {
                    found.append(String(text))
                }
            } else {
                isExample = false
            }
        }
        return found
    }

    /// The words of a shell's line: quotes group, `<` and `>` lead elsewhere.
    static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open {
                    quote = nil
                } else {
                    word = (word ?? "") + String(character)
                }
            } else if "'\"".contains(character) {
                quote = character
                word = word ?? ""
            } else if character == " " {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return Array(words.prefix { $0 != "<" && $0 != ">" })
    }

    @Test(arguments: commands)
    func `every command's help has an example that parses as that command`(command: Named) throws {
        let root = ["sluis"]
        let path = CommandWords.path(to: command.type)
        let examples = Self.examples(command.type.configuration.discussion)
        #expect(!examples.isEmpty)
        for example in examples {
            let words = Self.words(example)
            #expect(words.starts(with: path == root ? root : path), "\(example)")
            if words.contains("--generate-completion-script") { continue }
            let parsed = try GatewayCommand.parseAsRoot(Array(words.dropFirst()))
            let isGroup = !command.type.configuration.subcommands.isEmpty
            #expect(isGroup || type(of: parsed) == command.type, "\(example)")
        }
    }

    @Test(arguments: commands)
    func `help fits a terminal, its paragraphs broken where the terminal ends`(command: Named) {
        let help = GatewayCommand.helpMessage(for: command.type, columns: 80)
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
        // How a command is used is one line of the library's.
        for line in lines where !line.contains("://") && !line.hasPrefix("USAGE: ") {
            #expect(line.count <= 80, "\(line)")
        }
        // A paragraph's lines are as long as the next word allows.
        for (line, next) in zip(lines, lines.dropFirst()) {
            let isText = line.first?.isLetter == true && next.first?.isLetter == true
            guard isText, let word = next.split(separator: " ").first, !next.contains(":") else {
                continue
            }
            #expect(line.count + 1 + word.count >= 80 || line.hasSuffix(":"), "\(line)\n\(next)")
        }
    }

    @Test func `the examples of a help are read as a shell does`() {
        let help = "Text.\n\nExamples:\n  a 'b c' \\\n    --d < e\n  f\n\nAfter:\n  g"
        #expect(Self.examples(help) == ["a 'b c' --d < e", "f"])
        #expect(Self.words("a 'b c' --d < e") == ["a", "b c", "--d"])
    }
}
