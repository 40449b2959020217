import AccessLog
import ExchangeModel
import Foundation
import JSONTape
import LogStorage
import Logging

/// What was done with a data folder while no gateway ran, until the next start puts it on record.
///
/// Commands that work on a stopped gateway's files have no key to sign a log with. They write here, durably
/// and before they begin, who does what, and afterwards how it ended.
struct OfflineActions {
    /// The name of the file in the data folder: a JSON document a line.
    static let fileName = "actions.jsonl"
    /// The most bytes of the file that are read.
    private static let maximumBytes = 1 << 20

    /// One line.
    struct Entry: Hashable {
        let action: String
        let person: String
        let object: String
        let moment: Timestamp
        /// How it ended; nil while it goes on.
        var result: AuditEntry.Result?
        var reason: String?

        init(_ action: String, on object: String) {
            self.action = action
            person = OfflineActions.person
            self.object = AuditEntry.recordable(object)
            moment = SystemClock.now()
        }

        /// The same action, ended.
        func ended(_ result: AuditEntry.Result, reason: String? = nil) -> Entry {
            var entry = self
            (entry.result, entry.reason) = (result, reason.map(AuditEntry.recordable))
            return entry
        }
    }

    private let path: String

    /// Names the data folder.
    init(data: String) {
        path = data + "/" + Self.fileName
    }

    /// Who stands in the record: the person who logged in, whatever account the command runs under.
    static var person: String {
        let login = (try? String(contentsOfFile: "/proc/self/loginuid", encoding: .utf8))
            .flatMap { UInt32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        // All bits set means that nobody logged in.
        return "uid:\(login.flatMap { $0 == .max ? nil : $0 } ?? getuid())"
    }

    /// Adds a line; it is on the disk when this returns.
    func note(_ entry: Entry) throws {
        let present = FileManager.default.contents(atPath: path) ?? Data()
        guard present.count < Self.maximumBytes else {
            throw BackupProblem("\(path) is full: start the gateway, which puts it on record")
        }
        try DurableFile.replace(path, with: [UInt8](present) + entry.json.serialized() + [0x0A])
    }

    /// The actions, each once as it stands at last, and how many lines cannot be read.
    func all() -> (entries: [Entry], unreadable: Int) {
        guard let data = FileManager.default.contents(atPath: path) else { return ([], 0) }
        var (entries, unreadable): ([Entry], Int) = ([], 0)
        for line in data.prefix(Self.maximumBytes).split(separator: 0x0A) {
            guard let json = try? JSONValue(parsing: [UInt8](line)), let entry = Entry(json) else {
                unreadable += 1
                continue
            }
            if let place = entries.lastIndex(where: { $0.isBegun(of: entry) }) {
                entries[place] = entry
            } else {
                entries.append(entry)
            }
        }
        return (entries, unreadable)
    }

    /// Puts every action on record in a log, and forgets it here.
    ///
    /// - Throws: `NotRecorded` when the log refuses it; then all of them stay here.
    func record(in log: SegmentLog, logger: Logger) async throws {
        let (entries, unreadable) = all()
        guard !entries.isEmpty || unreadable > 0 else { return }
        for entry in entries {
            let when = "at \(entry.moment), while no gateway ran"
            try await AuditTrail(log: log).record(
                AuditEntry(
                    createdAt: SystemClock.now(),
                    action: entry.action,
                    person: entry.person,
                    object: entry.object,
                    result: entry.result ?? .failed,
                    reason: AuditEntry.recordable(
                        when
                            + (entry.result == nil
                                ? "; cut off" : entry.reason.map { "; " + $0 } ?? "")
                    )
                )
            )
        }
        if unreadable > 0 {
            logger.error(
                "actions on this data folder while no gateway ran cannot be read",
                metadata: ["file": "\(path)", "lines": "\(unreadable)"]
            )
        }
        try FileManager.default.removeItem(atPath: path)
    }
}

extension OfflineActions.Entry {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "action": .string(action), "person": .string(person), "object": .string(self.object),
            "at": .number(JSONNumber(moment.milliseconds)),
        ]
        object["result"] = result.map { .string($0 == .done ? "done" : "failed") }
        object["reason"] = reason.map { .string($0) }
        return .object(object)
    }

    fileprivate init?(_ json: JSONValue) {
        guard let action = json["action"]?.string, let person = json["person"]?.string,
            let object = json["object"]?.string, let moment = json["at"]?.integer
        else { return nil }
        (self.action, self.person, self.object) = (action, person, AuditEntry.recordable(object))
        self.moment = Timestamp(milliseconds: moment)
        result = json["result"]?.string.map { $0 == "done" ? .done : .failed }
        reason = json["reason"]?.string
    }

    fileprivate func isBegun(of other: Self) -> Bool {
        result == nil && action == other.action && person == other.person && object == other.object
            && moment == other.moment
    }
}
