public import JSONSchema

/// How a document is read.
public struct OpenAPIOptions: Sendable {
    /// Where the paths of requests begin.
    public enum BasePath: Hashable, Sendable {
        /// At the paths of the URLs under `servers`: one of them stands before the template.
        case servers
        /// At this path, whatever the servers say; empty when requests hold the bare templates.
        case fixed(String)
    }

    /// What happens to members of requests that the document marks `readOnly`.
    public enum ReadOnlyMembers: String, Hashable, Sendable, CaseIterable {
        /// In OpenAPI 3.0 they are refused, as they "should not be sent"; in 3.1 they pass, as the
        /// service itself may ignore or refuse them.
        case byVersion
        /// They are refused.
        case refuse
        /// They pass; what their schemas say holds.
        case pass
    }

    /// Where the paths of requests begin; by default at the servers' paths.
    public let basePath: BasePath
    /// Whether `format` is checked; by default it is.
    public let assertsFormat: Bool
    /// Documents that schemas may refer to by URI; nothing is ever fetched.
    public let registry: SchemaRegistry
    /// What happens to read-only members of requests; by default what the version says.
    public let readOnlyMembers: ReadOnlyMembers
    /// The most steps that compiling all schemas of a document may take; by default 300 million.
    public let maximumWork: Int
    /// The most bytes that the compiled schemas of a document may take; by default 256 MiB.
    public let maximumBytes: Int

    /// Sets how a document is read.
    public init(
        basePath: BasePath = .servers,
        assertsFormat: Bool = true,
        registry: SchemaRegistry = SchemaRegistry(),
        readOnlyMembers: ReadOnlyMembers = .byVersion,
        maximumWork: Int = 300_000_000,
        maximumBytes: Int = 256 << 20
    ) {
        self.basePath = basePath
        self.assertsFormat = assertsFormat
        self.registry = registry
        self.readOnlyMembers = readOnlyMembers
        self.maximumWork = maximumWork
        self.maximumBytes = maximumBytes
    }

    func schemaOptions(
        _ dialect: Dialect,
        _ direction: MessageDirection,
        work: Int
    ) -> SchemaOptions {
        let refuses =
            readOnlyMembers == .byVersion ? dialect == .openAPI30 : readOnlyMembers == .refuse
        return SchemaOptions(
            formatAssertion: assertsFormat,
            direction: direction,
            refusesReadOnly: refuses,
            maximumWork: work
        )
    }
}
