import Testing

@Suite struct StyleTests {
    static let sources = Checkout.files(below: "Sources")
    static let tests = Checkout.files(below: "Tests")

    @Test func `source files stay under 300 non-blank lines and test files under 400`() {
        let long =
            Self.sources.filter { nonBlank($0) > 300 } + Self.tests.filter { nonBlank($0) > 400 }
        #expect(long.isEmpty, "\(long.map { "\($0.path): \(nonBlank($0))" })")
    }

    @Test func `no type, file or folder has a name that says nothing`() {
        let empty = [
            "Utils", "Util", "Helper", "Helpers", "Common", "Misc", "Base", "Core", "Impl", "Info",
        ]
        let pieces = Self.sources.flatMap { source in
            source.path.split(separator: "/").map {
                (source.path, $0.split(separator: ".").first ?? "")
            }
        }
        let breaches = pieces.filter { empty.contains(String($0.1)) }.map(\.0)
        #expect(breaches.isEmpty, "\(breaches)")
    }

    @Test func `no type has the name of its module`() {
        let kinds = ["struct ", "class ", "enum ", "actor ", "protocol "]
        let breaches = Self.sources.filter { source in
            kinds.contains { kind in
                [" ", ":", "<"].contains { source.text.contains(kind + source.module + $0) }
            }
        }
        #expect(breaches.isEmpty, "\(breaches.map(\.path))")
    }

    /// Words that must not stand in finished code, with where they may.
    static let forbidden: [(word: String, allowed: @Sendable (Checkout.Source) -> Bool)] = [
        ("TO" + "DO", { _ in false }),
        ("FIX" + "ME", { _ in false }),
        ("try" + "!", { _ in false }),
        (" as" + "! ", { _ in false }),
        ("Task.detached", { $0.layer == "Programs" }),
        (" Task {", { $0.layer == "Programs" }),
    ]

    @Test func `finished code holds no word of unfinished code`() {
        var breaches: [String] = []
        for source in Self.sources {
            for (word, allowed) in Self.forbidden
            where source.text.contains(word) && !allowed(source) {
                breaches.append("\(source.path): \(word)")
            }
        }
        #expect(breaches.isEmpty, "\(breaches)")
    }

    @Test func `unchecked sharing stands only in edges and programs, each with its reason`() {
        var breaches: [String] = []
        for source in Self.sources {
            let lines = source.lines
            for (number, line) in lines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let near = lines[max(0, number - 6)...number]
                let explained = near.contains { $0.contains("SAFETY:") }
                if !["Edges", "Programs", "Components"].contains(source.layer) || !explained {
                    breaches.append("\(source.path):\(number + 1)")
                }
            }
        }
        #expect(breaches.isEmpty, "\(breaches)")
    }

    /// At the socket's level the number of `TCP_NODELAY` is that of `SO_DEBUG`, which only root may set:
    /// no other account could connect or accept.
    @Test func `options of TCP are set at the level of TCP`() {
        let breaches = Self.sources.filter { $0.text.contains("socketOption(.tcp_") }.map(\.path)
        #expect(breaches.isEmpty, "\(breaches)")
    }

    @Test func `every test expects something`() {
        var breaches: [String] = []
        for source in Self.tests where source.text.contains("@Test") {
            if !source.text.contains("#expect") && !source.text.contains("#require") {
                breaches.append(source.path)
            }
        }
        #expect(breaches.isEmpty, "\(breaches)")
    }

    private func nonBlank(_ source: Checkout.Source) -> Int {
        source.lines.count { line in line.contains { !$0.isWhitespace } }
    }
}
