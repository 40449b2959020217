internal import ExchangeModel
public import JSONSchema
public import JSONTape

/// What a field policy says that can hardly be meant, told by the document of the service.
///
/// None of it is a fault: the policy is safe, and opens less than whoever reads it believes.
public struct PolicyReview: Sendable {
    /// One thing that can hardly be meant.
    public struct Finding: Hashable, Sendable {
        /// The place in the policy document, a JSON pointer.
        public let pointer: String
        /// What it is, and what to write instead.
        public let message: String
    }

    /// What was found, in the order of the policy.
    public private(set) var findings: [Finding] = []
    private let policy: FieldPolicy
    private let whole: JSONValue
    private var reach: PatternReach

    /// Looks at a policy.
    ///
    /// - Parameters:
    ///   - policy: The policy; its operations stand in the document.
    ///   - source: The service's document.
    ///   - registry: The documents that it refers to by URI.
    public init(
        of policy: FieldPolicy,
        with source: JSONValue,
        registry: SchemaRegistry = SchemaRegistry()
    ) {
        self.policy = policy
        let isOld = source["openapi"]?.string?.hasPrefix("3.0.") ?? false
        let dialect: Dialect = isOld ? .openAPI30 : .openAPI31
        whole = SchemaLibrary(source, dialect: dialect, registry: registry).bundled()
        reach = PatternReach(whole)
        reviewPurpose()
        for (id, operation) in policy.document["operations"]?.object ?? [:] {
            review(operation, id: id)
        }
    }

    private mutating func find(_ pointer: String, _ message: String) {
        let finding = Finding(pointer: pointer, message: message)
        if !findings.contains(finding) { findings.append(finding) }
    }

    private mutating func reviewPurpose() {
        let text = policy.purpose.rawValue
        if !PolicyVocabulary.isIRI(text) {
            find(
                "/purpose",
                "'\(text)' is no IRI: partners share purposes by an absolute one, for example "
                    + "https://purposes.example.nl/benefit"
            )
        }
    }

    private mutating func review(_ operation: JSONValue, id: String) {
        let pointer = JSONPointer(tokens: ["operations", id]).description
        let described = DescribedOperation(id: id, in: whole)
        let answers = described?.answers { $0 < 400 }
        let errors = described?.answers { $0 >= 400 }
        let bodies = described?.requestBodies
        let response = operation["response"] ?? [:]
        let request = operation["request"] ?? [:]
        for name in ["allow", "always"] {
            review(response[name]?.array ?? [], pointer + "/response/\(name)", answers)
        }
        review(response["errors"]?.array ?? [], pointer + "/response/errors", errors)
        reviewSubjects(response["subjects"], pointer + "/response/subjects", answers)
        reviewSubjects(request["subjects"], pointer + "/request/subjects", bodies)
        if let place = request["fields"]?["below"]?.string, let path = PolicyPath(place),
            let answers
        {
            if let obstacle = reach.obstacle(to: path, in: answers, endsAtContainers: true) {
                find(pointer + "/request/fields/below", Self.words(obstacle, of: path))
            }
        }
        if let place = request["fields"]?["at"]?.string, case .body(let path)? = PolicyPlace(place),
            let bodies, let obstacle = reach.obstacle(to: path, in: bodies, endsAtContainers: true)
        {
            find(pointer + "/request/fields/at", Self.words(obstacle, of: path))
        }
        reviewValues(request, id, pointer + "/request/allow_values", bodies, described)
        guard let rule = policy.operations[id], !rule.release.isEmpty || rule.isOpaque else {
            return
        }
        let isNamed = !rule.answerSubjects.isEmpty || !rule.requestSubjects.isEmpty
        if !isNamed, rule.parameterSubjects.isEmpty {
            find(
                pointer,
                "no subjects are named: the access log cannot tell whom its answers are about; name "
                    + "where the request or the answer identifies persons with 'subjects'"
            )
        }
    }

    /// The patterns of a list; nothing is known of bodies that the document gives no schema.
    private mutating func review(
        _ patterns: [JSONValue],
        _ pointer: String,
        _ schemas: [JSONValue]?
    ) {
        guard let schemas else { return }
        for (position, value) in patterns.enumerated() {
            guard let path = value.string.flatMap(PolicyPath.init),
                let obstacle = reach.obstacle(to: path, in: schemas)
            else { continue }
            find("\(pointer)/\(position)", Self.words(obstacle, of: path))
        }
    }

    private mutating func reviewSubjects(
        _ subjects: JSONValue?,
        _ pointer: String,
        _ schemas: [JSONValue]?
    ) {
        var types: [String: String] = [:]
        for (position, subject) in (subjects?.array ?? []).enumerated() {
            let place = subject["at"]?.string ?? ""
            let type = subject["id_type"]?.string ?? ""
            if !PolicyVocabulary.isIRI(type), !PolicyVocabulary.idTypes.contains(type) {
                let nearest = NearestName.of(type, among: PolicyVocabulary.idTypes)
                find(
                    "\(pointer)/\(position)/id_type",
                    "the id type '\(type)' is no IRI and none of \(PolicyVocabulary.idTypes.joined(separator: ", "))"
                        + (nearest.map { ": did you mean \($0)?" } ?? "")
                )
            }
            if let other = types.updateValue(type, forKey: place), other != type {
                find(
                    "\(pointer)/\(position)",
                    "'\(place)' stands above with the id type '\(other)': that one counts"
                )
            }
            guard let schemas, case .body(let path)? = PolicyPlace(place),
                let obstacle = reach.obstacle(to: path, in: schemas)
            else { continue }
            find("\(pointer)/\(position)/at", Self.words(obstacle, of: path))
        }
    }

    /// Values that exclude each other, or that the document never lets in.
    private mutating func reviewValues(
        _ request: JSONValue,
        _ id: String,
        _ pointer: String,
        _ bodies: [JSONValue]?,
        _ described: DescribedOperation?
    ) {
        var known: [PolicyPlace: Set<JSONValue>] = [:]
        for (name, values) in request["allow_values"]?.object ?? [:] {
            guard let place = PolicyPlace(name), let values = values.array.map(Set.init) else {
                continue
            }
            let pointer = pointer + JSONPointer(tokens: [name]).description
            if let other = known.updateValue(values, forKey: place), other.isDisjoint(with: values)
            {
                find(pointer, "the same place stands above with other values: none is in both")
            }
            var schemas: [JSONValue] = []
            switch place {
            case .body(let path):
                guard let bodies else { continue }
                if let obstacle = reach.obstacle(to: path, in: bodies, endsAtContainers: true) {
                    find(pointer, Self.words(obstacle, of: path))
                    continue
                }
                schemas = reach.targets(of: path, in: bodies)
            case .parameter(let label):
                guard let schema = described?.parameter(label) else { continue }
                schemas = reach.targets(of: PolicyPath.root, in: [schema])
            }
            let allowed = schemas.compactMap { schema in
                schema["enum"]?.array ?? schema["const"].map { [$0] }
            }
            if !allowed.isEmpty, !allowed.joined().contains(where: values.contains) {
                find(pointer, "the document lets in none of these values")
            }
            reviewFields(request, id, values, place, pointer)
        }
    }

    /// Values that name fields to ask for, none of which may leave.
    private mutating func reviewFields(
        _ request: JSONValue,
        _ id: String,
        _ values: Set<JSONValue>,
        _ place: PolicyPlace,
        _ pointer: String
    ) {
        guard let rule = policy.operations[id], let list = rule.fields, list.place == place else {
            return
        }
        let names = values.flatMap { $0.array ?? [$0] }.compactMap(\.string)
        let isAsked = names.contains { rule.mask.covers(Array($0.utf8), below: list.below) }
        if !names.isEmpty, !isAsked {
            find(
                pointer,
                "these values ask for fields, and 'response.allow' lets none of them leave"
            )
        }
    }
}
