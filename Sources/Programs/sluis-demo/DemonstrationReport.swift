import Foundation
import JSONTape

/// What the demonstration prints, and the file that lets a script repeat and attack everything.
struct DemonstrationReport {
    let demonstration: Demonstration
    let shown: Demonstration.Shown

    /// Prints the exchange in short or in full; writes the file when one is named.
    func print(isVerbose: Bool, to file: String?) throws {
        if isVerbose { printAll() } else { for line in summary.lines { Swift.print(line) } }
        if let file {
            try Data(description.serialized(pretty: true)).write(to: URL(filePath: file))
        }
    }

    private var summary: DemonstrationSummary {
        let folder = demonstration.folder
        let port = folder.ports.administration[DemonstrationFolder.provider.folder] ?? 0
        return DemonstrationSummary(
            shown: shown,
            catalogueAddress: "http://127.0.0.1:\(port)/catalog",
            outway: "http://127.0.0.1:\(folder.ports.consumerOutway)",
            data: { folder.data($0) },
            program: demonstration.programs.sluis
        )
    }

    private func printAll() {
        ReportText.heading("The answer of the registry, and what the purpose let through")
        sideBySide()
        ReportText.heading("The record of the municipality (\(shown.transactionID))")
        ReportText.show(shown.providerRecord)
        ReportText.heading("The record of the agency, same transaction")
        ReportText.show(shown.consumerRecord)
        ReportText.heading("Both logs, re-derived from their stored bytes")
        for line in shown.verifications { Swift.print("    " + line) }
        ReportText.heading("The catalogue entry")
        ReportText.show(entry)
        ReportText.heading("Repeat it")
        Swift.print("    " + curlLine)
        ReportText.heading("Look at it")
        let data = demonstration.folder.data(DemonstrationFolder.provider)
        Swift.print("    \(demonstration.programs.sluis) log query --data \(data)")
        Swift.print("    folders: \(demonstration.folder.root.path(percentEncoded: false))")
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

    /// Both answers, aligned member by member, with nothing left out.
    private func sideBySide() {
        let comparison = AnswerComparison(full: shown.fullAnswer, reduced: shown.minimisedAnswer)
        let heads = (full: "the registry has", reduced: "the agency gets")
        for line in comparison.lines(heads, most: comparison.rows.count) { Swift.print(line) }
        ReportText.heading("The full answer")
        ReportText.show(shown.fullAnswer)
        ReportText.heading("What the purpose let through")
        ReportText.show(shown.minimisedAnswer)
    }

    private var description: JSONValue {
        let folder = demonstration.folder
        return [
            "folder": .string(folder.root.path(percentEncoded: false)),
            "organisations": demonstration.organisations,
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

extension Demonstration {
    /// Where everything of each organisation is, for scripts.
    var organisations: JSONValue {
        var organisations = JSONObject()
        for organisation in folder.organisations {
            organisations[organisation.folder] = [
                "peerID": .string(organisation.peerID),
                "dataFolder": .string(folder.data(organisation)),
                "configuration": .string(folder.configuration(organisation)),
                "administration": .string(
                    "http://127.0.0.1:\(folder.ports.administration[organisation.folder] ?? 0)"
                ),
                "certificate": .string(folder.path("pki/\(organisation.folder).pem")),
                "privateKey": .string(folder.path("pki/\(organisation.folder).key")),
                "process": .number(JSONNumber(Int64(processes[organisation.folder] ?? 0))),
            ]
        }
        return .object(organisations)
    }
}

/// How a demonstration prints.
enum ReportText {
    static func heading(_ text: String) {
        Swift.print("\n\(text)\n" + String(repeating: "-", count: text.count))
    }

    static func show(_ value: JSONValue) {
        for line in lines(value) { Swift.print("    " + line) }
    }

    static func lines(_ value: JSONValue) -> [String] {
        String(decoding: value.serialized(pretty: true), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
