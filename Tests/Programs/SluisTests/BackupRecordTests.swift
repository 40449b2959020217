import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import Foundation
import JSONTape
import LogStorage
import Testing

@testable import sluis

/// Backing up and putting back are on record, whether a gateway runs or not.
@Suite struct BackupRecordTests {
    /// The AUDIT entries of an action, once they are on the disk.
    private static func entries(
        _ action: String,
        of managed: ManagedGateway
    ) async throws -> [AuditEntry] {
        try await managed.settle()
        return try await managed.audit().filter { $0.action == action }
    }

    @Test(arguments: ["", "data", "data/inside", "data/a/b", "link/inside", "."])
    func `a backup within what it copies, or without a name, is refused and makes nothing`(
        name: String
    ) async throws {
        let folder = try GatewayFolder()
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            try await managed.settle()
        }
        let data = folder.path("data")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link"),
            withDestinationPath: data
        )
        let before = try FileManager.default.subpathsOfDirectory(atPath: data).sorted()
        let copy = DataBackup(data: data, folder: name.isEmpty ? "" : folder.path(name))
        let words = name.isEmpty ? "is empty" : "lie in each other"
        #expect { _ = try copy.make() } throws: { "\($0)".contains(words) }
        #expect(try FileManager.default.subpathsOfDirectory(atPath: data).sorted() == before)
    }

    @Test
    func `a backup of a stopped gateway and its putting back are on record at the next start`()
        async throws
    {
        let folder = try GatewayFolder()
        let (data, backup) = (folder.path("data"), folder.path("backup"))
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            try await managed.settle()
        }
        let copy = DataBackup(data: data, folder: backup)
        _ = try await copy.makeOnRecord()
        let noted = OfflineActions(data: data).all()
        #expect(noted.entries.map(\.action) == ["backup"])
        #expect(noted.entries.map(\.result) == [.done])
        #expect(!FileManager.default.fileExists(atPath: backup + "/" + OfflineActions.fileName))
        let report = try LogVerifier(directory: backup + "/log").run()
        #expect(report.findings.isEmpty && report.unsigned == 0)
        for _ in 0..<2 {
            try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
                let found = try await Self.entries("backup", of: managed)
                #expect(found.map(\.result) == [.done], "once, however often it starts")
                #expect(found.first?.object == AuditEntry.recordable(backup))
                #expect(found.first?.person == OfflineActions.person)
                #expect(found.first?.reason?.contains("while no gateway ran") == true)
            }
        }
        try FileManager.default.moveItem(atPath: data, toPath: folder.path("former"))
        _ = try copy.putBack()
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let found = try await Self.entries("restore", of: managed)
            #expect(found.map(\.result) == [.done])
            #expect(found.first?.object == AuditEntry.recordable(backup))
            #expect(found.first?.person == OfflineActions.person)
        }
    }

    @Test func `what was cut off, and what failed, stands as failed`() async throws {
        let folder = try GatewayFolder()
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            try await managed.settle()
        }
        let actions = OfflineActions(data: folder.path("data"))
        try actions.note(OfflineActions.Entry("backup", on: "/one"))
        let failed = OfflineActions.Entry("backup", on: "/two")
        try actions.note(failed)
        try actions.note(failed.ended(.failed, reason: "the disk is full"))
        #expect(actions.all().entries.map(\.result) == [nil, .failed])
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let found = try await Self.entries("backup", of: managed)
            #expect(found.map(\.result) == [.failed, .failed])
            #expect(found[0].reason?.hasSuffix("cut off") == true)
            #expect(found[1].reason?.hasSuffix("the disk is full") == true)
            #expect(actions.all().entries.isEmpty)
        }
    }

    @Test func `with a running gateway that cannot be asked nothing is copied`() async throws {
        let folder = try GatewayFolder()
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            try await managed.settle()
            // The log is held, and nobody listens on the socket.
            let copy = DataBackup(data: folder.path("data"), folder: folder.path("backup"))
            await #expect(throws: (any Error).self) { try await copy.makeOnRecord() }
            #expect(!FileManager.default.fileExists(atPath: folder.path("backup")))
            #expect(OfflineActions(data: folder.path("data")).all().entries.isEmpty)
        }
    }

    @Test func `a backup that nobody ends stands as abandoned once too many others have begun`()
        async throws
    {
        try await ManagedGateway.with(ManagedGateway()) { managed in
            let caller = ManagedGateway.person
            let first = try await managed.operations.beginBackup("/first", caller)
            for number in 0..<OpenBackups.maximum {
                _ = try await managed.operations.beginBackup("/\(number)", caller)
            }
            let found = try await Self.entries("backup", of: managed)
            let ended = found.filter { $0.result != nil }
            #expect(ended.map(\.object) == ["/first"])
            #expect(ended.map(\.result) == [.failed])
            let id = try TransactionID(first["action"]?.string ?? "")
            let refusal = await #expect(throws: OperationRefusal.self) {
                try await managed.operations.endBackup(id, nil, caller)
            }
            #expect(refusal?.kind == .notFound)
        }
    }

    @Test func `in a log that is put back the backup it comes from stands as done`() async throws {
        let folder = try GatewayFolder()
        let (data, backup) = (folder.path("data"), folder.path("backup"))
        let copy = DataBackup(data: data, folder: backup)
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let begin = managed.operations.beginBackup
            let begun = try await begin(backup, ManagedGateway.person)
            try await managed.settle()
            _ = try copy.make()
            let id = try TransactionID(begun["action"]?.string ?? "")
            _ = try await managed.operations.endBackup(id, nil, ManagedGateway.person)
        }
        try FileManager.default.moveItem(atPath: data, toPath: folder.path("former"))
        _ = try copy.putBack()
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            let found = try await Self.entries("backup", of: managed)
            #expect(found.map(\.result) == [nil, .done])
            #expect(found.map(\.person) == ["uid:1001", "uid:1001"])
        }
    }

    @Test func `the copy of a gateway that ended without signing says so and holds all`()
        async throws
    {
        let folder = try GatewayFolder()
        let (data, backup) = (folder.path("data"), folder.path("backup"))
        try await ManagedGateway.with(ManagedGateway(in: folder)) { managed in
            try await managed.settle()
            let checkpoint = try Data(contentsOf: URL(filePath: data + "/log/checkpoint"))
            let contract = try await managed.proposal()
            let decide = managed.operations.decideContract
            _ = try await decide(contract.hash, .accept, .init(), ManagedGateway.person)
            try await managed.settle()
            try checkpoint.write(to: URL(filePath: folder.path("old")))
        }
        // As after a crash: the last checkpoint is of before the decision.
        try Data(contentsOf: URL(filePath: folder.path("old")))
            .write(to: URL(filePath: data + "/log/checkpoint"))
        let manifest = try await DataBackup(data: data, folder: backup).makeOnRecord()
        #expect(manifest["isSigned"]?.bool == false)
        let report = try LogVerifier(directory: backup + "/log").run()
        #expect(report.findings.map(\.fault) == [.unsignedTail])
    }
}
