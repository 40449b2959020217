internal import JSONTape

/// The number of a node; also ``FastNode/anything`` or ``FastNode/nothing``.
typealias NodeNumber = Int32

/// All schemas that apply to one value, merged.
struct FastNode: Sendable {
    static let anything: NodeNumber = -1
    static let nothing: NodeNumber = -2
    static let none: Int32 = -1
    static let noFormat: UInt8 = .max

    var types = TypeMask.any.rawValue
    /// What is to be looked at in strings, of ``TextChecks``.
    var textChecks: UInt8 = 0
    /// Whether only certain values are allowed.
    var hasValues = false
    /// Whether numbers must be looked at exactly.
    var needsExactNumbers = false
    var hasNumberBounds = false
    /// Whether a bound itself is not allowed: ``low`` and ``high`` then hold for integers only.
    var hasExclusiveBounds = false
    var leastLength: UInt32 = 0
    var mostLength = UInt32.max
    var pattern = FastNode.none
    /// The format of strings by its raw value; ``noFormat`` without one.
    var format = FastNode.noFormat
    /// The table of allowed strings; none when no string is allowed.
    var strings = FastNode.none
    /// The allowed values that are no strings.
    var allowed = FastNode.none
    /// The least and the greatest integer.
    var low = Int64.min
    var high = Int64.max
    /// Exact bounds.
    var bounds = FastRange()
    var leastItems: UInt32 = 0
    var mostItems = UInt32.max
    var prefix = FastRange()
    var items = FastNode.anything
    var object = FastNode.none
    /// The choice that is all that there is to say of objects; none for others.
    var pick = FastNode.none
    /// What else is to be checked.
    var checks = FastRange()
}

/// What a node says about strings, each a bit.
enum TextChecks {
    static let length: UInt8 = 1
    static let pattern: UInt8 = 2
    static let format: UInt8 = 4
    static let values: UInt8 = 8
}

/// A range of a table.
struct FastRange: Sendable {
    var start: Int32 = 0
    var count: Int32 = 0

    @inline(__always)
    var indices: Range<Int> { Int(start)..<Int(start &+ count) }
}

/// What applies to the members of an object.
struct FastObject: Sendable {
    var names = NameTable()
    /// Whether names are checked by more than the table.
    var isUnusual = false
    /// The bits of the names that must be there.
    var required: UInt64 = 0
    var additional = FastNode.anything
    /// The schema of names.
    var nameNode = FastNode.anything
    /// Sets of patterns, each with what applies where none matches.
    var groups = FastRange()
    var leastMembers: UInt32 = 0
    var mostMembers = UInt32.max
    /// The choice by a member's value.
    var choice = FastNode.none
}

/// A choice among nodes by the value of a member.
struct FastChoice: Sendable {
    /// The place of the member's name in the slots.
    var property: Int32
    var targets: NameTable
    /// The node of objects whose member is absent or has another value.
    var fallback: NodeNumber
}

/// Patterns for names: pairs of pattern and node, and the node for names that none matches.
struct FastPatternGroup: Sendable {
    var pairs: FastRange
    var additional: NodeNumber
}

/// A check of the less usual kind.
struct FastCheck: Sendable {
    enum Kind: UInt8, Sendable {
        /// The string matches pattern `first`.
        case pattern
        /// The string has the format of raw value `first`.
        case format
        case unique
        /// Between the bounds number `second` of elements conform to node `first`.
        case contains
        /// One node of list `first` for `second` holds; selector `third` says which can.
        case anyOf
        /// Exactly one node of list `first` for `second` holds; selector `third` says which can.
        case oneOf
        /// Node `first` does not hold.
        case not
        /// Where node `first` holds `second` does, else `third`.
        case condition
        /// Where a name of table `first` is there, its node holds.
        case dependentSchema
        /// Where the name of table `first` is there, all required names of table `second` are.
        case dependentRequired
        /// All required names of table `first` are there.
        case required
        /// The members that coverage `first` leaves out conform to node `second`.
        case unevaluatedMembers
        /// The elements that coverage `first` leaves out conform to node `second`.
        case unevaluatedElements
        /// Rule `first` holds in the second pass, with the discriminators of list `second` followed,
        /// in the dynamic scope `third`.
        case rule
    }

    var kind: Kind
    var first: Int32 = 0
    var second: Int32 = 0
    var third: Int32 = 0
}

/// Everything the first pass reads: plain values in flat tables.
struct FastTables: Sendable {
    var root = FastNode.anything
    var nodes: [FastNode] = []
    /// What is looked at first of each node.
    var heads: [FastHead] = []
    var objects: [FastObject] = []
    var choices: [FastChoice] = []
    var tables: [NameTable] = []
    var names = NameTables()
    var groups: [FastPatternGroup] = []
    var checks: [FastCheck] = []
    var lists: [Int32] = []
    var counts: [CountBounds] = []
    var bounds: [NumberBounds] = []
    var allowed: [AllowedValues] = []
    /// The lists of discriminators that a rule is to take as followed.
    var followed: [[String]] = []
    var selectors: [FastSelector] = []
    var coverages: [FastCoverage] = []
    var coverageParts: [FastCoveragePart] = []
    /// The resources that dynamic scopes hold.
    var scopes: [[Int32]] = [[]]
    /// Whether the second pass alone can tell what conforms.
    var isLeftToRules = false
    var patterns = PatternTables()
    /// The rules, as the one element.
    var rules: [RuleSet] = []
}
