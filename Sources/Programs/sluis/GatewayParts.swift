import AccessControl
import AccessLog
import Contracts
import DatasetCatalog
import ExchangeModel
import GatewayConfiguration
import Inway
import Manager
import PeerIdentity
import RevocationListSources
import RevocationLists

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
        AutoSignRule(
            grantTypes: [grantType],
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
    /// Reads what `sluis serve` reads, in the same way. Of lists that come from URLs those that were
    /// fetched before are used; without one the verdict waits for `sluis serve`.
    func checkIdentity() {
        checkListAnchors()
        let identity: OwnIdentity
        do throws(IdentityProblem) {
            identity = try OwnIdentity(settings)
        } catch {
            return problem(error.key, error.message)
        }
        guard let anchors = bytes(settings.group.trustAnchors, key: "group.trustAnchors") else {
            return
        }
        let now = SystemClock.now()
        do throws(TrustProblem) {
            let bare = try TrustMaterial(anchors: anchors, lists: [])
            let (lists, isWhole) = checkLists(identity, bare, at: now)
            let material = try TrustMaterial(
                anchors: anchors,
                lists: lists.inForce.lists(at: now),
                duty: isWhole ? settings.group.rules.revocation : .ifPresent
            )
            let generation = IdentityGeneration(material, rules: settings.group.subject, at: now)
            do throws(IdentityProblem) {
                _ = try identity.judged(by: generation, at: now)
            } catch {
                problem(error.key, error.message)
            }
        } catch {
            problem("group.trustAnchors", "\(error)")
        }
    }

    /// The lists as a start would have them without any server, and whether that is all of them.
    ///
    /// What is wrong with a list is a warning: it hinders neither the others nor a start.
    private func checkLists(
        _ identity: OwnIdentity,
        _ bare: TrustMaterial,
        at now: Timestamp
    ) -> (lists: GroupLists, isWhole: Bool) {
        var lists = GroupLists(settings.group.revocationLists)
        let kept = TrustKeeper.folder(settings).contents()
        let authorities = bare.authorities(
            among: kept.authorities + identity.certificates.map(\.der)
        )
        _ = lists.restore(kept.lists, knowing: authorities, at: now)
        var (readings, isWhole): ([GroupLists.Reading], Bool) = ([], true)
        for source in settings.group.revocationLists {
            guard case .file(let path) = source else {
                isWhole = false
                continue
            }
            do throws(RevocationListFault) {
                readings.append((source, .success(try RevocationListReader.read(file: path).bytes)))
            } catch {
                readings.append((source, .failure(error)))
            }
        }
        _ = lists.take(readings, knowing: authorities, at: now)
        for text in lists.problems { warning("group.revocationLists", text) }
        return (lists, isWhole)
    }

    /// The anchors by which https servers of lists are trusted.
    private func checkListAnchors() {
        do throws(TrustUnavailable) {
            _ = try TrustKeeper.listTrust(settings.group)
        } catch {
            problem(
                settings.group.revocationListAnchors == nil
                    ? "group.trustAnchors" : "group.revocationListAnchors",
                error.description
            )
        }
    }
}
