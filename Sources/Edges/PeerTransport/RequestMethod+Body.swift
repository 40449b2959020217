import HTTPWire

extension RequestMethod {
    /// Whether a request without a body states that: RFC 9110, *Content-Length*.
    var usuallyHasBody: Bool {
        switch self {
        case .post, .put, .patch: true
        case .get, .head, .delete, .options, .connect, .trace, .other: false
        }
    }
}
