internal import Crypto
public import ExchangeModel
public import JSONSchema
public import JSONTape

/// The OpenAPI document of what one purpose may ask of a service and see of its answers.
///
/// It is the source's document reduced to the policy's operations, request values and answer
/// fields, valid OpenAPI itself. Every answer that conforms to the source's document conforms to
/// this one once the policy has reduced it. Names of servers, security schemes, links, callbacks
/// and extensions of the source are left out. The same document and policy always give the same
/// bytes.
public struct DerivedDocument: Sendable {
    /// The extension of an operation that lists the patterns that may leave.
    static let extensionName = "x-sluis-fields"

    /// The document.
    public let json: JSONValue
    /// The canonical JSON text (RFC 8785) of the document: what is served.
    public let bytes: [UInt8]
    /// SHA-256 over ``bytes``.
    public let digest: SHA256Value

    /// Reduces a document.
    ///
    /// - Parameters:
    ///   - source: The service's document.
    ///   - policy: What the purpose may ask and see; its operations stand in the document.
    ///   - registry: The documents that its schemas refer to by URI. Their schemas stand in the
    ///     reduced document; where the source is in OpenAPI 3.0, that is then in 3.1.
    ///   - keepsServerPaths: Whether requests begin with the path of a server of the document.
    /// - Throws: The place that cannot be reduced, and why.
    public init(
        of source: JSONValue,
        for policy: FieldPolicy,
        registry: SchemaRegistry = SchemaRegistry(),
        keepsServerPaths: Bool = true
    ) throws(DerivationProblem) {
        let isOld = source["openapi"]?.string?.hasPrefix("3.0.") ?? false
        let dialect: Dialect = isOld ? .openAPI30 : .openAPI31
        let whole = SchemaLibrary(source, dialect: dialect, registry: registry).bundled()
        var reduction = DocumentReduction(whole, policy, keepsServerPaths: keepsServerPaths)
        json = try reduction.document()
        do throws(JSONProblem) {
            bytes = try json.canonicalForm()
        } catch {
            throw DerivationProblem("a value has no canonical JSON", at: JSONPointer())
        }
        guard let digest = SHA256Value(Array(SHA256.hash(data: bytes))) else {
            throw DerivationProblem("a value has no canonical JSON", at: JSONPointer())
        }
        self.digest = digest
    }
}

/// Why a document cannot be reduced to a policy, and at which place of the source's document.
public struct DerivationProblem: Error, CustomStringConvertible, Sendable {
    /// The place in the source's document.
    public let pointer: JSONPointer
    /// What is wrong there, with what to do.
    public let reason: String

    /// Names a place and a reason.
    public init(_ reason: String, at pointer: JSONPointer) {
        (self.reason, self.pointer) = (reason, pointer)
    }

    /// What is wrong and where, in one line.
    public var description: String { "#\(pointer): \(reason)" }
}
