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
    let rule: ServiceRule
    /// The purposes that the publication names.
    let purposes: [Purpose]
    /// The field policies, in the order of the purposes.
    let policies: [FieldPolicy]
    /// The service's document, for proposals of how to change it.
    let source: JSONValue?
    /// What each policy leaves of the document, or why it cannot be reduced.
    let derived: [PurposeID: Result<DerivedDocument, DerivationProblem>]

    /// What its files say: two services with the same texts do the same.
    var texts: [JSONValue] { [source ?? .null] + policies.map(\.document) }
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
        let payloads = payloads(
            service,
            policies: policies,
            basePath: upstream?.basePath ?? "",
            key: key
        )
        guard policies.count == service.purposes.count, let payloads, let upstream else {
            return nil
        }
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
            else { return nil }
            return ContractField(name: name, source: source)
        }
        offered.fixedFields = service.upstream.secretFields.compactMap { secret($0, key: key) }
        for (policy, purpose) in zip(policies, service.purposes) {
            offered.processingActivities[policy.purpose] = purpose.processingActivity
        }
        let digests = policies.map { ($0.purpose, $0.digest) }
        let source = service.openAPI.flatMap { try? DocumentFiles($0).document }
        let derived = Dictionary(
            policies.compactMap { policy in
                source.map {
                    let isBare = upstream.basePath.isEmpty
                    return (policy.purpose, self.derived($0, policy, keepsServerPaths: isBare))
                }
            },
            uniquingKeysWith: { first, _ in first }
        )
        return BuiltService(
            settings: service,
            offered: offered,
            rule: ServiceRule(
                purposeRequired: service.purposeRequired,
                fieldPolicies: Dictionary(digests, uniquingKeysWith: { first, _ in first })
            ),
            purposes: zip(policies, service.purposes).map { policy, purpose in
                Purpose(
                    id: policy.purpose,
                    label: purpose.label,
                    legalBasis: purpose.legalBasis,
                    legalSources: purpose.legalSources,
                    authorisationReference: purpose.authorisationReference,
                    fieldPolicy: policy.digest,
                    document: (try? derived[policy.purpose]?.get())?.digest
                )
            },
            policies: policies,
            source: source,
            derived: derived
        )
    }

    /// What a policy leaves of the service's document; it must compile like any other.
    private func derived(
        _ source: JSONValue,
        _ policy: FieldPolicy,
        keepsServerPaths: Bool
    ) -> Result<DerivedDocument, DerivationProblem> {
        do throws(DerivationProblem) {
            let document = try DerivedDocument(
                of: source,
                for: policy,
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

    private func fieldPolicy(_ purpose: PurposeSettings, key: String) -> FieldPolicy? {
        guard let document = document(purpose.policyFile, key: key) else { return nil }
        do {
            return try FieldPolicy(document)
        } catch {
            problem(key, "\(purpose.policyFile): \(error)")
            return nil
        }
    }

    private func payloads(
        _ service: ServiceSettings,
        policies: [FieldPolicy],
        basePath: String,
        key: String
    ) -> PayloadRules? {
        guard let file = service.openAPI else {
            return try? PayloadRules(document: nil, requestMode: .off, answerMode: .off)
        }
        var registry = SchemaRegistry()
        for (index, reference) in service.references.enumerated() {
            let key = "\(key).references[\(index)]"
            guard let value = document(reference.file, key: key) else { return nil }
            registry.add(value, baseURI: reference.uri, dialect: .openAPI31)
        }
        let files: DocumentFiles
        do {
            files = try DocumentFiles(file)
        } catch {
            problem("\(key).openapi", "\(error)")
            return nil
        }
        do {
            // Requests are judged before the upstream's own path is put in front of theirs.
            let options = OpenAPIOptions(
                basePath: basePath.isEmpty ? .servers : .fixed(""),
                registry: registry
            )
            let document = try OpenAPIDocument(files.document, options: options)
            return try PayloadRules(
                document: document,
                requestMode: service.requestValidation.mode,
                answerMode: service.answerValidation.mode,
                policies: policies,
                limits: PayloadLimits(requestBytes: service.bodyLimit)
            )
        } catch let error as OpenAPIProblem {
            problem("\(key).openapi", "\(files.place(of: error.pointer)): \(error.message)")
        } catch let error as PayloadRulesProblem {
            problem("\(key).purposes", "\(error)")
        } catch {
            problem("\(key).openapi", "\(file): \(error)")
        }
        return nil
    }

    private func upstream(
        _ service: ServiceSettings,
        key: String
    ) -> (target: UpstreamTarget, authority: String, basePath: String)? {
        let settings = service.upstream
        guard let url = URL(string: settings.url), let host = url.host() else {
            problem("\(key).url", "is not a URL")
            return nil
        }
        let isPlain = url.scheme == "http"
        let port = url.port ?? (isPlain ? 80 : 443)
        var limits = UpstreamLimits()
        limits.answer = .seconds(service.answerTimeout)
        var security = UpstreamTarget.Security.plain
        if !isPlain {
            guard let tls = sourceTLS(settings, host: host, key: key) else { return nil }
            security = .tls(tls)
        }
        let target = UpstreamTarget(
            addresses: [.init(host: host, port: port)],
            security: security,
            limits: limits
        )
        let authority = url.port.map { "\(host):\($0)" } ?? host
        let path = url.path(percentEncoded: true)
        return (target, authority, path == "/" ? "" : path)
    }

    private func sourceTLS(
        _ settings: UpstreamSettings,
        host: String,
        key: String
    ) -> ClientTLS? {
        guard let file = settings.trustAnchors,
            let anchors = bytes(file, key: "\(key).trustAnchors")
        else { return nil }
        var credentials: TLSCredentials?
        if let certificate = settings.clientCertificate, let keyFile = settings.clientPrivateKey {
            guard let chain = bytes(certificate, key: "\(key).clientCertificate"),
                let privateKey = bytes(keyFile, key: "\(key).clientPrivateKey")
            else { return nil }
            credentials = TLSCredentials(certificateChain: chain, privateKey: privateKey)
        }
        do {
            return try ClientTLS(
                anchors: anchors,
                serverName: settings.serverName ?? host,
                credentials: credentials
            )
        } catch {
            problem("\(key).trustAnchors", "certificates or key cannot be used: \(error)")
            return nil
        }
    }

    private func secret(_ field: SecretField, key: String) -> OfferedService.FixedField? {
        guard let bytes = bytes(field.file, key: "\(key).upstream.secretFields"),
            let name = FieldName(field.name)
        else { return nil }
        let value = Array(bytes.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed())
        guard let fixed = OfferedService.FixedField(name: name, value: value) else {
            problem("\(key).upstream.secretFields", "\(field.file) holds a control character")
            return nil
        }
        return fixed
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
