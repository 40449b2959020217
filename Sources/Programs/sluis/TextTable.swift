/// Rows under a header, fitted to the width of the reader's terminal.
///
/// Where all columns have room they stand side by side. Where not, texts go on in further lines; where
/// that does not do, columns that say so stand in a line below their row; and where nothing does, every
/// row is a block with a line for each column. Nothing is left out, and no line is too long.
struct TextTable {
    /// A column: its title, and what may be done to it.
    struct Column {
        let title: String
        /// What may be done to its cells.
        let breaking: Breaking
        /// Whether its words are coloured by what they mean.
        let isState: Bool
        /// When it goes below its row, the lowest first; nil for never.
        let order: Int?

        private init(
            _ title: String,
            _ breaking: Breaking,
            isState: Bool = false,
            order: Int? = nil
        ) {
            (self.title, self.breaking, self.isState) = (title, breaking, isState)
            self.order = order
        }

        /// A column that is never broken: an id, a moment, a hash.
        static func whole(_ title: String, below order: Int? = nil) -> Column {
            Column(title, .nowhere, order: order)
        }

        /// A column of lists of what is never broken.
        static func list(_ title: String, below order: Int? = nil) -> Column {
            Column(title, .atSpaces, order: order)
        }

        /// A column whose texts go on in further lines.
        static func text(_ title: String, below order: Int? = nil) -> Column {
            Column(title, .anywhere, order: order)
        }

        /// A column of states, outcomes or verdicts.
        static func state(_ title: String) -> Column {
            Column(title, .atSpaces, isState: true)
        }
    }

    /// Where a cell may go on in a further line.
    enum Breaking {
        case nowhere
        case atSpaces
        case anywhere
    }

    /// The least room of a text that is broken.
    private static let narrowest = 16
    private static let gap = "  "

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row, a cell for each column.
    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The table in a form; the header first.
    func text(_ form: TextForm = .plain) -> String {
        let all = Array(columns.indices)
        let natural = all.map { column in
            (rows.map { $0[column] } + [columns[column].title]).map(TextWidth.of).max() ?? 0
        }
        guard let width = form.width else { return lines(all, natural, [], form) }
        let leaving = all.filter { columns[$0].order != nil }
            .sorted { (columns[$0].order ?? 0) < (columns[$1].order ?? 0) }
        for count in 0...leaving.count {
            let below = Array(leaving.prefix(count))
            let beside = all.filter { !below.contains($0) }
            guard let widths = fitted(natural, beside, width) else { continue }
            return lines(beside, widths, below.sorted(), form)
        }
        return blocks(width, form)
    }

    /// The widths of columns that stand side by side; nil where there is no room for them.
    private func fitted(_ natural: [Int], _ beside: [Int], _ width: Int) -> [Int]? {
        let room = width - Self.gap.count * (beside.count - 1)
        let least = columns.indices.map { self.least($0, natural[$0]) }
        var widths = natural
        func used() -> Int { beside.reduce(0) { $0 + widths[$1] } }
        while used() > room {
            let broken = beside.filter { widths[$0] > least[$0] }
            guard let widest = broken.max(by: { widths[$0] < widths[$1] }) else { return nil }
            widths[widest] -= 1
        }
        return widths
    }

    /// The least room of a column.
    private func least(_ column: Int, _ natural: Int) -> Int {
        let title = TextWidth.of(columns[column].title)
        switch columns[column].breaking {
        case .nowhere: return natural
        case .anywhere: return min(natural, max(Self.narrowest, title))
        case .atSpaces:
            let words = rows.flatMap { $0[column].split(separator: " ") }
            return max(title, words.map { TextWidth.of($0) }.max() ?? 0)
        }
    }

    // MARK: - Lines

    private func lines(
        _ beside: [Int],
        _ widths: [Int],
        _ below: [Int],
        _ form: TextForm
    ) -> String {
        var text = [
            line(beside.map { columns[$0].title }, beside, widths) { word, _ in
                form.painted(word, .heading)
            }
        ]
        for row in rows {
            let cells = beside.map { column in
                TextForm.fold(row[column], width: widths[column], breaksWords: true)
            }
            for index in 0..<(cells.map(\.count).max() ?? 0) {
                let parts = cells.map { index < $0.count ? $0[index] : "" }
                text.append(line(parts, beside, widths) { painted($0, $1, form) })
            }
            text += self.below(row, below, form.width ?? .max)
        }
        return text.joined(separator: "\n")
    }

    /// One line of cells, each as wide as its column; nothing follows the last one.
    private func line(
        _ cells: [String],
        _ beside: [Int],
        _ widths: [Int],
        paint: (String, Column) -> String
    ) -> String {
        let last = cells.lastIndex { !$0.isEmpty } ?? 0
        return zip(cells, beside).prefix(last + 1).enumerated().map { index, part in
            let (cell, column) = part
            let space = index == last ? 0 : widths[column] - TextWidth.of(cell)
            return paint(cell, columns[column]) + String(repeating: " ", count: max(0, space))
        }.joined(separator: Self.gap)
    }

    /// A state in its colour; what follows its first word, such as a count, has it too.
    private func painted(_ cell: String, _ column: Column, _ form: TextForm) -> String {
        guard column.isState, let word = cell.split(separator: " ").first else { return cell }
        return form.painted(cell, TextForm.Style(word: word))
    }

    /// What stands below a row, each with its title; what a row does not have is left out.
    private func below(_ row: [String], _ columns: [Int], _ width: Int) -> [String] {
        let parts = columns.filter { !row[$0].isEmpty && row[$0] != "-" }
            .map { "\(self.columns[$0].title.lowercased()) \(row[$0])" }
        var lines: [String] = []
        for part in parts {
            if let last = lines.last, TextWidth.of(last + Self.gap + part) <= width {
                lines[lines.count - 1] = last + Self.gap + part
            } else {
                let room = width - Self.gap.count * 2
                let folded = TextForm.fold(part, width: room, breaksWords: true).enumerated()
                lines += folded.map { Self.gap + ($0 == 0 ? "" : Self.gap) + $1 }
            }
        }
        return lines
    }

    /// Every row as a block with a line for each column.
    private func blocks(_ width: Int, _ form: TextForm) -> String {
        let label = (columns.map { TextWidth.of($0.title) }.max() ?? 0) + Self.gap.count
        return rows.map { row in
            columns.indices.flatMap { index -> [String] in
                let column = columns[index]
                let room = width - label
                return TextForm.fold(row[index], width: room, breaksWords: true).enumerated().map {
                    let title = $0 == 0 ? column.title : ""
                    let space = String(repeating: " ", count: label - TextWidth.of(title))
                    return form.painted(title, .heading) + space + painted($1, column, form)
                }
            }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}
