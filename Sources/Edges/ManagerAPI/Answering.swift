import ExchangeModel
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Turns every refusal and breakdown into FSC's error answer.
///
/// FSC Core 2.0.0, *Error Handling*. What a peer sends is answered with 4xx; 500 is only for what
/// breaks on our side, and then without its text.
struct Answering: RouterMiddleware {
    /// After how many seconds a peer that has reached a limit may try again.
    private static let retrySeconds = 3_600
    /// After how many seconds one may try again that found too many before it.
    private static let overloadSeconds = 5

    let logger: Logger

    func handle(
        _ request: Request,
        context: PeerRequestContext,
        next: (Request, PeerRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            guard request.expectsNothingElse else { throw ManagerRefusal.expectationUnsupported }
            return try await next(request, context)
        } catch let refusal as ManagerRefusal {
            return Self.response(refusal.answer, to: request)
        } catch let error as HTTPError {
            return Self.response(Self.refusal(for: error.status).answer, to: request)
        } catch {
            logger.error(
                "a manager operation broke down",
                metadata: ["path": "\(request.uri.path)", "error": "\(error)"]
            )
            return Self.response(ManagerRefusal.breakdown.answer, to: request)
        }
    }

    /// Hummingbird's own refusals: of a path, a method, or what it could not read.
    private static func refusal(for status: HTTPResponse.Status) -> ManagerRefusal {
        switch status.code {
        case 404, 405: .unknownOperation
        case 413: .bodyTooLarge(most: ManagerRoutes.maximumFormBytes)
        case 400..<500: .bodyMalformed("the request cannot be read")
        default: .breakdown
        }
    }

    private static func response(_ answer: ErrorAnswer, to request: Request) -> Response {
        var headers: HTTPFields = [.contentType: answer.contentType]
        headers[.fscErrorCode] = answer.code.rawValue
        if answer.code == .rateLimited { headers[.retryAfter] = String(retrySeconds) }
        if [.overloaded, .contractHeld].contains(answer.code) {
            headers[.retryAfter] = String(overloadSeconds)
        }
        // A client that waits for 100 Continue may never send its body.
        if request.headers[.expect] != nil { headers[.connection] = "close" }
        let response = Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
        return request.method == .head ? response.createHeadResponse() : response
    }
}
