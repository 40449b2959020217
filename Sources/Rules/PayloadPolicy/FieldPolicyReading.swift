internal import ExchangeModel
internal import JSONTape

/// The reading of a policy document; a member that is not known is a problem, never ignored.
struct FieldPolicyReading {
    /// What an error answer may hold where the policy says nothing: what RFC 9457, *Members of a Problem
    /// Details Object*, keeps the same from one occurrence to the next.
    static let problemMembers = ["/type", "/title", "/status"]
    /// What could pass besides before, in the order of patterns: its numbers in the log come before those.
    static let formerProblemMembers = [
        "/code", "/detail", "/errors/**", "/instance", "/invalidParams/**",
    ]
    private static let maximumPatterns = 1_000

    private let root: JSONValue
    private var idTypes: [String] = []
    private let faults = Faults()

    /// What is not understood so far.
    private final class Faults {
        /// The most faults that are told of one policy.
        static let maximum = 100

        var all: [FieldPolicyProblem] = []

        func note(_ problem: FieldPolicyProblem) {
            if all.count < Self.maximum { all.append(problem) }
        }
    }

    init(_ root: JSONValue) { self.root = root }

    /// A part that was read, once nothing in the whole policy is left to be mended.
    func whole<Part>(_ part: Part) throws(FieldPolicyProblem) -> Part {
        guard var first = faults.all.first else { return part }
        first.further = Array(faults.all.dropFirst())
        throw first
    }

    /// A part of the policy; nil, with the fault kept, when it is not understood.
    private func collect<Part>(
        _ read: () throws(FieldPolicyProblem) -> Part
    ) -> Part? {
        do throws(FieldPolicyProblem) {
            return try read()
        } catch {
            faults.note(error)
            return nil
        }
    }

    func purpose() throws(FieldPolicyProblem) -> PurposeID? {
        try members(root, at: "", known: ["purpose", "title", "operations"])
        guard let text = root["purpose"]?.string, let purpose = try? PurposeID(text) else {
            faults.note(FieldPolicyProblem("a purpose id", at: "/purpose"))
            return nil
        }
        return purpose
    }

    mutating func operations() throws(FieldPolicyProblem) -> [String: OperationPolicy] {
        guard let object = root["operations"]?.object, !object.isEmpty else {
            faults.note(FieldPolicyProblem("at least one operation", at: "/operations"))
            return [:]
        }
        var operations: [String: OperationPolicy] = [:]
        for member in object {
            let pointer = "/operations/" + Self.escaped(member.name)
            idTypes = []
            do throws(FieldPolicyProblem) {
                operations[member.name] = try operation(member.value, at: pointer)
            } catch {
                faults.note(error)
            }
        }
        return operations
    }

    private mutating func operation(
        _ value: JSONValue,
        at pointer: String
    ) throws(FieldPolicyProblem) -> OperationPolicy {
        try members(value, at: pointer, known: ["request", "response"])
        let request = value["request"] ?? [:]
        let response = value["response"] ?? [:]
        let inRequest = pointer + "/request"
        let inResponse = pointer + "/response"
        try members(request, at: inRequest, known: ["allow_values", "fields", "subjects"])
        try members(
            response,
            at: inResponse,
            known: ["allow", "always", "errors", "subjects", "opaque", "header_fields"]
        )
        let requestSubjects = try subjects(request["subjects"], at: inRequest + "/subjects")
        let answerSubjects = try subjects(response["subjects"], at: inResponse + "/subjects")
        let release =
            try paths(response["allow"], at: inResponse + "/allow")
            + paths(response["always"], at: inResponse + "/always")
        let errors =
            response["errors"] == nil
            ? Self.problemMembers.compactMap(PolicyPath.init)
            : try paths(response["errors"], at: inResponse + "/errors")
        let allowed = collect { () throws(FieldPolicyProblem) in
            try allowedValues(request["allow_values"], at: inRequest + "/allow_values")
        }
        let fields = collect { () throws(FieldPolicyProblem) in
            try fieldList(request["fields"], at: inRequest + "/fields")
        }
        let isOpaque = collect { () throws(FieldPolicyProblem) in
            try flag(response["opaque"], at: inResponse + "/opaque")
        }
        return OperationPolicy(
            allowedValues: allowed ?? [],
            fields: fields ?? nil,
            requestSubjects: try mask(
                requestSubjects.compactMap { subject in
                    if case .body(let path) = subject.place { (path, subject.type) } else { nil }
                },
                at: inRequest
            ),
            parameterSubjects: requestSubjects.compactMap { subject in
                if case .parameter(let label) = subject.place { (label, subject.type) } else { nil }
            },
            release: release,
            mask: try mask(release.map { ($0, 0) }, at: inResponse),
            errors: try mask(errors.map { ($0, 0) }, at: inResponse),
            formerErrors: response["errors"] == nil ? Self.formerProblemMembers : [],
            answerSubjects: try mask(
                try answerSubjects.map { (subject) throws(FieldPolicyProblem) in
                    guard case .body(let path) = subject.place else {
                        throw FieldPolicyProblem("JSON pointers", at: inResponse + "/subjects")
                    }
                    return (path, subject.type)
                },
                at: inResponse
            ),
            idTypes: idTypes,
            isOpaque: isOpaque ?? false,
            headerFields: try names(response["header_fields"], at: inResponse + "/header_fields")
        )
    }

    private func mask(
        _ patterns: [(PolicyPath, Int)],
        at pointer: String
    ) throws(FieldPolicyProblem) -> PathMask {
        guard let mask = PathMask(patterns.map { (path: $0.0, tag: $0.1) }) else {
            throw FieldPolicyProblem("patterns that mix names and '*' less", at: pointer)
        }
        return mask
    }

    private func allowedValues(
        _ value: JSONValue?,
        at pointer: String
    ) throws(FieldPolicyProblem) -> [(place: PolicyPlace, values: [JSONValue])] {
        guard let value else { return [] }
        guard let object = value.object else {
            throw FieldPolicyProblem("places with their values", at: pointer)
        }
        var allowed: [(place: PolicyPlace, values: [JSONValue])] = []
        for member in object {
            let place = try self.place(.string(member.name), at: pointer)
            guard let values = member.value.array, !values.isEmpty else {
                throw FieldPolicyProblem(
                    "a list of values",
                    at: "\(pointer)/\(Self.escaped(member.name))"
                )
            }
            allowed.append((place, values))
        }
        return allowed
    }

    private func fieldList(
        _ value: JSONValue?,
        at pointer: String
    ) throws(FieldPolicyProblem) -> FieldList? {
        guard let value else { return nil }
        try members(value, at: pointer, known: ["at", "below"])
        let place = try self.place(value["at"], at: pointer + "/at")
        guard let below = PolicyPath(value["below"]?.string ?? ""),
            !below.steps.contains(.subtree), value["below"]?.isString != false
        else { throw FieldPolicyProblem("a JSON pointer into the answer", at: pointer + "/below") }
        return FieldList(place: place, below: below)
    }

    private mutating func subjects(
        _ value: JSONValue?,
        at pointer: String
    ) throws(FieldPolicyProblem) -> [(place: PolicyPlace, type: Int)] {
        guard let value else { return [] }
        guard let array = value.array else { throw FieldPolicyProblem("a list", at: pointer) }
        var subjects: [(place: PolicyPlace, type: Int)] = []
        for (position, item) in array.enumerated() {
            let read = collect { () throws(FieldPolicyProblem) in
                try subject(item, at: "\(pointer)/\(position)")
            }
            guard let (place, type) = read else { continue }
            let known = idTypes.firstIndex(of: type)
            if known == nil { idTypes.append(type) }
            subjects.append((place, known ?? idTypes.count - 1))
        }
        return subjects
    }

    private func subject(
        _ item: JSONValue,
        at pointer: String
    ) throws(FieldPolicyProblem) -> (PolicyPlace, String) {
        try members(item, at: pointer, known: ["at", "id_type"])
        let place = try self.place(item["at"], at: pointer + "/at")
        if case .body(let path) = place, path.steps.contains(.subtree) {
            throw FieldPolicyProblem("a pointer without '**'", at: pointer + "/at")
        }
        guard let type = item["id_type"]?.string, !type.isEmpty, type.utf8.count <= 200 else {
            throw FieldPolicyProblem("an id type", at: pointer + "/id_type")
        }
        return (place, type)
    }

    private func place(
        _ value: JSONValue?,
        at pointer: String
    ) throws(FieldPolicyProblem) -> PolicyPlace {
        guard let text = value?.string, let place = PolicyPlace(text) else {
            throw FieldPolicyProblem(
                "a JSON pointer, 'query:NAME', 'path:NAME' or 'header:NAME'",
                at: pointer
            )
        }
        return place
    }

    private func paths(
        _ value: JSONValue?,
        at pointer: String
    ) throws(FieldPolicyProblem) -> [PolicyPath] {
        var paths: [PolicyPath] = []
        for (position, text) in try texts(value, at: pointer).enumerated() {
            guard let path = PolicyPath(text) else {
                faults.note(
                    FieldPolicyProblem(
                        "a JSON pointer with '*' for one step and '**' only at its end",
                        at: "\(pointer)/\(position)"
                    )
                )
                continue
            }
            paths.append(path)
        }
        return paths
    }

    private func names(
        _ value: JSONValue?,
        at pointer: String
    ) throws(FieldPolicyProblem) -> [[UInt8]] {
        try texts(value, at: pointer).map { Array($0.lowercased().utf8) }
    }

    private func texts(
        _ value: JSONValue?,
        at pointer: String
    ) throws(FieldPolicyProblem) -> [String] {
        guard let value else { return [] }
        guard let array = value.array, array.count <= Self.maximumPatterns else {
            throw FieldPolicyProblem(
                "a list of at most \(Self.maximumPatterns) texts",
                at: pointer
            )
        }
        let texts = array.compactMap(\.string)
        guard texts.count == array.count else { throw FieldPolicyProblem("texts", at: pointer) }
        return texts
    }

    private func flag(_ value: JSONValue?, at pointer: String) throws(FieldPolicyProblem) -> Bool {
        guard let value else { return false }
        guard let flag = value.bool else { throw FieldPolicyProblem("true or false", at: pointer) }
        return flag
    }

    /// Asks for an object without members beyond the known ones.
    private func members(
        _ value: JSONValue,
        at pointer: String,
        known: [String]
    ) throws(FieldPolicyProblem) {
        guard let object = value.object else { throw FieldPolicyProblem("an object", at: pointer) }
        for name in object.names where !known.contains(name) {
            faults.note(
                FieldPolicyProblem(
                    "only \(known.joined(separator: ", "))",
                    at: "\(pointer)/\(Self.escaped(name))"
                )
            )
        }
    }

    private static func escaped(_ token: String) -> String {
        token.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}

extension JSONValue {
    fileprivate var isString: Bool { string != nil }
}
