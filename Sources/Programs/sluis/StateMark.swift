import ExchangeModel
import Foundation
import JSONTape

/// How far log and store were, kept outside the data folder: a folder that is put back is found out.
struct StateMark: Hashable {
    /// Why a mark cannot be read; nothing is started then.
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// The origin of the log.
    let origin: String
    /// The number of entries in the log.
    let size: UInt64
    /// The number of the latest change in the store.
    let change: UInt64

    init(origin: String, size: UInt64, change: UInt64) {
        (self.origin, self.size, self.change) = (origin, size, change)
    }

    /// The mark in a file; nil where there is none.
    init?(file: String) throws(Unreadable) {
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        guard let data = FileManager.default.contents(atPath: file),
            let json = try? JSONValue(parsing: [UInt8](data)),
            let origin = json["logOrigin"]?.string, let size = json["logSize"]?.integer,
            let change = json["change"]?.integer, size >= 0, change >= 0
        else {
            throw Unreadable(
                description: "stateMark: \(file) is no mark of a gateway's state: it must hold "
                    + "logOrigin, logSize and change as the gateway wrote them. Put the file back; "
                    + "without it nobody can tell whether the data folder is an older one "
                    + "(`sluis serve --restored` starts as if it were, and writes a new mark)"
            )
        }
        self.init(
            origin: origin,
            size: UInt64(clamping: size),
            change: UInt64(clamping: change)
        )
    }

    /// Puts the mark in place of the former, whole or not at all.
    func write(to file: String) throws {
        let json: JSONValue = [
            "logOrigin": .string(origin), "logSize": .number(JSONNumber(Int64(clamping: size))),
            "change": .number(JSONNumber(Int64(clamping: change))),
        ]
        let url = URL(filePath: file)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(json.serialized() + [0x0A]).write(to: url, options: .atomic)
    }
}
