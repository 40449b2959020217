import AccessControl
import Contracts
import ExchangeModel
import GatewayConfiguration
import Inway
import JSONTape
import PayloadPolicy

/// A grant to a service of ours, with the field policy that it pins.
struct PinnedGrant: Hashable, Sendable {
    /// The contract's hash.
    let contract: String
    /// Whose Outway calls.
    let peer: PeerID
    /// The service of ours.
    let service: ServiceName
    /// The purpose as it was signed.
    let purpose: PurposeProperty
}

/// What a configuration means for the contracts in force: which peers' contracts change, and how.
struct ContractImpact {
    /// What a contract gets under a configuration.
    private enum Verdict: Hashable {
        case notOffered
        case refused(PurposeObjection)
        /// It pins a policy of before.
        case former
        /// It pins what is published, or needs no policy.
        case present
    }

    /// What contracts have in common that are told of in one sentence.
    private struct Group: Hashable {
        let service: ServiceName
        let purpose: PurposeID?
        let policy: SHA256Value?
        let verdict: Verdict
    }

    let grants: [PinnedGrant]
    let kept: KeptPolicies

    /// A sentence for each group of contracts for which the new parts are not the same as the old ones;
    /// without old ones, for each that does not have what is published.
    func sentences(from old: GatewayParts?, to new: GatewayParts) -> [String] {
        var found: [Group: (contracts: Set<String>, peers: Set<PeerID>)] = [:]
        let (rules, before) = (new.rules, old?.rules)
        for grant in grants {
            let verdict = Self.verdict(grant, rules)
            if let before {
                guard Self.verdict(grant, before) != verdict else { continue }
            } else {
                guard verdict != .present else { continue }
            }
            let group = Group(
                service: grant.service,
                purpose: grant.purpose.purpose?.id,
                policy: grant.purpose.purpose?.fieldPolicy,
                verdict: verdict
            )
            found[group, default: ([], [])].contracts.insert(grant.contract)
            found[group, default: ([], [])].peers.insert(grant.peer)
        }
        return found.map { group, members in
            Self.named(members.contracts, members.peers) + " " + words(group, new)
        }.sorted()
    }

    private static func verdict(
        _ grant: PinnedGrant,
        _ rules: [ServiceName: ServiceRule]
    ) -> Verdict {
        guard let rule = rules[grant.service] else { return .notOffered }
        if let objection = rule.objection(to: grant.purpose) { return .refused(objection) }
        guard let purpose = grant.purpose.purpose else { return .present }
        return rule.fieldPolicies[purpose.id] == purpose.fieldPolicy ? .present : .former
    }

    /// How many contracts of which peers, as the beginning of a sentence.
    static func named(_ contracts: Set<String>, _ peers: Set<PeerID>) -> String {
        let shown = peers.sorted().prefix(5).map(\.rawValue).joined(separator: ", ")
        let rest = peers.count > 5 ? " and \(peers.count - 5) more" : ""
        let count = contracts.count == 1 ? "1 contract" : "\(contracts.count) contracts"
        return "\(count) of \(shown)\(rest) for"
    }

    private func words(_ group: Group, _ new: GatewayParts) -> String {
        let service = "the service \(group.service)"
        let policy = group.policy.map { " \($0.hexadecimal.prefix(12))" } ?? ""
        let purpose = group.purpose.map { " for the purpose \($0)" } ?? ""
        switch group.verdict {
        case .notOffered: return "\(service): refused, it is not in the configuration"
        case .present:
            return "\(service)\(purpose): their field policy\(policy) is the published one"
        case .refused(.withdrawn):
            return "\(service)\(purpose): refused, their field policy\(policy) was withdrawn"
        case .refused(.notKept), .refused(.notPublished):
            return "\(service)\(purpose): refused, their field policy\(policy) is not kept here"
        case .refused(.unknown):
            return "\(service)\(purpose): refused, the service has no field policy for it"
        case .refused(.missing): return "\(service): refused, they name no purpose"
        case .refused(.malformed): return "\(service): refused, their purpose cannot be read"
        case .former:
            return
                "\(service)\(purpose): they keep their field policy\(policy) until they end or are "
                + "renewed; " + renewal(group, new)
        }
    }

    /// What a renewal would give instead of a former policy.
    private func renewal(_ group: Group, _ new: GatewayParts) -> String {
        guard let service = new.services.first(where: { $0.settings.name == group.service }),
            let next = service.policies.first(where: { $0.purpose == group.purpose })
        else { return "the purpose is not offered any more" }
        guard let digest = group.policy, let old = kept[digest]?.policy else {
            return "a renewal takes \(next.digest.hexadecimal.prefix(12))"
        }
        let document = service.offered.rules.document
        let difference = PolicyDifference(
            from: PolicyExplanation(old, document: document).operations,
            to: PolicyExplanation(next, document: document).operations
        )
        return "a renewal takes \(next.digest.hexadecimal.prefix(12)): \(difference.sentence)"
    }
}

extension PinnedGrant {
    /// The grants to services of a provider in contracts that are in force at a moment, or will be.
    static func all(
        in contracts: [Contract],
        provider: PeerID,
        at now: Timestamp
    ) -> [PinnedGrant] {
        contracts.filter { $0.state(at: now) == .valid }.flatMap { contract in
            contract.content.grants.compactMap { grant in
                guard case .connection(let terms) = grant.terms, terms.service.peer == provider
                else { return nil }
                return PinnedGrant(
                    contract: contract.hash.rawValue,
                    peer: terms.outway.peer,
                    service: terms.service.name,
                    purpose: grant.purpose
                )
            }
        }
    }

    /// The same out of contracts as the administration API shows them.
    static func all(in contracts: [JSONValue], provider: PeerID) -> [PinnedGrant] {
        contracts.flatMap { contract in
            (contract["grants"]?.array ?? []).compactMap { grant in
                guard let hash = contract["hash"]?.string,
                    grant["serviceProvider"]?.string == provider.rawValue,
                    let peer = grant["outwayPeer"]?.string.flatMap({ try? PeerID($0) }),
                    let service = grant["service"]?.string.flatMap({ try? ServiceName($0) })
                else { return nil }
                return PinnedGrant(
                    contract: hash,
                    peer: peer,
                    service: service,
                    purpose: purpose(grant["purpose"])
                )
            }
        }
    }

    /// Which purpose and policy a grant pins; the words are of no account here.
    private static func purpose(_ shown: JSONValue?) -> PurposeProperty {
        guard let id = shown?["id"]?.string.flatMap({ try? PurposeID($0) }),
            let bytes = (shown?["field_policy_sha256"]?.string).flatMap({ Hexadecimal.decode($0) }),
            let digest = SHA256Value(bytes)
        else { return .absent }
        return .present(
            Purpose(
                id: id,
                label: "",
                legalBasis: "",
                legalSources: [],
                authorisationReference: nil,
                fieldPolicy: digest
            )
        )
    }
}
