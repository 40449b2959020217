public import ExchangeModel

/// What peers agreed on: an immutable content and the signatures under it.
///
/// FSC Core 2.0.0, *Contract states*.
public struct Contract: Hashable, Sendable {
    /// What is agreed.
    public let content: ContractContent
    /// At most one signature of each kind a peer, ordered by moment, then peer.
    public let signatures: [ContractSignature]

    /// Puts a content and its signatures together; signatures of peers that are not on the contract
    /// or over another content do not count.
    public init(_ content: ContractContent, signatures: [ContractSignature]) {
        self.content = content
        self.signatures =
            signatures
            .filter { $0.contractHash == content.hash && content.peers.contains($0.peer) }
            .sorted {
                ($0.signedAt.milliseconds, $0.peer.rawValue, $0.kind.rawValue)
                    < ($1.signedAt.milliseconds, $1.peer.rawValue, $1.kind.rawValue)
            }
    }

    /// The contract's hash.
    public var hash: ContractHash { content.hash }

    /// The place of the contract in lists.
    public var cursor: PageCursor {
        PageCursor(position: content.createdAt.seconds, key: hash.rawValue)
    }

    /// The signature of a peer of one kind.
    public func signature(_ kind: SignatureKind, of peer: PeerID) -> ContractSignature? {
        signatures.first { $0.kind == kind && $0.peer == peer }
    }

    /// The contract with a signature added; nil when nothing changes.
    ///
    /// Reject and revoke end a contract for good. A newer accept of the same peer takes the place
    /// of its older one, as a renewed certificate needs (S-13, Q34); so does a reject or revoke that
    /// was signed again with another certificate.
    public func adding(_ signature: ContractSignature) -> Contract? {
        guard signature.contractHash == hash, content.peers.contains(signature.peer) else {
            return nil
        }
        if let present = self.signature(signature.kind, of: signature.peer) {
            let isSameCertificate = signature.certificate == present.certificate
            guard signature.kind == .accept ? ending == nil : !isSameCertificate,
                signature.signedAt > present.signedAt
                    || !isSameCertificate && signature.signedAt == present.signedAt
            else { return nil }
        } else if signature.kind == .accept, ending != nil {
            return nil
        }
        let others = signatures.filter { $0.kind != signature.kind || $0.peer != signature.peer }
        return Contract(content, signatures: others + [signature])
    }

    /// The state at a moment.
    ///
    /// An accept counts as long as its certificate is valid.
    public func state(at now: Timestamp) -> ContractState {
        standing.state(at: now)
    }

    /// Whether what the contract grants may be used: it is valid and its period has begun.
    public func isInForce(at now: Timestamp) -> Bool {
        standing.isInForce(at: now)
    }

    /// The peers whose accept is still missing, ordered.
    public func missingPeers(at now: Timestamp) -> [PeerID] {
        let accepted = Set(
            signatures.filter { $0.kind == .accept && $0.isCurrent(at: min(now, content.notAfter)) }
                .map(\.peer)
        )
        return content.peers.subtracting(accepted).sorted()
    }

    private var ending: SignatureKind? {
        if signatures.contains(where: { $0.kind == .revoke }) { return .revoke }
        return signatures.contains { $0.kind == .reject } ? .reject : nil
    }
}

/// Where a contract stands.
public enum ContractState: String, CaseIterable, Sendable {
    /// Not every peer has accepted yet.
    case proposed
    /// Every peer has accepted.
    case valid
    /// A peer rejected it, or it ended before every peer had accepted.
    case rejected
    /// A peer revoked it.
    case revoked
    /// It was valid and its period is over.
    case expired
}
