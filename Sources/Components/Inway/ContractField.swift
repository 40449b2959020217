import AccessControl
import ExchangeModel
public import HTTPWire

/// A request field whose value comes from the contract, such as `x-doelbinding`.
///
/// The same field from a peer is always removed, also where the contract has no value for it.
public struct ContractField: Sendable {
    /// What the field tells the source.
    public enum Source: String, CaseIterable, Sendable {
        /// The shared identifier of the purpose.
        case purpose
        /// The organisation's own processing activity for that purpose.
        case processingActivity
        /// The id of the peer whose Outway sent the request.
        case peer
        /// The id of the peer that the request is made for: the delegator, or else the peer itself.
        case origin
        /// The grant hash.
        case grant
    }

    /// The field's name.
    public let name: FieldName
    /// What it tells.
    public let source: Source

    /// Names a field and what it tells.
    public init(name: FieldName, source: Source) {
        (self.name, self.source) = (name, source)
    }
}

extension ContractField {
    /// The fields that sources of Dutch registries expect; they never pass from a peer.
    static let reservedNames = [
        FieldName(known: "x-doelbinding"), FieldName(known: "x-verwerking"),
        FieldName(known: "x-origin-oin"), FieldName(known: "x-gebruiker"),
    ]
}
