/// The code points of Unicode general categories and a few binary properties.
///
/// ECMA-262, *UnicodePropertyValueExpression*; script extensions are not known.
enum UnicodeCategories {
    /// The set that a name such as `L`, `Letter`, `Lu`, `Alphabetic` or `Script=Latin` stands for.
    static func named(_ name: String) -> CodePointSet? {
        var name = name
        for prefix in ["Script=", "sc="] where name.hasPrefix(prefix) {
            return UnicodeScripts.named(String(name.dropFirst(prefix.count)))
        }
        let isCategory = ["General_Category=", "gc="].first { name.hasPrefix($0) }
        if let isCategory { name.removeFirst(isCategory.count) }
        if let set = category(aliases[name] ?? name) { return set }
        guard isCategory == nil else { return nil }
        switch name {
        case "Any": return .all
        case "ASCII": return CodePointSet([0...0x7f])
        case "Assigned": return category("Cn")?.inverted
        default: return binary(name)
        }
    }

    /// The set of a category by its short name, or of all whose names begin with a letter.
    private static func category(_ short: String) -> CodePointSet? {
        let isWanted: [Bool]
        if short == "LC" {
            isWanted = names.map { ["Lu", "Ll", "Lt"].contains($0) }
        } else if short.utf8.count == 1 {
            isWanted = names.map { $0.hasPrefix(short) }
        } else {
            isWanted = names.map { $0 == short }
        }
        return isWanted.contains(true) ? collect(runs) { isWanted[$0] } : nil
    }

    private static let names = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe",
        "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
    ]

    private static let aliases = [
        "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M",
        "Combining_Mark": "M", "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc",
        "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd", "digit": "Nd",
        "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P",
        "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps",
        "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf",
        "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc",
        "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs",
        "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc",
        "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co",
        "Unassigned": "Cn",
    ]

    /// The runs of code points of one category: where each begins, and its place in the names.
    private static let runs: [(first: UInt32, kind: UInt8)] = read(UnicodeTables.categories)

    /// Reads packed runs.
    private static func read(_ packed: StaticString) -> [(first: UInt32, kind: UInt8)] {
        var runs: [(first: UInt32, kind: UInt8)] = []
        var next: UInt32 = 0
        var length: UInt32 = 0
        packed.withUTF8Buffer { bytes in
            for byte in bytes {
                if byte < 0x61 {
                    length = length * 32 + UInt32(byte - 0x30)
                    continue
                }
                if !runs.isEmpty { next += max(length, 1) }
                runs.append((next, byte - 0x61))
                length = 0
            }
        }
        return runs
    }

    /// The code points in the runs of some kinds.
    private static func collect(
        _ runs: [(first: UInt32, kind: UInt8)],
        _ isWanted: (Int) -> Bool
    ) -> CodePointSet {
        var ranges: [ClosedRange<UInt32>] = []
        for (place, run) in runs.enumerated() where isWanted(Int(run.kind)) {
            let end = place + 1 < runs.count ? runs[place + 1].first : CodePointSet.last + 1
            ranges.append(run.first...(end - 1))
        }
        return CodePointSet(ranges)
    }

    /// The code points that have a property of the standard library's.
    ///
    /// Only assigned ones are asked; those of a long run, such as ideographs, are alike in these.
    private static func collect(
        _ property: KeyPath<Unicode.Scalar.Properties, Bool>
    ) -> CodePointSet {
        var ranges: [ClosedRange<UInt32>] = []
        for (place, run) in runs.enumerated() where !unscanned.contains(names[Int(run.kind)]) {
            let end = place + 1 < runs.count ? runs[place + 1].first : CodePointSet.last + 1
            let isLong = end - run.first > 2_048
            for value in run.first..<(isLong ? run.first + 1 : end) {
                guard let scalar = Unicode.Scalar(value), scalar.properties[keyPath: property]
                else { continue }
                ranges.append(isLong ? value...(end - 1) : value...value)
            }
        }
        return CodePointSet(ranges)
    }

    /// The categories without properties of interest.
    private static let unscanned: Set<String> = ["Cn", "Co", "Cs"]

    /// The other binary properties of ECMA-262 that depend on assigned code points only.
    private static func binary(_ name: String) -> CodePointSet? {
        switch name {
        case "Alphabetic", "Alpha": collect(read(UnicodeTables.alphabetic)) { $0 == 1 }
        case "ASCII_Hex_Digit", "AHex":
            CodePointSet([0x30...0x39, 0x41...0x46, 0x61...0x66])
        case "Lowercase", "Lower": collect(\.isLowercase)
        case "Uppercase", "Upper": collect(\.isUppercase)
        case "White_Space", "space": collect(\.isWhitespace)
        case "ID_Start", "IDS": collect(\.isIDStart)
        case "ID_Continue", "IDC": collect(\.isIDContinue)
        case "XID_Start", "XIDS": collect(\.isXIDStart)
        case "XID_Continue", "XIDC": collect(\.isXIDContinue)
        case "Dash": collect(\.isDash)
        case "Diacritic", "Dia": collect(\.isDiacritic)
        case "Emoji": collect(\.isEmoji)
        case "Emoji_Presentation", "EPres": collect(\.isEmojiPresentation)
        default: nil
        }
    }
}
