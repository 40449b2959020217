import ArgumentParser
import Foundation
import JSONTape

/// `sluis backup`: copies the data folder, also while the gateway runs.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract:
            "Copies contracts, access log and policies at one position, also while the gateway runs.",
        discussion: """
            The new folder holds the contract store, the access log up to a signed checkpoint, and the pinned documents \
            and certificates beside them. Keys and the configuration are not in it: they lie outside the data folder, \
            and whoever has the log's keys has the people in it. Keep them apart. The backup is on record before it begins \
            and when it has ended: with the running gateway, or at the next start of one that is stopped.

            Exit 0 when all of it is copied, 1 when nothing is.
            """,
        examples: [
            "sluis backup /backup/2026-12-01"
        ]
    )

    @Argument(
        help: "The folder that is made; it must not exist, or be empty.",
        completion: .directory
    )
    var folder: String

    @OptionGroup var place: DataPlace

    func run() async throws {
        let data = try place.folder()
        let manifest = try await DataBackup(data: data, folder: folder).makeOnRecord()
        Output.print(manifest, json: place.json) { manifest in
            "backed up to \(folder): \(manifest["logSize"]?.integer ?? 0) log entries, "
                + "change \(manifest["change"]?.integer ?? 0) of the contract store"
                + (manifest["isSigned"]?.bool == false
                    ? ". The gateway had ended without signing its last entries: they are in the copy, and "
                        + "`sluis log verify` tells of them until a start has signed them" : "")
        }
    }
}

/// `sluis restore`: puts a backup into an empty data folder.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Puts a backup back into a data folder that is empty or not there.",
        discussion: """
            Never overwrites: move the old folder away first, the gateway stopped. The next `sluis serve` knows that its \
            state is older than the world: contracts are held until their peers have told what they hold, and what log or \
            peers know to be revoked in the meantime stays revoked. docs/restore.md tells the whole procedure.

            Exit 0 when all of it is back, 1 when nothing is.
            """,
        examples: [
            "sluis restore /backup/2026-12-01 --data /var/lib/sluis"
        ]
    )

    @Argument(help: "The folder that `sluis backup` made.", completion: .directory)
    var folder: String

    @OptionGroup var place: DataPlace

    func run() throws {
        let manifest = try DataBackup(data: place.folder(), folder: folder).putBack()
        Output.print(manifest, json: place.json) { manifest in
            "restored from the backup of \(manifest["takenAt"]?.string ?? "?"): "
                + "\(manifest["logSize"]?.integer ?? 0) log entries. "
                + "Start the gateway with `sluis serve`; `sluis status` names the peers that it waits for"
        }
    }
}

/// The data folder of commands that work on files.
struct DataPlace: ParsableArguments {
    @Option(
        help:
            "The gateway's data folder. Default: SLUIS_DATA, or `dataFolder` of SLUIS_CONFIG or ./sluis.yaml.",
        completion: .directory
    )
    var data: String?

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func folder() throws -> String {
        guard let folder = data ?? GatewayPlace.dataFolder() else {
            throw ValidationError(
                "name the gateway's data folder with --data DIR (or SLUIS_DATA), or work in the folder of its sluis.yaml"
            )
        }
        return folder
    }
}
