import Foundation
import GatewayTesting

/// A page of the documentation, as the blocks of code that it prints.
///
/// Blocks are fenced and say what they are: `sh` is run as it stands, and the `text` after it is what it says
/// (`…` stands for anything); the first line `# stays running` is for a terminal of its own, `# builds` for
/// what takes too long for a test. `usage` has names in place of values, `yaml` and `json` are data.
struct DocumentPage {
    /// A block of code.
    struct Block {
        let language: String
        let lines: [String]
        /// The line of the page that it begins on.
        let line: Int
        /// The text block that follows it.
        var answer: [String]?

        var text: String { lines.joined(separator: "\n") }

        /// Whether the block is for a terminal that is left open.
        var staysRunning: Bool { lines.first == "# stays running" }
        /// Whether the block installs or builds.
        var builds: Bool { lines.first == "# builds" }

        /// The exit code that the page names in a comment, else 0.
        var exit: Int32 {
            guard let number = text.firstMatch(of: /# exit ([0-9]+)\s*$/)?.1 else { return 0 }
            return Int32(number) ?? 0
        }

        /// The folder that the block is run in, below the one of the page.
        var folder: String? {
            lines.first { $0.hasPrefix("cd ") }.map { String($0.dropFirst(3)) }
        }
    }

    /// The path below the checkout.
    let path: String
    private(set) var blocks: [Block] = []
    /// The lines of code that stand in no fence, or in one that does not say what it is.
    private(set) var strays: [Int] = []

    static let checkout = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The paths of all pages for people who use the programs.
    static func all() throws -> [String] {
        let docs = checkout.appending(path: "docs").path(percentEncoded: false)
        let names = try FileManager.default.contentsOfDirectory(atPath: docs)
        return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }

    /// Reads a page of the checkout.
    init(_ path: String) throws {
        let file = Self.checkout.appending(path: path)
        self.init(try String(contentsOf: file, encoding: .utf8), at: path)
    }

    /// Reads the text of a page.
    init(_ text: String, at path: String) {
        self.path = path
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let known = ["sh", "text", "usage", "yaml", "json"]
        var open: (language: String, indent: Int, line: Int, lines: [String])?
        for (index, line) in lines.enumerated() {
            let indent = line.prefix { $0 == " " }.count
            let content = line.dropFirst(indent)
            if let block = open {
                guard content != "```" else {
                    open = nil
                    add(Block(language: block.language, lines: block.lines, line: block.line))
                    continue
                }
                open?.lines.append(String(line.dropFirst(min(indent, block.indent))))
            } else if content.hasPrefix("```") {
                let language = String(content.dropFirst(3))
                if !known.contains(language) { strays.append(index + 1) }
                open = (language, indent, index + 1, [])
            } else if indent >= 4, !content.isEmpty, index > 0, lines[index - 1].isEmpty {
                strays.append(index + 1)
            }
        }
        if let open { strays.append(open.line) }
    }

    private mutating func add(_ block: Block) {
        if block.language == "text", let last = blocks.indices.last, blocks[last].language == "sh",
            blocks[last].answer == nil
        {
            blocks[last].answer = block.lines
        }
        blocks.append(block)
    }
}

/// What a page says that a command answers: `…` for anything, white space as it comes.
struct PrintedAnswer {
    private let lines: [String]

    init(_ lines: [String]) { self.lines = lines }

    /// Whether an output is that answer.
    func fits(_ output: String) throws -> Bool {
        var pattern = ""
        for line in lines.map(Self.squeezed) where !line.isEmpty {
            guard line != "…" else {
                pattern += #"(?:[^\n]*\n)*"#
                continue
            }
            let parts = line.components(separatedBy: "…")
            pattern += parts.map(NSRegularExpression.escapedPattern(for:)).joined(
                separator: "[^\\n]*"
            )
            pattern += "\\n"
        }
        // By code points: a line's end in a head is one character to Swift.
        let plain = String(String.UnicodeScalarView(output.unicodeScalars.filter { $0 != "\r" }))
        let said = plain.split(separator: "\n").map { Self.squeezed(String($0)) }.filter {
            !$0.isEmpty
        }
        let text = said.map { $0 + "\n" }.joined()
        let expression = try NSRegularExpression(pattern: "\\A(?:\(pattern))\\z")
        let whole = NSRange(text.startIndex..., in: text)
        return expression.firstMatch(in: text, range: whole) != nil
    }

    private static func squeezed(_ line: String) -> String {
        line.split(separator: " ").joined(separator: " ")
    }
}
