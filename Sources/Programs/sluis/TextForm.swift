import Foundation

/// How text is laid out for who reads it: as wide as the terminal, with colours where it shows them.
struct TextForm: Equatable {
    /// What a word means to who reads it.
    enum Style: String {
        case good = "32"
        case attention = "33"
        case bad = "31"
        case ended = "2"
        case heading = "1"

        /// The style of a state, an outcome or a verdict; nil for a word that is none.
        init?(word: some StringProtocol) {
            switch word {
            case "ok", "valid", "answered", "published": self = .good
            case "warns", "warning", "proposed", "unknown": self = .attention
            case "FAILS", "FAULT", "refused", "failed", "rejected", "revoked": self = .bad
            case "expired": self = .ended
            default: return nil
            }
        }
    }

    /// A text for who reads it elsewhere: lines as long as they are, no colours.
    static let plain = TextForm()

    /// The columns of the terminal; nil where lines are as long as they are.
    var width: Int?
    /// Whether hashes and moments are written whole.
    var isWide = false
    /// Whether what words mean is coloured.
    var isColoured = false

    /// The narrowest terminal that text is fitted to.
    private static let narrowest = 40
    /// The columns of a terminal that does not tell.
    private static let usual = 80
    /// How far into a line a label may reach.
    private static let longestLabel = 24

    init(width: Int? = nil, isWide: Bool = false, isColoured: Bool = false) {
        (self.width, self.isWide, self.isColoured) = (width, isWide, isColoured)
    }

    /// The form for a terminal, or for a file or a pipe, which has as much room as COLUMNS says, else all.
    ///
    /// NO_COLOR, when it is not empty, and a dumb terminal are without colours; no-color.org.
    init(
        isTerminal: Bool,
        columns: Int?,
        environment: [String: String],
        isWide: Bool = false
    ) {
        self.isWide = isWide
        let wanted = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        let found = isTerminal ? columns ?? wanted ?? Self.usual : wanted
        width = isWide ? nil : found.map { max($0, Self.narrowest) }
        isColoured =
            isTerminal && environment["NO_COLOR", default: ""].isEmpty
            && environment["TERM"] != "dumb"
    }

    /// The form for what an open file leads to.
    init(of descriptor: Int32, isWide: Bool = false) {
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        self.init(
            isTerminal: isatty(descriptor) == 1,
            columns: isKnown ? Int(size.ws_col) : nil,
            environment: ProcessInfo.processInfo.environment,
            isWide: isWide
        )
    }

    /// A text in the colour of what it means.
    func painted(_ text: String, _ style: Style?) -> String {
        guard isColoured, let style, !text.isEmpty else { return text }
        return "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m"
    }

    /// A state, an outcome or a verdict in its colour.
    func state(_ word: String) -> String { painted(word, Style(word: word)) }

    /// A hash as it is typed: its first characters without the dollar signs, or all of it.
    func hash(_ hash: String) -> String {
        guard !isWide, let last = hash.split(separator: "$").last else { return hash }
        return String(last.prefix(TextForm.shortHash))
    }

    /// How many characters of a hash are shown where there is little room.
    static let shortHash = 10

    /// A moment to the second, or all of it.
    func moment(_ text: String) -> String {
        guard !isWide, let point = text.firstIndex(of: "."), text.hasSuffix("Z") else {
            return text
        }
        return text[..<point] + "Z"
    }

    // MARK: - Lines

    /// A text whose lines are no longer than the terminal is wide, but for words that are.
    ///
    /// What is too long goes on below where its text begins: behind its label, where a line has one.
    func fitted(_ text: String) -> String {
        guard let width else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            TextWidth.of(line) <= width ? [String(line)] : Self.folded(line, width)
        }.joined(separator: "\n")
    }

    private static func folded(_ line: Substring, _ width: Int) -> [String] {
        let hang = min(textStart(of: line), width / 2)
        var head = ""
        var column = 0
        var rest = line[...]
        while column < hang, let character = rest.popFirst() {
            head.append(character)
            column = TextWidth.of(head)
        }
        let lines = fold(rest, width: width - hang, breaksWords: false)
        let margin = String(repeating: " ", count: hang)
        return lines.enumerated().map { $0 == 0 ? head + $1 : margin + $1 }
    }

    /// The column where the text of a line begins: behind a label and two spaces, or two behind its margin.
    private static func textStart(of line: Substring) -> Int {
        let margin = line.prefix { $0 == " " }.count
        var column = margin
        var spaces = 0
        for character in TextWidth.plain(line).dropFirst(margin) {
            if character != " ", spaces > 1 { return column }
            spaces = character == " " ? spaces + 1 : 0
            column += 1
            guard column <= longestLabel else { break }
        }
        return margin + 2
    }

    /// The lines of a text that is put into a width; a word that is longer is broken, or left whole.
    static func fold(_ text: some StringProtocol, width: Int, breaksWords: Bool) -> [String] {
        guard TextWidth.of(text) > width else { return [String(text)] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let both = TextWidth.of(line) + 1 + TextWidth.of(word)
            if !line.isEmpty, both <= width {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = String(word)
            while breaksWords, TextWidth.of(line) > width {
                let part = TextWidth.breakable(TextWidth.prefix(of: line, width))
                lines.append(String(part))
                line = String(line[part.endIndex...])
            }
        }
        return lines + [line]
    }
}

/// The columns that texts take on a terminal.
enum TextWidth {
    /// The columns of a text; colours take none, East Asian letters and emoji two.
    static func of(_ text: some StringProtocol) -> Int {
        plain(text).reduce(0) { $0 + (isWide($1) ? 2 : 1) }
    }

    /// A text without its colours.
    static func plain(_ text: some StringProtocol) -> String {
        guard text.unicodeScalars.contains("\u{1b}") else { return String(text) }
        var shown = ""
        var isOrder = false
        for character in text {
            if isOrder {
                isOrder = !character.isLetter
            } else if character == "\u{1b}" {
                isOrder = true
            } else {
                shown.append(character)
            }
        }
        return shown
    }

    /// As much of a text as fits, at least a character.
    static func prefix(of text: String, _ width: Int) -> Substring {
        var (end, taken) = (text.startIndex, 0)
        while end < text.endIndex {
            let next = isWide(text[end]) ? 2 : 1
            if taken + next > width, end > text.startIndex { break }
            taken += next
            end = text.index(after: end)
        }
        return text[..<end]
    }

    /// A part of a word up to its last hyphen, dot or slash, where that is in its second half.
    static func breakable(_ part: Substring) -> Substring {
        guard let sign = part.lastIndex(where: { "-./_,:".contains($0) }) else { return part }
        let head = part[...sign]
        return head.count * 2 > part.count ? head : part
    }

    /// Whether terminals give a character two columns; Unicode Standard Annex 11, *East Asian Width*.
    private static func isWide(_ character: Character) -> Bool {
        switch character.unicodeScalars.first?.value ?? 0 {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
