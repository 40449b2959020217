public import ExchangeModel

/// Where a contract stands by its period and its signatures, without what it says.
///
/// Everything that decides on a contract's state at a moment, in a few numbers: a store keeps it beside
/// the contract, so that thousands are judged without reading one. FSC Core 2.0.0, *Contract states*.
public struct ContractStanding: Hashable, Sendable {
    /// The signature that ended a contract before its time.
    public struct Ending: Hashable, Sendable {
        /// Reject or revoke.
        public let kind: SignatureKind
        /// Who signed it.
        public let peer: PeerID
        /// When, by the signer's clock.
        public let signedAt: Timestamp

        /// Names the signature.
        public init(_ kind: SignatureKind, by peer: PeerID, at signedAt: Timestamp) {
            (self.kind, self.peer, self.signedAt) = (kind, peer, signedAt)
        }
    }

    /// The first moment of the contract's validity.
    public let notBefore: Timestamp
    /// The end of its validity.
    public let notAfter: Timestamp
    /// The last moment at which the accept of every peer counts; nil while one is missing.
    public let acceptedUntil: Timestamp?
    /// What ended it; a revoke before a reject, the first of its kind.
    public let ending: Ending?

    /// Restores what a store kept.
    public init(
        notBefore: Timestamp,
        notAfter: Timestamp,
        acceptedUntil: Timestamp?,
        ending: Ending?
    ) {
        (self.notBefore, self.notAfter) = (notBefore, notAfter)
        (self.acceptedUntil, self.ending) = (acceptedUntil, ending)
    }

    /// The state at a moment.
    ///
    /// An accept counts as long as its certificate is valid.
    public func state(at now: Timestamp) -> ContractState {
        switch ending?.kind {
        case .revoke: return .revoked
        case .reject: return .rejected
        case .accept, nil: break
        }
        let isAccepted = acceptedUntil.map { min(now, notAfter) <= $0 } ?? false
        if notAfter <= now { return isAccepted ? .expired : .rejected }
        return isAccepted ? .valid : .proposed
    }

    /// Whether what the contract grants may be used: it is valid and its period has begun.
    public func isInForce(at now: Timestamp) -> Bool {
        state(at: now) == .valid && notBefore <= now
    }

    /// The first moment after `now` at which time alone may change the state; nil when none can.
    public func nextChange(after now: Timestamp) -> Timestamp? {
        guard ending == nil else { return nil }
        let (lapse, overflow) =
            acceptedUntil?.milliseconds.addingReportingOverflow(1) ?? (.max, true)
        let moments = [notBefore, notAfter] + (overflow ? [] : [Timestamp(milliseconds: lapse)])
        return moments.filter { $0 > now }.min()
    }
}

extension Contract {
    /// Where the contract stands.
    public var standing: ContractStanding {
        let accepts = signatures.filter { $0.kind == .accept }
        let ends = content.peers.map { peer in
            accepts.first { $0.peer == peer }
                .map { $0.certificateEnd ?? Timestamp(milliseconds: .max) }
        }
        let ending =
            signatures.first { $0.kind == .revoke } ?? signatures.first { $0.kind == .reject }
        return ContractStanding(
            notBefore: content.notBefore,
            notAfter: content.notAfter,
            acceptedUntil: ends.contains(nil) ? nil : ends.compactMap(\.self).min(),
            ending: ending.map {
                ContractStanding.Ending($0.kind, by: $0.peer, at: $0.signedAt)
            }
        )
    }
}
