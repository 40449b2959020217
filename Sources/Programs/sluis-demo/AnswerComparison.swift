import JSONTape

/// The full answer of a registry and what a purpose let through of it, member by member.
///
/// A group of members of which nothing was let through is one row.
struct AnswerComparison {
    /// One member or one group.
    struct Row: Equatable {
        /// The place, with dots and the numbers of items, such as `partners[0].number`.
        let place: String
        /// What the registry has there.
        let full: String
        /// What was let through; nil for nothing.
        let reduced: String?
    }

    private(set) var rows: [Row] = []

    init(full: JSONValue, reduced: JSONValue) {
        compare(full, reduced, at: "")
    }

    private mutating func compare(_ full: JSONValue, _ reduced: JSONValue?, at place: String) {
        if let members = full.object, let kept = reduced?.object, !members.isEmpty {
            for (name, value) in members {
                compare(value, kept[name], at: place.isEmpty ? name : "\(place).\(name)")
            }
        } else if let items = full.array, let kept = reduced?.array,
            items.contains(where: \.isGroup)
        {
            for (index, item) in items.enumerated() {
                let other = index < kept.count ? kept[index] : nil
                compare(item, other, at: "\(place)[\(index)]")
            }
        } else {
            let place = place.isEmpty ? "the answer" : place
            rows.append(Row(place: place, full: full.inShort, reduced: reduced?.inShort))
        }
    }

    /// The rows as lines of at most 79 columns under their heads; more than `most` are counted.
    func lines(_ heads: (full: String, reduced: String), most: Int) -> [String] {
        let shown = rows.prefix(most)
        let width = min(28, (shown.map(\.place.count).max() ?? 0) + 2)
        let column = (76 - width) / 2
        var lines = [Self.line(["", heads.full, heads.reduced], width, column)]
        lines += shown.map { row in
            Self.line([row.place, row.full, row.reduced ?? "removed"], width, column)
        }
        let rest = rows.count - shown.count
        return rest > 0 ? lines + ["  and \(rest) more"] : lines
    }

    private static func line(_ cells: [String], _ width: Int, _ column: Int) -> String {
        let widths = [width, column, column]
        let padded = zip(cells, widths).map { cell, width in
            let text = cell.count >= width ? cell.prefix(width - 2) + "…" : cell[...]
            return text + String(repeating: " ", count: width - text.count)
        }
        let line = "  " + padded.joined()
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}

extension JSONValue {
    /// Whether it is an object or a list.
    fileprivate var isGroup: Bool { object != nil || array != nil }

    /// A plain value as it is, a list of plain values in a row, of others their number.
    fileprivate var inShort: String {
        if let members = object {
            return members.count == 1 ? "1 member" : "\(members.count) members"
        }
        guard let items = array else { return text }
        guard items.contains(where: \.isGroup) else {
            return "[" + items.map(\.text).joined(separator: ", ") + "]"
        }
        return items.count == 1 ? "1 entry" : "\(items.count) entries"
    }

    /// A plain value without the quotes of a text; what is no letter or sign stays escaped.
    private var text: String {
        let text = String(decoding: serialized(), as: UTF8.self)
        return string == nil ? text : String(text.dropFirst().dropLast())
    }
}
