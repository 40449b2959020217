import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import Inway
import JSONTape
import Logging
import Manager
import PayloadPolicy

/// Putting what the configuration file says in force while the gateway runs.
extension GatewayOperations {
    /// Reads the configuration, all that it names, and trust, and puts them in force as a whole.
    ///
    /// A configuration with a problem changes nothing. Requests under way end by what they began with.
    func reload(person: String) async throws -> JSONValue {
        try await turns.take {
            try await recording("configuration.reload", on: "configuration", by: person) {
                try await reloadNow(person: person)
            }
        }
    }

    /// What a reload would change; nothing is changed.
    func reloadTrial() async throws -> JSONValue {
        let present = gateway.configuration
        let next = try checked(after: present)
        let change = try await ConfigurationReport(from: present, to: next, gateway, manager)
        return change.json(beginning: change.isEmpty ? "nothing would change" : "would change")
    }

    private func reloadNow(person: String) async throws -> JSONValue {
        let present = gateway.configuration
        let next = try checked(after: present)
        let report = try await ConfigurationReport(from: present, to: next, gateway, manager)
        if !report.isEmpty { try await put(inForce: next, after: present, person: person) }
        let trust = try await refreshTrust(report)
        return report.json(
            beginning: report.isEmpty ? "the configuration has not changed" : "in force",
            trust: trust
        )
    }

    /// What the configuration file makes now.
    private func checked(
        after present: GatewayConfigurationInForce
    ) throws -> GatewayConfigurationInForce {
        do {
            return try GatewayConfigurationInForce(
                following: present,
                kept: gateway.policies.present
            )
        } catch {
            let problems = error.problems.map(\.description).joined(separator: "; ")
            throw OperationRefusal(.conflict, "nothing was changed: \(problems)")
        }
    }

    /// Puts a checked configuration in force: on the disk and on record first, then everywhere.
    private func put(
        inForce next: GatewayConfigurationInForce,
        after present: GatewayConfigurationInForce,
        person: String
    ) async throws {
        do {
            try gateway.policies.keep(next.parts.services.flatMap(\.keptPolicies))
            try gateway.documents.keep(next.parts)
            try await gateway.record(next, person: person)
        } catch {
            throw OperationRefusal(.unavailable, "nothing was changed: \(error)")
        }
        for new in next.parts.services {
            let old = present.parts.services.first { $0.settings.name == new.settings.name }
            guard let old, old.source == new.source, old.offered.rules !== new.offered.rules else {
                continue
            }
            let counted = old.offered.rules.tally
            new.offered.rules.tally.restore(counted.counts, others: counted.others)
        }
        try await serve(next)
    }

    /// Makes everything that serves go by a configuration.
    func serve(_ next: GatewayConfigurationInForce) async throws {
        let before = gateway.parts
        let managed = next.parts.settings.manager.map { next.parts.managerSettings($0) }
        gateway.put(inForce: next)
        inway?.renewKeys()
        descriptions.replace(with: next.parts.services)
        routes?.replace(
            next.parts,
            gateway.pseudonymiser,
            held: gateway.restoration.held
        )
        guard let manager, let managed else { return }
        manager.replace(managed)
        guard
            before.settings.manager != next.parts.settings.manager
                || before.rules != next.parts.rules
        else { return }
        do {
            try await manager.judgeWaiting()
        } catch {
            gateway.logger.error(
                "contracts that wait for us could not be judged by the new configuration",
                metadata: ["error": "\(error)"]
            )
        }
    }

    /// Reads certificates, keys and revocation lists again; gives what came of it.
    private func refreshTrust(_ report: ConfigurationReport) async throws -> String {
        do {
            let changed = try await gateway.trust.refresh()
            return
                (changed
                ? "certificates and revocation lists were read and are in force"
                : "certificates and revocation lists were read; nothing has changed")
                + (gateway.trust.lastProblem.map { "; \($0)" } ?? "")
        } catch {
            let configuration =
                report.isEmpty
                ? "the configuration has not changed" : "the configuration is in force"
            let isPartly = (error as? TrustUnavailable)?.isPartly ?? false
            throw OperationRefusal(
                .unavailable,
                "\(configuration); "
                    + (isPartly
                        ? "\(error)"
                        : "certificates and revocation lists stay as they were: \(error)")
            )
        }
    }
}

extension Gateway {
    /// Puts a configuration on record, with the field policies that contracts may pin under it.
    func record(
        _ configuration: GatewayConfigurationInForce,
        person: String? = nil
    ) async throws {
        guard let digest = configuration.digest else { return }
        let entry = ConfigurationEntry(
            createdAt: SystemClock.now(),
            digest: digest,
            version: GatewayVersion.text,
            person: person
        )
        var documents: [ConfigurationDocument] = []
        var known: Set<SHA256Value> = []
        for policy in policies.present.all {
            if known.insert(policy.digest).inserted {
                documents += try ConfigurationDocument.parts(
                    of: policy.policy.document.canonicalForm(),
                    role: .fieldPolicy,
                    digest: policy.digest
                )
            }
            let terms = policy.terms.serialized()
            guard let digest = PolicyArchive.digest(of: terms) else { continue }
            documents += try ConfigurationDocument.parts(
                of: terms,
                role: .policyTerms,
                digest: digest
            )
        }
        let trail = AuditTrail(log: log)
        guard !documents.isEmpty else { return try await trail.append(.configuration(entry)) }
        for document in documents {
            var part = entry
            part.document = document
            try await trail.append(.configuration(part))
        }
    }
}
