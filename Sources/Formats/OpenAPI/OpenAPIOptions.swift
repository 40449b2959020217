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

    /// Where the paths of requests begin; by default at the servers' paths.
    public let basePath: BasePath
    /// Whether `format` is checked; by default it is.
    public let assertsFormat: Bool
    /// Documents that schemas may refer to by URI; nothing is ever fetched.
    public let registry: SchemaRegistry
    /// The most bytes that the compiled schemas of a document may take; by default 256 MiB.
    public let maximumBytes: Int

    /// Sets how a document is read.
    public init(
        basePath: BasePath = .servers,
        assertsFormat: Bool = true,
        registry: SchemaRegistry = SchemaRegistry(),
        maximumBytes: Int = 256 << 20
    ) {
        self.basePath = basePath
        self.assertsFormat = assertsFormat
        self.registry = registry
        self.maximumBytes = maximumBytes
    }

    func schemaOptions(_ direction: MessageDirection) -> SchemaOptions {
        SchemaOptions(formatAssertion: assertsFormat, direction: direction)
    }
}
