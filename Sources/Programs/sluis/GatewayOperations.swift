import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import Inway
import JSONTape
import LogStorage
import Manager
import ManagerAPI
import OpenAPI
import PayloadPolicy
import PeerIdentity

/// What operators may do with a running gateway, in the terms of the administration API.
struct GatewayOperations: Sendable {
    let gateway: Gateway
    let manager: FSCManager?
    let health: GatewayHealth
    let drift: DriftBook
    let inway: InwayGrants?
    var routes: OutwayRoutes?
    let descriptions: ServiceDescriptions
    /// What changes the configuration in force happens one after the other.
    let turns = TurnQueue()
    /// The backups that are being made.
    let backups = OpenBackups()

    /// The most refused peers that a status shows.
    private static let shownRefusals = 50

    /// The operations as closures; those that need a Manager refuse without one.
    var operations: AdministrationOperations {
        var operations = AdministrationOperations(
            listContracts: { filter, _ in try await contracts(filter) },
            showContract: { hash, _ in try await contract(hash) },
            proposeContract: { body, caller in
                let person = person(caller)
                return try await managing("contract.propose", on: "proposal", by: person) {
                    try await propose(body, person: person)
                }
            },
            decideContract: { hash, decision, terms, caller in
                let (person, action) = (person(caller), "contract.\(decision.rawValue)")
                return try await managing(action, on: hash.rawValue, by: person) {
                    try await decide(hash, decision, terms, person: person)
                }
            },
            renewContract: { hash, body, caller in
                let person = person(caller)
                return try await managing("contract.renew", on: hash.rawValue, by: person) {
                    try await renew(hash, body, person: person)
                }
            },
            retry: { hash, caller in
                let (person, object) = (person(caller), hash?.rawValue ?? "all")
                return try await managing("contract.retry", on: object, by: person) {
                    try await retry(hash, person: person)
                }
            },
            listDistributions: { _ in try await distributions(of: nil) },
            listPeers: { filter, _ in try await peers(filter) },
            showPeer: { id, _ in try await peer(id) },
            listServices: { _ in try await services() },
            publishService: { name, caller in
                let person = person(caller)
                return try await recording("service.publish", on: name.rawValue, by: person) {
                    try await publish(name, person: person)
                }
            },
            unpublishService: { name, caller in
                let person = person(caller)
                return try await recording("service.unpublish", on: name.rawValue, by: person) {
                    try await unpublish(name, person: person)
                }
            },
            listPurposes: { _ in try await purposes() },
            listLogEntries: { filter, caller in
                let object = filter.transaction?.description ?? "list"
                return try await reading("log.query", on: object, by: person(caller)) {
                    try await read { try $0.list(filter) }
                }
            },
            showLogEntry: { transaction, caller in
                let object = transaction.description
                return try await reading("log.show", on: object, by: person(caller)) {
                    try await shown(transaction)
                }
            },
            status: { _ in await status() },
            reload: { caller in try await reload(person: person(caller)) }
        )
        operations.publishForDelegator = { name, delegator, caller in
            let person = person(caller)
            return try await recording("service.publish", on: name.rawValue, by: person) {
                try await publish(name, for: delegator, person: person)
            }
        }
        operations.acceptOlderList = { issuer, reason, caller in
            try await acceptOlderList(of: issuer, reason: reason, person: person(caller))
        }
        operations.explainPurpose = { purpose, _ in try await explanation(of: purpose) }
        operations.showPurposeDocument = { purpose, _ in try await document(of: purpose) }
        operations.tryReload = { _ in try await reloadTrial() }
        operations.tryRenewal = { hash, body, caller in
            try await renew(hash, body, isTrial: true, person: person(caller))
        }
        operations.listFieldPolicies = { _ in try await fieldPolicies() }
        operations.changeFieldPolicy = { policy, change, caller in
            try await self.change(policy, change, person: person(caller))
        }
        operations.beginBackup = { folder, caller in
            try await beginBackup(folder, person: person(caller))
        }
        operations.endBackup = { id, failure, caller in
            try await endBackup(id, failure: failure, person: person(caller))
        }
        operations.listDeviations = { _ in drift.json }
        operations.clearDeviations = { caller in
            try await recording("deviations.clear", on: "deviations", by: person(caller)) {
                drift.clear()
                return drift.json
            }
        }
        return operations
    }

    func required() throws -> FSCManager {
        guard let manager else {
            throw OperationRefusal(.unavailable, "this gateway runs no Manager: add it to `roles`")
        }
        return manager
    }

    // MARK: - The log

    /// An exchange once its entries are complete and under a checkpoint, or as it is after two seconds.
    private func shown(_ transaction: TransactionID) async throws -> JSONValue {
        for _ in 0..<20 {
            let answer = try await read { try $0.show(transaction) }
            let isProven = answer["proof"]?["verified"]?.bool == true
            if isProven, answer["outcome"]?.string != LogQuery.OutcomeClass.unknown.rawValue {
                return answer
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try await read { try $0.show(transaction) }
    }

    /// Reads the log where that holds up nobody else.
    private func read(
        _ read: @escaping @Sendable (LogOperations) throws -> JSONValue
    ) async throws -> JSONValue {
        do {
            return try await gateway.log.readForOperators { try read(LogOperations(log: $0)) }
        } catch is LogReadsBusy {
            throw OperationRefusal(
                .unavailable,
                "too many reads of the log wait already: ask again in a moment"
            )
        }
    }

    // MARK: - The gateway

    private func status() async -> JSONValue {
        let checks = await health.checks() + withdrawnPolicies()
        let warnings = await gateway.expiry.warnings(at: SystemClock.now())
        let waiting = (try? await manager?.waiting())?.count ?? 0
        var answer: JSONObject = [
            "ready": .bool(checks.allSatisfy(\.passes)),
            "version": .string(GatewayVersion.text),
            "checks": .array(
                checks.map {
                    [
                        "name": .string($0.name), "state": .string($0.state.rawValue),
                        "passes": .bool($0.passes), "detail": .string($0.detail),
                    ]
                }
            ),
            "refusedHandshakes": .array(
                gateway.trust.refusals.entries.prefix(Self.shownRefusals).map(\.json)
            ),
            "warnings": .array(warnings.map(\.json)),
            "distributions": .number(JSONNumber(Int64(waiting))),
            "documents": .array(documents()),
        ]
        answer["restored"] = gateway.restoration.present.map { present in
            [
                "reason": .string(present.reason), "since": .string(present.since.description),
                "missing": .array(present.missing.sorted().map { .string($0.rawValue) }),
            ]
        }
        return .object(answer)
    }

    /// The documents that payloads are checked by, with the memory that their schemas take.
    private func documents() -> [JSONValue] {
        let offered: [(String, String, OpenAPIDocument)] = gateway.parts.services.compactMap {
            service in
            service.offered.rules.document.map {
                ("service", service.settings.name.rawValue, $0)
            }
        }
        return (offered + drift.consumed).map { kind, name, document in
            [
                kind: .string(name), "title": .string(document.title),
                "operations": .number(JSONNumber(Int64(document.operations.count))),
                "bytes": .number(JSONNumber(Int64(document.compiledBytes))),
            ]
        }
    }
}
