/// Finds what was meant by a word that is not known.
public enum Spelling {
    /// The known word that is nearest to a slip; nil when none is near enough to be meant.
    public static func nearest(to word: String, in known: [String]) -> String? {
        let near = known.min { distance($0, word) < distance($1, word) }
        return near.flatMap { distance($0, word) <= max(2, word.count / 3) ? $0 : nil }
    }

    /// The known words that are nearest to one that is not known, the nearest first; all that hold it, or
    /// that it holds, count as near.
    public static func nearest(
        to word: String,
        in known: some Sequence<String>,
        most: Int
    ) -> [String] {
        let folded = word.lowercased()
        let ranked = known.map { name in
            let other = name.lowercased()
            let isPart = !other.isEmpty && (other.contains(folded) || folded.contains(other))
            return (name: name, distance: isPart ? 0 : distance(other, folded))
        }
        return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(most).map(\.name)
    }

    /// What a message says of the names that are known, when one is not: the nearest of many.
    ///
    /// `of` is what they are called, as in `services`; empty when none is known.
    public static func hint(
        for word: String,
        among known: some Collection<String>,
        of what: String
    ) -> String {
        guard !known.isEmpty else { return "" }
        let most = 5
        let names = nearest(to: word, in: known, most: most).joined(separator: ", ")
        return known.count > most
            ? "the nearest of \(known.count) \(what): \(names)" : "\(what): \(names)"
    }

    /// ``hint(for:among:of:)`` as the end of a sentence; empty when no name is known.
    public static func after(
        _ word: String,
        among known: some Collection<String>,
        of what: String
    ) -> String {
        let hint = hint(for: word, among: known, of: what)
        return hint.isEmpty ? "" : "; \(hint)"
    }

    /// The number of single-character edits between two names.
    private static func distance(_ left: String, _ right: String) -> Int {
        let target = Array(right)
        var row = Array(0...target.count)
        for (position, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = position + 1
            for column in target.indices {
                let substitution = diagonal + (target[column] == character ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substitution, row[column] + 1, diagonal + 1)
            }
        }
        return row[target.count]
    }
}
