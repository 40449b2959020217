import Testing

@testable import sluis

/// Listings fit the terminal of who reads them.
@Suite struct TextTableTests {
    private static let narrow = TextForm(width: 80)

    private func table(_ columns: [TextTable.Column], _ rows: [[String]]) -> TextTable {
        var table = TextTable(columns)
        for row in rows { table.add(row) }
        return table
    }

    private func widest(_ text: String) -> Int {
        text.split(separator: "\n").map { TextWidth.of($0) }.max() ?? 0
    }

    @Test func `what has room stands side by side, whatever it may do otherwise`() {
        let made = table([.text("A"), .whole("LONG", below: 0)], [["1", "x"], ["22", "yy"]])
        #expect(made.text() == "A   LONG\n1   x\n22  yy")
        #expect(made.text(Self.narrow) == made.text())
    }

    @Test func `texts go on in further lines at their spaces, whole cells stay`() {
        let text = table(
            [.whole("ID"), .text("NAME")],
            [["00000099000000002000", "Gemeente Súdwest-Fryslân, dienst Burgerzaken"]]
        ).text(TextForm(width: 48))
        #expect(
            text == """
                ID                    NAME
                00000099000000002000  Gemeente Súdwest-Fryslân,
                                      dienst Burgerzaken
                """
        )
    }

    @Test func `columns go below in their order, without those that are empty`() {
        let long = String(repeating: "x", count: 30)
        let made = table(
            [.whole("A"), .whole("B", below: 1), .whole("C", below: 0)],
            [[long, long, long], [long, "-", ""]]
        )
        #expect(
            made.text(TextForm(width: 70)) == """
                A                               B
                \(long)  \(long)
                  c \(long)
                \(long)  -
                """
        )
        #expect(
            made.text(TextForm(width: 50)) == """
                A
                \(long)
                  b \(long)
                  c \(long)
                \(long)
                """
        )
    }

    @Test func `where nothing does, a row is a block, and no line is too long`() {
        let long = String(repeating: "y", count: 70)
        let made = table([.whole("A"), .whole("BB")], [[long, "1"], ["2", long]])
        let text = made.text(TextForm(width: 60))
        #expect(widest(text) <= 60)
        #expect(text.split(separator: "\n\n").count == 2)
        #expect(text.replacing("\n    ", with: "").contains("A   \(long)"))
        #expect(text.contains("BB  1"))
    }

    @Test func `nothing is lost, however narrow the terminal is`() {
        let rows = [["één", "twee drie vier", "https://\(String(repeating: "a", count: 90)).nl"]]
        let made = table([.text("A"), .text("B"), .text("C", below: 0)], rows)
        for width in 40...130 {
            let text = made.text(TextForm(width: width))
            #expect(widest(text) <= width)
            let shown = text.filter { !$0.isWhitespace }
            #expect(shown.contains("één") && shown.contains(rows[0][2]), "\(width)")
        }
    }

    @Test(arguments: [
        ("abc", 3), ("é", 1), ("東京", 4), ("\u{1b}[32mok\u{1b}[0m", 2), ("e\u{301}", 1),
    ])
    func `a width is that of the terminal`(text: String, width: Int) {
        #expect(TextWidth.of(text) == width)
    }

    @Test func `a line that is too long goes on behind its label`() {
        let form = TextForm(width: 44)
        #expect(
            form.fitted("Waarom       het veldbeleid van het doel laat dit veld niet toe") == """
                Waarom       het veldbeleid van het doel
                             laat dit veld niet toe
                """
        )
        #expect(
            form.fitted("! peer 00000099000000002000 has not answered since noon") == """
                ! peer 00000099000000002000 has not answered
                  since noon
                """
        )
        let hash = String(repeating: "h", count: 90)
        #expect(form.fitted("Contract  \(hash)") == "Contract  \(hash)")
        #expect(TextForm.plain.fitted(hash + " " + hash) == hash + " " + hash)
    }

    @Test(
        arguments: [
            (true, 100, [:], 100), (true, nil, [:], 80), (true, nil, ["COLUMNS": "120"], 120),
            (true, 100, ["COLUMNS": "120"], 100), (true, 10, [:], 40), (false, nil, [:], nil),
            (false, nil, ["COLUMNS": "60"], 60), (false, nil, ["COLUMNS": "many"], nil),
        ] as [(Bool, Int?, [String: String], Int?)]
    )
    func `the width is the terminal's; a file has all there is`(
        isTerminal: Bool,
        columns: Int?,
        environment: [String: String],
        width: Int?
    ) {
        let form = TextForm(isTerminal: isTerminal, columns: columns, environment: environment)
        #expect(form.width == width)
        let wide = TextForm(
            isTerminal: isTerminal,
            columns: columns,
            environment: environment,
            isWide: true
        )
        #expect(wide.width == nil)
    }

    @Test(
        arguments: [
            (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false),
            (true, ["NO_COLOR": ""], true), (true, ["TERM": "dumb"], false),
        ] as [(Bool, [String: String], Bool)]
    )
    func `colours go to terminals only, and not where they are not wanted`(
        isTerminal: Bool,
        environment: [String: String],
        isColoured: Bool
    ) {
        let form = TextForm(isTerminal: isTerminal, columns: 80, environment: environment)
        #expect(form.isColoured == isColoured)
        #expect((form.state("valid") == "valid") == !isColoured)
        #expect(form.state("some other word") == "some other word")
    }

    @Test func `a colour takes no room in a table`() {
        let rows = [["valid", "1"], ["revoked", "2"]]
        let plain = table([.state("STATE"), .whole("N")], rows)
        let shown = plain.text(TextForm(width: 80, isColoured: true))
        #expect(TextWidth.plain(shown) == plain.text())
        #expect(shown.contains("\u{1b}[31mrevoked\u{1b}[0m"))
    }

    @Test func `a hash is short unless it is asked for whole, and a moment is one to the second`() {
        let hash = "$1$1$4fZk09TqYbAAAAAAAAAA"
        #expect(TextForm.plain.hash(hash) == "4fZk09TqYb")
        #expect(TextForm(isWide: true).hash(hash) == hash)
        #expect(TextForm.plain.moment("2026-12-01T10:00:00.123Z") == "2026-12-01T10:00:00Z")
        #expect(TextForm(isWide: true).moment("2026-12-01T10:00:00.123Z").hasSuffix(".123Z"))
        #expect(TextForm.plain.moment("never") == "never")
    }
}
