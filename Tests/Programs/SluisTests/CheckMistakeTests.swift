import Testing

@testable import sluis

/// `sluis check` tells mistakes in every section with file, line and remedy.
@Suite struct CheckMistakeTests {
    /// A mistake that people make, and what is said of it.
    struct Mistake: CustomTestStringConvertible, Sendable {
        let file: CheckedFolder.File
        /// What stands in the file, and what stands there by mistake.
        let (from, to): (String, String)
        let key: String
        /// What must be said: what is wrong with it, and what to write.
        let says: [String]
        /// The text on whose line the mistake is; by default what was written.
        var at: String?

        init(
            _ from: String,
            _ to: String,
            _ key: String,
            _ says: String...,
            at: String? = nil,
            file: CheckedFolder.File = .configuration
        ) {
            (self.file, self.from, self.to, self.key) = (file, from, to, key)
            (self.says, self.at) = (says, at)
        }

        var testDescription: String { "\(key): \(to)" }

        /// The file with the mistake, and its line.
        func made() throws -> (text: String, line: Int) {
            let good = try #require(CheckedFolder.texts[file])
            let text = good.replacing(from, with: to, maxReplacements: 1)
            #expect(text != good, "\(from) does not stand there")
            // What stands before the mistake is the same in both.
            let (whole, mark) = at.map { (text, $0) } ?? (good, from)
            let place = try #require(whole.firstRange(of: mark)?.lowerBound)
            return (text, whole[..<place].count { $0 == "\n" } + 1)
        }
    }

    @Test func `the files without a mistake are told nothing of`() throws {
        let folder = try CheckedFolder()
        let good = try #require(CheckedFolder.texts[.configuration])
        #expect(try folder.told(.configuration, good) == [])
    }

    @Test(arguments: configuration + services + payload)
    func `a mistake is told with file, line and remedy`(mistake: Mistake) throws {
        let (text, line) = try mistake.made()
        let told = try CheckedFolder().told(mistake.file, text)
        let found = told.filter { $0.key == mistake.key && $0.line == line }
        #expect(
            found.contains { found in mistake.says.allSatisfy { found.message.contains($0) } },
            "line \(line): \(told)"
        )
    }

    @Test func `each section is among the mistakes, and they are more than sixty`() {
        let all = Self.configuration + Self.services + Self.payload
        #expect(all.count >= 60)
        let sections = Set(all.map { $0.key.prefix { $0 != "." && $0 != "[" } })
        for section in [
            "organisation", "dataFolder", "stateMark", "roles", "shutdownDelay", "proxy", "group",
            "identity", "manager", "inway", "outway", "services", "catalogue", "log",
            "administration",
        ] {
            #expect(sections.contains(Substring(section)), "\(section)")
        }
        let files = Set(all.map(\.file))
        #expect(files == [.configuration, .document, .policy])
    }
}
