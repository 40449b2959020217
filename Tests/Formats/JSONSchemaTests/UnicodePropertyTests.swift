import Testing

@testable import JSONSchema

struct UnicodePropertyTests {
    /// Whether a class agrees with the standard library wherever both know the code point.
    private func agrees(_ name: String, _ property: (Unicode.Scalar) -> Bool) -> Bool {
        guard let set = UnicodeCategories.named(name) else { return false }
        var range = 0
        for value in 0...CodePointSet.last {
            guard let scalar = Unicode.Scalar(value) else { continue }
            while range < set.ranges.count, set.ranges[range].upperBound < value { range += 1 }
            let isMember = range < set.ranges.count && set.ranges[range].contains(value)
            // A later Unicode may assign what was unassigned.
            guard scalar.properties.age != nil else { continue }
            guard isMember == property(scalar) else { return false }
        }
        return true
    }

    @Test func `the packed categories are those of the standard library`() {
        #expect(agrees("Ll") { $0.properties.generalCategory == .lowercaseLetter })
        #expect(agrees("Nd") { $0.properties.generalCategory == .decimalNumber })
        #expect(agrees("Alphabetic") { $0.properties.isAlphabetic })
        #expect(agrees("Assigned") { $0.properties.generalCategory != .unassigned })
    }

    @Test func `scanned properties are those of the standard library`() {
        #expect(agrees("ID_Continue") { $0.properties.isIDContinue })
        #expect(agrees("Lowercase") { $0.properties.isLowercase })
    }

    @Test(arguments: [
        ("\\p{Script=Latin}", "é", "я"), ("\\p{sc=Cyrl}", "я", "é"),
        ("\\p{Script=Greek}", "λ", "a"),
        ("\\p{sc=Han}", "漢", "か"), ("\\p{Script=Hiragana}", "か", "漢"), ("\\p{sc=Zyyy}", "1", "a"),
        ("\\p{sc=Mahajani}", "\u{11150}", "a"), ("\\p{sc=Tavt}", "\u{aa80}", "a"),
        ("\\p{General_Category=Lu}", "É", "é"), ("\\p{gc=N}", "½", "a"), ("\\P{L}", "1", "é"),
        ("[\\p{Lu}\\d]", "7", "é"), ("[^\\p{L}]", "-", "é"), ("\\p{Lowercase}", "ª", "A"),
        ("\\p{White_Space}", "\u{2003}", "a"), ("\\p{Emoji}", "😀", "a"), ("\\p{LC}", "a", "ª"),
        ("\\p{Any}", "\u{10ffff}", ""), ("\\p{ASCII}", "a", "é"),
    ])
    func `a property stands for its characters`(
        pattern: String,
        member: String,
        other: String
    ) throws {
        for states in [Pattern.defaultStates, 0] {
            let pattern = try Pattern(ecma262: "^" + pattern + "$", mostStates: states)
            #expect(pattern.matches(member))
            #expect(!pattern.matches(other))
        }
    }

    @Test(arguments: [
        "\\p{Script=Klingon}", "\\p{Latin}", "\\p{Script_Extensions=Latin}", "\\p{gc=Alphabetic}",
        "\\p{Script=Latin=Latn}", "\\p{lu}", "\\p{}",
    ])
    func `an unknown property is refused`(pattern: String) {
        let problem = #expect(throws: PatternProblem.self) { try Pattern(ecma262: pattern) }
        #expect(problem?.reason == .unknownProperty)
    }
}
