import HTTPTypes
import Hummingbird
import Logging

/// What every answer has: the version, the security headers, and a problem document for an error.
///
/// NL API Design Rules 2.2, */core/version-header* and */core/transport/security-headers*.
struct AnswerFrame<Context: RequestContext>: RouterMiddleware {
    /// The version of the API, as its OpenAPI document has it.
    static var version: String { "1.0.0" }

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let refusal as OperationRefusal {
            response = Problem(refusal).response
        } catch let error as any HTTPResponseError {
            response = Problem(error.status, Self.detail(error.status)).response
        } catch is CancellationError {
            response = Problem(.serviceUnavailable, "the gateway is stopping").response
        } catch {
            context.logger.error("an administration call failed", metadata: ["error": "\(error)"])
            response = Problem(.internalServerError, "the call failed; the log says why").response
        }
        for (name, value) in Self.headers where response.headers[name] == nil {
            response.headers[name] = value
        }
        return response
    }

    private static var headers: [(name: HTTPField.Name, value: String)] {
        [
            (.apiVersion, version), (.cacheControl, "no-store"),
            (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
            (.strictTransportSecurity, "max-age=31536000"), (.xContentTypeOptions, "nosniff"),
            (.frameOptions, "DENY"), (.referrerPolicy, "no-referrer"),
        ]
    }

    private static func detail(_ status: HTTPResponse.Status) -> String {
        switch status {
        case .notFound: "there is nothing at this path"
        case .methodNotAllowed: "this path does not take this method"
        case .contentTooLarge:
            "the body is larger than \(AdministrationRoutes.maximumBodyBytes) bytes"
        default: "the request is not as it should be"
        }
    }
}

extension HTTPField.Name {
    static var apiVersion: HTTPField.Name { known("API-Version") }
    static var frameOptions: HTTPField.Name { known("X-Frame-Options") }
    static var referrerPolicy: HTTPField.Name { known("Referrer-Policy") }

    private static func known(_ name: StaticString) -> HTTPField.Name {
        guard let field = HTTPField.Name(name.description) else {
            preconditionFailure("\(name) is no field name")
        }
        return field
    }
}
