/// What the gateway tells everybody on this machine: health, metrics and the catalogue.
public struct OpenDocuments: Sendable {
    /// The checks of readiness; all must pass.
    public var readiness: @Sendable () async -> [HealthCheck]
    /// What does not keep the gateway from taking work and must be seen: lines after the `ok`.
    public var remarks: @Sendable () async -> [String] = { [] }
    /// The metrics in Prometheus' text format.
    public var metrics: @Sendable () -> [UInt8]
    /// The document at a path (`/catalog`, `/id/…`) in one of the ``catalogTypes``.
    public var catalog: @Sendable (_ path: String, _ mediaType: String) async -> PublishedDocument?
    /// The media types of the catalogue; the first is given when a request asks for none.
    public var catalogTypes: [String]
    /// The OpenAPI document of a service, at `/openapi/` and its name; nil where there is none.
    public var description: @Sendable (_ service: String) async -> PublishedDocument?

    /// Takes what is told.
    public init(
        readiness: @escaping @Sendable () async -> [HealthCheck],
        metrics: @escaping @Sendable () -> [UInt8],
        catalogTypes: [String] = ["application/ld+json", "text/turtle"],
        catalog:
            @escaping @Sendable (_ path: String, _ mediaType: String) async -> PublishedDocument?,
        description: @escaping @Sendable (_ service: String) async -> PublishedDocument? = { _ in
            nil
        }
    ) {
        self.readiness = readiness
        self.metrics = metrics
        self.catalogTypes = catalogTypes
        self.catalog = catalog
        self.description = description
    }
}
