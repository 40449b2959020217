public import ExchangeModel
public import JSONTape

/// The beginning of a field policy: all that one operation takes and gives, to be cut down.
///
/// It is YAML with comments from the document's descriptions, and a policy as it is written: it lets
/// everything pass that the document declares. Subjects are left to the person who writes it, as no
/// document says whose data a field is.
public struct PolicyDraft: Sendable {
    /// Why there is no draft.
    public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The document has no such operation; these are its operations.
        case unknownOperation(known: [String])
        /// A reference on the way to the operation leads nowhere.
        case unusable(String)

        /// What is wrong, in one line.
        public var description: String {
            switch self {
            case .unknownOperation(let known):
                "the document has no such operation; it has \(known.joined(separator: ", "))"
            case .unusable(let reason): reason
            }
        }
    }

    /// The text of the policy.
    public let text: String

    /// Writes a draft.
    ///
    /// - Parameters:
    ///   - document: The service's OpenAPI document, put together into one.
    ///   - operation: The `operationId`, or method and path where the document gives none.
    ///   - purpose: The purpose that the policy is for.
    ///   - source: What the document is called in the first lines.
    /// - Throws: That the operation is not there, or cannot be read.
    public init(
        of document: JSONValue,
        operation: String,
        purpose: PurposeID,
        source: String
    ) throws(Problem) {
        let parts: OperationParts?
        do throws(DerivationProblem) {
            parts = try OperationParts(operation, of: document)
        } catch {
            throw .unusable(error.description)
        }
        guard let parts else {
            throw .unknownOperation(known: OperationParts.ids(of: document))
        }
        text = DraftText(parts, purpose: purpose, source: source).text
    }
}

/// One operation of a document with all that belongs to it, as the document writes it.
struct OperationParts {
    /// A parameter, or a header field of answers.
    struct Named {
        /// Its name as policies write it, for example `query:fields`.
        let label: String
        let description: String
        let values: [JSONValue]
        let isList: Bool
    }

    let id: String
    let method: String
    let template: String
    let summary: String
    private(set) var parameters: [Named] = []
    private(set) var request: [SchemaField] = []
    private(set) var answer: [SchemaField] = []
    private(set) var headerFields: [Named] = []
    /// The media types of answers that are no JSON.
    private(set) var opaqueTypes: [String] = []

    /// The ids of all operations of a document, in its order.
    static func ids(of document: JSONValue) -> [String] {
        all(of: document).map(\.id)
    }

    private static func all(
        of document: JSONValue
    ) -> [(id: String, method: String, template: String, item: SchemaPlace)] {
        let schemas = SchemaReduction(document)
        var found: [(id: String, method: String, template: String, item: SchemaPlace)] = []
        for (template, value) in document["paths"]?.object ?? [:] {
            let place = SchemaPlace(value, JSONPointer(tokens: ["paths", template]))
            guard !template.hasPrefix("x-"), let item = try? schemas.follow(place) else { continue }
            for method in DocumentReduction.methods {
                guard let operation = item.value[method] else { continue }
                let plain = "\(method.uppercased()) \(template)"
                found.append((operation["operationId"]?.string ?? plain, method, template, item))
            }
        }
        return found
    }

    /// Finds an operation; nil when the document has none of this id.
    init?(_ id: String, of document: JSONValue) throws(DerivationProblem) {
        guard let found = Self.all(of: document).first(where: { $0.id == id }),
            let operation = found.item[found.method]
        else { return nil }
        (self.id, method, template) = (id, found.method.uppercased(), found.template)
        summary =
            operation.value["summary"]?.string ?? operation.value["description"]?.string ?? ""
        let schemas = SchemaReduction(document)
        try readParameters(operation, found.item, schemas)
        if let body = operation["requestBody"] {
            let content = try Self.schemas(of: schemas.follow(body), schemas)
            request = SchemaFields.all(of: content.json, in: schemas)
        }
        try readAnswers(operation, schemas)
    }

    private mutating func readParameters(
        _ operation: SchemaPlace,
        _ item: SchemaPlace,
        _ schemas: SchemaReduction
    ) throws(DerivationProblem) {
        for holder in [operation, item] {
            for index in 0..<(holder.value["parameters"]?.array?.count ?? 0) {
                guard let place = holder["parameters"]?.item(index) else { continue }
                let parameter = try schemas.follow(place)
                guard let name = parameter.value["name"]?.string,
                    let position = parameter.value["in"]?.string, position != "cookie"
                else { continue }
                let label = "\(position):\(position == "header" ? name.lowercased() : name)"
                guard !parameters.contains(where: { $0.label == label }) else { continue }
                parameters.append(try Self.named(label, parameter, schemas))
            }
        }
    }

    private static func named(
        _ label: String,
        _ place: SchemaPlace,
        _ schemas: SchemaReduction
    ) throws(DerivationProblem) -> Named {
        let fields = place["schema"].map { SchemaFields.all(of: [$0], in: schemas) } ?? []
        let own = place.value["description"]?.string
        return Named(
            label: label,
            description: own ?? fields.first?.description ?? "",
            values: fields.count == 1 && fields[0].pattern.isEmpty ? fields[0].values : [],
            isList: fields.map(\.pattern) == ["/*"]
        )
    }

    private mutating func readAnswers(
        _ operation: SchemaPlace,
        _ schemas: SchemaReduction
    ) throws(DerivationProblem) {
        var json: [SchemaPlace] = []
        for (status, value) in operation["responses"]?.value.object ?? [:]
        where !status.hasPrefix("x-") && !["4", "5"].contains(status.first) {
            let pointer = operation.pointer.appending("responses").appending(status)
            let response = try schemas.follow(SchemaPlace(value, pointer))
            let content = try Self.schemas(of: response, schemas)
            json += content.json
            for type in content.others where !opaqueTypes.contains(type) {
                opaqueTypes.append(type)
            }
            for name in response.value["headers"]?.object?.names ?? [] {
                let field = name.lowercased()
                guard let place = response["headers"]?[name],
                    !PayloadRules.passes(Array(field.utf8)),
                    !headerFields.contains(where: { $0.label == field })
                else { continue }
                headerFields.append(try Self.named(field, schemas.follow(place), schemas))
            }
        }
        answer = json.isEmpty ? [] : SchemaFields.all(of: json, in: schemas)
    }

    /// The schemas of the JSON bodies of a request or response, and its other media types.
    private static func schemas(
        of holder: SchemaPlace,
        _ schemas: SchemaReduction
    ) throws(DerivationProblem) -> (json: [SchemaPlace], others: [String]) {
        var found: (json: [SchemaPlace], others: [String]) = ([], [])
        for name in holder.value["content"]?.object?.names ?? [] {
            guard MediaTypeText.mayBeJSON(name) else {
                found.others.append(name)
                continue
            }
            guard let place = holder["content"]?[name] else { continue }
            let media = try schemas.follow(place)
            found.json.append(media["schema"] ?? SchemaPlace(true, media.pointer))
        }
        return found
    }
}

extension SchemaPlace {
    /// An item of a list.
    func item(_ index: Int) -> SchemaPlace? {
        value[index].map { SchemaPlace($0, pointer.appending(String(index))) }
    }
}
