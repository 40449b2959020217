import Foundation
import Testing

/// `docs/conformance.md` is made from the `.requirement` traits of the tests.
///
/// Run with `SLUIS_WRITE_CONFORMANCE=1` to write it anew.
@Suite struct ConformanceDocumentTests {
    @Test func `the conformance document lists exactly the requirements that tests name`() throws {
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
}

/// The requirements that tests prove, grouped by standard.
struct ConformanceDocument {
    private struct Proof {
        let requirement: String
        let test: String
        let file: String
    }

    let text: String

    init(tests: [Checkout.Source]) {
        let proofs = tests.filter { !$0.path.hasPrefix("Tests/RequirementTrait") }
            .flatMap(Self.proofs)
        let byRequirement = Dictionary(grouping: proofs, by: \.requirement)
        let byStandard = Dictionary(grouping: byRequirement.keys) { requirement in
            requirement.split(separator: ":").first.map(String.init) ?? requirement
        }
        var text = "# Conformance\n\n"
        text +=
            "Made from the tests by `deploy/conformance.sh`; do not edit. Each requirement is named as its\n"
        text += "standard names it, and every test below runs in `deploy/test.sh`.\n\n"
        text +=
            "\(byRequirement.count) requirements, \(Set(proofs.map { $0.file + $0.test }).count) tests.\n"
        for standard in byStandard.keys.sorted() {
            text += "\n## \(standard)\n\n| requirement | tests |\n|---|---|\n"
            for requirement in (byStandard[standard] ?? []).sorted(by: Self.naturally) {
                let name = requirement.dropFirst(standard.count).drop { $0 == ":" || $0 == " " }
                let names = (byRequirement[requirement] ?? []).map { "\($0.test) (`\($0.file)`)" }
                text += "| \(name) | \(names.sorted().joined(separator: "<br>")) |\n"
            }
        }
        self.text = text
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
