import ExchangeModel
import HTTPTypes
import Hummingbird
import JSONTape
import Logging
import NIOCore

/// The operators' paths under `/v1`.
struct AdministrationRoutes: Sendable {
    /// The most bytes of a request's body: one mebibyte.
    static let maximumBodyBytes = 1 << 20
    /// The most bytes of a reason that a person gives.
    static let maximumReasonBytes = 400

    /// What a request knows of its connection.
    struct Context: RequestContext {
        var coreContext: CoreRequestContextStorage
        private let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            channel = source.channel
        }

        /// Who opened the connection.
        func caller() async throws -> Caller { try await Caller(behind: channel) }

        /// A part of the path, percent-decoded and well formed.
        func part<Value>(
            _ name: String,
            _ read: (String) throws(Malformed) -> Value
        ) throws(OperationRefusal) -> Value {
            let text = parameters.get(name).flatMap(PathSegment.decode) ?? ""
            do throws(Malformed) {
                return try read(text)
            } catch {
                let fault = OperationRefusal.Fault(.path, name, error.expected)
                throw OperationRefusal(.invalid, "the path is wrong", faults: [fault])
            }
        }
    }

    let operations: AdministrationOperations
    private let document: JSONValue?

    init(_ operations: AdministrationOperations, document: JSONValue?) {
        self.operations = operations
        self.document = document
    }

    func router() -> Router<Context> {
        let router = Router(context: Context.self)
        router.add(middleware: AnswerFrame())
        addContracts(to: router)
        addExchange(to: router)
        addLog(to: router)
        addPolicies(to: router)
        addBackups(to: router)
        if let document {
            router.get("/v1/openapi.json") { _, _ in
                var response = Response(json: document)
                response.headers[.accessControlAllowOrigin] = "*"
                return response
            }
        }
        return router
    }

    private func addContracts(to router: Router<Context>) {
        let operations = operations
        router.get("/v1/contracts") { request, context in
            let filter = try ContractFilter(QueryReader(request))
            return Response(json: try await operations.listContracts(filter, context.caller()))
        }
        router.get("/v1/contracts/{hash}") { request, context in
            try QueryReader(request).finish()
            let hash = try context.part("hash") { (text) throws(Malformed) in try ContractHash(text)
            }
            return Response(json: try await operations.showContract(hash, context.caller()))
        }
        router.post("/v1/contracts") { request, context in
            try QueryReader(request).finish()
            let proposal = try await Self.object(of: request)
            return Self.created(try await operations.proposeContract(proposal, context.caller()))
        }
        router.post("/v1/contracts/{hash}/renew") { request, context in
            let isTrial = try Self.isTrial(request)
            let hash = try context.part("hash") { (text) throws(Malformed) in try ContractHash(text)
            }
            let renewal = try await Self.object(of: request)
            if isTrial {
                return Response(
                    json: try await operations.tryRenewal(hash, renewal, context.caller())
                )
            }
            let made = try await operations.renewContract(hash, renewal, context.caller())
            return Self.created(made)
        }
        router.post("/v1/contracts/{hash}/retry") { request, context in
            try QueryReader(request).finish()
            let hash = try context.part("hash") { (text) throws(Malformed) in try ContractHash(text)
            }
            return Response(json: try await operations.retry(hash, context.caller()))
        }
        router.get("/v1/distributions") { request, context in
            try QueryReader(request).finish()
            return Response(json: try await operations.listDistributions(context.caller()))
        }
        router.post("/v1/distributions/retry") { request, context in
            try QueryReader(request).finish()
            return Response(json: try await operations.retry(nil, context.caller()))
        }
        for decision in AdministrationOperations.ContractDecision.allCases {
            router.put("/v1/contracts/{hash}/\(decision.rawValue)") { request, context in
                var query = QueryReader(request)
                let force =
                    decision == .accept
                    ? query.value("force", "true or false") { Bool($0) } ?? false : false
                try query.finish()
                let hash = try context.part("hash") { (text) throws(Malformed) in
                    try ContractHash(text)
                }
                let reason =
                    decision == .accept
                    ? nil : try await Self.reason(of: request, isRequired: false)
                let terms = AdministrationOperations.DecisionTerms(force: force, reason: reason)
                let caller = try await context.caller()
                return Response(
                    json: try await operations.decideContract(hash, decision, terms, caller)
                )
            }
        }
    }

    private func addExchange(to router: Router<Context>) {
        let operations = operations
        router.get("/v1/peers") { request, context in
            let filter = try PageFilter(QueryReader(request))
            return Response(json: try await operations.listPeers(filter, context.caller()))
        }
        router.get("/v1/peers/{id}") { request, context in
            try QueryReader(request).finish()
            let id = try context.part("id") { (text) throws(Malformed) in try PeerID(text) }
            return Response(json: try await operations.showPeer(id, context.caller()))
        }
        router.get("/v1/purposes") { request, context in
            try QueryReader(request).finish()
            return Response(json: try await operations.listPurposes(context.caller()))
        }
        router.get("/v1/purposes/{id}/explanation") { request, context in
            let purpose = try Self.purpose(request, context)
            return Response(json: try await operations.explainPurpose(purpose, context.caller()))
        }
        router.get("/v1/purposes/{id}/document") { request, context in
            let purpose = try Self.purpose(request, context)
            return Response(
                json: try await operations.showPurposeDocument(purpose, context.caller())
            )
        }
        router.get("/v1/deviations") { request, context in
            try QueryReader(request).finish()
            return Response(json: try await operations.listDeviations(context.caller()))
        }
        router.post("/v1/deviations/clear") { request, context in
            try QueryReader(request).finish()
            return Response(json: try await operations.clearDeviations(context.caller()))
        }
        router.get("/v1/services") { request, context in
            try QueryReader(request).finish()
            return Response(json: try await operations.listServices(context.caller()))
        }
        router.post("/v1/services/{name}/publish") { request, context in
            var query = QueryReader(request)
            let delegator = query.value("delegator", "a peer id") { try? PeerID($0) }
            try query.finish()
            let name = try context.part("name") { (text) throws(Malformed) in try ServiceName(text)
            }
            let made =
                if let delegator {
                    try await operations.publishForDelegator(name, delegator, context.caller())
                } else {
                    try await operations.publishService(name, context.caller())
                }
            return Response(json: made, status: .created)
        }
        router.post("/v1/services/{name}/unpublish") { request, context in
            try QueryReader(request).finish()
            let name = try context.part("name") { (text) throws(Malformed) in try ServiceName(text)
            }
            return Response(json: try await operations.unpublishService(name, context.caller()))
        }
    }

    private func addLog(to router: Router<Context>) {
        let operations = operations
        router.get("/v1/log-entries") { request, context in
            let filter = try LogFilter(QueryReader(request))
            return Response(json: try await operations.listLogEntries(filter, context.caller()))
        }
        router.get("/v1/log-entries/{id}") { request, context in
            try QueryReader(request).finish()
            let id = try context.part("id") { (text) throws(Malformed) in try TransactionID(text) }
            return Response(json: try await operations.showLogEntry(id, context.caller()))
        }
        router.get("/v1/status") { request, context in
            try QueryReader(request).finish()
            return Response(json: try await operations.status(context.caller()))
        }
        router.post("/v1/reload") { request, context in
            let isTrial = try Self.isTrial(request)
            let caller = try await context.caller()
            return Response(
                json: isTrial
                    ? try await operations.tryReload(caller) : try await operations.reload(caller)
            )
        }
        router.post("/v1/trust/older-lists") { request, context in
            try QueryReader(request).finish()
            let body = try await Self.object(of: request)
            let texts = try Self.texts(["issuer", "reason"], of: body)
            let caller = try await context.caller()
            return Response(
                json: try await operations.acceptOlderList(texts[0], texts[1], caller)
            )
        }
    }

    /// Members that must be texts of 1 to 500 characters, and nothing beside them.
    static func texts(
        _ names: [String],
        of body: JSONObject
    ) throws(OperationRefusal) -> [String] {
        var faults = body.members.filter { !names.contains($0.name) }.map {
            OperationRefusal.Fault(.body, "/\($0.name)", "there is no such member")
        }
        let texts = names.map { name in
            let text = body[name]?.string ?? ""
            if !(1...500).contains(text.count) {
                faults.append(.init(.body, "/\(name)", "a text of 1 to 500 characters"))
            }
            return text
        }
        guard faults.isEmpty else {
            throw OperationRefusal(.invalid, "the body is wrong", faults: faults)
        }
        return texts
    }

    private static func purpose(
        _ request: Request,
        _ context: Context
    ) throws -> PurposeReference {
        var query = QueryReader(request)
        let service = query.value("service", "a service's name") { try? ServiceName($0) }
        try query.finish()
        let choice = try context.part("id") { (text) throws(Malformed) in
            try PurposeReference.Choice(text)
        }
        return PurposeReference(choice, service: service)
    }

    /// A contract that was made, with its place.
    private static func created(_ contract: JSONValue) -> Response {
        var response = Response(json: contract, status: .created)
        if let hash = contract["hash"]?.string {
            response.headers[.location] = "/v1/contracts/\(PathSegment.encode(hash))"
        }
        return response
    }

    /// The body as a JSON object.
    static func object(
        of request: Request,
        isOptional: Bool = false
    ) async throws -> JSONObject {
        if let type = request.headers[.contentType] {
            let essence = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
            guard essence == "application/json" else {
                throw HTTPError(.unsupportedMediaType)
            }
        }
        let body = try await request.body.collect(upTo: maximumBodyBytes)
        if isOptional, body.readableBytes == 0 { return JSONObject() }
        let fault: OperationRefusal.Fault
        do throws(JSONProblem) {
            if let object = try JSONValue(parsing: Array(body.readableBytesView)).object {
                return object
            }
            fault = OperationRefusal.Fault(.body, "", "a JSON object")
        } catch {
            fault = OperationRefusal.Fault(.body, "", "\(error)")
        }
        throw OperationRefusal(.invalid, "the body is not as it should be", faults: [fault])
    }
}

extension QueryReader {
    init(_ request: Request) {
        self.init(
            request.uri.queryParameters.map { (key: String($0.key), value: String($0.value)) }
        )
    }
}
