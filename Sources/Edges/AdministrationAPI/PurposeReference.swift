public import ExchangeModel

/// A purpose as an operator names it: by its id, or by a grant that pins it.
public struct PurposeReference: Hashable, Sendable {
    /// How the purpose is named.
    public enum Choice: Hashable, Sendable {
        case purpose(PurposeID)
        case grant(GrantHash)

        /// Reads a grant hash or a purpose id.
        public init(_ text: String) throws(Malformed) {
            if let grant = try? GrantHash(text) {
                self = .grant(grant)
                return
            }
            guard let purpose = try? PurposeID(text) else {
                throw Malformed(expected: "a purpose id or a grant hash")
            }
            self = .purpose(purpose)
        }
    }

    /// How the purpose is named.
    public let choice: Choice
    /// The service that is meant, where more than one serves the purpose.
    public let service: ServiceName?

    /// Names a purpose.
    public init(_ choice: Choice, service: ServiceName? = nil) {
        (self.choice, self.service) = (choice, service)
    }
}
