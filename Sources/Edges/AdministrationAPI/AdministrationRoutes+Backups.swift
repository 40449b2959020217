import ExchangeModel
import Hummingbird
import JSONTape

/// Backups that a command makes of the data folder.
extension AdministrationRoutes {
    /// The paths of backups.
    func addBackups(to router: Router<Context>) {
        let operations = operations
        router.post("/v1/backups") { request, context in
            try QueryReader(request).finish()
            let body = try await Self.object(of: request)
            let folder = try Self.texts(["folder"], of: body)[0]
            return Response(json: try await operations.beginBackup(folder, context.caller()))
        }
        for (name, isFailure) in [("done", false), ("failed", true)] {
            router.post("/v1/backups/{action}/\(name)") { request, context in
                try QueryReader(request).finish()
                let action = try context.part("action") { (text) throws(Malformed) in
                    try TransactionID(text)
                }
                let reason =
                    isFailure ? try await Self.reason(of: request, isRequired: true) : nil
                return Response(
                    json: try await operations.endBackup(action, reason, context.caller())
                )
            }
        }
    }
}
