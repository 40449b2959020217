import Contracts
import ExchangeModel
import JSONTape
import ManagerAPI
import OutboundHTTP
import PeerIdentity

/// A contract as another peer's Manager holds it, still unproven.
struct HeldContract: Sendable {
    /// What is agreed.
    let content: ContractContent
    /// The signatures that it is said to have, by whom they are said to be.
    let signatures: [(peer: PeerID, kind: SignatureKind, text: String)]

    /// Reads an element of `GET /contracts`; nil for one that cannot be read.
    init?(_ document: JSONValue) {
        guard let found = document["content"], let content = try? ContractContent(found) else {
            return nil
        }
        self.content = content
        var signatures: [(PeerID, SignatureKind, String)] = []
        for kind in SignatureKind.allCases {
            for (peer, text) in document["signatures"]?[kind.rawValue]?.object?.members ?? [] {
                guard let peer = try? PeerID(peer), content.peers.contains(peer),
                    let text = text.string
                else { continue }
                signatures.append((peer, kind, text))
            }
        }
        self.signatures = signatures
    }
}

extension PeerCalls {
    /// The most contracts of a peer that are looked at in one round.
    static let maximumHeld = 100_000

    /// A page of the contracts that a peer holds with us, newest first.
    func contracts(
        of peer: PeerID,
        at address: PeerAddress,
        after cursor: String?
    ) async throws(PeerCallError) -> (
        peer: IdentifiedPeer, contracts: [HeldContract], nextCursor: String?
    ) {
        var path = "/v1/contracts?limit=100"
        if let cursor { path += "&cursor=" + FormText.encoded(cursor) }
        let response = try await send(.get, peer, address, path)
        guard let value = try? JSONValue(parsing: response.body, limits: .payload),
            let held = value["contracts"]?.array, let proven = response.peer
        else { throw .answerMalformed("the answer is no list of contracts") }
        let next = value["pagination"]?["next_cursor"]?.string
        return (proven, held.compactMap(HeldContract.init), next.flatMap { $0.isEmpty ? nil : $0 })
    }
}
