import ExchangeModel
import Hummingbird
import JSONTape

/// Field policies, and what changes of them and of contracts have in common.
extension AdministrationRoutes {
    /// The paths of field policies.
    func addPolicies(to router: Router<Context>) {
        let operations = operations
        router.get("/v1/field-policies") { request, context in
            try QueryReader(request).finish()
            return Response(json: try await operations.listFieldPolicies(context.caller()))
        }
        for (name, isWithdrawal) in [("withdraw", true), ("reinstate", false)] {
            router.put("/v1/field-policies/{digest}/\(name)") { request, context in
                let isTrial = try Self.isTrial(request)
                let digest = try context.part("digest") { (text) throws(Malformed) in
                    guard let digest = Hexadecimal.decode(text).flatMap({ SHA256Value($0) }) else {
                        throw Malformed(expected: "64 lower-case hexadecimal digits")
                    }
                    return digest
                }
                let reason = try await Self.reason(of: request, isRequired: true) ?? ""
                let change = AdministrationOperations.PolicyChange(
                    isWithdrawal: isWithdrawal,
                    reason: reason,
                    isTrial: isTrial
                )
                return Response(
                    json: try await operations.changeFieldPolicy(digest, change, context.caller())
                )
            }
        }
    }

    /// Whether only to tell what would change.
    static func isTrial(_ request: Request) throws -> Bool {
        var query = QueryReader(request)
        let isTrial = query.value("dryRun", "true or false") { Bool($0) } ?? false
        try query.finish()
        return isTrial
    }

    /// The reason in a body; nil where there is no body and none is needed.
    static func reason(of request: Request, isRequired: Bool) async throws -> String? {
        let body = try await object(of: request, isOptional: !isRequired)
        var faults: [OperationRefusal.Fault] = []
        for name in body.names where name != "reason" {
            faults.append(.init(.body, "/\(name)", "is not a member: only `reason` is"))
        }
        let reason = body["reason"]?.string
        if isRequired || body["reason"] != nil {
            let form = "must be a text of 1 to \(maximumReasonBytes) bytes"
            if !(1...maximumReasonBytes).contains(reason?.utf8.count ?? 0) {
                faults.append(.init(.body, "/reason", form))
            }
        }
        guard faults.isEmpty else {
            throw OperationRefusal(.invalid, "the body is not as it should be", faults: faults)
        }
        return reason
    }
}
