import HTTPTypes
import Hummingbird
import JSONTape
public import Logging
import NIOCore
public import ServiceLifecycle

/// Health, metrics and catalogue in plain HTTP on the loopback; nothing can be changed here.
public struct OpenServer: Service {
    private let host: String
    private let port: Int
    private let documents: OpenDocuments
    private let logger: Logger
    private let ready: @Sendable (_ port: Int) -> Void

    /// Describes the listener; nothing is opened yet.
    ///
    /// Port 0 takes a free one; `ready` is told which. A host that is not of the loopback is refused
    /// with an ``AdministrationProblem``.
    public init(
        host: String,
        port: Int,
        documents: OpenDocuments,
        logger: Logger,
        ready: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) throws(AdministrationProblem) {
        let isLoopback =
            ["localhost", "::1"].contains(host)
            || (host.hasPrefix("127.") && (try? SocketAddress(ipAddress: host, port: 0)) != nil)
        guard isLoopback else { throw .notLoopback(host: host) }
        self.host = host
        self.port = port
        self.documents = documents
        self.logger = logger
        self.ready = ready
    }

    /// Serves until the gateway stops.
    public func run() async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { ready($0.localAddress?.port ?? port) },
            logger: logger
        )
        try await application.run()
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        let documents = documents
        router.add(middleware: AnswerFrame())
        router.get("/livez") { _, _ in Self.text("ok\n") }
        router.get("/readyz") { _, _ in
            Self.readiness(await documents.readiness(), await documents.remarks())
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: documents.metrics()))
            )
        }
        for path in ["/catalog", "/id/{kind}/{name}"] as [RouterPath] {
            router.get(path) { request, _ in await Self.catalog(documents, request) }
            router.head(path) { request, _ in await Self.catalog(documents, request) }
        }
        router.get("/openapi/{service}") { request, context in
            let name = context.parameters.get("service").flatMap(PathSegment.decode) ?? ""
            return Self.answer(await documents.description(name), request)
        }
        return router
    }

    private static func text(_ text: String, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    private static func readiness(_ checks: [HealthCheck], _ remarks: [String]) -> Response {
        let failing = checks.filter { !$0.passes }
        if failing.isEmpty { return text((["ok"] + remarks).map { $0 + "\n" }.joined()) }
        var problem = Problem(
            .serviceUnavailable,
            failing.map { "\($0.name): \($0.detail)" }.joined(separator: "; ")
        )
        problem.members["checks"] = .array(
            failing.map { ["name": .string($0.name), "detail": .string($0.detail)] }
        )
        return problem.response
    }

    private static func catalog(_ documents: OpenDocuments, _ request: Request) async -> Response {
        let accept = request.headers[values: .accept].joined(separator: ",")
        guard let type = AcceptedType.best(of: documents.catalogTypes, for: accept) else {
            let types = documents.catalogTypes.joined(separator: ", ")
            return Problem(.notAcceptable, "this document is there as \(types)").response
        }
        return answer(await documents.catalog(request.uri.path, type), request)
    }

    /// A document, or that the reader has it already, or that there is none.
    private static func answer(_ document: PublishedDocument?, _ request: Request) -> Response {
        guard let found = document else {
            return Problem(.notFound, "there is nothing at this path").response
        }
        let headers: HTTPFields = [
            .contentType: found.mediaType, .eTag: found.entityTag, .vary: "Accept",
            .cacheControl: "no-cache", .accessControlAllowOrigin: "*",
        ]
        if Self.hasCopy(request, of: found.entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        let body = ByteBuffer(bytes: request.method == .head ? [] : found.body)
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// Whether the request names the validator; RFC 9110, *If-None-Match* compares weakly.
    private static func hasCopy(_ request: Request, of entityTag: String) -> Bool {
        let tags = request.headers[values: .ifNoneMatch].joined(separator: ",").split(
            separator: ","
        )
        return tags.contains { tag in
            let tag = tag.filter { $0 != " " }
            return tag == "*" || tag == entityTag || tag == "W/" + entityTag
        }
    }
}
