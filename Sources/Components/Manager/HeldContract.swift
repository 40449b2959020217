import Contracts
import ExchangeModel
import JSONTape
import ManagerAPI
import OutboundHTTP
import PeerIdentity

/// An element of a peer's `GET /contracts`, as it was told.
///
/// Most of what a peer tells is here already: its signatures say so, without a look at the content.
struct ToldContract: Sendable {
    /// The element.
    let document: JSONValue
    /// The texts of its signatures.
    let texts: Set<String>
    /// The contract that its signatures claim to be under; nil where none can be read.
    let claimedHash: ContractHash?

    init(_ document: JSONValue) {
        self.document = document
        texts = Set(
            SignatureKind.allCases.flatMap { kind in
                document["signatures"]?[kind.rawValue]?.object?.members.compactMap(\.value.string)
                    ?? []
            }
        )
        claimedHash = texts.first.flatMap { try? UnverifiedSignature(parsing: $0).contractHash }
    }

    /// Whether every signature is here, so that there is nothing to learn; by the texts that are.
    func isKnown(in texts: [ContractHash: Set<String>]) -> Bool {
        guard let claimedHash, let here = texts[claimedHash] else { return false }
        return self.texts.isSubset(of: here)
    }
}

/// A contract as another peer's Manager holds it, still unproven.
struct HeldContract: Sendable {
    /// What is agreed.
    let content: ContractContent
    /// The signatures that it is said to have, by whom they are said to be.
    let signatures: [(peer: PeerID, kind: SignatureKind, text: String)]

    /// Reads what was told; nil for what cannot be read.
    init?(_ told: ToldContract) {
        let document = told.document
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
    /// Contracts of a page.
    private static let pageSize = 100
    /// Contracts of a page where more would be larger than an answer may be.
    private static let leastPageSize = 1

    /// A page of the contracts that a peer holds with us, newest first.
    func contracts(
        of peer: PeerID,
        at address: PeerAddress,
        after cursor: String?
    ) async throws(PeerCallError) -> (
        peer: IdentifiedPeer, contracts: [ToldContract], nextCursor: String?
    ) {
        do throws(PeerCallError) {
            return try await contracts(of: peer, at: address, after: cursor, Self.pageSize)
        } catch .unreachable(.tooLarge) {
            return try await contracts(of: peer, at: address, after: cursor, Self.leastPageSize)
        }
    }

    private func contracts(
        of peer: PeerID,
        at address: PeerAddress,
        after cursor: String?,
        _ most: Int
    ) async throws(PeerCallError) -> (
        peer: IdentifiedPeer, contracts: [ToldContract], nextCursor: String?
    ) {
        var path = "/v1/contracts?limit=\(most)"
        if let cursor { path += "&cursor=" + FormText.encoded(cursor) }
        let response = try await send(.get, peer, address, path)
        guard let value = try? JSONValue(parsing: response.body, limits: .payload),
            let held = value["contracts"]?.array, let proven = response.peer
        else { throw .answerMalformed("the answer is no list of contracts") }
        let next = value["pagination"]?["next_cursor"]?.string
        return (proven, held.map(ToldContract.init), next.flatMap { $0.isEmpty ? nil : $0 })
    }
}
