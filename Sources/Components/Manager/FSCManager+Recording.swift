import AccessLog
import Contracts
import ExchangeModel

/// Why an action was not done: it could not be put on record.
public struct NotRecorded: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for an operator.
    public let description: String

    /// States what the log said.
    public init(_ reason: any Error) {
        description = "the action is not done, it cannot be recorded: \(reason)"
    }
}

/// Why an action did not come to its end, where the log says so already.
public struct SettledAction: Error, Sendable, CustomStringConvertible {
    /// What stopped it.
    public let cause: any Error

    /// States what stopped it.
    public init(cause: any Error) {
        self.cause = cause
    }

    /// The cause in one sentence.
    public var description: String { "\(cause)" }

    /// Whether another signature came first.
    var isClosed: Bool {
        if case ManagementError.closed? = cause as? ManagementError { true } else { false }
    }
}

/// Actions on record before they take effect.
extension FSCManager {
    /// Puts an action on record; without the proof that comes back no store changes.
    ///
    /// Throws ``NotRecorded``; then the action must not be done.
    func begin(_ intention: ActionIntention) async throws -> RecordedAction {
        do {
            return try await environment.begin(intention)
        } catch {
            throw NotRecorded(error)
        }
    }

    /// Puts on record what changes nothing.
    func record(
        _ action: String,
        by person: String,
        on object: String,
        result: AuditEntry.Result,
        reason: String? = nil
    ) async throws {
        do {
            try await environment.record(
                AuditEntry(
                    createdAt: environment.now(),
                    action: action,
                    person: person,
                    object: object,
                    result: result,
                    reason: reason
                )
            )
        } catch {
            throw NotRecorded(error)
        }
    }

    /// Does what ends a recorded action itself, also where it fails.
    func settling<Answer>(_ act: () async throws -> Answer) async throws -> Answer {
        do {
            return try await act()
        } catch let error as NotRecorded {
            throw error
        } catch {
            throw SettledAction(cause: error)
        }
    }
}

extension RecordedDecision {
    /// A signature under a contract, as the log knows it.
    init(_ signature: ContractSignature) {
        self.init(
            contract: signature.contractHash,
            kind: Kind(signature.kind),
            peer: signature.peer,
            signature: signature.text
        )
    }
}

extension RecordedDecision.Kind {
    /// The kind of a signature, as the log numbers it.
    init(_ kind: SignatureKind) {
        switch kind {
        case .accept: self = .accept
        case .reject: self = .reject
        case .revoke: self = .revoke
        }
    }
}
