import AccessControl
import Contracts
import ExchangeModel
import Foundation
import GatewayConfiguration
import HTTPWire
import Inway
import JSONSchema
import JSONTape
import NIOCore
import OpenAPI
import PayloadPolicy
import PeerTransport

/// A configured service, built.
struct BuiltService {
    /// What was configured.
    let settings: ServiceSettings
    /// What the Inway serves.
    let offered: OfferedService
    /// What the access policy asks of grants.
    var rule: ServiceRule
    /// The purposes that the publication names.
    let purposes: [Purpose]
    /// The field policies, in the order of the purposes.
    let policies: [FieldPolicy]
    /// The service's document, for proposals of how to change it.
    let source: JSONValue?
    /// What each policy leaves of the document, or why it cannot be reduced.
    let derived: [PurposeID: Result<DerivedDocument, DerivationProblem>]

    /// The digests of its other files by their paths: policies, references, certificates, keys and
    /// secret fields.
    let files: [String: SHA256Value]

    /// Whether another service has the same settings, files and rules, and so does the same.
    func isSame(as other: BuiltService) -> Bool {
        settings == other.settings && source == other.source && files == other.files
            && rule == other.rule
    }
}

extension PartsBuilder {
    /// Builds every configured service; those with problems are left out.
    func services() -> [BuiltService] {
        settings.services.enumerated().compactMap { index, service in
            built(service, key: "services[\(index)]")
        }
    }

    private func built(_ service: ServiceSettings, key: String) -> BuiltService? {
        let policies = service.purposes.enumerated().compactMap { index, purpose -> FieldPolicy? in
            fieldPolicy(purpose, key: "\(key).purposes[\(index)].policy")
        }
        let upstream = upstream(service, key: "\(key).upstream")
        let former = kept.former(of: service.name, besides: Set(policies.map(\.digest)))
        let payloads = payloads(
            service,
            policies: policies,
            former: former.map(\.policy),
            basePath: upstream?.basePath ?? "",
            key: key
        )
        guard policies.count == service.purposes.count, let payloads, let upstream else {
            return nil
        }
        checkRecorded(service, policies: policies.map(\.purpose), key: key)
        check(bounds: service, key: key)
        var offered = OfferedService(
            name: service.name,
            source: upstream.target,
            authority: upstream.authority,
            basePath: upstream.basePath,
            rules: payloads
        )
        offered.contractFields = service.contractFields.sorted { $0.key < $1.key }.compactMap {
            guard let name = FieldName($0.key),
                let source = ContractField.Source(rawValue: $0.value)
            else {
                problem("\(key).contractFields.\($0.key)", "cannot be filled with \($0.value)")
                return nil
            }
            return ContractField(name: name, source: source)
        }
        offered.passedFields = service.passedFields
        offered.fixedFields = service.upstream.secretFields.compactMap { secret($0, key: key) }
        for (policy, purpose) in zip(policies, service.purposes) {
            offered.processingActivities[policy.purpose] = purpose.processingActivity
        }
        let digests = policies.map { ($0.purpose, $0.digest) }
        let source = service.openAPI.flatMap { file in
            try? DocumentFiles(file, root: service.openAPIRoot).document
        }.map { source in
            // What consumers hold answers to must say as much as what is held to here.
            guard service.formats == .annotate, case .object(var document) = source else {
                return source
            }
            document[OpenAPIOptions.formatsMember] = .string(OpenAPIOptions.annotates)
            return .object(document)
        }
        let known =
            source.flatMap { _ in references(service, key: key)?.registry }
            ?? SchemaRegistry()
        let derived = Dictionary(
            policies.compactMap { policy in
                source.map { source in
                    let document = self.derived(
                        source,
                        policy,
                        registry: known,
                        keepsServerPaths: upstream.basePath.isEmpty
                    )
                    return (policy.purpose, document)
                }
            },
            uniquingKeysWith: { first, _ in first }
        )
        warn(policies, payloads.document, derived, key: key)
        warn(reviewing: policies, of: service, source, known, key: key)
        warn(ofFormer: former, payloads.document, key: key)
        warn(ofWithdrawn: policies, key: key)
        let purposes = zip(policies, service.purposes).map { policy, purpose in
            Purpose(
                id: policy.purpose,
                label: purpose.label,
                legalBasis: purpose.legalBasis,
                legalSources: purpose.legalSources,
                authorisationReference: purpose.authorisationReference,
                fieldPolicy: policy.digest,
                document: (try? derived[policy.purpose]?.get())?.digest
            )
        }
        do throws(ContractRefusal) {
            try PropertyTexts.check(
                PublishedPurposes.properties(purposes) ?? [:],
                path: "published"
            )
        } catch {
            problem("\(key).purposes", "partners would refuse it: \(error.message)")
        }
        offered.purposes = Dictionary(
            purposes.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for former in former {
            offered.formerPurposes[former.digest] = OfferedService.FormerPurpose(
                purpose: former.purpose,
                processingActivity: former.processingActivity
            )
        }
        if let terms = purposes.first(where: { !KeptPolicy.fits($0) }) {
            problem(
                "\(key).purposes",
                "the purpose \(terms.id) has more than \(KeptPolicy.maximumTermsBytes) bytes of texts: "
                    + "no token could carry them; use fewer or shorter legal sources"
            )
        }
        return BuiltService(
            settings: service,
            offered: offered,
            rule: ServiceRule(
                purposeRequired: service.purposeRequired,
                fieldPolicies: Dictionary(digests, uniquingKeysWith: { first, _ in first }),
                formerPolicies: Dictionary(
                    former.map { ($0.digest, $0.policy.purpose) },
                    uniquingKeysWith: { first, _ in first }
                ),
                withdrawnPolicies: Set(kept.withdrawals.keys)
            ),
            purposes: purposes,
            policies: policies,
            source: source,
            derived: derived,
            files: files.filter { service.files.contains($0.key) }
        )
    }
}

extension ServiceSettings {
    /// The files that are read for the service, besides its OpenAPI document.
    fileprivate var files: Set<String> {
        let tls = [
            upstream.trustAnchors, upstream.clientCertificate, upstream.clientPrivateKey,
        ]
        return Set(
            purposes.map(\.policyFile) + references.map(\.file) + tls.compactMap(\.self)
                + upstream.secretFields.map(\.file)
        )
    }
}

extension ReadOnlyMembers {
    /// The same choice in the words of the OpenAPI reader.
    var choice: OpenAPIOptions.ReadOnlyMembers {
        switch self {
        case .byVersion: .byVersion
        case .refuse: .refuse
        case .pass: .pass
        }
    }
}

extension ValidationMode {
    /// The same mode in the words of the payload rules.
    var mode: PayloadMode {
        switch self {
        case .off: .off
        case .logOnly: .logOnly
        case .enforce: .enforce
        }
    }
}
