import ArgumentParser
import Foundation
import JSONTape
import OutboundHTTP

/// The running gateway, as a command reaches it: through the socket in its data folder.
///
/// A call that fails throws ``CommandRefused``, with the exit code 1 where the gateway refused, and 2 where
/// it could not be asked or the arguments are wrong.
struct AdministrationClient {
    /// What a call does.
    enum Method {
        case get
        case post
        case put

        fileprivate var onTheWire: OutboundRequest.Method {
            switch self {
            case .get: .get
            case .post: .post
            case .put: .put
            }
        }
    }

    /// How long a call may take; proposals wait for other organisations.
    private static let usualPatience = Duration.seconds(90)

    private let folder: String
    private let patience: Duration

    /// Names the data folder of a running gateway.
    init(dataFolder: String, patience: Duration = usualPatience) {
        folder = dataFolder
        self.patience = patience
    }

    /// The answer to a question; nil where no gateway gives one.
    func ifRunning(_ path: String) async -> JSONValue? { try? await answer(.get, path, nil) }

    /// The answer to a question; `path` may have a query.
    func get(_ path: String) async throws -> JSONValue {
        try await send(.get, path, body: nil)
    }

    /// All elements of a list, by as many pages as it takes.
    func all(
        _ name: String,
        query: [(name: String, value: String?)] = []
    ) async throws -> [JSONValue] {
        var found: [JSONValue] = []
        var cursor: String?
        repeat {
            let parameters = (query + [("limit", "1000"), ("cursor", cursor)]).compactMap {
                name,
                value in value.map { "\(name)=\(PathText.segment($0))" }
            }
            let page = try await get("/v1/\(name)?" + parameters.joined(separator: "&"))
            found += page[name]?.array ?? []
            cursor = page["next"]?.string
        } while cursor != nil
        return found
    }

    /// All valid contracts, for who looks whether a gateway runs; nil when it cannot be asked.
    func contractsIfRunning() async -> [JSONValue]? {
        var found: [JSONValue] = []
        var cursor: String?
        repeat {
            let next = cursor.map { "&cursor=\(PathText.segment($0))" } ?? ""
            let path = "/v1/contracts?state=valid&limit=1000\(next)"
            guard let page = await ifRunning(path) else { return nil }
            found += page["contracts"]?.array ?? []
            cursor = page["next"]?.string
        } while cursor != nil
        return found
    }

    /// The answer to a call.
    func send(
        _ method: Method,
        _ path: String,
        body: JSONValue?
    ) async throws -> JSONValue {
        do throws(AdministrationFailure) {
            return try await answer(method, path, body)
        } catch {
            throw CommandRefused(
                error.description,
                exitCode: error.exitCode,
                problem: error.problem
            )
        }
    }

    private func answer(
        _ method: Method,
        _ path: String,
        _ body: JSONValue?
    ) async throws(AdministrationFailure) -> JSONValue {
        let socket = URL(filePath: folder).appending(path: "sluis.sock").path
        let client = OutboundClient()
        let response: OutboundResponse
        do throws(OutboundError) {
            var request = try OutboundRequest.administration(
                socketPath: socket,
                method.onTheWire,
                path: path,
                body: body?.serialized()
            )
            if body != nil {
                request.headers.append(name: "Content-Type", value: "application/json")
            }
            request.headers.append(name: "Accept", value: "application/json")
            response = try await client.send(request, deadline: .now + patience)
        } catch {
            throw AdministrationFailure(error, folder: folder, socket: socket)
        }
        await client.shutDown()
        let json: JSONValue
        do throws(JSONProblem) {
            json = try JSONValue(parsing: response.body)
        } catch {
            throw .unreadable(status: response.status)
        }
        guard (200..<300).contains(response.status) else {
            throw .refused(status: response.status, problem: json)
        }
        return json
    }
}

/// Why a command got no answer from the gateway, for the person who gave it.
enum AdministrationFailure: Error, CustomStringConvertible {
    /// No gateway has made the socket.
    case notRunning(folder: String)
    /// The gateway that made the socket is gone.
    case ended(folder: String)
    /// The socket belongs to another user.
    case notAllowed(folder: String)
    /// The socket's path is longer than the system allows.
    case pathTooLong(socket: String)
    /// The gateway did not answer in time.
    case timedOut
    /// The call failed on the way.
    case failed(OutboundError)
    /// The answer is no JSON.
    case unreadable(status: Int)
    /// The gateway refused; the problem document says why.
    case refused(status: Int, problem: JSONValue)

    init(_ error: OutboundError, folder: String, socket: String) {
        self =
            switch error {
            case .socketUnavailable(ENOENT), .socketUnavailable(ENOTDIR):
                .notRunning(folder: folder)
            case .socketUnavailable(ECONNREFUSED): .ended(folder: folder)
            case .socketUnavailable(EACCES), .socketUnavailable(EPERM): .notAllowed(folder: folder)
            case .malformed where socket.utf8.count > 107: .pathTooLong(socket: socket)
            case .timedOut: .timedOut
            default: .failed(error)
            }
    }

    /// 1 where the gateway said no, 2 where it could not be asked, or not like this.
    var exitCode: Int32 {
        if case .refused(let status, _) = self, status != 400 { 1 } else { 2 }
    }

    /// RFC 9457: what the gateway answered, or why it gave none.
    var problem: JSONValue {
        if case .refused(_, let problem) = self { return problem }
        return CommandRefused.problem("the gateway could not be asked", detail: sentence)
    }

    /// One sentence, and a line for each fault of a refused request; fit for a terminal.
    var description: String {
        if case .refused(let status, let problem) = self { return Self.text(status, problem) }
        return Output.printable(sentence)
    }

    private var sentence: String {
        switch self {
        case .notRunning(let folder):
            "there is no gateway at \(folder): is `sluis serve` running with this data folder?"
        case .ended(let folder):
            "the gateway that ran with \(folder) is gone: start `sluis serve` again"
        case .notAllowed(let folder):
            "the gateway at \(folder) runs as another user: use that user's account"
        case .pathTooLong(let socket):
            "the path \(socket) is too long for a socket (107 bytes): use a shorter data folder"
        case .timedOut: "the gateway did not answer within 90 seconds"
        case .failed(let error): "the gateway could not be asked: \(error)"
        case .unreadable(let status): "the gateway's answer (\(status)) is no JSON"
        case .refused(let status, _): "refused (\(status))"
        }
    }

    private static func text(_ status: Int, _ problem: JSONValue) -> String {
        let problem = Output.printable(problem)
        let detail = problem["detail"]?.string ?? problem["title"]?.string ?? "no reason given"
        let faults = (problem["errors"]?.array ?? []).map { fault in
            let location = fault["location"]
            let place = location?["name"]?.string ?? location?["pointer"]?.string ?? ""
            return "\n  \(place): \(fault["detail"]?.string ?? "")"
        }
        return "refused (\(status)): \(detail)" + faults.joined()
    }
}
