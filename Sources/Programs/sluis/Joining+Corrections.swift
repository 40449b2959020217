import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import PeerIdentity
import YAMLDocument

/// What a later `sluis join` says otherwise than an earlier one.
extension Joining {
    /// What the signing request that is there asks for otherwise; empty where it asks for the same, or is none.
    func requestDifferences() -> [String] {
        guard let data = FileManager.default.contents(atPath: path("sluis.csr")),
            let request = try? SigningRequest(pem: String(decoding: data, as: UTF8.self))
        else { return [] }
        let old: [String?] = [
            request.organization, request.serialNumber, request.dnsNames.joined(separator: ", "),
        ]
        let new = [command.name, command.oin, command.host.joined(separator: ", ")]
        return zip(["name", "peer id", "list of hosts"], zip(old, new)).compactMap { name, values in
            values.0 == values.1 ? nil : "\(name): \(values.0 ?? "none") -> \(values.1)"
        }
    }

    /// Refuses a name or a peer id that is not the certificate's: peers know us by that.
    func checkNames(_ leaf: UnverifiedCertificate) throws {
        let values = [
            ("name", leaf.name, command.name), ("oin", leaf.peerID?.rawValue, command.oin),
        ]
        for (option, certified, given) in values where certified != nil && certified != given {
            throw StartProblem(
                "the certificate says `\(Output.printable(certified ?? ""))` and --\(option) says "
                    + "`\(given)`: give what it says, or ask for another certificate with "
                    + "`sluis csr --\(option) '\(given)'` and the other names"
            )
        }
    }

    /// The values of the configuration that are other than what is asked for now, and what cannot be put in
    /// the place of a value.
    func differences(
        in document: JSONValue,
        _ leaf: UnverifiedCertificate
    ) -> (corrections: [ConfigurationCorrection], byHand: [String]) {
        var corrections: [ConfigurationCorrection] = []
        func compare(_ key: String, _ new: String?, _ isSame: (String) -> Bool) {
            guard let new, let old = document[PartsBuilder.pointer(to: key)]?.scalarText else {
                return
            }
            if !isSame(old) {
                corrections.append(ConfigurationCorrection(key: key, old: old, new: new))
            }
        }
        func compare(_ key: String, _ new: String?) { compare(key, new) { $0 == new } }
        compare("organisation.name", leaf.name)
        compare("organisation.peerID", leaf.peerID?.rawValue)
        compare("group.id", command.group)
        let anchors = URL(filePath: command.anchors).standardizedFileURL.path(percentEncoded: false)
        compare("group.trustAnchors", anchors) { absolute($0) == anchors }
        if command.role != .directory {
            let wanted = ConfigurationDraft.address(command.directory)
            compare("group.directories[0].address", wanted) {
                ConfigurationDraft.address($0) == wanted
            }
        }
        for (part, port) in [("manager", command.managerPort), ("inway", command.inwayPort)] {
            guard let old = document[part]?["address"]?.string,
                let url = URLComponents(string: old), let host = command.host.first
            else { continue }
            let kept = url.port.map { ":\($0)" } ?? ""
            compare("\(part).address", "https://\(host)\(port.map { ":\($0)" } ?? kept)")
            // A listener behind a router has a port of its own.
            let listen = document[part]?["listen"]?.string
            if let port, let listen, listen.hasSuffix(kept), !kept.isEmpty {
                compare("\(part).listen", String(listen.dropLast(kept.count)) + ":\(port)")
            }
        }
        if let port = command.outwayPort, let listen = document["outway"]?["listen"]?.string,
            let colon = listen.lastIndex(of: ":")
        {
            compare("outway.listen", String(listen[...colon]) + "\(port)")
        }
        return (corrections, missing(in: document))
    }

    /// What is asked for that the configuration does not have at all.
    private func missing(in document: JSONValue) -> [String] {
        let services = document["services"]?.array ?? []
        var found: [String] = command.service.compactMap { service in
            let present = services.first { $0["name"]?.string == service.name.rawValue }
            guard let present else {
                return "the service \(service.name) is not in it: add it to `services`"
            }
            let url = present["upstream"]?["url"]?.string ?? "none"
            return url == service.url
                ? nil : "the source of \(service.name): \(url) -> \(service.url)"
        }
        let lists = Set((document["group"]?["revocationLists"]?.array ?? []).compactMap(\.string))
        found += command.crl.filter { list in
            !lists.contains(list) && !lists.contains { absolute($0) == absolute(list, from: nil) }
        }.map { "the revocation list \($0) is not in group.revocationLists: add it" }
        return found
    }

    private func absolute(_ file: String) -> String { absolute(file, from: folder) }

    private func absolute(_ file: String, from base: URL?) -> String {
        URL(filePath: file, relativeTo: base).standardizedFileURL.path(percentEncoded: false)
    }

    /// Puts corrections in force in the file that is there, once a person has said so.
    ///
    /// - Returns: What was corrected.
    func correct(_ leaf: UnverifiedCertificate) async throws -> [String] {
        let file = path(GatewayPlace.file)
        guard let data = FileManager.default.contents(atPath: file) else {
            throw StartProblem("\(file) cannot be read")
        }
        let text = String(decoding: data, as: UTF8.self)
        guard let document = try? YAMLNode(parsing: text).json else { return [] }
        var (corrections, byHand) = differences(in: document, leaf)
        guard !corrections.isEmpty || !byHand.isEmpty else { return [] }
        if let place = corrections.firstIndex(where: { $0.key == "group.directories[0].address" }),
            let old = document["group"]?["directories"]?.array?.first?["peerID"]?.string
        {
            let key = "group.directories[0].peerID"
            let new = try await directory(ConfigurationCorrection.apply(corrections, to: text))
            if new.rawValue != old {
                corrections.insert(.init(key: key, old: old, new: new.rawValue), at: place)
            }
        }
        let lines = (corrections.map(\.description) + byHand).map { "  \($0)" }
        let told = "\(file) says otherwise than this command:\n" + lines.joined(separator: "\n")
        guard byHand.isEmpty else {
            throw StartProblem("\(told)\nChange it there, or leave the options out")
        }
        guard command.yes || asks(told) else {
            throw StartProblem(
                "\(told)\nSay --yes to correct these values, or give those of the file"
            )
        }
        let changed = Array(try ConfigurationCorrection.apply(corrections, to: text).utf8)
        try check { () throws(ConfigurationRefused) in try GatewaySettings(changed, file: file) }
        try Data(changed).write(to: URL(filePath: file), options: .atomic)
        return corrections.map { "corrected \($0)" }
    }

    /// Shows the difference at a terminal and asks.
    private func asks(_ told: String) -> Bool {
        guard isatty(STDIN_FILENO) == 1, !command.json else { return false }
        Output.complain(Output.printableLines(told))
        Output.complain(exactly: "Correct these values? [y/N] ")
        return ["y", "yes", "j", "ja"].contains(readLine()?.lowercased() ?? "")
    }
}

extension JSONValue {
    /// A scalar as a configuration takes it: a text, or a number that was written without quotes.
    fileprivate var scalarText: String? {
        switch self {
        case .string(let text): text
        case .number: String(decoding: serialized(), as: UTF8.self)
        default: nil
        }
    }
}
