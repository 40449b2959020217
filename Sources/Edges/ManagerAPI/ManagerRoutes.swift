import Contracts
import ExchangeModel
import HTTPTypes
import Hummingbird
import JSONTape
import Logging
import NIOCore
import PeerIdentity
import SignedJSON

/// The routes of FSC's Manager interface, under `/v1` and without it (Q20).
struct ManagerRoutes: Sendable {
    /// The greatest body of a token request, in bytes.
    static let maximumFormBytes = 16_384

    typealias Context = PeerRequestContext

    let operations: ManagerOperations
    let logger: Logger

    func router() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Answering(logger: logger))
        router.add(middleware: NamedPeersOnly())
        add(to: router.group(""))
        add(to: router.group("v1"))
        return router
    }

    private func add(to group: RouterGroup<Context>) {
        group.put("announce") { try await announce($0, $1) }
        group.post("contracts") { try await submit($0, $1) }
        group.get("contracts") { try await contracts($0, $1) }
        for kind in SignatureKind.allCases {
            group.put("contracts/:hash/\(kind.rawValue)") { try await sign(kind, $0, $1) }
        }
        group.post("token") { try await token($0, $1) }
        group.get("peer") { _, _ in Self.json(Self.description(operations.own())) }
        group.get("peers") { request, _ in try await peers(request) }
        group.get("services") { request, _ in try await services(request) }
        group.get(".well-known/jwks.json") { _, _ in Self.json(operations.keySet().json) }
        group.get("logs") { try await logs($0, $1) }
        group.get("purpose-documents/:digest") { try await purposeDocument($0, $1) }
    }

    private func announce(_ request: Request, _ context: Context) async throws -> Response {
        let caller = try Self.peer(context)
        let address = try Self.address(request)
        try await operations.announce(caller, address).get()
        return Response(status: .ok)
    }

    private func submit(_ request: Request, _ context: Context) async throws -> Response {
        let caller = try Self.peer(context)
        let address = try Self.address(request)
        let body = try SignedContent(
            parsing: await Self.body(request, context, most: SignedContent.maximumBytes)
        )
        try await operations.submit(caller, address, body).get()
        return Response(status: .created)
    }

    private func sign(
        _ kind: SignatureKind,
        _ request: Request,
        _ context: Context
    ) async throws -> Response {
        let caller = try Self.peer(context)
        let address = try Self.address(request)
        let path = context.parameters.get("hash") ?? ""
        guard let hash = FormText.decoded(path.utf8, plusIsSpace: false) else {
            throw ManagerRefusal.unknownOperation
        }
        let body = try SignedContent(
            parsing: await Self.body(request, context, most: SignedContent.maximumBytes)
        )
        try await operations.sign(kind, hash, caller, address, body).get()
        return Response(status: .created)
    }

    private func contracts(_ request: Request, _ context: Context) async throws -> Response {
        let query = try ListQuery(request.uri.query)
        var wanted = ContractQuery(peer: try Self.peer(context).peerID)
        if let grants = try query.list(
            "grant_hash",
            { (text) throws(Malformed) in try GrantHash(text) }
        ) {
            wanted.grants = grants
            wanted.limit = Page<Int>.greatestLimit
        } else {
            wanted.order = try query.order()
            wanted.after = try query.cursor()
            wanted.limit = try query.limit()
            if let text = try query.text("grant_type") {
                guard let type = GrantType(rawValue: text) else {
                    throw ManagerRefusal.parameterMalformed("grant_type")
                }
                wanted.grantTypes = [type]
            }
        }
        let page = try await operations.contracts(wanted)
        return Self.json(ListMessage.json("contracts", page, ContractMessage.json))
    }

    private func token(_ request: Request, _ context: Context) async throws -> Response {
        let caller = try Self.peer(context)
        do {
            let form = try TokenRequest(
                parsing: await Self.body(request, context, most: Self.maximumFormBytes)
            )
            let answer = try await operations.token(caller, form).get()
            return Self.json(answer.json, isPrivate: true)
        } catch let error as TokenError {
            return Self.json(error.json, status: .badRequest, isPrivate: true)
        }
    }

    private func peers(_ request: Request) async throws -> Response {
        let query = try ListQuery(request.uri.query)
        var wanted = PeerQuery()
        wanted.ids = try query.list("peer_id") { (text) throws(Malformed) in try PeerID(text) }
        if wanted.ids == nil {
            wanted.nameContaining = try query.text("peer_name")
            wanted.order = try query.order()
            wanted.after = try query.cursor()
            wanted.limit = try query.limit()
        }
        let page = try await operations.peers(wanted)
        return Self.json(ListMessage.json("peers", page, PeerMessage.json))
    }

    private func services(_ request: Request) async throws -> Response {
        let query = try ListQuery(request.uri.query)
        let page = try await operations.services(
            ServiceQuery(
                peer: try query.value("peer_id") { (text) throws(Malformed) in try PeerID(text) },
                nameContaining: try query.text("service_name"),
                order: try query.order(),
                after: try query.cursor(),
                limit: try query.limit()
            )
        )
        return Self.json(ListMessage.json("services", page, \.json))
    }

    private func logs(_ request: Request, _ context: Context) async throws -> Response {
        let query = try ListQuery(request.uri.query)
        var wanted = LogRecordQuery(peer: try Self.peer(context).peerID)
        wanted.transactions = try query.list("transaction_ids") { (text) throws(Malformed) in
            try TransactionID(text)
        }
        if wanted.transactions == nil {
            wanted.after = try query.moment("after")
            wanted.before = try query.moment("before")
            wanted.grants =
                try query.list("grant_hash") { (text) throws(Malformed) in try GrantHash(text) }
                ?? []
            wanted.services =
                try query.list("service_name") { (text) throws(Malformed) in
                    try ServiceName(text)
                } ?? []
            wanted.order = try query.order()
            wanted.cursor = try query.cursor()
            wanted.limit = try query.limit()
        }
        let page = try await operations.logs(wanted)
        return Self.json(ListMessage.json("records", page, LogRecordMessage.json))
    }

    /// The document that a published purpose leaves of a service's; every peer of the Group may read
    /// it, as it may read the publication that names its digest.
    private func purposeDocument(_ request: Request, _ context: Context) async throws -> Response {
        _ = try Self.peer(context)
        // The router passes over empty parts of a path; a document has one address only.
        guard let text = context.parameters.get("digest"),
            ["/purpose-documents/", "/v1/purpose-documents/"].contains(where: {
                request.uri.path == $0 + text
            }),
            let bytes = Hexadecimal.decode(text), let digest = SHA256Value(bytes),
            let document = try await operations.purposeDocument(digest)
        else { throw ManagerRefusal.unknownOperation }
        return Response(
            status: .ok,
            headers: [.contentType: "application/vnd.oai.openapi+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: document))
        )
    }

    private static func peer(_ context: Context) throws(ManagerRefusal) -> IdentifiedPeer {
        guard let peer = context.peer else { throw .peerUnknown }
        return peer
    }

    private static func address(_ request: Request) throws(ManagerRefusal) -> PeerAddress {
        guard let text = request.headers[.fscManagerAddress] else { throw .addressMissing }
        guard let address = try? PeerAddress(text) else { throw .addressMalformed }
        return address
    }

    /// The body, for which a client that waits is asked only now: the head was found right.
    private static func body(
        _ request: Request,
        _ context: Context,
        most: Int
    ) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most {
            throw ManagerRefusal.bodyTooLarge(most: most)
        }
        try await context.askForBody(of: request)
        do {
            return Array(buffer: try await request.body.collect(upTo: most))
        } catch is NIOTooManyBytesError {
            throw ManagerRefusal.bodyTooLarge(most: most)
        }
    }

    private static func description(_ own: PeerDescription) -> JSONValue {
        [
            "peer_id": .string(own.id.rawValue), "peer_name": .string(own.name),
            "fsc_version": .string(own.version),
            "enabled_extensions": [
                "EXTENSION_DELEGATION": "1.0.0", "EXTENSION_TRANSACTION_LOGGING": "1.0.0",
            ],
        ]
    }

    static func json(
        _ value: JSONValue,
        status: HTTPResponse.Status = .ok,
        isPrivate: Bool = false
    ) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if isPrivate { headers[.cacheControl] = "no-store" }
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.serialized()))
        )
    }
}
