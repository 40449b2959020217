import AdministrationAPI
import Contracts
import ExchangeModel

extension ContractImpact {
    /// The contracts in force that withdrawn field policies deny, one check for each policy and service.
    ///
    /// A policy that no contract names any more is not told: it keeps nobody out.
    var denials: [HealthCheck] {
        var found: [KeptPolicies.Key: (contracts: Set<String>, peers: Set<PeerID>)] = [:]
        for grant in grants {
            guard let purpose = grant.purpose.purpose,
                kept.withdrawals[purpose.fieldPolicy] != nil
            else { continue }
            let key = KeptPolicies.Key(service: grant.service, digest: purpose.fieldPolicy)
            found[key, default: ([], [])].contracts.insert(grant.contract)
            found[key, default: ([], [])].peers.insert(grant.peer)
        }
        return found.sorted { $0.key < $1.key }.compactMap { key, denied in
            kept.withdrawals[key.digest].map { withdrawal in
                HealthCheck(
                    name: "field policy",
                    .warn,
                    detail: Self.named(denied.contracts, denied.peers)
                        + " the service \(key.service): every request is refused, their field policy "
                        + "\(key.digest.hexadecimal) was withdrawn on \(withdrawal.moment) by "
                        + "\(withdrawal.person): \(withdrawal.reason); `sluis contract renew` gives them "
                        + "the published one, `sluis purpose reinstate` takes the withdrawal back"
                )
            }
        }
    }
}
