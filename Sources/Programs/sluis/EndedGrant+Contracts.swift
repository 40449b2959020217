import Contracts
import ExchangeModel
import Outway

extension EndedGrant {
    /// The grants of an Outway whose contracts are over, with the names that now lead nowhere.
    ///
    /// A name stands for what its grant means: of several that meant the same, and are all over, it
    /// tells of the one that ended last.
    static func all(
        of contracts: [Contract],
        outway: PeerID,
        names: [String: GrantHash],
        usable: [UsableGrant],
        at now: Timestamp
    ) -> [EndedGrant] {
        var found: [EndedGrant] = []
        var meanings: [GrantHash: UsableGrant.Meaning] = [:]
        var last: [UsableGrant.Meaning: (place: Int, moment: Timestamp)] = [:]
        for contract in contracts {
            guard let ending = Ending(contract, at: now) else { continue }
            for grant in contract.content.grants {
                guard let meaning = UsableGrant.Meaning(grant), meaning.terms.outway.peer == outway
                else { continue }
                meanings[grant.hash] = meaning
                if last[meaning].map({ $0.moment < ending.moment }) ?? true {
                    last[meaning] = (found.count, ending.moment)
                }
                found.append(
                    EndedGrant(
                        grant: grant.hash,
                        provider: meaning.terms.service.peer,
                        service: meaning.terms.service.name,
                        ending: ending
                    )
                )
            }
        }
        let served = Set(usable.flatMap(\.aliases))
        for (name, grant) in names.sorted(by: { $0.key < $1.key }) where !served.contains(name) {
            guard let place = meanings[grant].flatMap({ last[$0]?.place }) else { continue }
            found[place].aliases.append(name)
        }
        return found
    }
}

extension EndedGrant.Ending {
    /// How a contract ended; nil while it may be used or accepted.
    fileprivate init?(_ contract: Contract, at now: Timestamp) {
        func first(_ kind: SignatureKind) -> ContractSignature? {
            contract.signatures.first { $0.kind == kind }
        }
        switch contract.state(at: now) {
        case .proposed, .valid: return nil
        case .revoked:
            guard let signature = first(.revoke) else { return nil }
            self = .revoked(by: signature.peer, at: signature.signedAt)
        case .rejected:
            guard let signature = first(.reject) else {
                self = .expired(at: contract.content.notAfter)
                return
            }
            self = .rejected(by: signature.peer, at: signature.signedAt)
        case .expired: self = .expired(at: contract.content.notAfter)
        }
    }

    /// When the contract ended.
    fileprivate var moment: Timestamp {
        switch self {
        case .revoked(_, let moment), .rejected(_, let moment), .expired(let moment): moment
        }
    }
}
