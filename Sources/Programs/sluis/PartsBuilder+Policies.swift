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
        do {
            return try FieldPolicy(document)
        } catch {
            problem(key, "\(purpose.policyFile): \(error)")
            return nil
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
