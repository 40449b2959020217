import AccessLog
import ArgumentParser
import Foundation
import JSONTape
import LogStorage

/// The record of one backup: with the running gateway, or in the data folder until the next start.
enum BackupRecord {
    case running(AdministrationClient, action: String, OfflineActions.Entry)
    case stopped(OfflineActions.Entry)

    /// Puts on record that a backup is made, before the first byte of it.
    ///
    /// - Throws: Why it cannot be recorded; then there is no backup.
    static func begin(_ folder: String, of data: String) async throws -> BackupRecord {
        let entry = OfflineActions.Entry(OpenBackups.action, on: folder)
        guard LogCopy.isWritten(data + "/log") else {
            try OfflineActions(data: data).note(entry)
            return .stopped(entry)
        }
        let client = AdministrationClient(dataFolder: data)
        let body: JSONObject = ["folder": .string(String(folder.prefix(500)))]
        let answer = try await client.send(.post, "/v1/backups", body: .object(body))
        guard let action = answer["action"]?.string else {
            throw BackupProblem("the gateway's answer names no action: nothing was copied")
        }
        return .running(client, action: action, entry)
    }

    /// Puts on record how it ended; with a gateway that is gone by now in the data folder.
    func end(_ failure: String?, of data: String) async throws {
        let entry: OfflineActions.Entry
        switch self {
        case .stopped(let begun): entry = begun
        case .running(let client, let action, let begun):
            let reason = failure.map { AuditEntry.recordable($0) }
            let body: JSONObject? = reason.map { ["reason": .string($0)] }
            let path =
                "/v1/backups/\(PathText.segment(action))/\(reason == nil ? "done" : "failed")"
            let answer = try? await client.send(.post, path, body: body.map { .object($0) })
            if answer != nil { return }
            entry = begun
        }
        try OfflineActions(data: data).note(
            entry.ended(failure == nil ? .done : .failed, reason: failure)
        )
    }
}

extension DataBackup {
    /// Makes a backup that is on record before its first byte, and how it ended.
    func makeOnRecord() async throws -> JSONValue {
        try check()
        let place = URL(filePath: folder).standardizedFileURL.path
        let record = try await BackupRecord.begin(place, of: data)
        let manifest: JSONValue
        do {
            manifest = try make()
        } catch {
            try await record.end(SystemError.words(of: error), of: data)
            throw error
        }
        try await record.end(nil, of: data)
        return manifest
    }
}
