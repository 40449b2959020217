/// One operation of a document.
///
/// OpenAPI 3.1.0, *Operation Object*.
public final class Operation: Sendable {
    /// The `operationId`, or method and template when the document gives none.
    public let id: String
    /// The method in upper case.
    public let method: String
    /// The path template as the document writes it, without the server's path.
    public let template: String
    /// The summary or the first line of the description, for people.
    public let summary: String
    /// The parameters, the path item's included.
    public let parameters: [Parameter]
    /// The body that it takes; nil when the document declares none.
    public let requestBody: RequestBody?
    /// The names of the template's variables in order.
    let variables: [String]
    private let responses: [StatusKey: Content]
    let queryNames: QueryNames

    init(
        id: String,
        method: String,
        template: String,
        summary: String,
        parameters: [Parameter],
        requestBody: RequestBody?,
        variables: [String],
        responses: [StatusKey: Content]
    ) {
        self.id = id
        self.method = method
        self.template = template
        self.summary = summary
        self.parameters = parameters
        self.requestBody = requestBody
        self.variables = variables
        self.responses = responses
        queryNames = QueryNames(parameters)
    }

    /// The bodies of a response; nil when the document does not declare the status.
    ///
    /// OpenAPI 3.1.0, *Responses Object*: an exact status before a range, a range before `default`.
    public func response(status: Int) -> Content? {
        responses[.exact(status)] ?? responses[.range(status / 100)] ?? responses[.any]
    }

    /// The statuses that the document declares, as it writes them: exact ones, ranges, `default`.
    public var declaredStatuses: [String] { responses.keys.map(\.description).sorted() }

    /// Whether a bare `;` may stand in the values of the path: each in a variable in matrix style.
    func allowsMatrix(_ captures: [ArraySlice<UInt8>]) -> Bool {
        zip(variables, captures).allSatisfy { name, value in
            guard value.contains(UInt8(ascii: ";")) else { return true }
            return value.first == UInt8(ascii: ";")
                && parameters.contains {
                    $0.place == .path && $0.name == name && $0.form.style == .matrix
                }
        }
    }
}

/// An operation that a request's method and path name.
public struct OperationMatch: Sendable {
    /// The operation.
    public let operation: Operation
    /// The values of the template's variables in order, decoded.
    let captures: [ArraySlice<UInt8>]
    /// The query as it came.
    let query: ArraySlice<UInt8>?
}

/// Why a request names no operation.
public enum RouteRefusal: Error, Hashable, Sendable {
    /// The path may be read in more than one way.
    case path(PathRefusal)
    /// No template fits the path.
    case unknownPath
    /// The document describes the operation in a way that cannot be read.
    case leftOut
    /// A template fits the path, but the document declares only these methods for it.
    case unknownMethod(declared: [String])
}
