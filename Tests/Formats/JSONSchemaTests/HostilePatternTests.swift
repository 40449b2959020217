import Testing

@testable import JSONSchema

/// Expressions that are known to overwhelm engines that go back and try again.
struct HostilePatternTests {
    /// An expression with a text that it is slow on elsewhere: a part that is repeated, and an end.
    struct Attack: CustomTestStringConvertible, Sendable {
        let pattern: String
        let pump: String
        let end: String

        init(_ pattern: String, _ pump: String, _ end: String = "!") {
            self.pattern = pattern
            self.pump = pump
            self.end = end
        }

        var testDescription: String { pattern }

        func subject(_ count: Int) -> [UInt8] {
            Array((String(repeating: pump, count: count) + end).utf8)
        }
    }

    static let nested = [
        Attack("^(a+)+$", "a"), Attack("(a+)+$", "a"), Attack("(a*)*$", "a"),
        Attack("^(a*)+$", "a"), Attack("(a+)*b", "a"), Attack("^((a+)+)+$", "a"),
        Attack("^(([a-z])+.)+[A-Z]([a-z])+$", "a"), Attack("(x+x+)+y", "x"),
        Attack("(x*)*y", "x"), Attack("^(\\d+)*$", "1"), Attack("(\\w*)+$", "a"),
        Attack("^(\\s+)*$", " "), Attack("([a-zA-Z]+)*$", "aB"), Attack("(.*)*z", "ab"),
        Attack("^((ab)*)+$", "ab", "c"), Attack("^(a+){2,}$", "a"), Attack("(a{1,5})+$", "a"),
        Attack("^([a-z]+[0-9]*)+$", "a"), Attack("^(([a-z0-9]+)-?)+$", "a-"),
        Attack("(?:a+)+?$", "a"), Attack("^(?<name>a+)+$", "a"),
    ]

    static let overlapping = [
        Attack("^(a|a)*$", "a"), Attack("(a|aa)+$", "a"), Attack("^(a|a?)+$", "a"),
        Attack("^(a|ab)*c$", "ab"), Attack("^(\\w|\\d)+$", "1"), Attack("^([0-9]|\\d)*z", "7"),
        Attack("(a|b|ab)*c", "ab"), Attack("^(.|\\n)*$x", "a\n"),
        Attack("^(foo|fo|f|o)*bar$", "foo"),
        Attack("^(a|[ab])*c", "a"), Attack("(?:[^\"\\\\]|\\\\.|\\\\)*\"$", "\\\\"),
        Attack("^(aa|aaa|aaaa)+$", "aaaaa"), Attack("^(|a)+$", "a"), Attack("(a?){25}a{25}$", "a"),
    ]

    static let adjacent = [
        Attack("(.*a){20}", "a"), Attack("^.*.*.*.*=.*$", "x"), Attack("a*a*a*a*a*b", "a"),
        Attack("^\\s*\\s*\\s*x", " "), Attack("\\s+$", " ", "x"), Attack("^[ab]*a[ab]{12}$", "ab"),
        Attack("(.*){10}b", "a"), Attack("x.*x.*x.*y", "x"), Attack("^\\d+\\d+\\d+$", "1"),
        Attack("^[^@]+[^@]+@[^.]+[^.]+\\.com$", "a@a"), Attack("a.{0,50}a.{0,50}b", "a"),
        Attack("(\\d+)\\s*(\\d+)\\s*x$", "1 "), Attack("^(.+)(.+)(.+)(.+)z$", "a"),
        Attack("<[^>]*<[^>]*<[^>]*>", "<"), Attack("\\.*\\.*\\.*$", "."),
    ]

    /// Validators of addresses and other values, as they are passed around.
    static let validators = [
        Attack(
            "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})"
                + "|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
            "a"
        ),
        Attack("^[\\w.+-]+@([\\w-]+\\.)+[\\w-]{2,4}$", "a@a."),
        Attack("^(\\w+([-+.']\\w+)*)@\\w+([-.]\\w+)*\\.\\w+([-.]\\w+)*$", "a."),
        Attack("^([a-z0-9_.-]+)@([\\da-z.-]+)\\.([a-z.]{2,6})$", "a@a."),
        Attack("^(https?:\\/\\/)?([\\da-z.-]+)\\.([a-z.]{2,6})([\\/\\w .-]*)*\\/?$", "a.aa/"),
        Attack("^(?:(?:https?|ftp):\\/\\/)(?:\\S+(?::\\S*)?@)?(?:[a-z0-9-]+\\.)*[a-z]{2,}$", "a."),
        Attack("^(([a-zA-Z0-9-]+\\.)+)([a-zA-Z]{2,})$", "a-"),
        Attack("^(([a-z]|[a-z][a-z0-9-]*[a-z0-9])\\.)*([a-z]|[a-z][a-z0-9-]*[a-z0-9])$", "a-"),
        Attack("^((\\d{1,3}\\.){3}\\d{1,3},?)+$", "1.1.1.1"),
        Attack("^(([0-9a-fA-F]{1,4}:)*)([0-9a-fA-F]{1,4})?$", "a:"),
        Attack("^[A-Z]+\\d+(.*):(.*)+$", "A1:"),
        Attack("^\\$?(\\d{1,3},?(\\d{3},?)*\\d{3}(\\.\\d{0,2})?|\\d{1,3}(\\.\\d{0,2})?)$", "1,111"),
        Attack("^[a-zA-Z]+(([',. -][a-zA-Z ])?[a-zA-Z]*)*$", "a "),
        Attack(
            "^(([^<>()\\[\\]\\\\.,;:\\s@\"]+(\\.[^<>()\\[\\]\\\\.,;:\\s@\"]+)*)|(\".+\"))@x$",
            "a."
        ),
        Attack("^(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*)@y$", "a."),
        Attack("^(\\/\\w+)+\\.(jpe?g|png)$", "/a"), Attack("(\\r\\n|\\r|\\n)+$", "\r\n"),
        Attack("/\\*(?:.|\\n)*?\\*/", "/*"), Attack("<!--(.*?)-->", "<!--"),
        Attack("^\"(?:[^\"\\\\]|\\\\.)*\"$", "\\\""), Attack("(?:\\/\\*.*?\\*\\/|\\s)+$", "/* */"),
        Attack("^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)[a-zA-Z\\d]{8,}$", "a"),
        Attack("^(?!.*(a|aa)+$)[a-z!]+$", "a"), Attack("^(\\p{L}+['’ -]?)+$", "é"),
        Attack("^([\\p{Lu}\\p{Ll}]+\\s?)*\\d$", "Aé "), Attack("(\\b\\w+\\b\\s*)+$", "a "),
    ]

    static let all = nested + overlapping + adjacent + validators

    @Test func `the corpus has at least sixty expressions`() {
        #expect(Set(Self.all.map(\.pattern)).count >= 60)
    }

    /// Ten times the text takes at most twelve times the work, by automaton and by simulation.
    @Test(arguments: all)
    func `a hostile expression takes work in proportion to the text`(attack: Attack) throws {
        for states in [Pattern.defaultStates, 0] {
            let pattern = try Pattern(ecma262: attack.pattern, mostStates: states)
            let short = pattern.work(attack.subject(300).span)
            let long = pattern.work(attack.subject(3_000).span)
            #expect(long <= 12 * short + 200, "\(short) for 300, \(long) for 3000")
        }
    }

    @Test(arguments: [
        ("(a+)\\1+$", PatternProblem.Reason.backReference), ("^(.+)\\1$", .backReference),
        ("^(?<x>a*)\\k<x>*$", .backReference), ("(a*)*\\1b", .backReference),
        ("(?<=(a+)+)b", .lookBehind), ("(?<!a*a*)b", .lookBehind),
        ("^(a(?=a*b))*$", .lookAhead), ("(?=(a+)+b)c", .lookAhead), ("^a(?!(b+)+c)", .lookAhead),
        ("((a{1,100}){1,100}){1,100}", .tooLarge), ("(.{1,30000}){3}", .tooLarge),
        ("(((((a{10}){10}){10}){10}){10}){10}", .tooLarge),
    ])
    func `an expression that cannot be kept linear is refused with the reason`(
        pattern: String,
        reason: PatternProblem.Reason
    ) {
        let problem = #expect(throws: PatternProblem.self) { try Pattern(ecma262: pattern) }
        #expect(problem?.reason == reason)
    }
}
