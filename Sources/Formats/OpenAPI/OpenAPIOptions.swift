public import JSONSchema
internal import JSONTape

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
    /// Whether operations that cannot be read are left out, rather than the document refused.
    public let leavesOut: Bool
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
        leavesOut: Bool = false,
        maximumWork: Int = 300_000_000,
        maximumBytes: Int = 256 << 20
    ) {
        self.basePath = basePath
        self.assertsFormat = assertsFormat
        self.registry = registry
        self.readOnlyMembers = readOnlyMembers
        self.leavesOut = leavesOut
        self.maximumWork = maximumWork
        self.maximumBytes = maximumBytes
    }

    /// The member of a document that says whether its formats are asserted: see ``annotates``.
    public static let formatsMember = "x-sluis-formats"
    /// The value of ``formatsMember`` where formats are annotations, whatever the options say.
    public static let annotates = "annotate"

    func schemaOptions(
        _ root: JSONValue,
        _ dialect: Dialect,
        _ direction: MessageDirection,
        work: Int
    ) -> SchemaOptions {
        let refuses =
            readOnlyMembers == .byVersion ? dialect == .openAPI30 : readOnlyMembers == .refuse
        return SchemaOptions(
            formatAssertion: assertsFormat
                && root[Self.formatsMember]?.string != Self.annotates,
            direction: direction,
            refusesReadOnly: refuses,
            maximumWork: work
        )
    }
}
