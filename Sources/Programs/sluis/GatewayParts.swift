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
    private(set) var services: [BuiltService]
    let catalogue: Catalog?
    /// Who decides on contracts that no rule accepts.
    let hook: DecisionHook?
    /// Who may use the Outway.
    let clients: ClientPolicy?
    /// What is surely not meant, in the configuration and in what it names.
    let warnings: [ConfigurationProblem]

    /// Builds the parts.
    ///
    /// - Parameters:
    ///   - settings: What the configuration says.
    ///   - kept: The policies that contracts of before may pin, and those that were withdrawn.
    ///   - present: What runs now: services that are the same stay the very ones, and what is read at the
    ///     start only is not looked at.
    /// - Throws: ``ConfigurationRefused`` with every problem of the files that the configuration names.
    init(
        _ settings: GatewaySettings,
        kept: KeptPolicies = KeptPolicies(),
        after present: GatewayParts? = nil
    ) throws(ConfigurationRefused) {
        let builder = PartsBuilder(settings, kept: kept)
        let services = builder.services().map { made in
            present?.services.first { $0.isSame(as: made) } ?? made
        }
        let catalogue = builder.catalogue(services)
        if present == nil { builder.checkIdentity() }
        builder.checkStart(isRunning: present != nil)
        let clients = builder.clients()
        let hook = builder.hook()
        guard builder.problems.isEmpty else {
            throw ConfigurationRefused(
                problems: builder.problems.sorted(),
                warnings: settings.warnings + builder.warnings
            )
        }
        (self.hook, self.clients) = (hook, clients)
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

    /// The same parts with these field policies withdrawn and no others; no file is read.
    func withdrawing(_ policies: Set<SHA256Value>) -> GatewayParts {
        var next = self
        for index in next.services.indices {
            let rule = next.services[index].rule
            next.services[index].rule = ServiceRule(
                purposeRequired: rule.purposeRequired,
                fieldPolicies: rule.fieldPolicies,
                formerPolicies: rule.formerPolicies,
                withdrawnPolicies: policies
            )
        }
        return next
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
    ) -> Manager.ManagerSettings {
        var made = Manager.ManagerSettings(
            rules: settings.group.rules,
            address: manager.address
        )
        made.directories = settings.group.directories.map {
            DirectoryReference(peer: $0.peerID, address: $0.address)
        }
        made.autoSign = manager.autoSign.map(\.rule)
        made.tokenLifetimeSeconds = manager.tokenLifetime
        made.proposals = ProposalLimits(
            open: manager.proposals.open,
            daily: manager.proposals.daily,
            bytes: manager.proposals.size
        )
        made.allowedProperties = manager.permittedProperties
        made.acceptingPersons = manager.fourEyes ? 2 : 1
        return made
    }
}

extension GatewayConfiguration.ManagerSettings {
    /// The properties that grants may have; nil for any.
    ///
    /// Who allowed purposes by the names of before allows them by the names of today.
    fileprivate var permittedProperties: Set<String>? {
        guard !allowedProperties.isEmpty else { return nil }
        var names = allowedProperties
        if names.contains(PurposeProperty.formerName) { names.insert(PurposeProperty.name) }
        if names.contains(PublishedPurposes.formerName) { names.insert(PublishedPurposes.name) }
        return names
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
        if let leaf = identity.certificates.first {
            for name in AdvertisedName.all(settings) where !name.isNamed(by: leaf) {
                warning(name.key, "\(name.fault(leaf)): \(name.mend)")
            }
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
