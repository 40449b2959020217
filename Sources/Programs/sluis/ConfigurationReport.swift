import Contracts
import ExchangeModel
import GatewayConfiguration
import JSONTape
import Manager

/// What a changed configuration changes, for the operator: before it is in force, and after.
struct ConfigurationReport {
    /// The most places, files and contracts that are named.
    static let longest = 40

    /// The places of the file that changed, and the services whose files did.
    let changes: [String]
    /// The services whose publications say something else now.
    let publications: [ServiceName]
    /// Which contracts of which peers change, and how.
    let contracts: [String]
    /// What only a restart puts in force, by name.
    let needsRestart: [String]

    /// Whether nothing that can be put in force has changed.
    var isEmpty: Bool { changes.isEmpty }

    /// Compares what is in force with what would be.
    init(
        from present: GatewayConfigurationInForce,
        to next: GatewayConfigurationInForce,
        _ gateway: Gateway,
        _ manager: FSCManager?
    ) async throws {
        var changes = ConfigurationChange.places(
            from: present.document ?? .null,
            to: next.document ?? .null
        )
        let (old, new) = (present.parts, next.parts)
        for service in new.services {
            guard let former = old.services.first(where: { $0.settings == service.settings }),
                !former.isSame(as: service)
            else { continue }
            changes.append("files of the service \(service.settings.name) were changed")
        }
        if old.settings.outway?.clients == new.settings.outway?.clients, old.clients != new.clients
        {
            changes.append("a token of outway.clients was changed")
        }
        self.changes = changes
        publications = new.services.filter { service in
            old.services.contains {
                $0.settings.name == service.settings.name && $0.purposes != service.purposes
            }
        }.map(\.settings.name)
        needsRestart = next.needsRestart
        guard let manager, old.rules != new.rules else {
            contracts = []
            return
        }
        let connections = try await manager.contracts(
            all: ContractQuery(
                grantTypes: [.serviceConnection, .delegatedServiceConnection]
            )
        )
        var kept = gateway.policies.present
        for policy in new.services.flatMap(\.keptPolicies) { kept.add(policy) }
        let impact = ContractImpact(
            grants: PinnedGrant.all(in: connections, provider: manager.own, at: SystemClock.now()),
            kept: kept
        )
        contracts = impact.sentences(from: old, to: new)
    }

    /// The report as the administration API shows it: `Reload`.
    func json(beginning: String, trust: String? = nil) -> JSONValue {
        var sentences = [beginning]
        if !changes.isEmpty {
            sentences = ["\(beginning): \(changes.prefix(Self.longest).joined(separator: ", "))"]
        }
        if let trust { sentences.append(trust) }
        sentences += contracts.prefix(Self.longest)
        if !publications.isEmpty {
            let names = publications.map(\.rawValue).joined(separator: ", ")
            sentences.append(
                "purposes of \(names) have changed: publish again, then contracts that are renewed take them"
            )
        }
        let restart =
            needsRestart.isEmpty
            ? nil : "restart needed: \(needsRestart.joined(separator: ", ")) stays as it was"
        if let restart { sentences.append(restart) }
        var answer: JSONObject = [
            "message": .string(sentences.joined(separator: "; ")),
            "changes": .array(changes.map { .string($0) }),
            "contracts": .array(contracts.map { .string($0) }),
        ]
        answer["restart"] = restart.map { .string($0) }
        return .object(answer)
    }
}
