public import ExchangeModel

/// A log record as peers exchange it: the members of FSC's `logRecord`, word for word.
///
/// FSC Logging 1.1.0, *logging.yaml*. Only REQ entries have one.
public struct FSCLogRecord: Hashable, Sendable {
    /// One side of the record.
    public struct Party: Hashable, Sendable {
        /// The type, which says whether a delegator takes part.
        public let type: String
        /// The peer.
        public let peerID: String
        /// The peer on whose behalf it acts.
        public let delegatorPeerID: String?
    }

    /// `transaction_id`.
    public let transactionID: String
    /// `direction`.
    public let direction: String
    /// `grant_hash`.
    public let grantHash: String
    /// `source`; its peer is `outway_peer_id`.
    public let source: Party
    /// `destination`; its peer is `service_peer_id`.
    public let destination: Party
    /// `service_name`.
    public let serviceName: String
    /// `created_at`, in seconds.
    public let createdAt: Int64
    /// `additional_data`: the text of a JSON object.
    public let additionalData: String?

    /// Maps a request's entry.
    public init(_ entry: RequestEntry) {
        transactionID = entry.transaction.description
        direction = entry.direction == .incoming ? "DIRECTION_INCOMING" : "DIRECTION_OUTGOING"
        grantHash = entry.grant.rawValue
        source = Party(
            entry.source,
            plain: "SOURCE_TYPE_SOURCE",
            delegated: "SOURCE_TYPE_DELEGATED_SOURCE"
        )
        destination = Party(
            entry.destination,
            plain: "DESTINATION_TYPE_DESTINATION",
            delegated: "DESTINATION_TYPE_DELEGATED_DESTINATION"
        )
        serviceName = entry.service.rawValue
        createdAt = entry.createdAt.seconds
        additionalData = entry.additionalData
    }
}

extension FSCLogRecord.Party {
    fileprivate init(_ party: RequestEntry.Party, plain: String, delegated: String) {
        type = party.delegator == nil ? plain : delegated
        peerID = party.peer.rawValue
        delegatorPeerID = party.delegator?.rawValue
    }
}

extension RequestEntry {
    /// Whether a peer takes part in any of the four roles, and so may see the record.
    public func involves(_ peer: PeerID) -> Bool {
        source.peer == peer || source.delegator == peer || destination.peer == peer
            || destination.delegator == peer
    }
}
