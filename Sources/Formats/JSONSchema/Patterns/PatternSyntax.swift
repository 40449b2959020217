/// Why a pattern was refused.
public struct PatternProblem: Error, Hashable, Sendable {
    /// What is wrong: the pattern's author should correct it.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The text is no ECMA-262 pattern.
        case invalidSyntax
        /// A Unicode property that is not known here; scripts are not.
        case unknownProperty
        /// A back-reference: no engine matches those in linear time.
        case backReference
        /// A look-behind.
        case lookBehind
        /// A look-ahead elsewhere than at the start of an anchored pattern.
        case lookAhead
        /// The pattern's counted repetitions make too many states.
        case tooLarge
    }

    /// What is wrong.
    public let reason: Reason
    /// The place in the pattern, in Unicode scalars.
    public let offset: Int
}

extension PatternProblem.Reason: CustomStringConvertible {
    /// What is wrong, as the end of a sentence.
    public var description: String {
        switch self {
        case .invalidSyntax: "it is no ECMA-262 regular expression"
        case .unknownProperty: "it names a Unicode property that is not known here"
        case .backReference: "it refers back to a group, which no matcher in linear time can follow"
        case .lookBehind: "it looks behind, which is not supported"
        case .lookAhead: "it looks ahead elsewhere than at its start, which is not supported"
        case .tooLarge: "its counted repetitions are too large"
        }
    }
}

/// The syntax tree of a pattern.
indirect enum PatternTree: Sendable {
    case empty
    case set(CodePointSet)
    case sequence([PatternTree])
    case choice([PatternTree])
    case repetition(PatternTree, least: Int, most: Int?)
    case start
    case end
    case wordBoundary(isNegated: Bool)
    case lookAhead(PatternTree, isNegated: Bool)
    /// Valid syntax that no automaton here can match.
    case unsupported(PatternProblem.Reason)
}
