import Foundation
import Testing

/// `docs/conformance.md` is made from the `.requirement` traits of the tests.
///
/// Run with `SLUIS_WRITE_CONFORMANCE=1` to write it anew.
@Suite struct ConformanceDocumentTests {
    @Test func `the conformance document is made from the list and from what tests name`() throws {
        let made = ConformanceDocument(tests: Checkout.files(below: "Tests")).text
        let file = Checkout.root.appending(path: "docs/conformance.md")
        if ProcessInfo.processInfo.environment["SLUIS_WRITE_CONFORMANCE"] == "1" {
            try made.write(to: file, atomically: true, encoding: .utf8)
        }
        let stands = try String(contentsOf: file, encoding: .utf8)
        #expect(
            stands == made,
            "docs/conformance.md is out of date: deploy/conformance.sh writes it anew"
        )
    }

    @Test func `the list of requirements has the whole FSC Test Suite, and each name once`() {
        let names = RequirementList.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.filter { $0.hasPrefix("FSC Test Suite") }.count == 84)
        #expect(names.filter { $0.hasPrefix("FSC Core") }.count == 135)
    }
}

/// The requirements that are published or that tests name, each with its tests and state.
struct ConformanceDocument {
    private struct Proof {
        let requirement: String
        let test: String
        let file: String
    }

    let text: String
    /// The requirements of the list that must be met and that no test names.
    let unproven: [String]

    init(tests: [Checkout.Source]) {
        let proofs = tests.filter { !$0.path.hasPrefix("Tests/RequirementTrait") }
            .flatMap(Self.proofs)
        let byRequirement = Dictionary(grouping: proofs, by: \.requirement)
        let listed = RequirementList.all
        unproven = listed.filter { $0.level == .must && byRequirement[$0.name] == nil }.map(\.name)
        var text = Self.preface(listed, byRequirement, Set(proofs.map { $0.file + $0.test }).count)
        for standard in RequirementList.standards.sorted() {
            text +=
                "\n## \(standard)\n\n| requirement | level | what | tests | state |\n|---|---|---|---|---|\n"
            let rows = listed.filter { Self.standard(of: $0.name) == standard }
            for row in rows.sorted(by: { Self.naturally($0.name, $1.name) }) {
                let tests = Self.cell(byRequirement[row.name])
                let state = Self.state(row, isProven: !tests.isEmpty)
                text +=
                    "| \(Self.short(row.name)) | \(row.level.rawValue) | \(row.text) | \(tests) | \(state) |\n"
            }
        }
        let names = Set(listed.map(\.name))
        let others = byRequirement.keys.filter { !names.contains($0) }
        let byStandard = Dictionary(grouping: others, by: Self.standard)
        for standard in byStandard.keys.sorted() {
            let title =
                RequirementList.standards.contains(standard) ? "\(standard), further" : standard
            text += "\n## \(title)\n\n| requirement | tests |\n|---|---|\n"
            for name in (byStandard[standard] ?? []).sorted(by: Self.naturally) {
                text += "| \(Self.short(name)) | \(Self.cell(byRequirement[name])) |\n"
            }
        }
        self.text = text
    }

    private static func preface(
        _ listed: [ListedRequirement],
        _ proofs: [String: [Proof]],
        _ tests: Int
    ) -> String {
        func count(_ fits: (ListedRequirement) -> Bool) -> String {
            let chosen = listed.filter(fits)
            let proven = chosen.filter { proofs[$0.name] != nil }
            return "\(proven.count) of \(chosen.count)"
        }
        let suite = count { $0.name.hasPrefix("FSC Test Suite") }
        let musts = count { $0.level == .must && !$0.name.hasPrefix("FSC Test Suite") }
        let softer = count { $0.level == .should || $0.level == .may }
        return """
            # Conformance

            Made from the tests by `deploy/conformance.sh`; do not edit. Requirements have the names and our own words of
            `Tests/ArchitectureTests/RequirementList.swift`; those of level Group are for the Group or its authorities, not for a
            gateway. Every test below runs in `deploy/test.sh`; `Tests/ConformanceTests` speaks to `sluis serve` over the wire.

            | | with a test |
            |---|---|
            | FSC Test Suite | \(suite) |
            | MUST of FSC and its profile | \(musts) |
            | SHOULD and MAY | \(softer) |

            \(proofs.count) requirements are named by \(tests) tests.

            """
    }

    private static func state(_ row: ListedRequirement, isProven: Bool) -> String {
        if isProven { return "proven" }
        switch row.level {
        case .must, .should: return "**no test yet**"
        case .may: return "optional"
        case .group: return "for the Group"
        }
    }

    private static func standard(of requirement: String) -> String {
        requirement.split(separator: ":").first.map(String.init) ?? requirement
    }

    private static func short(_ requirement: String) -> String {
        String(
            requirement.dropFirst(standard(of: requirement).count).drop { $0 == ":" || $0 == " " }
        )
    }

    private static func cell(_ proofs: [Proof]?) -> String {
        Set((proofs ?? []).map { "\($0.test) (`\($0.file)`)" }).sorted().joined(separator: "<br>")
    }

    private static func naturally(_ left: String, _ right: String) -> Bool {
        left.compare(right, options: .numeric) == .orderedAscending
    }

    /// The `.requirement` traits of one file, each with the test function that follows it.
    private static func proofs(in source: Checkout.Source) -> [Proof] {
        let marker = ".requirement(\""
        var proofs: [Proof] = []
        var waiting: [String] = []
        for line in source.lines {
            var rest = line
            while let start = rest.range(of: marker) {
                rest = rest[start.upperBound...]
                guard let end = rest.firstIndex(of: "\"") else { break }
                waiting.append(String(rest[..<end]))
            }
            guard let start = line.range(of: "func ") ?? line.range(of: "struct "), !waiting.isEmpty
            else {
                continue
            }
            let name = line[start.upperBound...]
            let test: Substring
            if name.first == "`" {
                test = name.dropFirst().prefix { $0 != "`" }
            } else {
                test = name.prefix { $0.isLetter || $0.isNumber }
            }
            let file = source.path.split(separator: "/").last.map(String.init) ?? source.path
            proofs += waiting.map { Proof(requirement: $0, test: String(test), file: file) }
            waiting = []
        }
        return proofs
    }
}
