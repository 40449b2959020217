public import ExchangeModel

/// A signature under a contract, as the log knows it.
///
/// Reject and revoke are kept whole, so that a store which lost one gets it back from the log.
public struct RecordedDecision: Hashable, Sendable {
    /// The signatures' kinds; their numbers are part of the log's format.
    public enum Kind: UInt8, CaseIterable, Sendable {
        /// The peer agrees.
        case accept = 0
        /// The peer does not agree.
        case reject = 1
        /// The peer takes its agreement back.
        case revoke = 2

        /// Whether the contract is over with it.
        public var ends: Bool { self != .accept }

        /// The word that operators read.
        public var name: String {
            switch self {
            case .accept: "accept"
            case .reject: "reject"
            case .revoke: "revoke"
            }
        }
    }

    /// The longest signature that is kept, in bytes.
    static let maximumSignature = 8_192

    /// The contract.
    public let contract: ContractHash
    /// What the signature says.
    public let kind: Kind
    /// Whose signature it is.
    public let peer: PeerID
    /// The signature itself, a JWS; nil where it is not kept.
    public let signature: String?

    /// Describes a decision; the signature is kept where it ends the contract.
    public init(contract: ContractHash, kind: Kind, peer: PeerID, signature: String?) {
        (self.contract, self.kind, self.peer) = (contract, kind, peer)
        self.signature = kind.ends ? signature : nil
    }

    /// The decision without the signature's text, which stands in its intention.
    var withoutSignature: RecordedDecision {
        RecordedDecision(contract: contract, kind: kind, peer: peer, signature: nil)
    }

    /// The decision of an entry, all of it or nothing.
    init?(_ reader: inout MemberReader, _ peer: PeerID?) throws(EntryProblem) {
        let contract = try reader.contract()
        let kind = try reader.choice(.signatureKind, Kind.self)
        signature = try reader.text(.contractSignature)
        guard let contract else {
            guard kind == nil, peer == nil, signature == nil else { throw .missing(.contract) }
            return nil
        }
        self.contract = contract
        self.kind = try reader.required(.signatureKind, kind)
        self.peer = try reader.required(.peer, peer)
    }
}
