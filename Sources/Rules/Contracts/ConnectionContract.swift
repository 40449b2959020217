public import ExchangeModel

/// A contract with connection grants as the data plane needs it: where it stands and who may call what.
///
/// A store keeps it in rows of its own, so that a gateway with thousands of contracts knows them all
/// without parsing one.
public struct ConnectionContract: Hashable, Sendable {
    /// One connection grant.
    public struct Connection: Hashable, Sendable {
        /// The grant.
        public let grant: GrantHash
        /// Who may call what.
        public let terms: ConnectionTerms
        /// The purpose that it is bound to.
        public let purpose: PurposeID?
        /// The document that its purpose pins.
        public let document: SHA256Value?

        /// Restores what a store kept.
        public init(
            grant: GrantHash,
            terms: ConnectionTerms,
            purpose: PurposeID?,
            document: SHA256Value?
        ) {
            (self.grant, self.terms) = (grant, terms)
            (self.purpose, self.document) = (purpose, document)
        }

        init?(_ grant: Grant) {
            guard case .connection(let terms) = grant.terms else { return nil }
            let purpose = grant.purpose.purpose
            self.init(
                grant: grant.hash,
                terms: terms,
                purpose: purpose?.id,
                document: purpose?.document
            )
        }
    }

    /// The contract.
    public let hash: ContractHash
    /// Where it stands.
    public let standing: ContractStanding
    /// Whether the peer that it was read for has accepted it, by whatever certificate.
    public let isAccepted: Bool
    /// The peers that have not accepted it, in order.
    public let missing: [PeerID]
    /// Its connection grants, in the order of the content.
    public let connections: [Connection]

    /// Restores what a store kept.
    public init(
        hash: ContractHash,
        standing: ContractStanding,
        isAccepted: Bool,
        missing: [PeerID],
        connections: [Connection]
    ) {
        (self.hash, self.standing) = (hash, standing)
        (self.isAccepted, self.connections) = (isAccepted, connections)
        self.missing = missing
    }

    /// What a contract says about connections, for a peer on it; nil when it has no such grant.
    public init?(_ contract: Contract, for peer: PeerID) {
        let connections = contract.content.grants.compactMap(Connection.init)
        guard !connections.isEmpty else { return nil }
        self.init(
            hash: contract.hash,
            standing: contract.standing,
            isAccepted: contract.signature(.accept, of: peer) != nil,
            missing: contract.content.peers.filter { contract.signature(.accept, of: $0) == nil }
                .sorted(),
            connections: connections
        )
    }
}
