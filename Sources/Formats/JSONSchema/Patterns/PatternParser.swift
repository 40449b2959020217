/// Reads ECMA-262 patterns, with the `u` flag's semantics; superfluous escapes of punctuation,
/// which that flag forbids, are read as the character itself.
struct PatternParser {
    private static let deepest = 128

    private let scalars: [UInt32]
    private let buildsSets: Bool
    private var index = 0
    private var depth = 0

    private init(_ text: String, buildsSets: Bool) {
        scalars = text.unicodeScalars.map(\.value)
        self.buildsSets = buildsSets
    }

    /// Reads a pattern; without `buildsSets`, properties of Unicode are taken for empty sets.
    static func parse(
        _ text: String,
        buildsSets: Bool = true
    ) throws(PatternProblem) -> PatternTree {
        var parser = PatternParser(text, buildsSets: buildsSets)
        let tree = try parser.choice()
        guard parser.index == parser.scalars.count else { throw parser.problem() }
        return tree
    }

    private func problem(_ reason: PatternProblem.Reason = .invalidSyntax) -> PatternProblem {
        PatternProblem(reason: reason, offset: index)
    }

    private var current: UInt32? { index < scalars.count ? scalars[index] : nil }

    private func character(_ scalar: Unicode.Scalar, ahead: Int = 0) -> Bool {
        index + ahead < scalars.count && scalars[index + ahead] == scalar.value
    }

    private mutating func take(_ text: StaticString) -> Bool {
        for step in 0..<text.utf8CodeUnitCount {
            guard index + step < scalars.count,
                scalars[index + step] == UInt32(text.utf8Start[step])
            else { return false }
        }
        index += text.utf8CodeUnitCount
        return true
    }

    private mutating func choice() throws(PatternProblem) -> PatternTree {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw problem(.tooLarge) }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternProblem) -> PatternTree {
        var parts: [PatternTree] = []
        while let next = current, next != 0x7c, next != 0x29 { parts.append(try term()) }
        return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func term() throws(PatternProblem) -> PatternTree {
        let atom = try self.atom()
        guard let (least, most) = try quantifier() else { return atom }
        switch atom {
        case .start, .end, .wordBoundary, .lookAhead, .unsupported(.lookBehind): throw problem()
        default: return .repetition(atom, least: least, most: most)
        }
    }

    private mutating func quantifier() throws(PatternProblem) -> (Int, Int?)? {
        let result: (Int, Int?)
        if take("*") {
            result = (0, nil)
        } else if take("+") {
            result = (1, nil)
        } else if take("?") {
            result = (0, 1)
        } else if character("{") {
            index += 1
            guard let least = number() else { throw problem() }
            var most: Int? = least
            if take(",") { most = character("}") ? nil : number() ?? -1 }
            guard take("}"), most.map({ $0 >= least }) ?? true else { throw problem() }
            result = (least, most)
        } else {
            return nil
        }
        _ = take("?")
        return result
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = current, 0x30...0x39 ~= digit {
            value = min((value ?? 0) * 10 + Int(digit - 0x30), 1 << 30)
            index += 1
        }
        return value
    }

    private mutating func atom() throws(PatternProblem) -> PatternTree {
        guard let next = current else { throw problem() }
        switch next {
        case 0x5e:
            index += 1
            return .start
        case 0x24:
            index += 1
            return .end
        case 0x2e:
            index += 1
            return .set(CodePointSet.lineEnds.inverted)
        case 0x28: return try group()
        case 0x5b: return .set(try characterClass())
        case 0x5c: return try escape()
        case 0x2a, 0x2b, 0x3f, 0x7b: throw problem()
        // Lone closing brackets are no syntax under the u flag, yet harmless and common.
        default:
            index += 1
            return .set(CodePointSet([next...next]))
        }
    }

    private mutating func group() throws(PatternProblem) -> PatternTree {
        index += 1
        var wrap: (PatternTree) -> PatternTree = { $0 }
        if take("?=") {
            wrap = { .lookAhead($0, isNegated: false) }
        } else if take("?!") {
            wrap = { .lookAhead($0, isNegated: true) }
        } else if take("?<=") || take("?<!") {
            wrap = { _ in .unsupported(.lookBehind) }
        } else if take("?<") {
            try groupName()
        } else if take("?") {
            guard take(":") else { throw problem() }
        }
        let inner = try choice()
        guard take(")") else { throw problem() }
        return wrap(inner)
    }

    private mutating func groupName() throws(PatternProblem) {
        let start = index
        while let next = current, next != 0x3e { index += 1 }
        guard index > start, take(">") else { throw problem() }
    }

    private mutating func escape() throws(PatternProblem) -> PatternTree {
        index += 1
        guard let next = current else { throw problem() }
        switch next {
        case 0x62, 0x42:
            index += 1
            return .wordBoundary(isNegated: next == 0x42)
        case 0x31...0x39:
            _ = number()
            return .unsupported(.backReference)
        case 0x6b:
            index += 1
            guard take("<") else { throw problem() }
            try groupName()
            return .unsupported(.backReference)
        default: return .set(try escapedSet(inClass: false))
        }
    }

    /// Reads what follows a backslash.
    private mutating func escapedSet(inClass: Bool) throws(PatternProblem) -> CodePointSet {
        guard let next = current else { throw problem() }
        index += 1
        switch Unicode.Scalar(next) {
        case "d": return .digits
        case "D": return CodePointSet.digits.inverted
        case "w": return .wordCharacters
        case "W": return CodePointSet.wordCharacters.inverted
        case "s": return .spaces
        case "S": return CodePointSet.spaces.inverted
        case "p": return try property()
        case "P": return try property().inverted
        default:
            index -= 1
            let value = try escapedCharacter(inClass: inClass)
            return CodePointSet([value...value])
        }
    }

    private mutating func escapedCharacter(inClass: Bool) throws(PatternProblem) -> UInt32 {
        guard let next = current else { throw problem() }
        index += 1
        switch Unicode.Scalar(next) {
        case "t": return 0x09
        case "n": return 0x0a
        case "v": return 0x0b
        case "f": return 0x0c
        case "r": return 0x0d
        case "b" where inClass: return 0x08
        case "0":
            if let digit = current, 0x30...0x39 ~= digit { throw problem() }
            return 0
        case "c":
            guard let letter = current, 0x41...0x5a ~= letter & ~0x20, letter < 0x80 else {
                throw problem()
            }
            index += 1
            return letter & 0x1f
        case "x": return try hexadecimal(2)
        case "u": return try unicodeEscape()
        default:
            let isLetter = 0x41...0x5a ~= next & ~0x20 || 0x30...0x39 ~= next
            guard !isLetter, next < 0x80 else {
                index -= 1
                throw problem()
            }
            return next
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(PatternProblem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = current.flatMap(Unicode.Scalar.init),
                let part = Character(digit).hexDigitValue, digit.isASCII
            else { throw problem() }
            value = value << 4 | UInt32(part)
            index += 1
        }
        return value
    }

    private mutating func unicodeEscape() throws(PatternProblem) -> UInt32 {
        if take("{") {
            var value: UInt32 = 0
            repeat {
                value = value << 4 | (try hexadecimal(1))
                guard value <= CodePointSet.last else { throw problem() }
            } while !character("}")
            index += 1
            return value
        }
        let high = try hexadecimal(4)
        guard 0xd800..<0xdc00 ~= high, character("\\"), character("u", ahead: 1) else {
            return high
        }
        let mark = index
        index += 2
        let low = try hexadecimal(4)
        guard 0xdc00..<0xe000 ~= low else {
            index = mark
            return high
        }
        return 0x10000 + (high - 0xd800) << 10 + (low - 0xdc00)
    }

    private mutating func property() throws(PatternProblem) -> CodePointSet {
        guard take("{") else { throw problem() }
        var name = ""
        while let next = current, next != 0x7d {
            guard let scalar = Unicode.Scalar(next) else { throw problem() }
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard take("}") else { throw problem() }
        // Whoever asks about syntax alone asks about hostile text: no set is built for it.
        guard buildsSets else { return CodePointSet() }
        guard let set = UnicodeCategories.named(name) else { throw problem(.unknownProperty) }
        return set
    }

    private mutating func characterClass() throws(PatternProblem) -> CodePointSet {
        index += 1
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !character("]") {
            let (set, first) = try classAtom()
            guard character("-"), !character("]", ahead: 1) else {
                ranges += set.ranges
                continue
            }
            index += 1
            let (upper, last) = try classAtom()
            if let first, let last {
                guard first <= last else { throw problem() }
                ranges.append(first...last)
            } else {
                // A set cannot bound a range: the hyphen stands for itself, as in FSC's own
                // `[a-zA-Z0-9-._]`.
                ranges += set.ranges + upper.ranges + [0x2d...0x2d]
            }
        }
        index += 1
        let set = CodePointSet(ranges)
        return isNegated ? set.inverted : set
    }

    private mutating func classAtom() throws(PatternProblem) -> (CodePointSet, UInt32?) {
        guard let next = current else { throw problem() }
        index += 1
        guard next == 0x5c else { return (CodePointSet([next...next]), next) }
        let isSet = current.map { [0x64, 0x44, 0x77, 0x57, 0x73, 0x53, 0x70, 0x50].contains($0) }
        let set = try escapedSet(inClass: true)
        return (set, isSet ?? false ? nil : set.ranges.first?.lowerBound)
    }
}
