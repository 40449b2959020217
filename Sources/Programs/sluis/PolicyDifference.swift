import ExchangeModel
import JSONTape

/// How what a purpose may ask and see differs between two policies, an operation or a field a text.
///
/// Both sides are operations as `PolicyExplanation` gives them.
struct PolicyDifference: Hashable, Sendable {
    /// What only the new one allows.
    private(set) var added: [String] = []
    /// What only the old one allows.
    private(set) var removed: [String] = []
    /// What is allowed in another way.
    private(set) var changed: [String] = []

    var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    /// Compares two policies.
    init(from old: [JSONValue], to new: [JSONValue]) {
        let (old, new) = (Self.byID(old), Self.byID(new))
        for id in Set(old.keys).union(new.keys).sorted() {
            switch (old[id], new[id]) {
            case (nil, _): added.append(id)
            case (_, nil): removed.append(id)
            case (let old?, let new?): compare(old, new, id)
            }
        }
    }

    private mutating func compare(_ old: JSONValue, _ new: JSONValue, _ id: String) {
        let (former, present) = (Self.fields(old), Self.fields(new))
        added += present.subtracting(former).sorted().map { "\(id) \($0)" }
        removed += former.subtracting(present).sorted().map { "\(id) \($0)" }
        for (part, names) in [
            ("request", ["values", "fields", "subjects", "parameters"]),
            ("answer", ["errors", "subjects", "headerFields", "opaque"]),
        ] {
            for name in names where old[part]?[name] != new[part]?[name] {
                changed.append("\(id) \(part).\(name)")
            }
        }
    }

    private static func byID(_ operations: [JSONValue]) -> [String: JSONValue] {
        Dictionary(
            operations.compactMap { operation in
                operation["id"]?.string.map { ($0, operation) }
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private static func fields(_ operation: JSONValue) -> Set<String> {
        let answer = operation["answer"]
        return Set(
            ((answer?["allow"]?.array ?? []) + (answer?["always"]?.array ?? []))
                .compactMap(\.string)
        )
    }

    /// The difference as the administration API shows it.
    var json: JSONValue {
        [
            "added": .array(added.map { .string($0) }),
            "removed": .array(removed.map { .string($0) }),
            "changed": .array(changed.map { .string($0) }),
        ]
    }

    /// The difference as a part of a sentence.
    var sentence: String {
        guard !isEmpty else { return "the same fields" }
        func listed(_ word: String, _ texts: [String]) -> String? {
            guard !texts.isEmpty else { return nil }
            let shown = texts.prefix(8).joined(separator: ", ")
            return "\(word) \(shown)" + (texts.count > 8 ? " and \(texts.count - 8) more" : "")
        }
        return [listed("adds", added), listed("removes", removed), listed("changes", changed)]
            .compactMap(\.self).joined(separator: "; ")
    }
}
