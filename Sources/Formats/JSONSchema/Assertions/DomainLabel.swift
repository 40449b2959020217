/// The rules for labels in characters beyond ASCII.
///
/// RFC 5892, with general categories standing for its derived property.
enum DomainLabel {
    static func isValid(_ label: [Unicode.Scalar]) -> Bool {
        guard let first = label.first, !isMark(first), label.last != "-", first != "-" else {
            return false
        }
        if label.count > 3, label[2] == "-", label[3] == "-" { return false }
        for (place, scalar) in label.enumerated() {
            guard isAllowed(scalar, at: place, in: label) else { return false }
        }
        return Bidi.isValid(label)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// RFC 5892, *The Property Value* and *Contextual Rules Registry*.
    private static func isAllowed(
        _ scalar: Unicode.Scalar,
        at place: Int,
        in label: [Unicode.Scalar]
    ) -> Bool {
        let before = place > 0 ? label[place - 1] : nil
        let after = place + 1 < label.count ? label[place + 1] : nil
        switch scalar.value {
        case 0xb7: return before == "l" && after == "l"
        case 0x375: return after.map(isGreek) ?? false
        case 0x5f3, 0x5f4: return before.map { 0x590...0x5ff ~= $0.value } ?? false
        case 0x30fb: return label.contains(where: isJapanese)
        case 0x660...0x669: return !label.contains { 0x6f0...0x6f9 ~= $0.value }
        case 0x6f0...0x6f9: return !label.contains { 0x660...0x669 ~= $0.value }
        case 0x200d: return before.map(isVirama) ?? false
        case 0x200c:
            return before.map(isVirama) ?? false
                || joins(label[..<place].reversed())
                    && joins(label[(place + 1)...])
        case 0xdf, 0x3c2, 0x6fd, 0x6fe, 0xf0b, 0x3007: return true
        case 0x640, 0x7fa, 0x302e, 0x302f, 0x3031...0x3035, 0x303b: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark,
            .decimalNumber:
            return !scalar.properties.changesWhenNFKCCaseFolded
        default: return scalar.isASCII && (scalar == "-" || isASCIILetter(scalar))
        }
    }

    private static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
        0x41...0x5a ~= scalar.value & ~0x20
    }

    private static func isGreek(_ scalar: Unicode.Scalar) -> Bool {
        0x370...0x3ff ~= scalar.value || 0x1f00...0x1fff ~= scalar.value
    }

    private static func isJapanese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3041...0x309f, 0x30a1...0x30fa, 0x30fc...0x30ff, 0x3005, 0x3007, 0x3400...0x4dbf,
            0x4e00...0x9fff, 0xf900...0xfaff, 0x20000...0x3ffff:
            true
        default: false
        }
    }

    private static func isVirama(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.canonicalCombiningClass == .virama
    }

    /// Whether the nearest letter joins, as those of cursive scripts do; marks are passed over.
    private static func joins(_ scalars: some Sequence<Unicode.Scalar>) -> Bool {
        for scalar in scalars where !isMark(scalar) {
            return 0x620...0x74f ~= scalar.value || 0x750...0x77f ~= scalar.value
                || 0x1820...0x18aa ~= scalar.value
        }
        return false
    }
}

/// RFC 5893, *The Bidi Rule*, for the scripts of Hebrew and Arabic.
enum Bidi {
    static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x660...0x669, 0x6f0...0x6f9: false
        case 0x590...0x8ff, 0xfb1d...0xfdff, 0xfe70...0xfeff, 0x10800...0x10fff, 0x1e800...0x1efff:
            scalar.properties.generalCategory != .nonspacingMark
        default: false
        }
    }

    static func isValid(_ label: [Unicode.Scalar]) -> Bool {
        let isArabicNumber = label.contains { 0x660...0x669 ~= $0.value }
        guard label.contains(where: isRightToLeft) || isArabicNumber else { return true }
        guard let first = label.first, isRightToLeft(first) else { return false }
        let isEuropeanNumber = label.contains {
            0x30...0x39 ~= $0.value || 0x6f0...0x6f9 ~= $0.value
        }
        guard !(isArabicNumber && isEuropeanNumber) else { return false }
        return label.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter:
                isRightToLeft(scalar)
            default: true
            }
        }
    }
}
