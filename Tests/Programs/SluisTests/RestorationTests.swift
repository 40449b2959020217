import AccessControl
import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import Foundation
import GatewayTesting
import JSONTape
import LogStorage
import Manager
import MerkleLog
import SQLiteStorage
import Testing

@testable import sluis

/// A state that is older than the world is noticed, and what the log knows applies at once.
@Suite struct RestorationTests {
    private static let caller = ManagedGateway.person

    private static func state(
        of contract: Contract,
        at managed: ManagedGateway
    ) async throws -> ContractState {
        try await managed.manager.status(of: contract.hash).state
    }

    /// Puts files of a data folder back as they were kept.
    private static func putBack(_ kept: String, _ folder: GatewayFolder) throws {
        for name in ["sluis.db", "sluis.db-wal", "sluis.db-shm"] {
            try? FileManager.default.removeItem(atPath: folder.path("data/" + name))
        }
        try FileManager.default.copyItem(atPath: kept, toPath: folder.path("data/sluis.db"))
    }

    @Test func `a store that is older than its log takes over the revocation, before it serves`()
        async throws
    {
        let folder = try GatewayFolder()
        let contract = try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let contract = try await managed.proposal()
            let decide = managed.operations.decideContract
            _ = try await decide(contract.hash, .accept, .init(), Self.caller)
            return contract
        }
        _ = try StateDatabase.copy(
            from: folder.path("data/sluis.db"),
            to: folder.path("kept.db")
        )
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            #expect(managed.gateway.restoration.present == nil)
            let decide = managed.operations.decideContract
            _ = try await decide(contract.hash, .revoke, .init(), Self.caller)
        }
        try Self.putBack(folder.path("kept.db"), folder)
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            #expect(try await Self.state(of: contract, at: managed) == .revoked)
            let present = try #require(managed.gateway.restoration.present)
            #expect(present.reason.contains("older than the access log"))
            #expect(present.reason.contains(contract.hash.rawValue))
            // Its own contract is over; the peer may hold others that were agreed since the copy.
            #expect(present.missing == [try PeerID(ManagedGateway.other)])
            let status = try await managed.operations.status(Self.caller)
            #expect(status["restored"]?["missing"]?.array == [.string(ManagedGateway.other)])
            let waiting = try await managed.manager.waiting()
            #expect(waiting.contains { $0.key.message == .revoke })
        }
        // Over a restart too, until that peer has told what it holds.
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let state = try await Self.state(of: contract, at: managed)
            #expect(state == .revoked)
            let other = try PeerID(ManagedGateway.other)
            #expect(managed.gateway.restoration.present?.missing == [other])
        }
    }

    @Test func `contracts with a peer that has not answered are held: no token`() async throws {
        let folder = try GatewayFolder()
        let contract = try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let contract = try await managed.proposal()
            let decide = managed.operations.decideContract
            _ = try await decide(contract.hash, .accept, .init(), Self.caller)
            return contract
        }
        try await ManagedGateway.with(ManagedGateway(in: folder, isRestored: true)) { managed in
            let restoration = managed.gateway.restoration
            let other = try PeerID(ManagedGateway.other)
            #expect(restoration.missing(for: contract.content) == [other])
            let grant = try #require(contract.content.grants.first?.hash)
            #expect(restoration.held.all == [grant: [other]])
            let status = try await managed.operations.status(Self.caller)
            #expect(status["restored"]?["missing"]?.array == [.string(other.rawValue)])
        }
        // What has ended is held no longer than it is asked for.
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            #expect(managed.gateway.restoration.present != nil)
        }
    }

    @Test func `an ordinary start finds nothing older, however often`() async throws {
        let folder = try GatewayFolder()
        for _ in 0..<3 {
            try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
                let contract = try await managed.proposal()
                let decide = managed.operations.decideContract
                _ = try await decide(contract.hash, .accept, .init(), Self.caller)
                #expect(managed.gateway.restoration.present == nil)
                await managed.gateway.restoration.finish()
            }
        }
        let mark = try #require(try StateMark(file: folder.path("mark.json")))
        #expect(mark.change > 0 && mark.size > 0)
    }

    @Test func `a mark that is ahead shows a folder that was put back whole`() async throws {
        let folder = try GatewayFolder()
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            _ = try await managed.proposal()
            await managed.gateway.restoration.finish()
        }
        let mark = try #require(try StateMark(file: folder.path("mark.json")))
        let ahead = StateMark(origin: mark.origin, size: mark.size + 100, change: mark.change + 1)
        try ahead.write(to: folder.path("mark.json"))
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            #expect(managed.gateway.restoration.present?.reason.contains("is ahead") == true)
        }
    }

    @Test func `a mark that cannot be read starts nothing, unless the operator says restored`()
        async throws
    {
        let folder = try GatewayFolder()
        try await ManagedGateway.with(ManagedGateway(in: folder)) { _ in }
        try folder.write(Array("nothing".utf8), "mark.json")
        let problem = await #expect(throws: StartProblem.self) {
            _ = try await ManagedGateway(in: folder)
        }
        #expect(problem?.description.contains("stateMark") == true)
    }

    /// Leaves the intention of an action behind as a power cut would: without its ending.
    private static func cutOff(
        _ kind: RecordedDecision.Kind,
        _ contract: Contract,
        _ managed: ManagedGateway
    ) async throws {
        let own = managed.manager.own
        let text = try SigningText.of(kind, contract, managed)
        let entry = AuditEntry(
            intending: ActionIntention(
                "contract.\(kind.name)",
                by: "uid:1001",
                on: contract.hash.rawValue,
                decision: RecordedDecision(
                    contract: contract.hash,
                    kind: kind,
                    peer: own,
                    signature: text
                )
            ),
            at: SystemClock.now(),
            as: TransactionID(high: 0x7000, low: UInt64(kind.rawValue) + 1)
        )
        try await AuditTrail(log: managed.gateway.log).record(entry)
    }

    @Test
    func `what was to be revoked when the power went is revoked; what was to be accepted is not`()
        async throws
    {
        let folder = try GatewayFolder()
        let (accepted, revoked) = try await ManagedGateway.with(ManagedGateway(in: folder)) {
            managed in
            let accepted = try await managed.proposal()
            let revoked = try await managed.proposal()
            try await Self.cutOff(.accept, accepted, managed)
            try await Self.cutOff(.revoke, revoked, managed)
            return (accepted, revoked)
        }
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            #expect(try await Self.state(of: accepted, at: managed) == .proposed)
            #expect(try await Self.state(of: revoked, at: managed) == .revoked)
            #expect(managed.gateway.restoration.present == nil)
            try await managed.settle()
            let ended = try await managed.audit().filter { $0.reason?.hasPrefix("cut off") == true }
            #expect(ended.map(\.result) == [.failed, .done])
        }
    }

    @Test func `a withdrawal of a field policy that was cut off stands, and its record says so`()
        async throws
    {
        let folder = try GatewayFolder()
        let digest = try #require(SHA256Value([UInt8](repeating: 7, count: 32)))
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let entry = AuditEntry(
                intending: ActionIntention(
                    "purpose.withdraw",
                    by: "uid:1001",
                    on: digest.hexadecimal,
                    reason: "too wide"
                ),
                at: SystemClock.now(),
                as: TransactionID(high: 0x7000, low: 99)
            )
            try await AuditTrail(log: managed.gateway.log).record(entry)
        }
        for _ in 0..<2 {
            try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
                let withdrawn = managed.gateway.policies.present.withdrawals
                #expect(withdrawn[digest]?.reason == "too wide")
                try await managed.settle()
                let ended = try await managed.audit().filter {
                    $0.reason?.hasPrefix("cut off") == true
                }
                #expect(ended.map(\.result) == [.done])
            }
            // A folder of before it, with the log as it is: the log knows.
            try FileManager.default.removeItem(
                atPath: folder.path("data/" + PolicyArchive.folderName)
            )
        }
    }

    @Test func `a store that is gone is told, and nothing is begun in its place`() async throws {
        let folder = try GatewayFolder()
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            try await managed.settle()
        }
        for name in ["sluis.db", "sluis.db-wal", "sluis.db-shm"] {
            try? FileManager.default.removeItem(atPath: folder.path("data/" + name))
        }
        let problem = await #expect(throws: StartProblem.self) {
            _ = try await ManagedGateway(in: folder)
        }
        #expect(problem?.description.contains("is gone") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path("data/sluis.db")))
        try await ManagedGateway.with(ManagedGateway(in: folder, isRestored: true)) { managed in
            let found = try await managed.manager.contracts(ContractQuery()).elements
            #expect(found.isEmpty)
        }
    }

    /// Puts something on record that changes nothing.
    private static func note(_ managed: ManagedGateway) async throws {
        try await AuditTrail(log: managed.gateway.log).record(
            AuditEntry(
                createdAt: SystemClock.now(),
                action: "test.note",
                person: "test",
                object: "test",
                result: .done
            )
        )
    }

    @Test func `a backup is taken while the gateway runs, and knows when it is put back`()
        async throws
    {
        let folder = try GatewayFolder()
        let (data, backup) = (folder.path("data"), folder.path("backup"))
        let copy = DataBackup(data: data, folder: backup)
        let contract = try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let contract = try await managed.proposal()
            let decide = managed.operations.decideContract
            _ = try await decide(contract.hash, .accept, .init(), Self.caller)
            // The last decision and what follows it are not signed yet.
            let another = try await managed.proposal()
            _ = try await decide(another.hash, .reject, .init(), Self.caller)
            for _ in 0..<20 { try await Self.note(managed) }
            let manifest = try copy.make()
            for _ in 0..<20 { try await Self.note(managed) }
            #expect((manifest["change"]?.integer ?? 0) > 0)
            #expect(manifest["isSigned"]?.bool == true)
            let kept = try LogVerifier(directory: backup + "/log").run()
            #expect(kept.findings.isEmpty && kept.unsigned == 0)
            #expect(
                kept.checkpoint.map { Int64(clamping: $0.size) } == manifest["logSize"]?.integer
            )
            let origin = managed.gateway.log.publicKey.name
            let known = try StateDatabase.logSize(in: backup + "/sluis.db", origin: origin)
            #expect(known > 0 && known <= kept.statistics.entries)
            #expect(throws: BackupProblem.self) { try copy.make() }
            return contract
        }
        #expect(throws: BackupProblem.self, "it never overwrites") { try copy.putBack() }
        try FileManager.default.moveItem(atPath: data, toPath: folder.path("former"))
        _ = try copy.putBack()
        let report = try LogVerifier(directory: data + "/log").run()
        #expect(report.isSound)
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let state = try await Self.state(of: contract, at: managed)
            #expect(state == .valid)
            let reason = managed.gateway.restoration.present?.reason
            #expect(reason?.contains("put back from the backup") == true)
            let marked = DataBackup.restoredMoment(in: data)
            #expect(marked == nil)
        }
    }

    @Test func `what is no backup is not put back, and nothing is left of the attempt`() throws {
        let folder = try GatewayFolder()
        let copy = DataBackup(data: folder.path("data"), folder: folder.path("nothing"))
        #expect(throws: BackupProblem.self) { try copy.make() }
        #expect(throws: BackupProblem.self) { try copy.putBack() }
        try FileManager.default.createDirectory(
            atPath: folder.path("nothing/log"),
            withIntermediateDirectories: true
        )
        try folder.write(Array("{\"takenAt\": \"x\"}".utf8), "nothing/backup.json")
        #expect(throws: (any Error).self) { try copy.putBack() }
        #expect(!FileManager.default.fileExists(atPath: folder.path("data")))
    }
}

/// Signatures of the gateway's own, as it would make them.
private enum SigningText {
    static func of(
        _ kind: RecordedDecision.Kind,
        _ contract: Contract,
        _ managed: ManagedGateway
    ) throws -> String {
        let identity = managed.gateway.signing
        let kinds: [RecordedDecision.Kind: SignatureKind] = [
            .accept: .accept, .reject: .reject, .revoke: .revoke,
        ]
        return try SigningStatement.text(
            kinds[kind] ?? .accept,
            of: contract.hash,
            at: SystemClock.now().advanced(bySeconds: -5),
            key: identity.key,
            certificate: identity.thumbprint
        )
    }
}
