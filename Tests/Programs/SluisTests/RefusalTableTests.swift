import AccessLog
import ArgumentParser
import ExchangeModel
import Foundation
import JSONTape
import Testing

@testable import sluis

/// What is said of refusals is one table: complete, unequivocal, and with mends that can be done.
@Suite struct RefusalTableTests {
    @Test(arguments: ErrorCode.allCases)
    func `every code is explained in two languages, with owner and mend`(code: ErrorCode) {
        let rules = RefusalRule.table.filter { $0.code == code }
        #expect(!rules.isEmpty)
        for rule in rules {
            let texts = Language.allCases.map(rule.words)
            for words in texts { #expect(!words.why.isEmpty && !words.mend.isEmpty) }
            #expect(texts[0] != texts[1])
        }
    }

    @Test func `a code has one row for each cause, and one for all others`() {
        var seen: Set<String> = []
        for rule in RefusalRule.table {
            for cause in rule.causes.isEmpty ? ["*"] : rule.causes {
                let key = "\(rule.domain) \(rule.code) \(cause)"
                #expect(seen.insert(key).inserted, "\(key)")
            }
        }
        for rule in RefusalRule.table {
            #expect(seen.contains("\(rule.domain) \(rule.code) *"), "\(rule.domain) \(rule.code)")
        }
    }

    @Test func `every command in a mend can be given as printed`() throws {
        let names = [
            "peer": "00000099000000002000", "service": "persons", "purpose": "https://example.nl/p",
            "grant": "$1$3$" + String(repeating: "a", count: 86),
        ]
        for rule in RefusalRule.table {
            for language in Language.allCases {
                let mend = RefusalText.filled(rule.words(language).mend, names)
                #expect(!mend.contains("{"), "\(mend)")
                for command in quoted(mend) where command.hasPrefix("sluis ") {
                    let words = command.replacing("'", with: "").replacing(
                        "ADDRESS",
                        with: "https://a:1"
                    )
                    .split(separator: " ").dropFirst().map(String.init)
                    #expect(throws: Never.self, "\(command)") {
                        try GatewayCommand.parseAsRoot(words)
                    }
                }
            }
        }
    }

    @Test func `every key of the configuration in a mend exists`() throws {
        let keys = Set(try ConfigurationSchema().all.map { $0.path.replacing("[]", with: "") })
        let isKey = /[a-z][A-Za-z]+(\.[A-Za-z]+)+/
        for rule in RefusalRule.table {
            for language in Language.allCases {
                let words = rule.words(language)
                for text in quoted(words.why + words.mend)
                where text.wholeMatch(of: isKey) != nil && !text.hasSuffix(".yaml") {
                    #expect(
                        keys.contains { $0 == text || $0.hasSuffix("." + text) },
                        "\(text) of \(rule.code)"
                    )
                }
            }
        }
    }

    /// `SLUIS_WRITE_ERRORS=1` in the environment writes its codes anew.
    @Test func `docs-errors is made from the table`() throws {
        let file = ErrorReference.file
        let page = try String(contentsOf: file, encoding: .utf8)
        let made = try #require(ErrorReference.page(page), "the marks around the codes are missing")
        if ProcessInfo.processInfo.environment["SLUIS_WRITE_ERRORS"] == "1" {
            try made.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(
            try String(contentsOf: file, encoding: .utf8) == made,
            "docs/errors.md is out of date: write it anew with SLUIS_WRITE_ERRORS=1"
        )
    }

    @Test(arguments: ErrorCode.allCases.filter(\.isProblem))
    func `the type of a problem leads to its code in docs-errors`(code: ErrorCode) throws {
        let answer = ErrorAnswer(code, domain: .inway, message: "x")
        let type = try JSONValue(parsing: answer.body)["type"]?.string
        let parts = type?.split(separator: "#").map(String.init) ?? []
        try #require(parts.count == 2)
        let checkout = ErrorReference.file.deletingLastPathComponent().deletingLastPathComponent()
        let published = try String(
            contentsOf: checkout.appending(path: "publiccode.yml"),
            encoding: .utf8
        )
        let home = parts[0].replacing("/docs/errors.md", with: "")
        #expect(published.contains("\nurl: \(home)\n"), "\(parts[0])")
        let page = try String(contentsOf: ErrorReference.file, encoding: .utf8)
        let headings = page.split(separator: "\n").filter { $0.hasPrefix("### ") }
        #expect(headings.contains { $0.dropFirst(4).lowercased() == parts[1] })
    }

    /// The texts between backticks.
    private func quoted(_ text: String) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
