import HTTPTypes
import Hummingbird
import JSONTape

/// An answer that says why there is no other: `application/problem+json`.
///
/// RFC 9457; NL API Design Rules 2.2, */core/error-handling/problem-details*.
struct Problem {
    let status: HTTPResponse.Status
    let detail: String
    var faults: [OperationRefusal.Fault] = []
    /// Members beside those of the standard.
    var members = JSONObject()

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    init(_ refusal: OperationRefusal) {
        switch refusal.kind {
        case .invalid: status = .badRequest
        case .notFound: status = .notFound
        case .forbidden: status = .forbidden
        case .conflict: status = .conflict
        case .unavailable: status = .serviceUnavailable
        }
        detail = refusal.detail
        faults = refusal.faults
    }

    var response: Response {
        var document: JSONObject = [
            "type": "about:blank", "title": .string(status.reasonPhrase),
            "status": .number(JSONNumber(Int64(status.code))), "detail": .string(detail),
        ]
        if !faults.isEmpty { document["errors"] = .array(faults.map(Self.value)) }
        for (name, value) in members { document[name] = value }
        var response = Response(json: .object(document), status: status)
        response.headers[.contentType] = "application/problem+json"
        return response
    }

    private static func value(_ fault: OperationRefusal.Fault) -> JSONValue {
        let key = fault.place == .body ? "pointer" : "name"
        return [
            "in": .string(fault.place.rawValue), "location": [key: .string(fault.location)],
            "detail": .string(fault.detail),
        ]
    }
}

extension Response {
    /// A JSON answer.
    init(json: JSONValue, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.serialized()))
        )
    }
}
