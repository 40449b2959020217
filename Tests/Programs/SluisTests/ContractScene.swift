import CertificateAuthority
import Contracts
import ExchangeModel
import Logging
import PeerIdentity
import SignedJSON
import Synchronization

@testable import sluis

/// Connection contracts of one consumer with one provider, signed with a real key.
struct ContractScene {
    static let start = Timestamp(seconds: 1_800_000_000)

    let key: SigningKey
    let outway: PeerID
    let provider: PeerID

    init() throws {
        key = try SigningKey(pem: PrivateKey(.ec256).pem)
        outway = try PeerID("00000000000000000002")
        provider = try PeerID("00000000000000000001")
    }

    /// A contract that both peers have accepted, unless `by` says otherwise.
    func contract(
        _ number: UInt64,
        from begin: Int64 = -10,
        until end: Int64 = 1_000,
        service: String = "persons",
        delegator: PeerID? = nil,
        by peers: [PeerID]? = nil
    ) throws -> Contract {
        let terms = ConnectionTerms(
            outway: OutwayReference(
                peer: outway,
                identification: .domainName(try DomainName("outway.example"))
            ),
            service: ServiceReference(peer: provider, name: try ServiceName(service)),
            delegator: delegator
        )
        let content = try ContractProposal(
            group: GroupID("test"),
            notBefore: Self.start.advanced(bySeconds: begin),
            notAfter: Self.start.advanced(bySeconds: end),
            grants: [GrantProposal(.connection(terms))]
        ).content(identifier: TransactionID(high: 1, low: number), createdAt: Self.start)
        let bare = Contract(content, signatures: [])
        let signers = peers ?? content.peers.sorted()
        return Contract(content, signatures: try signers.map { try sign(.accept, $0, bare) })
    }

    func sign(
        _ kind: SignatureKind,
        _ peer: PeerID,
        _ contract: Contract
    ) throws -> ContractSignature {
        try ContractSignature(
            restoring: SigningStatement.text(
                kind,
                of: contract.hash,
                at: Self.start,
                key: key,
                certificate: CertificateThumbprint(SHA256Value(hashing: [1]))
            ),
            peer: peer,
            certificateEnd: nil
        )
    }
}

/// A part that keeps what it was told: the state of each contract, and how many it was told of.
final class ToldPart: ContractDependent {
    private struct Told {
        var states: [ContractHash: ContractState] = [:]
        var inForce: Set<ContractHash> = []
        var count = 0
    }

    private let told = Mutex(Told())

    var count: Int { told.withLock { $0.count } }

    func state(_ contract: Contract) -> ContractState? {
        told.withLock { $0.states[contract.hash] }
    }

    func isInForce(_ contract: Contract) -> Bool {
        told.withLock { $0.inForce.contains(contract.hash) }
    }

    func apply(_ contracts: [ConnectionContract], at now: Timestamp) {
        told.withLock { told in
            told.count += contracts.count
            for contract in contracts {
                told.states[contract.hash] = contract.standing.state(at: now)
                if contract.standing.isInForce(at: now) {
                    told.inForce.insert(contract.hash)
                } else {
                    told.inForce.remove(contract.hash)
                }
            }
        }
    }
}
