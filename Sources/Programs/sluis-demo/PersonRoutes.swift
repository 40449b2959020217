import HTTPTypes
import Hummingbird
import JSONTape

/// The registry's API: schemas/person-registry.openapi.yaml.
struct PersonRoutes {
    /// The most bytes of a search.
    private static let bodyLimit = 65_536
    /// The most names in `fields`.
    private static let fieldLimit = 50

    let store: PersonStore
    let notes: RequestNotes?

    /// `GET /v1/persons/{number}` and `POST /v1/persons/search`.
    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: ProblemMiddleware())
        router.get("/v1/persons/:number") { request, context in
            let number = try context.parameters.require("number")
            return try await answer(request, number: number)
        }
        router.post("/v1/persons/search") { request, _ in
            let bytes = try await request.body.collect(upTo: Self.bodyLimit)
            return try await answer(request, search: Array(buffer: bytes))
        }
        return router
    }

    private func answer(_ request: Request, number: String) async throws -> Response {
        guard PersonSearch.isNumber(number) else {
            throw RegistryProblem(badRequest: "the number has nine digits")
        }
        let asked = request.uri.queryParameters["fields"]
        let fields = try selection(
            asked?.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        )
        let person = try await store.person(number)
        try note(request, persons: person == nil ? 0 : 1)
        guard let person else {
            throw RegistryProblem(.notFound, "there is no person with this number")
        }
        return json(fields.applied(to: person))
    }

    private func answer(_ request: Request, search bytes: [UInt8]) async throws -> Response {
        guard let body = try? JSONValue(parsing: bytes) else {
            throw RegistryProblem(badRequest: "the body is not JSON")
        }
        let search = try PersonSearch(body)
        let asked = try body["fields"].map { fields in
            guard let names = fields.array?.map(\.string), !names.contains(nil) else {
                throw RegistryProblem(badRequest: "fields is an array of names")
            }
            return names.compactMap(\.self)
        }
        let fields = try selection(asked)
        let persons = try await store.persons(search)
        guard persons.count <= PersonSearch.answerLimit else {
            throw RegistryProblem(badRequest: "the search finds too many persons")
        }
        try note(request, persons: persons.count)
        return json(["persons": .array(persons.map { fields.applied(to: $0) })])
    }

    /// The fields that a client asks for, the number always among them; everything when it does not ask.
    private func selection(_ names: [String]?) throws(RegistryProblem) -> FieldSelection {
        guard let names else { return .everything }
        guard (1...Self.fieldLimit).contains(names.count),
            names.allSatisfy({ PersonDocument.fieldNames.contains($0) }),
            let selection = FieldSelection(names + ["number"])
        else { throw RegistryProblem(badRequest: "fields holds a name that no person has") }
        return selection
    }

    private func note(_ request: Request, persons: Int) throws {
        guard let notes, let name = HTTPField.Name("Fsc-Transaction-Id") else { return }
        try notes.note(transaction: request.headers[name], persons: persons)
    }

    private func json(_ value: JSONValue) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.serialized()))
        )
    }
}
