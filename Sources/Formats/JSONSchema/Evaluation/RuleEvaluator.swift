internal import JSONTape

/// The second pass: applies schemas as they were written, keyword by keyword.
///
/// It finds all violations and where they are, and decides what the first pass leaves to it:
/// schemas whose outcome depends on what others evaluated, or on the way to them.
struct RuleEvaluator: ~Escapable {
    /// The deepest nesting of schemas within schemas.
    static let deepest = 640

    /// What one schema found.
    struct Outcome {
        var isValid = true
        /// The members (their names) or elements that were evaluated.
        var evaluated: Set<Int> = []

        mutating func include(_ other: Outcome) {
            isValid = isValid && other.isValid
            if other.isValid { evaluated.formUnion(other.evaluated) }
        }
    }

    private enum Step {
        case member(Int)
        case element(Int)
    }

    let tape: TapeReader
    private(set) var violations: [Violation] = []
    /// How many violations are wanted still; none when only the verdict is.
    private var wanted: Int
    private var path: [Step] = []
    var scope: [Int32] = []
    private var depth = 0
    /// The discriminators that were followed already, by value.
    private var followed: [(index: Int, property: String)] = []
    /// The steps that are left; below zero when they were not enough.
    private(set) var steps: Int

    /// The steps that applying one schema counts: this pass is slower than the first.
    private static let stepsPerSchema = 8

    @_lifetime(copy tape)
    init(_ tape: TapeReader, limit: Int, steps: Int) {
        self.tape = tape
        self.steps = steps
        wanted = limit
    }

    /// Takes steps; false when there are not as many left.
    mutating func spend(_ count: Int) -> Bool {
        steps &-= count
        return steps >= 0
    }

    /// Whether a pattern matches, counted.
    mutating func matches(
        _ set: borrowing RuleSet,
        _ pattern: Int32,
        _ input: RawSpan,
        _ range: Range<Int>
    ) -> Bool {
        guard spend(1 &+ range.count &>> 6) else { return false }
        return set.patterns.matches(pattern, input, range, &steps)
    }

    /// Whether evaluation goes on after a violation.
    var isCollecting: Bool { wanted > 0 }

    mutating func apply(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ index: Int,
        annotates: Bool = false
    ) -> Outcome {
        guard spend(Self.stepsPerSchema) else { return Outcome(isValid: false) }
        guard depth < Self.deepest else {
            fail(set, number, "$ref")
            return Outcome(isValid: false)
        }
        depth += 1
        defer { depth -= 1 }
        let rule = set.rules[Int(number)]
        if let verdict = rule.verdict {
            if !verdict { fail(set, number, rule.mark) }
            return Outcome(isValid: verdict)
        }
        let isEntering = set.isDynamic && scope.last != rule.resource
        if isEntering { scope.append(rule.resource) }
        defer { if isEntering { scope.removeLast() } }

        var outcome = Outcome()
        let annotates = annotates || rule.needsAnnotations
        outcome.isValid = checkAssertions(set, number, rule, index)
        guard outcome.isValid || isCollecting else { return outcome }
        applyInPlace(set, number, rule, index, annotates, &outcome)
        guard outcome.isValid || isCollecting else { return outcome }
        switch tape[index].tag {
        case .object: applyToMembers(set, number, rule, index, annotates, &outcome)
        case .array: applyToElements(set, number, rule, index, annotates, &outcome)
        default: break
        }
        return outcome
    }

    /// Applies a schema to a member's value.
    mutating func applyToMember(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ name: Int
    ) -> Bool {
        path.append(.member(name))
        defer { path.removeLast() }
        return apply(set, number, name + 1).isValid
    }

    /// Applies a schema to a member's name.
    mutating func applyToName(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ name: Int
    ) -> Bool {
        path.append(.member(name))
        defer { path.removeLast() }
        return apply(set, number, name).isValid
    }

    /// Applies a schema to an element.
    mutating func applyToElement(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ index: Int,
        position: Int
    ) -> Bool {
        path.append(.element(position))
        defer { path.removeLast() }
        return apply(set, number, index).isValid
    }

    /// Applies a schema without telling its violations: another keyword decides what they mean.
    mutating func applySilently(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ index: Int,
        annotates: Bool = false
    ) -> Outcome {
        let held = wanted
        wanted = 0
        defer { wanted = held }
        return apply(set, number, index, annotates: annotates)
    }

    // MARK: Violations

    /// Tells that a keyword is broken; without a keyword, that of the schema `false`.
    mutating func fail(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ keyword: String?,
        _ tokens: [String] = []
    ) {
        guard wanted > 0, steps >= 0 else { return }
        let place = set.rules[Int(number)].place
        var pointer = place.pointer
        if let keyword { pointer.tokens += [keyword] + tokens }
        let violation = Violation(
            instance: instancePointer,
            keyword: keyword ?? Self.applicator(of: place.pointer),
            schemaLocation: "\(set.documentURIs[place.document])#\(pointer.uriFragment)"
        )
        guard !violations.contains(violation) else { return }
        violations.append(violation)
        wanted -= 1
    }

    private var instancePointer: String {
        var pointer = JSONPointer()
        for step in path {
            switch step {
            case .member(let name): pointer.tokens.append(tape.string(name))
            case .element(let position): pointer.tokens.append(String(position))
            }
        }
        return pointer.description
    }

    /// The keyword that applies the schema at a place.
    private static func applicator(of pointer: JSONPointer) -> String {
        let single: Set<String> = [
            "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames",
            "then", "unevaluatedItems", "unevaluatedProperties", "additionalItems",
        ]
        guard let last = pointer.tokens.last else { return "false" }
        if single.contains(last) { return last }
        return pointer.tokens.dropLast().last ?? "false"
    }

    // MARK: Discriminators

    /// Whether a discriminator at a value was followed already: its choice was made.
    func isFollowed(_ property: String, at index: Int) -> Bool {
        followed.contains { $0.index == index && ExactText.same($0.property, property) }
    }

    /// Takes discriminators at a value as followed.
    mutating func takeAsFollowed(_ properties: [String], at index: Int) {
        for property in properties { followed.append((index, property)) }
    }

    mutating func follow(
        _ set: borrowing RuleSet,
        _ discriminator: Discriminator,
        _ target: RuleNumber,
        _ index: Int,
        _ annotates: Bool
    ) -> Outcome {
        followed.append((index, discriminator.property))
        defer { followed.removeLast() }
        return apply(set, target, index, annotates: annotates)
    }
}
