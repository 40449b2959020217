import AccessControl
import AccessLog
import AccessTokens
import Contracts
import ExchangeModel
import Foundation
import GatewayConfiguration
import Inway
import JSONTape
import LogStorage
import Logging
import Manager
import ManagerAPI
import NIOPosix
import OutboundHTTP
import Outway
import PayloadPolicy
import PeerIdentity
import PeerTransport
import SQLiteStorage
import ServiceLifecycle
import SignedJSON
import Synchronization

/// A gateway that is about to run: every part built, nothing listening yet.
final class Gateway: Sendable {
    private let board: Mutex<GatewayConfigurationInForce>
    let logger: Logger
    let loops: TransportLoops
    let client: OutboundClient
    let trust: TrustKeeper
    let log: SegmentLog
    let database: StateDatabase
    let pseudonymiser: Pseudonymiser
    let signingKeys: SigningKeys
    let certificates: CertificateShelf
    let aliases: AliasBook
    let expiry: ExpiryWatch
    let documents: DocumentShelf
    let policies: PolicyArchive
    let follower: ContractFollower
    let restoration: Restoration

    /// What the configuration makes of the files that it names, as they were read last.
    var parts: GatewayParts { board.withLock { $0.parts } }

    /// What the configuration file said when it was put in force.
    var configuration: GatewayConfigurationInForce { board.withLock { $0 } }

    var settings: GatewaySettings { parts.settings }

    /// The key and certificate that sign now.
    var signing: SigningIdentity { signingKeys.present }

    /// Opens the stores and reads keys, certificates and lists.
    ///
    /// - Parameters:
    ///   - given: The configuration as it was read and checked.
    ///   - logger: Where the gateway tells what happens to it.
    ///   - isRestored: Whether an older state was put back, as the operator says.
    ///   - logFiles: The disk under the access log; one that fails in tests.
    /// - Throws: What is wrong, in words that an operator can act on.
    init(
        _ given: GatewayConfigurationInForce,
        logger: Logger,
        isRestored: Bool = false,
        logFiles: any LogFiles = PosixFiles()
    ) async throws {
        self.logger = logger
        let settings = given.parts.settings
        try FileManager.default.createDirectory(
            atPath: settings.dataFolder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        loops = TransportLoops(MultiThreadedEventLoopGroup.singleton)
        client = OutboundClient(Self.outbound(settings))
        trust = try await TrustKeeper(settings, client: client, logger: logger)
        certificates = CertificateShelf(settings, logger: logger)
        let present = try Self.signing(settings, trust)
        signingKeys = SigningKeys(
            present,
            former: certificates.former(under: trust.trust.generation, at: SystemClock.now())
        )
        certificates.keep(present.certificate)
        pseudonymiser = try KeyFiles.pseudonymiser(
            at: settings.log.pseudonymKey,
            dataFolder: settings.dataFolder
        )
        log = try Self.openLog(settings, logFiles)
        LogOpening.tell(log.found, logger)
        let store = settings.dataFolder + "/sluis.db"
        do {
            try Self.refuseLost(store, beside: log, isRestored: isRestored)
            database = try StateDatabase(path: store)
        } catch {
            log.close()
            throw error
        }
        policies = PolicyArchive(
            folder: settings.dataFolder + "/" + PolicyArchive.folderName
        )
        var configuration = given
        if try await PolicyRecovery(archive: policies, log: log, logger: logger).recover() {
            configuration.parts = try GatewayParts(settings, kept: policies.present)
        }
        let parts = configuration.parts
        board = Mutex(configuration)
        try policies.keep(parts.services.flatMap(\.keptPolicies))
        documents = DocumentShelf(folder: settings.dataFolder + "/purpose-documents")
        try documents.keep(parts)
        follower = ContractFollower(
            store: database.contracts,
            own: settings.organisation.peerID,
            clock: SystemClock.now,
            logger: logger
        )
        aliases = try await AliasBook(database.aliases)
        restoration = Restoration(
            log: log,
            policies: policies,
            store: database.standing,
            contracts: database.contracts,
            own: settings.organisation.peerID,
            markFile: settings.stateMark,
            logger: logger
        )
        expiry = ExpiryWatch(
            trust: trust,
            rules: settings.group.subject,
            own: settings.organisation.peerID,
            contracts: database.contracts,
            log: log,
            logger: logger
        )
        do {
            try await compareStates(isRestored: isRestored)
        } catch {
            log.close()
            try? database.close()
            throw error
        }
    }

    /// Compares store and log, before anything listens; names that the store has lost come back.
    private func compareStates(isRestored: Bool) async throws {
        let data = settings.dataFolder
        var reason = isRestored ? "the operator says so (--restored)" : nil
        if let moment = DataBackup.restoredMoment(in: data) {
            reason = "it was put back from the backup of \(moment)"
        }
        let lost = try await restoration.compare(restoredFor: reason)
        try await OfflineActions(data: data).record(in: log, logger: logger)
        try? FileManager.default.removeItem(atPath: data + "/" + DataBackup.restoredName)
        for (name, grant) in lost where aliases.all[name] == nil {
            let intention = ActionIntention(
                "alias.name",
                by: "restore",
                on: name,
                reason: "grant \(grant)"
            )
            let action = try await AuditTrail(log: log).begin(intention)
            try await aliases.name(grant, name, as: action)
        }
    }

    /// Refuses to begin a new store where one was lost.
    private static func refuseLost(
        _ store: String,
        beside log: SegmentLog,
        isRestored: Bool
    ) throws {
        let size = log.health.size
        guard size > 0, !isRestored, !FileManager.default.fileExists(atPath: store) else { return }
        throw StartProblem(
            "the contract store \(store) is gone, but the access log beside it holds \(size) entries: "
                + "put the store back from a backup (`sluis restore`), or begin with an empty one and get the "
                + "contracts back from their peers (`sluis serve --restored`)"
        )
    }

    /// Makes a configuration that was checked the one in force; whoever serves by it takes it over as a
    /// whole.
    func put(inForce next: GatewayConfigurationInForce) {
        board.withLock { $0 = next }
    }

    /// The identity that is in force towards peers.
    func presentIdentity() throws -> SigningIdentity { try Self.signing(settings, trust) }

    static func outbound(_ settings: GatewaySettings) -> OutboundConfiguration {
        let group = settings.group
        var configuration = OutboundConfiguration()
        configuration.proxy = settings.proxy
        configuration.connectTo = group.resolve.map {
            "\($0.host):\($0.port):\($0.address):\($0.addressPort)"
        }
        if group.allowPrivateAddresses {
            let rules = AddressRules.nearby
            configuration.peerAddresses = rules
            configuration.webAddresses = rules
        }
        return configuration
    }

    private static func openLog(
        _ settings: GatewaySettings,
        _ files: any LogFiles
    ) throws -> SegmentLog {
        let folder = settings.dataFolder + "/log"
        do {
            let signer = try KeyFiles.checkpointSigner(
                at: settings.log.checkpointKey,
                settings: settings
            )
            var configuration = LogConfiguration()
            configuration.segmentBytes = settings.log.segmentBytes
            return try SegmentLog.open(
                directory: folder,
                signer: signer,
                configuration: configuration,
                files: files
            )
        } catch let problem as LogOpenProblem {
            throw StartProblem(LogOpening.words(problem, folder: folder, settings.log))
        }
    }

    /// The identity that contracts and tokens are signed with: the certificate, judged as a peer would.
    private static func signing(
        _ settings: GatewaySettings,
        _ trust: TrustKeeper
    ) throws -> SigningIdentity {
        do {
            return try trust.identity.judged(by: trust.trust.generation, at: SystemClock.now())
        } catch {
            let problems = [error.description] + trust.problems.lists
            throw StartProblem(problems.joined(separator: "; "))
        }
    }
}

/// Why a gateway cannot start.
struct StartProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
