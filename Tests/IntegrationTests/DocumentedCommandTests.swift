import Foundation
import GatewayTesting
import Testing

/// The pages for people say what the programs do: every command in them is run as it is printed.
extension RunningPrograms {
    @Suite struct DocumentedCommandTests {
        /// The pages that go on where *Getting started* has led to, in this order.
        private static let tour = [
            "docs/getting-started.md", "README.md", "docs/trust.md", "docs/restore.md",
            "docs/key-lost.md",
        ]

        @Test func `every block of code says what it is, so that each command is run`() throws {
            for path in try DocumentPage.all() {
                let page = try DocumentPage(path)
                #expect(page.strays.isEmpty, "\(path): code without its kind in \(page.strays)")
            }
            for page in Self.tour { #expect(try DocumentPage.all().contains(page)) }
        }

        @Test func `two organisations get to an exchange, and go on, as the pages print it`()
            async throws
        {
            try await Self.with { run in
                for path in Self.tour { try await run.run(DocumentPage(path)) }
            }
        }

        @Test func `pages that need no gateway do what they print`() async throws {
            for path in try DocumentPage.all() where !Self.tour.contains(path) {
                let page = try DocumentPage(path)
                guard page.blocks.contains(where: { ["sh", "usage"].contains($0.language) }) else {
                    continue
                }
                try await Self.with { try await $0.run(page) }
            }
        }

        @Test(arguments: [
            (["a …", "…", "z"], "a b\r\n\nx\ny\nz\n", true), (["a …"], "a b\nc\n", false),
            (["a"], "a\n", true), (["a"], "ab\n", false), (["a  b"], "a b", true),
            (["…"], "", true), (["x+"], "xx\n", false), (["…b"], "ab\n", true),
            (["a", "b"], "a\r\nb\r\n", true),
        ])
        func `an answer on a page fits what is said, and nothing else`(
            printed: [String],
            said: String,
            fits: Bool
        ) throws {
            #expect(try PrintedAnswer(printed).fits(said) == fits)
        }

        @Test func `a page that lies is found: by exit code, by answer, by option, by name`()
            async throws
        {
            try await Self.with(patience: .milliseconds(200)) { run in
                for (block, language) in [
                    ("sluis check", "sh"), ("echo a", "sh"), ("sluis check --nothing", "usage"),
                    ("sluis nothing", "usage"), ("# builds\ndeploy/nothing.sh", "sh"),
                    ("# builds\ndeploy/demo.sh --nothing", "sh"),
                ] {
                    let page = Self.page(language, block, "b")
                    await #expect(throws: (any Error).self, "\(block)") { try await run.run(page) }
                }
                try await run.run(Self.page("sh", "echo ab; false   # exit 1", "a…"))
                try await run.run(Self.page("usage", "sluis log query --peer OIN", "b"))
                try await run.run(Self.page("sh", "# builds\ndeploy/demo.sh --once", "b"))
            }
        }

        private static func page(
            _ language: String,
            _ code: String,
            _ answer: String
        ) -> DocumentPage {
            DocumentPage("```\(language)\n\(code)\n```\n\n```text\n\(answer)\n```\n", at: "page")
        }

        private static func with(
            patience: Duration = .seconds(40),
            _ body: (DocumentRun) async throws -> Void
        ) async throws {
            let run = try DocumentRun(patience: patience)
            do {
                try await body(run)
            } catch {
                await run.end()
                throw error
            }
            await run.end()
        }
    }
}
