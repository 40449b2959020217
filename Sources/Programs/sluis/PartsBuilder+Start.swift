import AccessControl
import AccessLog
import ExchangeModel
import GatewayConfiguration
import Manager
import OpenAPI
import OutboundHTTP

/// What a gateway reads when it starts, looked at before: so that what is checked also starts.
extension PartsBuilder {
    /// Notes the problems of the keys of the log.
    ///
    /// A gateway that runs does not read the keys of its log again.
    func checkStart(isRunning: Bool) {
        if !isRunning {
            for (key, message) in KeyFiles.problems(of: settings) { problem(key, message) }
        }
    }

    /// Who may use the Outway; nil where there is none.
    func clients() -> ClientPolicy? {
        guard let outway = settings.outway else { return nil }
        var rules: [ClientRule] = []
        for (index, client) in outway.clients.enumerated() {
            let key = "outway.clients[\(index)]"
            checkRecorded(client.name, as: .client, key: "\(key).name")
            do throws(StartProblem) {
                rules.append(try client.rule)
            } catch {
                problem("\(key).tokenFile", error.description)
            }
        }
        return ClientPolicy(rules)
    }

    /// Who decides on contracts that no rule accepts; nil leaves them to a person.
    func hook() -> DecisionHook? {
        guard let hook = settings.manager?.decisionHook else { return nil }
        var isWhole = true
        do throws(StartProblem) {
            _ = try hook.trust
        } catch {
            problem("manager.decisionHook.trustAnchors", error.description)
            isWhole = false
        }
        do throws(StartProblem) {
            _ = try hook.token
        } catch {
            problem("manager.decisionHook.tokenFile", error.description)
            isWhole = false
        }
        guard isWhole else { return nil }
        do throws(StartProblem) {
            return try DecisionHook(hook)
        } catch {
            problem("manager.decisionHook", error.description)
            return nil
        }
    }

    /// Notes what the access log would refuse of a service, so that no request of it could be served.
    func checkRecorded(
        _ service: ServiceSettings,
        policies: [PurposeID],
        key: String
    ) {
        for (index, (purpose, id)) in zip(service.purposes, policies).enumerated() {
            let key = "\(key).purposes[\(index)]"
            checkRecorded(id.rawValue, as: .purpose, key: "\(key).policy")
            checkRecorded(purpose.label, as: .purposeLabel, key: "\(key).label")
            checkRecorded(purpose.legalBasis, as: .legalBasis, key: "\(key).legalBasis")
            for (place, source) in purpose.legalSources.enumerated() {
                checkRecorded(source, as: .documentBytes, key: "\(key).legalSources[\(place)]")
            }
            if let reference = purpose.authorisationReference {
                checkRecorded(reference, as: .documentBytes, key: "\(key).authorisationReference")
            }
            guard let activity = purpose.processingActivity else { continue }
            checkRecorded(activity, as: .processingActivity, key: "\(key).processingActivity")
        }
    }

    /// Notes the ids of operations that the access log would refuse.
    func checkRecorded(_ document: OpenAPIDocument, key: String) {
        for operation in document.operations {
            checkRecorded(operation.id, as: .operation, key: "\(key).openapi")
        }
    }

    private func checkRecorded(_ text: String, as member: EntryMember, key: String) {
        switch EntryGuard.refusal(of: text, as: member) {
        case nil: return
        case .citizenNumber:
            problem(
                key,
                "`\(Output.printable(text))` holds a number that can be a citizen's: the access log "
                    + "would refuse every request; choose another"
            )
        case .tooLong, .tooLarge, .tooManySubjects:
            problem(
                key,
                "has \(text.utf8.count) bytes: the access log would refuse every request; use at most "
                    + "\(EntryGuard.maximumTextBytes)"
            )
        }
    }
}
