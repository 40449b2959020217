public import ExchangeModel
private import JSONTape

extension ContractContent {
    /// Checks that the content is the one that a path names; S-12.
    ///
    /// A hash of another algorithm has a code of its own in FSC Core 2.0.0, *Codes*.
    public func check(path: String) throws(ContractRefusal) {
        guard path != hash.rawValue else { return }
        let shown = String(path.prefix(128))
        guard !ContractHash.hasOtherAlgorithm(path) else { throw .hashOfUnknownAlgorithm(shown) }
        throw .pathForOtherContent(path: shown, content: hash)
    }

    /// Checks that a contract is offered by a peer that the rules name; K-11, K-13, K-15 and K-18.
    ///
    /// The rules bind the Manager that offers a contract "to the Directory" and "to the Service
    /// providing Peer": its owner must be the peer that publishes or connects, or the delegator.
    /// Offered to a peer with another part, any peer on the contract may submit it, as *Contract
    /// states* says. A contract may hold grants of several peers: one that fits is enough, because
    /// none is valid before every peer has signed.
    public func checkOffer(
        by submitter: PeerID,
        to receiver: PeerID
    ) throws(ContractRefusal) {
        let offering = grants.compactMap { $0.terms.offeringPeers(to: receiver) }
        guard !offering.isEmpty, !offering.contains(where: { $0.contains(submitter) }) else {
            return
        }
        throw .offeredByOtherPeer(
            submitter,
            to: receiver,
            expected: offering.reduce(into: Set()) { $0.formUnion($1) }.sorted()
        )
    }

    /// Checks that the grants hold no other properties than the Group uses; P-08.
    public func check(properties allowed: Set<String>) throws(ContractRefusal) {
        for (place, grant) in grants.enumerated() {
            for name in (grant.properties?.members ?? []).map(\.name)
            where !allowed.contains(name) {
                throw .propertyNotAllowed(
                    "content.grants[\(place)].data.properties.\(name.prefix(128))"
                )
            }
        }
    }
}

extension GrantTerms {
    /// The peers that may offer the grant to a peer; nil where the rules name none.
    func offeringPeers(to receiver: PeerID) -> Set<PeerID>? {
        switch self {
        case .publication(let terms) where terms.directory == receiver:
            Set([terms.service.peer, terms.delegator].compactMap(\.self))
        case .connection(let terms) where terms.service.peer == receiver:
            Set([terms.outway.peer, terms.delegator].compactMap(\.self))
        default: nil
        }
    }
}

extension ContractHash {
    /// Whether a text has the form of a hash, but of another algorithm than FSC has.
    static func hasOtherAlgorithm(_ text: String) -> Bool {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0].isEmpty && !parts[1].isEmpty && parts[1] != "1"
            && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
