import AccessControl
import AccessLog
import Contracts
import DatasetCatalog
import ExchangeModel
import GatewayConfiguration
import Inway
import Manager
import PeerIdentity

/// What a configuration makes before anything listens: immutable, checked, without network.
struct GatewayParts {
    let settings: GatewaySettings
    let services: [BuiltService]
    let catalogue: Catalog?
    /// What is surely not meant, in the configuration and in what it names.
    let warnings: [ConfigurationProblem]

    /// Builds the parts.
    ///
    /// - Parameters:
    ///   - settings: What the configuration says.
    ///   - isRunning: Whether a gateway runs with these settings: then only what its services name is
    ///     looked at, not what it reads at the start.
    /// - Throws: ``ConfigurationRefused`` with every problem of the files that the configuration names.
    init(_ settings: GatewaySettings, isRunning: Bool = false) throws(ConfigurationRefused) {
        let builder = PartsBuilder(settings)
        let services = builder.services()
        let catalogue = builder.catalogue(services)
        if !isRunning {
            builder.checkIdentity()
            builder.checkStart()
        }
        guard builder.problems.isEmpty else {
            throw ConfigurationRefused(problems: builder.problems.sorted())
        }
        (self.settings, self.services, self.catalogue) = (settings, services, catalogue)
        warnings = settings.warnings + builder.warnings
    }

    /// What the services ask of grants.
    var rules: [ServiceName: ServiceRule] {
        Dictionary(
            services.map { ($0.settings.name, $0.rule) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The purposes that the services are published with.
    var published: [ServiceName: [PurposeID: Purpose]] {
        Dictionary(
            services.map { ($0.settings.name, $0.offered.purposes) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// What the Manager is told.
    func managerSettings(
        _ manager: GatewayConfiguration.ManagerSettings
    ) throws -> Manager.ManagerSettings {
        var made = Manager.ManagerSettings(
            rules: settings.group.rules,
            address: try PeerAddress(manager.address)
        )
        made.directories = try settings.group.directories.map {
            DirectoryReference(peer: $0.peerID, address: try PeerAddress($0.address))
        }
        made.autoSign = manager.autoSign.map(\.rule)
        made.tokenLifetimeSeconds = manager.tokenLifetime
        made.proposals = ProposalLimits(
            open: manager.proposals.open,
            daily: manager.proposals.daily,
            bytes: manager.proposals.size
        )
        made.allowedProperties =
            manager.allowedProperties.isEmpty ? nil : manager.allowedProperties
        made.acceptingPersons = manager.fourEyes ? 2 : 1
        return made
    }
}

extension AutoSignSettings {
    /// The rule as the contracts module takes it.
    fileprivate var rule: AutoSignRule {
        let types: [String: GrantType] = [
            "servicePublication": .servicePublication,
            "serviceConnection": .serviceConnection,
            "delegatedServicePublication": .delegatedServicePublication,
            "delegatedServiceConnection": .delegatedServiceConnection,
        ]
        return AutoSignRule(
            grantTypes: Set([types[grantType]].compactMap(\.self)),
            peers: peers.isEmpty ? nil : peers,
            services: services.isEmpty ? nil : services,
            purposes: purposes.isEmpty ? nil : purposes,
            longestSeconds: longestValidity
        )
    }
}

extension PartsBuilder {
    /// Judges the own certificate as a peer would, as far as files tell.
    ///
    /// With revocation lists that come from URLs the verdict waits for `sluis serve`.
    func checkIdentity() {
        guard let chain = bytes(settings.identity.certificate, key: "identity.certificate"),
            let key = bytes(settings.identity.privateKey, key: "identity.privateKey"),
            let anchors = bytes(settings.group.trustAnchors, key: "group.trustAnchors")
        else { return }
        if let reason = CertificateText.mismatch(chain: chain, key: key) {
            return problem("identity.privateKey", reason)
        }
        var lists: [[UInt8]] = []
        for source in settings.group.revocationLists {
            guard case .file(let path) = source else { return }
            guard let list = bytes(path, key: "group.revocationLists") else { return }
            lists.append(list)
        }
        do throws(TrustProblem) {
            let material = try TrustMaterial(
                anchors: anchors,
                revocationLists: lists,
                duty: settings.group.rules.revocation
            )
            let generation = IdentityGeneration(
                material,
                rules: settings.group.subject,
                at: SystemClock.now()
            )
            judge(chain, by: generation)
        } catch {
            problem("group.trustAnchors", "\(error)")
        }
    }

    private func judge(_ chain: [UInt8], by generation: IdentityGeneration) {
        let file = settings.identity.certificate
        guard let certificates = try? PEMCertificates.read(chain, file: file) else {
            return problem("identity.certificate", "\(file) holds a damaged certificate")
        }
        switch generation.verify(certificates, purpose: .signing, at: SystemClock.now()) {
        case .failure(let refusal):
            problem(
                "identity.certificate",
                "peers would refuse it (\(refusal.rawValue)): check its chain, its dates and the revocation lists"
            )
        case .success(let verified):
            let organisation = settings.organisation
            if verified.peer.peerID != organisation.peerID {
                problem(
                    "organisation.peerID",
                    "is not that of the certificate, \(verified.peer.peerID)"
                )
            }
            if verified.peer.name != organisation.name {
                problem(
                    "organisation.name",
                    "is not that of the certificate, \(verified.peer.name)"
                )
            }
        }
    }
}
