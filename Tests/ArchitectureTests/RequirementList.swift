import Foundation

/// A requirement of a published standard, in our own short words.
struct ListedRequirement {
    /// Who must do it, and how firmly.
    enum Level: String {
        case must = "MUST"
        case should = "SHOULD"
        case may = "MAY"
        /// Something that the Group or its authorities decide or do, not the gateway.
        case group = "Group"
    }

    /// The standard and the requirement's name, as `.requirement` has it.
    let name: String
    let level: Level
    let text: String
}

/// Every requirement of FSC that the conformance document lists.
///
/// One line each: name, level and sentence, divided by bars.
enum RequirementList {
    static let all: [ListedRequirement] =
        read("FSC Core 2.0.0", core) + read("FSC Logging 1.1.0", logging)
        + read("FSC External Contract Reference 1.0.0", externalContract)
        + read("Digikoppeling REST 4.0.1", digikoppeling) + read("FSC Test Suite", testSuite)

    /// The standards that are listed whole.
    static let standards: Set<String> = [
        "FSC Core 2.0.0", "FSC Logging 1.1.0", "FSC External Contract Reference 1.0.0",
        "Digikoppeling REST 4.0.1", "FSC Test Suite",
    ]

    private static func read(_ standard: String, _ lines: String) -> [ListedRequirement] {
        lines.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "|", maxSplits: 2).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard parts.count == 3, let level = ListedRequirement.Level(rawValue: parts[1]) else {
                return nil
            }
            return ListedRequirement(name: "\(standard): \(parts[0])", level: level, text: parts[2])
        }
    }
}
