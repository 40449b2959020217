import HTTPTypes
import Hummingbird
import JSONTape

/// A refusal of the registry, with a sentence that says why.
struct RegistryProblem: Error {
    let status: HTTPResponse.Status
    let detail: String

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    init(badRequest detail: String) {
        self.init(.badRequest, detail)
    }

    /// RFC 9457, *The Problem Details JSON Object*.
    var response: Response {
        let body: JSONValue = [
            "type": "about:blank", "title": .string(status.reasonPhrase),
            "status": .number(JSONNumber(Int64(status.code))), "detail": .string(detail),
        ]
        return Response(
            status: status,
            headers: [.contentType: "application/problem+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.serialized()))
        )
    }
}

/// Answers every error as problem+json; what broke inside is not told.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as RegistryProblem {
            return problem.response
        } catch let error as any HTTPResponseError {
            return RegistryProblem(error.status, error.status.reasonPhrase).response
        } catch {
            return RegistryProblem(.internalServerError, "the registry has a fault").response
        }
    }
}
