import AccessLog
import ExchangeModel
import Foundation
import JSONTape
import LogStorage
import MerkleLog
import SQLiteStorage

/// Why no backup was made or put back; what was begun is removed.
struct BackupProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A copy of a data folder: store and log at one position, and what lies beside them.
///
/// Keys are not in it: they lie outside the data folder, and whoever has them has the people in the log.
struct DataBackup {
    static let manifestName = "backup.json"
    /// The file that tells the next start that the folder was put back; it holds when the copy was made.
    static let restoredName = "restored"
    /// What only a running gateway needs.
    private static let passing: Set<String> = [
        "sluis.db", "sluis.db-wal", "sluis.db-shm", "sluis.sock", "log", restoredName, manifestName,
        OfflineActions.fileName,
    ]

    /// How long a running gateway may take to sign what its store holds.
    private static let patience = Duration.seconds(10)

    let data: String
    let folder: String

    private var files: FileManager { .default }

    // MARK: Making

    /// Throws why no backup can begin: before anything is on record or copied.
    func check() throws {
        guard files.fileExists(atPath: data + "/sluis.db") else {
            throw BackupProblem("\(data) holds no gateway's data: there is no sluis.db in it")
        }
        try refuseOneInTheOther()
        try refuse(folder, unlessEmpty: "a backup is written into a new folder")
    }

    /// Copies the data folder to a new folder, also while the gateway runs; gives the manifest.
    ///
    /// The store comes first and the checkpoint after it, so that the log of the copy holds every
    /// decision of its store.
    func make() throws -> JSONValue {
        try check()
        return try whole(folder) {
            try files.createDirectory(
                atPath: folder + "/log",
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let change = try StateDatabase.copy(
                from: data + "/sluis.db",
                to: folder + "/sluis.db"
            )
            try protect(folder + "/sluis.db")
            let (checkpoint, isCut) = try copyLog()
            try copyBeside(from: data, to: folder)
            let manifest: JSONValue = [
                "version": .string(GatewayVersion.text),
                "takenAt": .string(SystemClock.now().description),
                "logOrigin": .string(checkpoint.origin),
                "logSize": .number(JSONNumber(Int64(clamping: checkpoint.size))),
                "change": .number(JSONNumber(Int64(clamping: change))),
                "isSigned": .bool(isCut),
            ]
            try Data(manifest.serialized(pretty: true) + [0x0A])
                .write(to: URL(filePath: folder + "/" + Self.manifestName), options: .atomic)
            return manifest
        }
    }

    /// Copies the log up to a checkpoint that covers every decision of the copied store.
    ///
    /// A running gateway signs one each second, which is waited for. One that ended without signing has
    /// none: then what stands behind its last checkpoint comes with the copy, and the second value is
    /// false.
    private func copyLog() throws -> (Checkpoint, isCut: Bool) {
        let log = data + "/log"
        var (note, checkpoint) = try Self.checkpoint(of: log)
        let needed = try StateDatabase.logSize(
            in: folder + "/sluis.db",
            origin: checkpoint.origin
        )
        let end = ContinuousClock.now + Self.patience
        while checkpoint.size < needed, LogCopy.isWritten(log) {
            guard ContinuousClock.now < end else {
                throw BackupProblem(
                    "the access log has \(checkpoint.size) signed entries and the store knows of \(needed): "
                        + "the gateway does not sign; look at its log and its disk"
                )
            }
            Thread.sleep(forTimeInterval: 0.05)
            (note, checkpoint) = try Self.checkpoint(of: log)
        }
        let names = try files.contentsOfDirectory(atPath: log).filter {
            $0.hasSuffix(".seg") || $0.hasSuffix(".leaves") || $0 == "log.vkey"
        }
        for name in names.sorted() {
            try Self.copy(log + "/" + name, to: folder + "/log/" + name, sparse: true)
        }
        try note.write(to: URL(filePath: folder + "/log/checkpoint"))
        guard checkpoint.size >= needed else { return (checkpoint, isCut: false) }
        try LogCopy(directory: folder + "/log").cut(to: checkpoint.size)
        return (checkpoint, isCut: true)
    }

    private static func checkpoint(of log: String) throws -> (note: Data, Checkpoint) {
        guard let note = FileManager.default.contents(atPath: log + "/checkpoint") else {
            throw BackupProblem("\(log) holds no checkpoint: start the gateway once")
        }
        guard let signed = try? SignedNote(parsing: [UInt8](note)),
            let checkpoint = try? Checkpoint(text: signed.text)
        else { throw BackupProblem("\(log)/checkpoint is no signed checkpoint") }
        return (note, checkpoint)
    }

    // MARK: Putting back

    /// Puts a backup into a data folder that is not there or holds no gateway's data; gives the manifest.
    ///
    /// The next start knows that the folder is older than the world.
    func putBack() throws -> JSONValue {
        let manifest = folder + "/" + Self.manifestName
        guard let bytes = files.contents(atPath: manifest),
            let json = try? JSONValue(parsing: [UInt8](bytes)),
            let taken = json["takenAt"]?.string
        else { throw BackupProblem("\(folder) is no backup: \(Self.manifestName) is not in it") }
        try refuseOneInTheOther()
        try refuse(data, unlessEmpty: "move it away first; a backup never overwrites")
        return try whole(data) {
            try files.createDirectory(
                atPath: data + "/log",
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            _ = try StateDatabase.copy(from: folder + "/sluis.db", to: data + "/sluis.db")
            try protect(data + "/sluis.db")
            for name in try files.contentsOfDirectory(atPath: folder + "/log").sorted() {
                try Self.copy(
                    folder + "/log/" + name,
                    to: data + "/log/" + name,
                    sparse: false
                )
            }
            try copyBeside(from: folder, to: data)
            try Data((taken + "\n").utf8)
                .write(to: URL(filePath: data + "/" + Self.restoredName), options: .atomic)
            try OfflineActions(data: data).note(
                OfflineActions.Entry("restore", on: folder)
                    .ended(.done, reason: "the backup of \(taken)")
            )
            return json
        }
    }

    /// When the backup was made that a data folder was put back from; nil for any other folder.
    static func restoredMoment(in data: String) -> String? {
        FileManager.default.contents(atPath: data + "/" + restoredName).map {
            String(decoding: $0.prefix(64), as: UTF8.self).trimmingCharacters(
                in: .whitespacesAndNewlines
            )
        }
    }

    // MARK: Files

    /// A copy within what is copied would copy itself.
    private func refuseOneInTheOther() throws {
        guard !folder.isEmpty, !data.isEmpty else {
            throw BackupProblem(
                "the name of a folder is empty: name the backup's and the data folder"
            )
        }
        let (copy, live) = (Self.path(folder) + "/", Self.path(data) + "/")
        guard !copy.hasPrefix(live), !live.hasPrefix(copy) else {
            throw BackupProblem(
                "\(folder) and \(data) lie in each other: choose a folder beside the data folder, best on "
                    + "another disk"
            )
        }
    }

    /// The path from the root, links followed as far as there are folders.
    private static func path(_ folder: String) -> String {
        var url = URL(filePath: folder).standardizedFileURL
        var rest: [String] = []
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
            rest.insert(url.lastPathComponent, at: 0)
            url.deleteLastPathComponent()
        }
        let found = url.resolvingSymlinksInPath().path
        return rest.reduce(found == "/" ? "" : found) { $0 + "/" + $1 }
    }

    private func refuse(_ place: String, unlessEmpty words: String) throws {
        guard files.fileExists(atPath: place) else { return }
        let present = try files.contentsOfDirectory(atPath: place)
        guard present.isEmpty else {
            throw BackupProblem("\(place) is not empty: \(words)")
        }
    }

    /// Does all of it, or leaves the folder as empty as it was.
    private func whole(_ place: String, _ make: () throws -> JSONValue) throws -> JSONValue {
        let existed = files.fileExists(atPath: place)
        do {
            return try make()
        } catch {
            for name in (try? files.contentsOfDirectory(atPath: place)) ?? [] {
                try? files.removeItem(atPath: place + "/" + name)
            }
            if !existed { try? files.removeItem(atPath: place) }
            throw error
        }
    }

    private func protect(_ path: String) throws {
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// Copies the other files of a folder: pinned documents, former certificates, policies.
    private func copyBeside(from: String, to: String) throws {
        for name in try files.contentsOfDirectory(atPath: from)
        where !Self.passing.contains(name) {
            try files.copyItem(atPath: from + "/" + name, toPath: to + "/" + name)
        }
    }

    /// Copies a file piece by piece; sparse leaves holes where only zeros stand.
    private static func copy(_ from: String, to: String, sparse: Bool) throws {
        let pieceBytes = 1 << 20
        let source = try FileHandle(forReadingFrom: URL(filePath: from))
        defer { try? source.close() }
        guard
            FileManager.default.createFile(
                atPath: to,
                contents: nil,
                attributes: [.posixPermissions: 0o600]
            )
        else { throw BackupProblem("\(to) cannot be made") }
        let target = try FileHandle(forWritingTo: URL(filePath: to))
        defer { try? target.close() }
        var offset: UInt64 = 0
        while let piece = try source.read(upToCount: pieceBytes), !piece.isEmpty {
            if !sparse || piece.contains(where: { $0 != 0 }) {
                try target.seek(toOffset: offset)
                try target.write(contentsOf: piece)
            }
            offset += UInt64(piece.count)
        }
        try target.truncate(atOffset: offset)
        try target.synchronize()
    }
}
