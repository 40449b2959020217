import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import JSONTape
import LogStorage
import Manager
import ManagerAPI
import PeerIdentity

/// What operators may do with a running gateway, in the terms of the administration API.
struct GatewayOperations: Sendable {
    let gateway: Gateway
    let manager: FSCManager?
    let health: GatewayHealth

    /// The operations as closures; those that need a Manager refuse without one.
    var operations: AdministrationOperations {
        AdministrationOperations(
            listContracts: { filter, _ in try await contracts(filter) },
            showContract: { hash, _ in try await contract(hash) },
            proposeContract: { body, caller in try await propose(body, person: person(caller)) },
            decideContract: { hash, decision, caller in
                try await decide(hash, decision, person: person(caller))
            },
            renewContract: { hash, body, caller in
                try await renew(hash, body, person: person(caller))
            },
            retry: { hash, caller in try await retry(hash, person: person(caller)) },
            listDistributions: { _ in try await distributions(of: nil) },
            listPeers: { filter, _ in try await peers(filter) },
            showPeer: { id, _ in try await peer(id) },
            listServices: { _ in try await services() },
            publishService: { name, caller in try await publish(name, person: person(caller)) },
            unpublishService: { name, caller in
                try await unpublish(name, person: person(caller))
            },
            listPurposes: { _ in try await purposes() },
            listLogEntries: { filter, caller in
                try await readLog(
                    "log.query",
                    object: filter.transaction?.description ?? "list",
                    caller
                ) {
                    try LogOperations(log: gateway.log).list(filter)
                }
            },
            showLogEntry: { transaction, caller in
                try await readLog("log.show", object: transaction.description, caller) {
                    try await shown(transaction)
                }
            },
            status: { _ in await status() },
            reload: { caller in try await reload(person: person(caller)) }
        )
    }

    /// Who stands in the record: the person who logged in, whatever account the command ran under.
    private func person(_ caller: Caller) -> String {
        "uid:\(caller.loginUserID ?? caller.userID)"
    }

    func required() throws -> FSCManager {
        guard let manager else {
            throw OperationRefusal(.unavailable, "this gateway runs no Manager: add it to `roles`")
        }
        return manager
    }

    // MARK: - The log

    /// Every reading of the log is itself on record, before the answer.
    private func readLog(
        _ action: String,
        object: String,
        _ caller: Caller,
        _ read: () async throws -> JSONValue
    ) async throws -> JSONValue {
        let answer = try await read()
        try await AuditTrail(log: gateway.log).record(
            AuditEntry(
                createdAt: SystemClock.now(),
                action: action,
                person: person(caller),
                object: object,
                result: .done
            )
        )
        return answer
    }

    /// An exchange once its entries are complete and under a checkpoint, or as it is after two seconds.
    private func shown(_ transaction: TransactionID) async throws -> JSONValue {
        let log = LogOperations(log: gateway.log)
        for _ in 0..<20 {
            let answer = try log.show(transaction)
            let isProven = answer["proof"]?["verified"]?.bool == true
            if isProven, answer["outcome"]?.string != LogQuery.OutcomeClass.unknown.rawValue {
                return answer
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try log.show(transaction)
    }

    // MARK: - The gateway

    private func status() async -> JSONValue {
        let checks = await health.checks()
        let warnings = await gateway.expiry.warnings(at: SystemClock.now())
        let waiting = (try? await manager?.waiting())?.count ?? 0
        return [
            "ready": .bool(checks.allSatisfy(\.passes)),
            "version": .string(GatewayVersion.text),
            "checks": .array(
                checks.map {
                    [
                        "name": .string($0.name), "passes": .bool($0.passes),
                        "detail": .string($0.detail),
                    ]
                }
            ),
            "warnings": .array(warnings.map(\.json)),
            "distributions": .number(JSONNumber(Int64(waiting))),
        ]
    }

    private func reload(person: String) async throws -> JSONValue {
        try await AuditTrail(log: gateway.log).record(
            AuditEntry(
                createdAt: SystemClock.now(),
                action: "trust.reload",
                person: person,
                object: "trust",
                result: .done
            )
        )
        do {
            let changed = try await gateway.trust.refresh()
            return [
                "message": .string(
                    changed
                        ? "certificates and revocation lists were read and are in force"
                        : "certificates and revocation lists were read; nothing has changed"
                )
            ]
        } catch {
            throw OperationRefusal(.unavailable, "nothing was changed: \(error)")
        }
    }
}
