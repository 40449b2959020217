import AccessControl
import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import Inway
import JSONTape
import Manager
import PayloadPolicy

/// The field policies that contracts pin: which there are, and withdrawing them.
extension GatewayOperations {
    /// Every policy that is published, kept or withdrawn.
    func fieldPolicies() async throws -> JSONValue {
        let kept = gateway.policies.present
        return ["policies": .array(try await described(kept.all, kept))]
    }

    /// Withdraws a policy, or takes that back: on record first, then everywhere at once.
    func change(
        _ digest: SHA256Value,
        _ change: AdministrationOperations.PolicyChange,
        person: String
    ) async throws -> JSONValue {
        try requireRecordable(change.reason)
        return try await turns.take {
            guard !change.isTrial else {
                return try await changeNow(digest, change, person: person)
            }
            let action =
                change.isWithdrawal ? PolicyRecovery.withdrawal : PolicyRecovery.reinstatement
            return try await recording(
                action,
                on: digest.hexadecimal,
                by: person,
                reason: change.reason
            ) {
                try await changeNow(digest, change, person: person)
            }
        }
    }

    private func changeNow(
        _ digest: SHA256Value,
        _ change: AdministrationOperations.PolicyChange,
        person: String
    ) async throws -> JSONValue {
        let kept = gateway.policies.present
        let known = kept.all.filter { $0.digest == digest }
        try check(change, digest, known, kept)
        let withdrawal =
            change.isWithdrawal
            ? PolicyWithdrawal(
                reason: change.reason,
                person: person,
                moment: SystemClock.now()
            ) : nil
        var next = kept
        next.withdrawals[digest] = withdrawal
        let present = gateway.configuration
        var configuration = present
        configuration.parts = present.parts.withdrawing(Set(next.withdrawals.keys))
        let contracts = try await impact(from: present.parts, to: configuration.parts, next)
        if !change.isTrial {
            do {
                try gateway.policies.note(withdrawal, of: digest)
            } catch {
                throw OperationRefusal(.unavailable, "nothing was changed: \(error)")
            }
            try await serve(configuration)
        }
        return [
            "policies": .array(try await described(known, next)),
            "contracts": .array(contracts.map { .string($0) }),
            "message": .string(message(change, digest, configuration.parts)),
        ]
    }

    private func message(
        _ change: AdministrationOperations.PolicyChange,
        _ digest: SHA256Value,
        _ parts: GatewayParts
    ) -> String {
        guard change.isWithdrawal else {
            return "the field policy \(digest.hexadecimal) serves contracts again"
        }
        let refused = "contracts that pin the field policy \(digest.hexadecimal) are refused"
        let publishing = parts.services.filter { service in
            service.policies.contains { $0.digest == digest }
        }
        guard !publishing.isEmpty else { return refused }
        let names = publishing.map(\.settings.name.rawValue).joined(separator: ", ")
        return refused + "; it is still published for \(names): nobody can use that purpose until "
            + "another policy is"
    }

    private func check(
        _ change: AdministrationOperations.PolicyChange,
        _ digest: SHA256Value,
        _ known: [KeptPolicy],
        _ kept: KeptPolicies
    ) throws(OperationRefusal) {
        guard !known.isEmpty || kept.withdrawals[digest] != nil else {
            throw OperationRefusal(
                .notFound,
                "no field policy \(digest.hexadecimal) is kept here"
                    + Spelling.after(
                        digest.hexadecimal,
                        among: Set(kept.all.map(\.digest.hexadecimal)),
                        of: "field policies"
                    )
            )
        }
        let present = kept.withdrawals[digest]
        if change.isWithdrawal, let present {
            throw OperationRefusal(
                .conflict,
                "the field policy was withdrawn already, on \(present.moment): \(present.reason)"
            )
        }
        if !change.isWithdrawal, present == nil {
            throw OperationRefusal(.conflict, "the field policy is not withdrawn")
        }
    }

    private func impact(
        from old: GatewayParts,
        to new: GatewayParts,
        _ kept: KeptPolicies
    ) async throws -> [String] {
        ContractImpact(grants: try await pinnedGrants(), kept: kept).sentences(from: old, to: new)
    }

    /// The contracts that withdrawn field policies deny; none is looked for where nothing was withdrawn.
    func withdrawnPolicies() async -> [HealthCheck] {
        let kept = gateway.policies.present
        guard !kept.withdrawals.isEmpty else { return [] }
        do {
            return ContractImpact(grants: try await pinnedGrants(), kept: kept).denials
        } catch {
            let detail = "which contracts withdrawn ones deny cannot be told: \(error)"
            return [HealthCheck(name: "field policy", .warn, detail: detail)]
        }
    }

    /// The grants to services of ours in contracts that are in force.
    private func pinnedGrants() async throws -> [PinnedGrant] {
        guard let manager else { return [] }
        return PinnedGrant.all(
            in: try await manager.contracts(
                all: ContractQuery(
                    grantTypes: [.serviceConnection, .delegatedServiceConnection]
                )
            ),
            provider: manager.own,
            at: SystemClock.now()
        )
    }

    private func described(
        _ policies: [KeptPolicy],
        _ kept: KeptPolicies
    ) async throws -> [JSONValue] {
        var users: [KeptPolicies.Key: (contracts: Set<String>, peers: Set<PeerID>)] = [:]
        for grant in try await pinnedGrants() {
            guard let purpose = grant.purpose.purpose else { continue }
            let key = KeptPolicies.Key(service: grant.service, digest: purpose.fieldPolicy)
            users[key, default: ([], [])].contracts.insert(grant.contract)
            users[key, default: ([], [])].peers.insert(grant.peer)
        }
        let rules = gateway.parts.rules
        return policies.map { policy in
            let (contracts, peers) =
                users[.init(service: policy.service, digest: policy.digest)] ?? ([], [])
            let published = rules[policy.service]?.fieldPolicies[policy.purpose.id]
            var object: JSONObject = [
                "digest": .string(policy.digest.hexadecimal),
                "service": .string(policy.service.rawValue),
                "purpose": .string(policy.purpose.id.rawValue),
                "label": .string(policy.purpose.label),
                "isPublished": .bool(published == policy.digest),
                "contracts": .number(JSONNumber(Int64(contracts.count))),
                "peers": .array(peers.sorted().map { .string($0.rawValue) }),
            ]
            if let withdrawal = kept.withdrawals[policy.digest] {
                object["withdrawn"] = [
                    "reason": .string(withdrawal.reason), "person": .string(withdrawal.person),
                    "at": .string(withdrawal.moment.description),
                ]
            }
            return .object(object)
        }
    }
}
