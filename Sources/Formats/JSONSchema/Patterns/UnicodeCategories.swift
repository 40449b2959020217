/// The code points of Unicode general categories and a few binary properties.
///
/// ECMA-262, *UnicodePropertyValueExpression*; scripts are not known.
enum UnicodeCategories {
    /// The set that a name such as `L`, `Letter`, `Lu` or `Alphabetic` stands for.
    static func named(_ name: String) -> CodePointSet? {
        switch name {
        case "Any": return .all
        case "ASCII": return CodePointSet([0...0x7f])
        case "Assigned": return categories["Cn"]?.inverted
        case "Alphabetic", "Alpha": return alphabetic
        default: break
        }
        let short = aliases[name] ?? name
        if let exact = categories[short] { return exact }
        guard short.utf8.count == 1 || short == "LC" else { return nil }
        let parts =
            short == "LC" ? ["Lu", "Ll", "Lt"] : categories.keys.filter { $0.hasPrefix(short) }
        guard !parts.isEmpty else { return nil }
        var union = CodePointSet()
        for part in parts { union.formUnion(categories[part] ?? CodePointSet()) }
        return union
    }

    private static let alphabetic: CodePointSet = collect { $0.properties.isAlphabetic ? 1 : 0 }[1]

    private static let categories: [String: CodePointSet] = {
        let sets = collect { index(of: $0.properties.generalCategory) }
        var result: [String: CodePointSet] = [:]
        for (position, name) in names.enumerated() { result[name] = sets[position] }
        result["Cs"] = CodePointSet([0xd800...0xdfff])
        return result
    }()

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

    private static func index(of category: Unicode.GeneralCategory) -> Int {
        switch category {
        case .uppercaseLetter: 0
        case .lowercaseLetter: 1
        case .titlecaseLetter: 2
        case .modifierLetter: 3
        case .otherLetter: 4
        case .nonspacingMark: 5
        case .spacingMark: 6
        case .enclosingMark: 7
        case .decimalNumber: 8
        case .letterNumber: 9
        case .otherNumber: 10
        case .connectorPunctuation: 11
        case .dashPunctuation: 12
        case .openPunctuation: 13
        case .closePunctuation: 14
        case .initialPunctuation: 15
        case .finalPunctuation: 16
        case .otherPunctuation: 17
        case .mathSymbol: 18
        case .currencySymbol: 19
        case .modifierSymbol: 20
        case .otherSymbol: 21
        case .spaceSeparator: 22
        case .lineSeparator: 23
        case .paragraphSeparator: 24
        case .control: 25
        case .format: 26
        case .surrogate: 27
        case .privateUse: 28
        case .unassigned: 29
        @unknown default: 29
        }
    }

    /// Goes over all scalars once and sorts them into sets.
    private static func collect(_ index: (Unicode.Scalar) -> Int) -> [CodePointSet] {
        var ranges = [[ClosedRange<UInt32>]](repeating: [], count: names.count)
        var current = -1
        var start: UInt32 = 0
        var previous: UInt32 = 0
        for value in 0...CodePointSet.last {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let found = index(scalar)
            if found != current || value != previous + 1 {
                if current >= 0 { ranges[current].append(start...previous) }
                current = found
                start = value
            }
            previous = value
        }
        ranges[current].append(start...previous)
        return ranges.map { CodePointSet($0) }
    }
}
