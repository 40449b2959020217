import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import Manager

/// Management on record: what is done before it takes effect, what is refused as refused.
extension GatewayOperations {
    /// Who stands in the record: the person who logged in, whatever account the command ran under.
    func person(_ caller: Caller) -> String {
        "uid:\(caller.loginUserID ?? caller.userID)"
    }

    /// Carries out an action whose steps the Manager records; what is refused before is recorded here.
    ///
    /// Throws `OperationRefusal` for what was refused, and for what cannot be recorded.
    func managing<Answer>(
        _ action: String,
        on object: String,
        by person: String,
        _ act: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await act()
        } catch let settled as SettledAction {
            throw Self.operators(settled.cause)
        } catch let error as NotRecorded {
            throw Self.operators(error)
        } catch {
            let shown = Self.operators(error)
            try await note(
                action,
                on: object,
                by: person,
                Self.result(of: shown),
                Self.reason(shown)
            )
            throw shown
        }
    }

    /// Carries out an action that is on record as a whole: its intention before, its outcome after.
    func recording<Answer>(
        _ action: String,
        on object: String,
        by person: String,
        reason: String? = nil,
        _ act: () async throws -> Answer
    ) async throws -> Answer {
        let recorded: RecordedAction
        do {
            recorded = try await trail.begin(
                ActionIntention(action, by: person, on: object, reason: reason)
            )
        } catch {
            throw Self.operators(error)
        }
        do {
            let answer = try await act()
            recorded.end(.done)
            return answer
        } catch {
            let shown = Self.operators((error as? SettledAction)?.cause ?? error)
            recorded.end(Self.result(of: shown), reason: Self.reason(shown))
            throw shown
        }
    }

    /// Gives what the log says, once it is on record that somebody read it.
    func reading<Answer>(
        _ action: String,
        on object: String,
        by person: String,
        _ read: () async throws -> Answer
    ) async throws -> Answer {
        let answer = try await managing(action, on: object, by: person, read)
        try await note(action, on: object, by: person, .done, nil)
        return answer
    }

    var trail: AuditTrail { AuditTrail(log: gateway.log) }

    private func note(
        _ action: String,
        on object: String,
        by person: String,
        _ result: AuditEntry.Result,
        _ reason: String?
    ) async throws {
        do {
            try await trail.record(
                AuditEntry(
                    createdAt: SystemClock.now(),
                    action: action,
                    person: person,
                    object: object,
                    result: result,
                    reason: reason
                )
            )
        } catch {
            throw Self.operators(error)
        }
    }

    /// The Manager's refusals as those of the API; what broke stays what it is.
    static func operators(_ error: any Error) -> any Error {
        switch error {
        case ManagementError.unknownContract(let hash):
            OperationRefusal(.notFound, "there is no contract \(hash) here")
        case let error as ManagementError: OperationRefusal(.conflict, error.description)
        case let error as ContractRefusal: OperationRefusal(.conflict, error.message)
        case let error as NotRecorded: OperationRefusal(.unavailable, error.description)
        default: error
        }
    }

    /// Refused is what may not be; what does not work now has failed.
    private static func result(of error: any Error) -> AuditEntry.Result {
        guard let refusal = error as? OperationRefusal else { return .failed }
        return refusal.kind == .unavailable ? .failed : .refused
    }

    private static func reason(_ error: any Error) -> String {
        AuditEntry.recordable((error as? OperationRefusal)?.detail ?? "\(error)")
    }
}
