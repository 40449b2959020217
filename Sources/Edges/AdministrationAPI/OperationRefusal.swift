/// Why an operation was not carried out, for the operator who asked.
///
/// Texts are ours: they never hold a value of a payload or a personal identifier.
public struct OperationRefusal: Error, Hashable, Sendable {
    /// What kind of refusal it is; it decides the HTTP status.
    public enum Kind: String, CaseIterable, Sendable {
        /// The request is wrong: mend it.
        case invalid
        /// What the request names does not exist.
        case notFound
        /// The caller may not do this.
        case forbidden
        /// The request does not fit the present state, for example a contract that has ended.
        case conflict
        /// Something that is needed does not work now: a peer, the store, the log. Try again.
        case unavailable
    }

    /// One thing that is wrong with a request.
    public struct Fault: Hashable, Sendable {
        /// Where a fault can be.
        public enum Place: String, Sendable {
            case path
            case query
            case body
        }

        /// The part of the request.
        public let place: Place
        /// The parameter's name, or a JSON pointer into the body.
        public let location: String
        /// What should stand there.
        public let detail: String

        /// Names a fault.
        public init(_ place: Place, _ location: String, _ detail: String) {
            self.place = place
            self.location = location
            self.detail = detail
        }
    }

    /// The kind of refusal.
    public let kind: Kind
    /// What is wrong and how to mend it, in one sentence.
    public let detail: String
    /// Every single fault of a request that is wrong.
    public let faults: [Fault]

    /// Refuses an operation.
    public init(_ kind: Kind, _ detail: String, faults: [Fault] = []) {
        self.kind = kind
        self.detail = detail
        self.faults = faults
    }
}
