import AdministrationAPI
import ExchangeModel
import Foundation
import JSONTape
import Logging
import OutboundHTTP
import ServiceLifecycle
import Synchronization

/// What reached the operations of a door under test.
final class Visits: Sendable {
    private let state = Mutex<[String]>([])
    private let seen = Mutex<Caller?>(nil)

    func note(_ text: String, _ caller: Caller) -> JSONValue {
        state.withLock { $0.append(text) }
        seen.withLock { $0 = caller }
        return ["noted": .string(text), "hash": .string(RunningDoor.hash)]
    }

    var all: [String] { state.withLock { $0 } }
    var caller: Caller? { seen.withLock { $0 } }
}

/// The operators' door on a socket in a fresh folder, and a client for it.
struct RunningDoor: Sendable {
    static let hash = "$1$1$" + String(repeating: "A", count: 86)

    let socketPath: String
    let visits: Visits
    let client: OutboundClient

    func call(
        _ method: OutboundRequest.Method,
        _ path: String,
        body: String? = nil,
        type: String? = "application/json"
    ) async throws -> (response: OutboundResponse, json: JSONValue) {
        var request = try OutboundRequest.administration(
            socketPath: socketPath,
            method,
            path: path,
            body: body.map { Array($0.utf8) }
        )
        if body != nil, let type { request.headers.append(name: "Content-Type", value: type) }
        let response = try await client.send(request, deadline: .now + .seconds(20))
        return (response, try JSONValue(parsing: response.body))
    }

    /// Operations that note what they are asked; `refusing` fails all of them.
    static func operations(
        _ visits: Visits,
        refusing error: (any Error & Sendable)? = nil
    ) -> AdministrationOperations {
        @Sendable func note(_ text: String, _ caller: Caller) throws -> JSONValue {
            let answer = visits.note(text, caller)
            if let error { throw error }
            return answer
        }
        var operations = AdministrationOperations(
            listContracts: {
                try note("contracts \($0.state?.rawValue ?? "any") \($0.page.limit)", $1)
            },
            showContract: { try note("contract \($0)", $1) },
            proposeContract: { try note("propose \($0["service"]?.string ?? "?")", $1) },
            decideContract: {
                let reason = $2.reason.map { " because \($0)" } ?? ""
                return try note("\($1.rawValue)\($2.force ? " forced" : "") \($0)\(reason)", $3)
            },
            renewContract: { try note("renew \($0) \($1["days"]?.integer ?? 0)", $2) },
            retry: { try note("retry \($0?.rawValue ?? "all")", $1) },
            listDistributions: { try note("distributions", $0) },
            listPeers: { try note("peers \($0.cursor ?? "start")", $1) },
            showPeer: { try note("peer \($0)", $1) },
            listServices: { try note("services", $0) },
            publishService: { try note("publish \($0)", $1) },
            unpublishService: { try note("unpublish \($0)", $1) },
            listPurposes: { try note("purposes", $0) },
            listLogEntries: { try note("log \($0.from?.description ?? "start")", $1) },
            showLogEntry: { try note("entry \($0)", $1) },
            status: { try note("status", $0) },
            reload: { try note("reload", $0) }
        )
        operations.tryRenewal = { try note("try renew \($0) \($1["days"]?.integer ?? 0)", $2) }
        operations.tryReload = { try note("try reload", $0) }
        operations.listFieldPolicies = { try note("policies", $0) }
        operations.changeFieldPolicy = {
            let verb = ($1.isTrial ? "try " : "") + ($1.isWithdrawal ? "withdraw" : "reinstate")
            return try note("\(verb) \($0.hexadecimal.prefix(8)) \($1.reason)", $2)
        }
        operations.explainPurpose = {
            try note("explain \($0.choice) \($0.service?.rawValue ?? "any")", $1)
        }
        operations.showPurposeDocument = { try note("document \($0.choice)", $1) }
        operations.listDeviations = { try note("deviations", $0) }
        operations.clearDeviations = { try note("clear", $0) }
        return operations
    }

    /// Runs services until the body has ended.
    static func run(
        _ services: [any Service],
        _ body: () async throws -> Void
    ) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            )
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body()
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Opens a door, and closes it after the body.
    static func open(
        refusing error: (any Error & Sendable)? = nil,
        _ body: (RunningDoor) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "d-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let visits = Visits()
        let (opened, isOpen) = AsyncStream.makeStream(of: Void.self)
        let door = RunningDoor(
            socketPath: folder + "/sluis.sock",
            visits: visits,
            client: OutboundClient()
        )
        let server = AdministrationServer(
            socketPath: door.socketPath,
            operations: operations(visits, refusing: error),
            document: ["openapi": "3.1.0"],
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            ready: { isOpen.yield() }
        )
        try await run([server]) {
            for await _ in opened { break }
            try await body(door)
            await door.client.shutDown()
        }
    }
}
