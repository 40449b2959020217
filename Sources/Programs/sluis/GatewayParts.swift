import AccessControl
import AccessLog
import Contracts
import DatasetCatalog
import ExchangeModel
import GatewayConfiguration
import Manager
import PeerIdentity

/// What a configuration makes before anything listens: immutable, checked, without network.
struct GatewayParts {
    let settings: GatewaySettings
    let services: [BuiltService]
    let catalogue: Catalog?

    /// Builds the parts.
    ///
    /// - Throws: ``ConfigurationRefused`` with every problem of the documents that the file names.
    init(_ settings: GatewaySettings) throws(ConfigurationRefused) {
        let builder = PartsBuilder(settings)
        let services = builder.services()
        let catalogue = builder.catalogue(services)
        builder.checkIdentity()
        guard builder.problems.isEmpty else {
            throw ConfigurationRefused(problems: builder.problems.sorted())
        }
        (self.settings, self.services, self.catalogue) = (settings, services, catalogue)
    }

    /// Every problem of the documents that a valid configuration names.
    static func problems(of settings: GatewaySettings) -> [ConfigurationProblem] {
        do {
            _ = try GatewayParts(settings)
            return []
        } catch {
            return error.problems
        }
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
    /// Checks what needs no revocation list: the key fits the certificate, and both name this organisation.
    func checkIdentity() {
        guard let chain = bytes(settings.identity.certificate, key: "identity.certificate"),
            let key = bytes(settings.identity.privateKey, key: "identity.privateKey")
        else { return }
        if let reason = CertificateText.mismatch(chain: chain, key: key) {
            problem("identity.privateKey", reason)
        }
    }
}
