/// The name among some that another is most likely meant to be.
package enum NearestName {
    /// The nearest name; nil when none is near enough to be meant.
    package static func of(_ name: String, among names: [String]) -> String? {
        let near = names.map { ($0, distance(name.lowercased(), $0.lowercased())) }.min {
            $0.1 < $1.1
        }
        guard let near, near.1 <= max(1, name.utf8.count / 3) else { return nil }
        return near.0
    }

    /// The changes of one letter that make one text of another; long ones are not compared.
    private static func distance(_ text: String, _ other: String) -> Int {
        let (text, other) = (Array(text.utf8), Array(other.utf8))
        guard text.count <= 64, other.count <= 64 else { return Int.max }
        var row = Array(0...other.count)
        for (position, byte) in text.enumerated() {
            var before = row[0]
            row[0] = position + 1
            for place in other.indices {
                let next = min(
                    row[place] + 1,
                    row[place + 1] + 1,
                    before + (byte == other[place] ? 0 : 1)
                )
                before = row[place + 1]
                row[place + 1] = next
            }
        }
        return row[other.count]
    }
}
