import AdministrationAPI
import JSONTape
import RevocationLists

/// What operators may do about trust.
extension GatewayOperations {
    /// Puts an older list in force that a source gives, once that is on record.
    func acceptOlderList(
        of issuer: String,
        reason: String,
        person: String
    ) async throws -> JSONValue {
        let action = "trust.accept-older-list"
        let list = try await managing(action, on: issuer, by: person) {
            let older = gateway.trust.olderLists
            guard let list = older.first(where: { $0.issuer == issuer }) else {
                let names = older.map { "'\($0.issuer)'" }.joined(separator: ", ")
                throw OperationRefusal(
                    .notFound,
                    "no source gives an older list of '\(issuer)' at the moment"
                        + (names.isEmpty ? "" : "; there are older ones of \(names)")
                )
            }
            return list
        }
        return try await recording(
            action,
            on: "\(issuer) \(list.label)",
            by: person,
            reason: reason
        ) {
            do {
                try await gateway.trust.acceptOlder(list)
            } catch let problem as TrustUnavailable {
                throw OperationRefusal(.conflict, problem.description)
            }
            return ["message": .string("the list of \(issuer), \(list.label), is in force")]
        }
    }
}
