import AccessLog
import Contracts
import ExchangeModel
import GatewayConfiguration
import OpenAPI
import OutboundHTTP

/// What a gateway reads when it starts, looked at before: so that what is checked also starts.
extension PartsBuilder {
    /// Notes the problems of addresses, keys of the log, clients' tokens and the decision hook.
    func checkStart() {
        checkAddresses()
        for (key, message) in KeyFiles.problems(of: settings) { problem(key, message) }
        for (index, client) in (settings.outway?.clients ?? []).enumerated() {
            let key = "outway.clients[\(index)]"
            checkRecorded(client.name, as: .client, key: "\(key).name")
            do throws(StartProblem) {
                _ = try client.rule
            } catch {
                problem("\(key).tokenFile", error.description)
            }
        }
        guard let hook = settings.manager?.decisionHook else { return }
        do throws(StartProblem) {
            _ = try hook.trust
        } catch {
            problem("manager.decisionHook.trustAnchors", error.description)
        }
        do throws(StartProblem) {
            _ = try hook.token
        } catch {
            problem("manager.decisionHook.tokenFile", error.description)
        }
    }

    private func checkAddresses() {
        var addresses = [
            ("manager.address", settings.manager?.address),
            ("inway.address", settings.inway?.address),
        ]
        for (index, directory) in settings.group.directories.enumerated() {
            addresses.append(("group.directories[\(index)].address", directory.address))
        }
        for (key, address) in addresses {
            guard let address else { continue }
            do throws(Malformed) {
                _ = try PeerAddress(address)
            } catch {
                problem(key, "`\(address)` is not \(error.expected)")
            }
        }
    }

    /// Notes what the access log would refuse of a service, so that no request of it could be served.
    func checkRecorded(
        _ service: ServiceSettings,
        policies: [PurposeID],
        document: OpenAPIDocument?,
        key: String
    ) {
        for (index, (purpose, id)) in zip(service.purposes, policies).enumerated() {
            let key = "\(key).purposes[\(index)]"
            checkRecorded(id.rawValue, as: .purpose, key: "\(key).policy")
            checkRecorded(purpose.label, as: .purposeLabel, key: "\(key).label")
            checkRecorded(purpose.legalBasis, as: .legalBasis, key: "\(key).legalBasis")
            guard let activity = purpose.processingActivity else { continue }
            checkRecorded(activity, as: .processingActivity, key: "\(key).processingActivity")
        }
        for operation in document?.operations ?? [] {
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
