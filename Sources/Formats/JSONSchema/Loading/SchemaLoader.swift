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
    private var knownTraits: [String?: SchemaLibrary.Traits] = [:]
    private var knownBuilders:
        [SchemaLibrary.Place: [SchemaLibrary.Place: [(String, SchemaLibrary.Place)]]] = [:]
    private let meter: WorkMeter
    private var problems: [SchemaProblem] = []
    private var dynamicUses:
        [(place: SchemaLibrary.Place, anchors: [(resource: String, place: SchemaLibrary.Place)])] =
            []

    /// The most problems that are told of one schema.
    private static let maximumProblems = 100

    init(_ library: SchemaLibrary, _ options: SchemaOptions, _ meter: WorkMeter) {
        self.library = library
        self.options = options
        self.meter = meter
        set.documentURIs = library.documents.map(\.uri)
    }

    /// Reads the schema at a place and all that it reaches.
    func load(_ place: SchemaLibrary.Place) throws(SchemaProblem) {
        set.root = try number(of: place)
        repeat {
            while let next = pending.popLast() { try read(next) }
        } while try addDynamicTargets()
        try refuseProblems()
        if options.direction != .none { try applyMarks() }
        try EndlessReferences.refuse(in: set)
    }

    private func read(_ number: RuleNumber) throws(SchemaProblem) {
        let place = set.rules[Int(number)].place
        try spend(8 + place.pointer.tokens.count, place)
        do throws(SchemaProblem) {
            var reader = try RuleReader(loader: self, place: place)
            try reader.read()
            set.rules[Int(number)] = reader.rule
        } catch {
            try note(error)
        }
    }

    /// Adds the targets of dynamic references in resources that were entered.
    ///
    /// Says whether there are any new ones. Those of other resources no way leads to.
    private func addDynamicTargets() throws(SchemaProblem) -> Bool {
        var isChanged = false
        for (place, anchors) in dynamicUses {
            guard let rule = numbers[place] else { continue }
            for anchor in anchors {
                guard let resource = resourceNumbers[anchor.resource] else { continue }
                let known = set.rules[Int(rule)].dynamicReference?.targets ?? []
                guard !known.contains(where: { $0.resource == resource }) else { continue }
                let target = try number(of: anchor.place)
                change(Int(rule)) { $0.dynamicReference?.targets.append((resource, target)) }
                isChanged = true
            }
        }
        return isChanged
    }

    /// Keeps a problem, to go on with what else there is; one of the budget ends the reading.
    func note(_ problem: SchemaProblem) throws(SchemaProblem) {
        switch problem.reason {
        case .tooMuchWork, .tooManySchemas: throw problem
        default: if problems.count < Self.maximumProblems { problems.append(problem) }
        }
    }

    private func refuseProblems() throws(SchemaProblem) {
        guard var first = problems.first else { return }
        first.further = Array(problems.dropFirst())
        throw first
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
        try spend(1, place)
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
        let before = set.patterns.work
        do throws(PatternProblem) {
            let number = try set.patterns.add(text, mostStates: options.maximumPatternStates)
            patternNumbers[ExactText(text)] = number
            guard meter.spend(set.patterns.work - before) else {
                throw PatternProblem(reason: .tooLarge, offset: -1)
            }
            return number
        } catch {
            throw problem(error.offset < 0 ? .tooMuchWork : .pattern(error.reason), place)
        }
    }

    func resourceNumber(_ uri: String) -> Int32 {
        if let known = resourceNumbers[uri] { return known }
        let number = Int32(resourceNumbers.count)
        resourceNumbers[uri] = number
        return number
    }

    /// Whether the first document is one of OpenAPI, whose messages go one way or the other.
    var isOpenAPI: Bool { library.documents[0].dialect.isOpenAPI }

    func traits(of place: SchemaLibrary.Place) -> SchemaLibrary.Traits {
        let uri = library.declaredDialect(of: place)
        if let known = knownTraits[uri] { return known }
        let traits = library.traits(ofDialect: uri)
        knownTraits[uri] = traits
        return traits
    }

    /// Keeps that what a reference at a place leads to depends on the way, and where it may lead.
    func markDynamic(
        _ place: SchemaLibrary.Place,
        _ anchors: [(resource: String, place: SchemaLibrary.Place)]
    ) {
        set.isDynamic = true
        dynamicUses.append((place, anchors))
    }

    /// Changes a rule that was read.
    func change(_ index: Int, _ body: (inout SchemaRule) -> Void) {
        body(&set.rules[index])
    }

    /// A schema that nothing conforms to, because of a mark at a place.
    func refusal(
        at place: SchemaLibrary.Place,
        _ mark: String
    ) throws(SchemaProblem) -> RuleNumber {
        guard set.rules.count < options.maximumSchemas else {
            throw problem(.tooManySchemas, place)
        }
        var rule = SchemaRule(place: place)
        rule.verdict = false
        rule.mark = mark
        set.rules.append(rule)
        return RuleNumber(set.rules.count - 1)
    }

    /// Takes steps for what stands at a place.
    func spend(_ steps: Int, _ place: SchemaLibrary.Place) throws(SchemaProblem) {
        guard meter.spend(steps) else { throw problem(.tooMuchWork, place) }
    }

    /// The components of a document that name a schema at a place in their `allOf`.
    func builders(
        on place: SchemaLibrary.Place,
        in components: JSONPointer
    ) throws(SchemaProblem) -> [(name: String, place: SchemaLibrary.Place)] {
        let holder = SchemaLibrary.Place(document: place.document, pointer: components)
        if knownBuilders[holder] == nil {
            var found: [SchemaLibrary.Place: [(String, SchemaLibrary.Place)]] = [:]
            for (name, component) in library.value(at: holder)?.object ?? [:] {
                let own = SchemaLibrary.Place(
                    document: place.document,
                    pointer: components.appending(name)
                )
                let bases = component["allOf"]?.array ?? []
                try spend(4 + bases.count, own)
                for text in bases.compactMap({ $0["$ref"]?.string }) {
                    guard let base = library.resolve(text, from: library.resource(of: own))
                    else { continue }
                    found[base, default: []].append((name, own))
                }
            }
            knownBuilders[holder] = found
        }
        return knownBuilders[holder]?[place] ?? []
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
