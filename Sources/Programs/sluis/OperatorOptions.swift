import ArgumentParser
import Foundation
import JSONTape

/// The options of every command that speaks to a running gateway.
struct OperatorOptions: ParsableArguments {
    @Option(help: "The gateway's data folder. Default: the environment's SLUIS_DATA.")
    var data: String?

    @Flag(help: "Print JSON instead of text.")
    var json = false

    /// The connection to the gateway that runs with the data folder.
    func client() throws -> AdministrationClient {
        guard let folder = data ?? ProcessInfo.processInfo.environment["SLUIS_DATA"] else {
            throw ValidationError("name the gateway's data folder with --data DIR (or SLUIS_DATA)")
        }
        return AdministrationClient(dataFolder: folder)
    }

    /// Prints an answer as JSON, or as the text that a command makes of it.
    func show(_ answer: JSONValue, as text: (JSONValue) -> String) {
        if json {
            print(String(decoding: answer.serialized(pretty: true), as: UTF8.self))
        } else {
            print(text(answer))
        }
    }
}

/// Columns of text, as wide as their widest cell.
struct TextTable {
    private var rows: [[String]]

    init(_ header: [String]) {
        rows = [header]
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
