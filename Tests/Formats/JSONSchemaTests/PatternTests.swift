import JSONSchema
import Testing

struct PatternTests {
    @Test(arguments: [
        (
            "^(?!0{16})[0-9]{16}$", ["0599010051001502"],
            ["0000000000000000", "059901005100150", ""]
        ),
        ("^[0-9]{9}$", ["999990000"], ["99999000", "9999900000", "99999000a", "999990000\n"]),
        ("^[1-9]{1}[0-9]{3}[ ]?[A-Z]{2}$", ["3062 KH", "3062KH"], ["0362 KH", "3062 kh"]),
        ("^[a-zA-Z0-9-._]{1,100}$", ["a-b.c_1"], ["", "a b", String(repeating: "a", count: 101)]),
        ("^[A-Za-zÀ-ž]{1,3}\\*{0,1}$", ["Zoë", "Zoë*", "a"], ["Zoë**", "*", "日"]),
        ("^(a|bc)*d$", ["d", "abcad"], ["abd", "bc"]),
        ("foo|^bar$", ["xfoox", "bar"], ["xbar", "fo"]),
        ("\\bkat\\b", ["de kat zit", "kat"], ["katten", "dekat"]),
        ("^\\p{Lu}\\p{Ll}+$", ["Élisabeth", "Ünal"], ["élisabeth", "É", "日本"]),
        ("^.{2}$", ["é日", "😀a"], ["é", "a\nb", "\n\n"]),
        ("^(?=.*[0-9])(?=.*[a-z]).{4,}$", ["ab12"], ["abcd", "1234", "a1"]),
        ("^(?:[01][0-9]|2[0-3]):[0-5][0-9]$", ["23:59"], ["24:00", "7:00"]),
        ("^\\u00e9\\x41\\cJ$", ["éA\n"], ["eA\n"]),
        ("a{0}b{2,}?c", ["bbc"], ["bc"]),
        ("^$", [""], [" "]),
        ("[^a]", ["b", "日"], ["a", ""]),
        ("^(|a)+$", ["", "aaa"], ["b"]),
    ])
    func `a pattern matches as ECMA-262 says`(
        text: String,
        matching: [String],
        others: [String]
    ) throws {
        for states in [0, Pattern.defaultStates] {
            let pattern = try Pattern(ecma262: text, mostStates: states)
            for subject in matching { #expect(pattern.matches(subject), "\(subject)") }
            for subject in others { #expect(!pattern.matches(subject), "\(subject)") }
        }
    }

    @Test(arguments: [
        ("(a)\\1", PatternProblem.Reason.backReference), ("(?<n>a)\\k<n>", .backReference),
        ("(?<=a)b", .lookBehind), ("(?<!a)b", .lookBehind), ("a(?=b)", .lookAhead),
        ("(?!a)b", .lookAhead), ("[", .invalidSyntax), ("a{2,1}", .invalidSyntax),
        ("*", .invalidSyntax), ("(", .invalidSyntax), (")", .invalidSyntax),
        ("\\a", .invalidSyntax), ("[z-a]", .invalidSyntax), ("\\u{110000}", .invalidSyntax),
        ("\\p{Script=Klingon}", .unknownProperty), ("(a{1,200}){1,200}{1,200}", .invalidSyntax),
        ("((a{1,200}){1,200}){1,200}", .tooLarge), ("a{99999999999}", .tooLarge),
        (String(repeating: "(", count: 5000), .tooLarge),
    ])
    func `a pattern that cannot run in linear time is refused`(
        text: String,
        reason: PatternProblem.Reason
    ) {
        #expect {
            try Pattern(ecma262: text)
        } throws: {
            ($0 as? PatternProblem)?.reason == reason
        }
    }

    /// A backtracking engine takes twice as long for each further character; these subjects would
    /// keep it busy for longer than the universe is old.
    @Test(arguments: [
        "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$",
    ])
    func `patterns that overwhelm backtracking engines stay linear`(text: String) throws {
        for states in [0, Pattern.defaultStates] {
            let pattern = try Pattern(ecma262: text, mostStates: states)
            for length in [100, 10_000] {
                #expect(!pattern.matches(String(repeating: "a", count: length) + "!"))
                #expect(!pattern.matches(String(repeating: "x", count: length) + "!"))
            }
        }
    }
}
