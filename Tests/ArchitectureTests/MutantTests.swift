import Foundation
import Testing

/// The changes that `Tests/ConformanceTests/mutants.sh` switches on one at a time.
///
/// They are texts, which no compiler reads: a line of the sources that is written anew would leave its
/// rule out of the trial unseen.
@Suite struct MutantTests {
    /// One line of `mutants.txt`.
    private struct Change {
        let name, file, old, new, suites: String

        /// Reads `NAME ## FILE ## OLD ## NEW ## UNIT TESTS`; nil when the line is not so.
        init?(_ line: String) {
            var parts = line.components(separatedBy: " ## ").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard parts.count == 5, !parts.contains("") else { return nil }
            if !line.contains(#"\r"#) {
                parts = parts.map { $0.replacingOccurrences(of: #"\n"#, with: "\n") }
            }
            (name, file, old, new, suites) = (parts[0], parts[1], parts[2], parts[3], parts[4])
        }

        /// The names of the switches in the new text.
        var switches: [String] { new.matches(of: /mutant\("([^"]*)"\)/).map { String($0.1) } }
    }

    private static func lines() throws -> [String] {
        let file = Checkout.root.appending(path: "Tests/ConformanceTests/mutants.txt")
        return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    @Test func `each mutant stands once in the sources, and has the switch of its name`() throws {
        let lines = try Self.lines()
        let changes = lines.compactMap(Change.init)
        #expect(changes.count == lines.count, "NAME ## FILE ## OLD ## NEW ## UNIT TESTS")
        #expect(Set(changes.map(\.name)).count > 70)
        for change in changes {
            let file = Checkout.root.appending(path: "Sources/\(change.file)")
            let times =
                try String(contentsOf: file, encoding: .utf8)
                .components(separatedBy: change.old).count - 1
            #expect(
                times == 1,
                "\(change.name): \(change.file) has this \(times) times: \(change.old)"
            )
            #expect(Set(change.switches).isSubset(of: [change.name]), "\(change.name)")
        }
        let switched = Set(changes.flatMap(\.switches))
        #expect(Set(changes.map(\.name)).subtracting(switched).isEmpty, "nothing to switch")
    }

    @Test func `each mutant names unit tests that there are`() throws {
        let targets = Set(Checkout.files(below: "Tests").flatMap { $0.path.split(separator: "/") })
        for change in try Self.lines().compactMap(Change.init) {
            for suite in change.suites.split(separator: "|") {
                #expect(targets.contains(suite), "\(change.name): no folder of tests is \(suite)")
            }
        }
    }
}
