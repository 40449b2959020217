/// Finds what was meant by a word that is not known.
public enum Spelling {
    /// The known word that is nearest to a slip; nil when none is near enough to be meant.
    public static func nearest(to word: String, in known: [String]) -> String? {
        let near = known.min { distance($0, word) < distance($1, word) }
        return near.flatMap { distance($0, word) <= max(2, word.count / 3) ? $0 : nil }
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
