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
            listPeers: { filter, _ in try await peers(filter) },
            listServices: { _ in try await services() },
            publishService: { name, caller in try await publish(name, person: person(caller)) },
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

    private func person(_ caller: Caller) -> String { "uid:\(caller.userID)" }

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

    private func required() throws -> FSCManager {
        guard let manager else {
            throw OperationRefusal(.unavailable, "this gateway runs no Manager: add it to `roles`")
        }
        return manager
    }

    // MARK: - Contracts

    private func contracts(_ filter: ContractFilter) async throws -> JSONValue {
        let manager = try required()
        var query = ContractQuery()
        query.peer = filter.peer
        query.limit = filter.page.limit
        query.after = filter.page.cursor.flatMap { PageCursor(text: $0) }
        let page = try await manager.contracts(query)
        let now = SystemClock.now()
        let waiting = try await manager.waiting()
        let shown = page.elements.filter { contract in
            let inState =
                filter.state.map { $0.rawValue == contract.state(at: now).rawValue } ?? true
            let grants = contract.content.grants
            let forService = filter.service.map { name in
                grants.contains { $0.terms.service.name == name }
            }
            return inState && forService ?? true
        }
        var answer: JSONObject = [
            "contracts": .array(
                shown.map { contract in
                    let own = waiting.filter { $0.key.contract == contract.hash }
                    return ContractDocument(contract: contract, distributions: own, now: now).json
                }
            )
        ]
        answer["next"] = page.next.map { .string($0.text) }
        return .object(answer)
    }

    private func contract(_ hash: ContractHash) async throws -> JSONValue {
        try document(await managed { try await required().status(of: hash) })
    }

    private func document(_ status: ContractStatus) -> JSONValue {
        ContractDocument(
            contract: status.contract,
            distributions: status.waiting,
            now: SystemClock.now()
        ).json
    }

    private func decide(
        _ hash: ContractHash,
        _ decision: AdministrationOperations.ContractDecision,
        person: String
    ) async throws -> JSONValue {
        let manager = try required()
        let kind: SignatureKind =
            switch decision {
            case .accept: .accept
            case .reject: .reject
            case .revoke: .revoke
            }
        _ = try await managed { try await manager.sign(kind, hash, by: person) }
        return try await contract(hash)
    }

    private func propose(_ body: JSONObject, person: String) async throws -> JSONValue {
        let manager = try required()
        let proposal = try ProposalReading(body: body, manager: manager, gateway: gateway)
        let request = try await proposal.request(at: SystemClock.now())
        let made = try await managed { try await manager.propose(request, by: person) }
        return try await contract(made.hash)
    }

    /// Turns the Manager's refusals into those of the API.
    func managed<Answer>(_ act: () async throws -> Answer) async throws -> Answer {
        do {
            return try await act()
        } catch ManagementError.unknownContract(let hash) {
            throw OperationRefusal(.notFound, "there is no contract \(hash) here")
        } catch let error as ManagementError {
            throw OperationRefusal(.conflict, error.description)
        } catch let error as NotRecorded {
            throw OperationRefusal(.unavailable, error.description)
        }
    }

    // MARK: - The rest

    private func peers(_ filter: PageFilter) async throws -> JSONValue {
        var query = PeerQuery()
        query.limit = filter.limit
        query.after = filter.cursor.flatMap { PageCursor(text: $0) }
        let page = try await required().peers(query)
        var answer: JSONObject = [
            "peers": .array(
                page.elements.map { peer in
                    var document: JSONObject = [
                        "id": .string(peer.id.rawValue), "name": .string(peer.name),
                        "seenAt": .string(peer.seenAt.description),
                    ]
                    document["managerAddress"] = peer.managerAddress.map { .string($0.description) }
                    return .object(document)
                }
            )
        ]
        answer["next"] = page.next.map { .string($0.text) }
        return .object(answer)
    }

    private func services() async throws -> JSONValue {
        let listing = ServiceOverview(gateway: gateway, manager: try required())
        return try await listing.json()
    }

    private func publish(_ name: ServiceName, person: String) async throws -> JSONValue {
        let manager = try required()
        let publication = Publication(gateway: gateway, manager: manager)
        let made = try await managed { try await publication.propose(name, person: person) }
        var documents: [JSONValue] = []
        for contract in made { documents.append(try await self.contract(contract.hash)) }
        return ["contracts": .array(documents)]
    }

    private func status() async -> JSONValue {
        let checks = await health.checks()
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
