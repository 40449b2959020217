import AccessLog
import ExchangeModel
import GatewayConfiguration
import JSONSchema
import JSONTape
import OpenAPI
import PayloadPolicy

extension PartsBuilder {
    func fieldPolicy(_ purpose: PurposeSettings, key: String) -> FieldPolicy? {
        guard let document = document(purpose.policyFile, key: key) else { return nil }
        let text = String(decoding: document.serialized(), as: UTF8.self)
        guard !EntryGuard.holdsCitizenNumber(text) else {
            problem(
                key,
                "\(purpose.policyFile) holds a number that can be a citizen's: the access log keeps "
                    + "every field policy and would refuse it; leave the number out"
            )
            return nil
        }
        do throws(FieldPolicyProblem) {
            return try FieldPolicy(document)
        } catch {
            for fault in [error] + error.further {
                let place = place(of: fault.pointer, inPolicy: purpose.policyFile)
                problem(key, "\(place): expected \(fault.expected)")
            }
            return nil
        }
    }

    /// Whether policies name only what a document has; tells where they do not, with the nearest names.
    func fit(
        _ policies: [FieldPolicy],
        _ document: OpenAPIDocument,
        _ service: ServiceSettings,
        key: String
    ) -> Bool {
        guard policies.count == service.purposes.count else { return false }
        var isWhole = true
        for (index, (policy, purpose)) in zip(policies, service.purposes).enumerated() {
            for fault in policy.problems(with: document) {
                isWhole = false
                let (pointer, hint) = Self.place(of: fault, in: policy, document)
                let place = place(of: pointer.description, inPolicy: purpose.policyFile)
                problem("\(key).purposes[\(index)].policy", "\(place): \(fault)\(hint)")
            }
        }
        return isWhole
    }

    /// Where a policy names what a document does not have, and the names that may have been meant.
    private static func place(
        of fault: PayloadRulesProblem,
        in policy: FieldPolicy,
        _ document: OpenAPIDocument
    ) -> (pointer: JSONPointer, hint: String) {
        switch fault {
        case .unknownOperation(let id):
            let known = document.operations.map(\.id)
            return (
                JSONPointer(tokens: ["operations", id]),
                Spelling.after(id, among: known, of: "operations")
            )
        case .unknownParameter(let id, let label):
            let known = document.operation(id: id)?.parameters.map(\.label) ?? []
            let hint = Spelling.after(label, among: known, of: "parameters")
            let request = JSONPointer(tokens: ["operations", id, "request"])
            let rule = policy.document[request]
            let subjects = rule?["subjects"]?.array ?? []
            if let index = subjects.firstIndex(where: { $0["at"]?.string == label }) {
                return (request.appending("subjects").appending("\(index)").appending("at"), hint)
            }
            if rule?["fields"]?["at"]?.string == label {
                return (request.appending("fields").appending("at"), hint)
            }
            return (request.appending("allow_values").appending(label), hint)
        case .documentMissing, .duplicatePurpose, .fieldsMissing: return (JSONPointer(), "")
        }
    }

    /// The file, line and pointer of a place in a policy, as `FILE:LINE#POINTER`.
    private func place(of pointer: String, inPolicy file: String) -> String {
        guard let pointer = try? JSONPointer(parsing: pointer),
            let folder = try? DocumentFolder(of: file, root: nil)
        else { return "\(file)#\(pointer)" }
        return folder.place(of: pointer, inFile: folder.name)
    }

    /// Warns of what policies and their purposes say and hardly can mean.
    func warn(
        reviewing policies: [FieldPolicy],
        of service: ServiceSettings,
        _ source: JSONValue?,
        _ registry: SchemaRegistry,
        key: String
    ) {
        for (index, (policy, purpose)) in zip(policies, service.purposes).enumerated() {
            let key = "\(key).purposes[\(index)]"
            if !PolicyVocabulary.isIRI(purpose.legalBasis),
                !PolicyVocabulary.legalBases.contains(purpose.legalBasis)
            {
                let hint = Spelling.nearest(
                    to: purpose.legalBasis,
                    in: PolicyVocabulary.legalBases
                ).map { ": did you mean \($0)?" }
                warning(
                    "\(key).legalBasis",
                    "'\(purpose.legalBasis)' is no IRI and none of the legal bases of the Data Privacy "
                        + "Vocabulary (\(PolicyVocabulary.legalBases.joined(separator: ", ")))\(hint ?? "")"
                )
            }
            if let activity = purpose.processingActivity, !PolicyVocabulary.isIRI(activity) {
                warning(
                    "\(key).processingActivity",
                    "'\(activity)' is no IRI: the access log's readers look the activity up by it"
                )
            }
            guard let source else { continue }
            let review = PolicyReview(of: policy, with: source, registry: registry)
            for finding in review.findings {
                let place = place(of: finding.pointer, inPolicy: purpose.policyFile)
                warning("\(key).policy", "\(place): \(finding.message)")
            }
        }
    }

    /// What a policy leaves of the service's document; it must compile like any other.
    func derived(
        _ source: JSONValue,
        _ policy: FieldPolicy,
        registry: SchemaRegistry,
        keepsServerPaths: Bool
    ) -> Result<DerivedDocument, DerivationProblem> {
        do throws(DerivationProblem) {
            let document = try DerivedDocument(
                of: source,
                for: policy,
                registry: registry,
                keepsServerPaths: keepsServerPaths
            )
            do throws(OpenAPIProblem) {
                _ = try OpenAPIDocument(document.json)
            } catch {
                throw DerivationProblem(error.message, at: error.pointer)
            }
            return .success(document)
        } catch {
            return .failure(error)
        }
    }

    /// Warns of what the policies of a service allow and what will not work all the same.
    func warn(
        _ policies: [FieldPolicy],
        _ document: OpenAPIDocument?,
        _ derived: [PurposeID: Result<DerivedDocument, DerivationProblem>],
        key: String
    ) {
        for (index, policy) in policies.enumerated() {
            let key = "\(key).purposes[\(index)].policy"
            for id in policy.operationIDs {
                guard let body = document?.operation(id: id)?.requestBody,
                    !body.content.entries.contains(where: \.range.takesJSON)
                else { continue }
                let types = body.content.entries.map(\.range.description).joined(separator: ", ")
                warning(
                    key,
                    "the operation '\(id)' takes \(types), and a field policy judges JSON only: its "
                        + "requests with a body will be refused; let the service take JSON as well, "
                        + "or leave the operation out of the policy"
                )
            }
            guard case .failure(let problem) = derived[policy.purpose] else { continue }
            warning(
                key,
                "consumers get no document of what this purpose sees, and so cannot hold answers to "
                    + "it: \(problem)"
            )
        }
    }

    /// Warns of what contracts of before will not get any more, and of a published policy that opens
    /// nothing.
    func warn(ofFormer former: [KeptPolicy], _ document: OpenAPIDocument?, key: String) {
        for policy in former where kept.withdrawals[policy.digest] == nil {
            for problem in policy.policy.problems(with: document) {
                warning(
                    "\(key).openapi",
                    "\(problem), which the former field policy \(policy.digest.hexadecimal) of the "
                        + "purpose \(policy.purpose.id) names: contracts that pin it are refused there"
                )
            }
        }
    }

    /// Warns of published policies that were withdrawn.
    func warn(ofWithdrawn policies: [FieldPolicy], key: String) {
        for (index, policy) in policies.enumerated() {
            guard let withdrawal = kept.withdrawals[policy.digest] else { continue }
            warning(
                "\(key).purposes[\(index)].policy",
                "the field policy \(policy.digest.hexadecimal) was withdrawn on \(withdrawal.moment) "
                    + "(\(Output.printable(withdrawal.reason))) and opens nothing: publish another, or "
                    + "take the withdrawal back with `sluis purpose reinstate`"
            )
        }
    }
}
