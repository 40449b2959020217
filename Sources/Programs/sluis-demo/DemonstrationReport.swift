import Foundation
import JSONTape

/// What the demonstration prints, and the file that lets a script repeat and attack everything.
struct DemonstrationReport {
    let demonstration: Demonstration
    let shown: Demonstration.Shown

    /// Prints the exchange; writes the file when one is named.
    func print(to file: String?) throws {
        heading("The full answer of the registry, and what the purpose let through")
        sideBySide()
        heading("The record of the municipality (\(shown.transactionID))")
        text(shown.providerRecord)
        heading("The record of the agency, same transaction")
        text(shown.consumerRecord)
        heading("Both logs, re-derived from their stored bytes")
        for line in shown.verifications { Swift.print("    " + line) }
        heading("The catalogue entry")
        text(entry)
        heading("Repeat it")
        Swift.print("    " + curlLine)
        heading("Look at it")
        let data = demonstration.folder.data(DemonstrationFolder.provider)
        Swift.print("    \(demonstration.programs.sluis) log query --data \(data)")
        Swift.print("    folders: \(demonstration.folder.root.path(percentEncoded: false))")
        if let file {
            try Data(description.serialized(pretty: true)).write(to: URL(filePath: file))
        }
    }

    private var curlLine: String {
        let arguments = demonstration.curlArguments(grant: shown.grantHash, path: shown.requestPath)
        return "curl "
            + arguments.map { $0.contains(" ") || $0.contains("$") ? "'\($0)'" : $0 }
            .joined(separator: " ")
    }

    /// The data service and dataset of the catalogue's graph.
    private var entry: JSONValue {
        var graph = shown.catalogue.object ?? JSONObject()
        graph["@context"] = nil
        return .object(graph)
    }

    private func heading(_ text: String) {
        Swift.print("\n\(text)\n" + String(repeating: "-", count: text.count))
    }

    private func text(_ value: JSONValue) {
        for line in lines(value) { Swift.print("    " + line) }
    }

    private func lines(_ value: JSONValue) -> [String] {
        String(decoding: value.serialized(pretty: true), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func sideBySide() {
        let left = lines(shown.fullAnswer)
        let right = lines(shown.minimisedAnswer)
        let width = min(56, left.map(\.count).max() ?? 0)
        for row in 0..<max(left.count, right.count) {
            let full = row < left.count ? String(left[row].prefix(width)) : ""
            let reduced = row < right.count ? right[row] : ""
            let space = String(repeating: " ", count: width - full.count)
            Swift.print("    \(full)\(space) | \(reduced)")
        }
    }

    private var description: JSONValue {
        let folder = demonstration.folder
        var organisations = JSONObject()
        for organisation in DemonstrationFolder.organisations {
            organisations[organisation.folder] = [
                "peerID": .string(organisation.peerID),
                "dataFolder": .string(folder.data(organisation)),
                "configuration": .string(folder.configuration(organisation)),
                "administration": .string(
                    "http://127.0.0.1:\(folder.ports.administration[organisation.folder] ?? 0)"
                ),
                "certificate": .string(folder.path("pki/\(organisation.folder).pem")),
                "privateKey": .string(folder.path("pki/\(organisation.folder).key")),
                "process": .number(
                    JSONNumber(Int64(demonstration.processes[organisation.folder] ?? 0))
                ),
            ]
        }
        return [
            "folder": .string(folder.root.path(percentEncoded: false)),
            "organisations": .object(organisations),
            "registry": .string(shown.registry),
            "registryProcess": .number(
                JSONNumber(Int64(demonstration.processes["registry"] ?? 0))
            ),
            "registryRequests": .string(folder.path("registry-requests.txt")),
            "outway": .string("http://127.0.0.1:\(folder.ports.consumerOutway)"),
            "inway": .string("127.0.0.1:\(folder.ports.providerInway)"),
            "inwayName": "inway.gemeente.example.nl",
            "providerManager": .string("127.0.0.1:\(folder.ports.providerManager)"),
            "directoryManager": .string("127.0.0.1:\(folder.ports.directoryManager)"),
            "trustAnchors": .string(folder.path("pki/anchors.pem")),
            "grantHash": .string(shown.grantHash),
            "contractHash": .string(shown.contractHash),
            "path": .string(shown.requestPath),
            "transactionID": .string(shown.transactionID),
            "curl": .string(curlLine),
        ]
    }
}
