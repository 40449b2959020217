internal import JSONTape

/// The rules and patterns of one compilation.
struct RuleSet: Sendable {
    var rules: [SchemaRule] = []
    var patterns = PatternTables()
    var root: RuleNumber = 0
    /// The URIs of the documents, for locations.
    var documentURIs: [String] = []
    /// Whether any reference depends on the way to it.
    var isDynamic = false
}

/// Reads schemas into rules, following references within the library.
///
/// A class, so that the reader of each schema can add to it without copying what it holds.
final class SchemaLoader {
    let library: SchemaLibrary
    let options: SchemaOptions
    private(set) var set = RuleSet()
    private var numbers: [SchemaLibrary.Place: RuleNumber] = [:]
    private var patternNumbers: [ExactText: Int32] = [:]
    private var resourceNumbers: [String: Int32] = [:]
    private var pending: [RuleNumber] = []
    private var knownTraits: [String: SchemaLibrary.Traits] = [:]

    init(_ library: SchemaLibrary, _ options: SchemaOptions) {
        self.library = library
        self.options = options
        set.documentURIs = library.documents.map(\.uri)
    }

    /// Reads the schema at a place and all that it reaches.
    func load(_ pointer: JSONPointer) throws(SchemaProblem) {
        let place = SchemaLibrary.Place(document: 0, pointer: pointer)
        set.root = try number(of: place)
        while let next = pending.popLast() {
            var reader = try RuleReader(loader: self, place: set.rules[Int(next)].place)
            try reader.read()
            set.rules[Int(next)] = reader.rule
        }
        if options.direction != .none { relaxRequired() }
        try EndlessReferences.refuse(in: set)
    }

    func problem(
        _ reason: SchemaProblem.Reason,
        _ place: SchemaLibrary.Place
    ) -> SchemaProblem {
        SchemaProblem(
            document: library.documents[place.document].uri,
            pointer: place.pointer,
            reason: reason
        )
    }

    /// The number of the schema at a place, which is read later.
    func number(of place: SchemaLibrary.Place) throws(SchemaProblem) -> RuleNumber {
        if let known = numbers[place] { return known }
        guard library.value(at: place) != nil else { throw problem(.notFound, place) }
        guard set.rules.count < options.maximumSchemas else {
            throw problem(.tooManySchemas, place)
        }
        guard place.pointer.tokens.count < JSONLimits.deepestNesting else {
            throw problem(.tooDeep, place)
        }
        let number = RuleNumber(set.rules.count)
        numbers[place] = number
        set.rules.append(SchemaRule(place: place))
        pending.append(number)
        return number
    }

    func pattern(
        _ text: String,
        _ place: SchemaLibrary.Place
    ) throws(SchemaProblem) -> Int32 {
        if let known = patternNumbers[ExactText(text)] { return known }
        do throws(PatternProblem) {
            let number = try set.patterns.add(text, mostStates: options.maximumPatternStates)
            patternNumbers[ExactText(text)] = number
            return number
        } catch {
            throw problem(.pattern(error.reason), place)
        }
    }

    func resourceNumber(_ uri: String) -> Int32 {
        if let known = resourceNumbers[uri] { return known }
        let number = Int32(resourceNumbers.count)
        resourceNumbers[uri] = number
        return number
    }

    func traits(of resource: String) -> SchemaLibrary.Traits {
        if let known = knownTraits[resource] { return known }
        let traits = library.traits(of: resource)
        knownTraits[resource] = traits
        return traits
    }

    func markDynamic() {
        set.isDynamic = true
    }

    /// Members that never go this way need not be there.
    ///
    /// OpenAPI 3.0.3, *Schema Object*: `readOnly` and `writeOnly`.
    private func relaxRequired() {
        for index in set.rules.indices where !set.rules[index].required.isEmpty {
            let rule = set.rules[index]
            var kept: [String] = []
            var places: [Int] = []
            for (name, place) in zip(rule.required, rule.requiredPlaces) {
                let isLeftOut = rule.properties.contains {
                    ExactText.same($0.name, name) && isExempt($0.rule, depth: 0)
                }
                guard !isLeftOut else { continue }
                kept.append(name)
                places.append(place)
            }
            set.rules[index].required = kept
            set.rules[index].requiredPlaces = places
        }
    }

    private func isExempt(_ number: RuleNumber, depth: Int) -> Bool {
        let rule = set.rules[Int(number)]
        if options.direction == .request ? rule.isReadOnly : rule.isWriteOnly { return true }
        guard depth < 8 else { return false }
        return (rule.allOf + [rule.reference].compactMap { $0 }).contains {
            isExempt($0, depth: depth + 1)
        }
    }
}

/// Refuses schemas that apply themselves to the same value without end.
private struct EndlessReferences {
    private enum Mark {
        case new
        case open
        case done
    }

    static func refuse(in set: RuleSet) throws(SchemaProblem) {
        var marks = [Mark](repeating: .new, count: set.rules.count)
        for start in set.rules.indices where marks[start] == .new {
            var path: [(rule: Int, next: [RuleNumber])] = [
                (start, set.rules[start].appliedInPlace)
            ]
            marks[start] = .open
            while var last = path.popLast() {
                guard let target = last.next.popLast().map(Int.init) else {
                    marks[last.rule] = .done
                    continue
                }
                path.append(last)
                switch marks[target] {
                case .done: break
                case .open:
                    let place = set.rules[target].place
                    throw SchemaProblem(
                        document: set.documentURIs[place.document],
                        pointer: place.pointer,
                        reason: .endlessReference
                    )
                case .new:
                    marks[target] = .open
                    path.append((target, set.rules[target].appliedInPlace))
                }
            }
        }
    }
}
