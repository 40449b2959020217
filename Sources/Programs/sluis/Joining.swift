import Contracts
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import OutboundHTTP
import PeerIdentity

/// The steps of `sluis join`, each left out where its result is there.
struct Joining {
    let command: JoinCommand
    let folder: URL

    init(_ command: JoinCommand) {
        self.command = command
        folder = URL(filePath: command.folder, directoryHint: .isDirectory)
    }

    func path(_ name: String) -> String {
        folder.appending(path: name).path(percentEncoded: false)
    }

    /// Goes as far as it can; `state` is `waitingForCertificate` or `joined`.
    ///
    /// - Throws: What is in the way, in words.
    func join() async throws -> JSONValue {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var done: [String] = []
        let key = try OwnKey(at: path("sluis.key"))
        if key.isNew { done.append("made the key \(path("sluis.key")), readable by you only") }
        let isCertified = exists("sluis.pem")
        let differences = isCertified ? [] : requestDifferences()
        if key.isNew || !exists("sluis.csr") || !differences.isEmpty {
            try key.request(
                OwnKey.Subject(name: command.name, peerID: command.oin, hosts: command.host),
                at: path("sluis.csr")
            )
            done.append("made the signing request \(path("sluis.csr"))")
            done += differences.map { "the request asks for another \($0)" }
        }
        guard isCertified else { return answer("waitingForCertificate", done) }
        let chain = try chain()
        if exists(GatewayPlace.file) {
            done += try await correct(chain[0])
        } else {
            try await writeConfiguration(chain)
            done.append("wrote the configuration \(path(GatewayPlace.file))")
        }
        let file = path(GatewayPlace.file)
        let settings = try check { () throws(ConfigurationRefused) in
            try GatewaySettings(readingFile: file)
        }
        if command.role != .directory {
            try await announce(settings)
            let own = settings.manager?.address.description ?? ""
            done.append("announced \(own) at \(command.directory)")
        }
        return answer("joined", done)
    }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(name))
    }

    private func answer(_ state: String, _ done: [String]) -> JSONValue {
        [
            "state": .string(state), "done": .array(done.map { .string($0) }),
            "folder": .string(path("")), "serves": .bool(command.serve),
            "role": .string(command.role.rawValue),
        ]
    }

    static func text(_ answer: JSONValue) -> String {
        var lines = (answer["done"]?.array ?? []).compactMap(\.string).map { "- \($0)" }
        guard answer["state"]?.string == "joined" else {
            lines.append(
                """
                Now: send sluis.csr (never the key) to the Group's certificate authority, put the certificate that it
                returns, with the intermediates, into sluis.pem, and run this command again.
                """
            )
            return lines.joined(separator: "\n")
        }
        lines.append(
            answer["role"]?.string == "directory"
                ? "The directory is ready." : "This organisation is a peer of the Group."
        )
        if answer["serves"]?.bool != true {
            lines.append("Now: sluis serve (in this folder); `sluis doctor` looks for faults.")
        }
        return lines.joined(separator: "\n")
    }

    // MARK: - Configuration

    /// The own certificate with its intermediates, which says the name and the peer id that are asked for.
    private func chain() throws -> [UnverifiedCertificate] {
        let pem = [UInt8](FileManager.default.contents(atPath: path("sluis.pem")) ?? Data())
        let form: PeerIDForm = command.test ? .any : .oin
        guard
            let chain = try? UnverifiedCertificate.chain(
                pem: pem,
                rules: SubjectRules(form: form)
            ), let leaf = chain.first
        else { throw StartProblem("\(path("sluis.pem")) holds no certificate in PEM") }
        guard leaf.peerID != nil, leaf.name != nil else {
            throw StartProblem(
                "the certificate has no peer id (serialNumber) and name (organization): ask for one by "
                    + "sluis.csr"
            )
        }
        try checkNames(leaf)
        for host in command.host {
            guard let wanted = try? DomainName(host) else { continue }
            guard leaf.dnsNames.contains(where: { wanted.isCovered(by: $0) }) else {
                throw StartProblem(
                    "\(host) is not in the certificate's names (SAN): "
                        + leaf.dnsNames.joined(separator: ", ") + "; use one of them as --host"
                )
            }
        }
        return chain
    }

    private func writeConfiguration(_ chain: [UnverifiedCertificate]) async throws {
        guard let name = chain[0].name, let peer = chain[0].peerID else { return }
        let lists = try lists(chain)
        var draft = ConfigurationDraft(
            command: command,
            name: name,
            peer: peer,
            anchors: try anchors(),
            lists: lists
        )
        if command.role != .directory {
            draft.directory = try await directory(draft.text)
        }
        // A file that is there is never written over: only one that can be used is written.
        let text = Array(draft.text.utf8)
        try check { () throws(ConfigurationRefused) in
            try GatewaySettings(text, file: path(GatewayPlace.file))
        }
        try Data(text).write(to: URL(filePath: path(GatewayPlace.file)))
    }

    /// The anchors' path as the configuration must have it: from its own folder.
    private func anchors() throws -> String {
        let file = URL(filePath: command.anchors).standardizedFileURL.path(percentEncoded: false)
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw StartProblem("\(command.anchors) cannot be read")
        }
        return file
    }

    /// The lists that are given, or that the certificates name.
    private func lists(_ chain: [UnverifiedCertificate]) throws -> [String] {
        if !command.crl.isEmpty {
            return command.crl.map { list in
                list.hasPrefix("http://") || list.hasPrefix("https://")
                    ? list
                    : URL(filePath: list).standardizedFileURL.path(percentEncoded: false)
            }
        }
        var found: [String] = []
        for point in chain.flatMap(\.distributionPoints) where !found.contains(point) {
            found.append(point)
        }
        guard found.count >= chain.count else {
            throw StartProblem(
                "the certificates do not name a revocation list of every authority: give them with --crl, "
                    + "one for each, the root's included"
            )
        }
        return found
    }

    /// Who the directory is, as its certificate proves to who has this configuration.
    func directory(_ configuration: String) async throws -> PeerID {
        let settings: GatewaySettings
        do {
            settings = try GatewaySettings(Array(configuration.utf8), file: path(GatewayPlace.file))
        } catch {
            throw StartProblem(error.description)
        }
        let access = try await access(settings)
        let url = ConfigurationDraft.address(command.directory) + "/v1/peer"
        do throws(OutboundError) {
            let request = try OutboundRequest.peer(nil, .get, url: url, trust: access.trust)
            let response = try await access.client.send(request, deadline: .now + .seconds(10))
            await access.client.shutDown()
            guard let peer = response.peer else {
                throw OutboundError.handshakeFailed
            }
            return peer.peerID
        } catch {
            let fault = PeerFault.finding(error, name: "directory", address: command.directory)
            throw StartProblem(
                "the directory \(command.directory): \(fault.found); \(fault.mend ?? "")"
            )
        }
    }

    /// The Group with all its revocation lists: without them nobody may be trusted.
    private func access(_ settings: GatewaySettings) async throws -> GroupAccess {
        let access = try await GroupAccess(settings)
        if let problem = access.problems.first {
            await access.client.shutDown()
            let isWritten = exists(GatewayPlace.file)
            throw StartProblem(
                "the revocation list \(problem.source) \(problem.reason); "
                    + (isWritten
                        ? "name another in group.revocationLists of \(settings.file)"
                        : "give others with --crl")
            )
        }
        return access
    }

    // MARK: - Announcing

    /// The settings, where a gateway can start with them.
    @discardableResult
    func check(
        _ read: () throws(ConfigurationRefused) -> GatewaySettings
    ) throws(StartProblem) -> GatewaySettings {
        do throws(ConfigurationRefused) {
            let settings = try read()
            _ = try GatewayParts(settings)
            return settings
        } catch {
            throw StartProblem(error.description)
        }
    }

    private func announce(_ settings: GatewaySettings) async throws {
        let access = try await access(settings)
        guard let own = settings.manager?.address.description else {
            throw StartProblem("\(settings.file) has no manager: add it to `roles`")
        }
        for directory in settings.group.directories {
            let response: OutboundResponse
            do throws(OutboundError) {
                var request = try OutboundRequest.peer(
                    directory.peerID,
                    .put,
                    url: "\(directory.address)/v1/announce",
                    trust: access.trust
                )
                request.headers.append(name: "Fsc-Manager-Address", value: own)
                response = try await access.client.send(request, deadline: .now + .seconds(15))
            } catch {
                let fault = PeerFault.finding(error, name: "", address: "\(directory.address)")
                throw StartProblem(
                    "the directory \(directory.address): \(fault.found); \(fault.mend ?? "")"
                )
            }
            guard (200..<300).contains(response.status) else {
                let answer = try? JSONValue(parsing: response.body)
                throw StartProblem(
                    "the directory answered \(response.status): "
                        + Output.printable(answer?["message"]?.string ?? "without a reason")
                )
            }
        }
        await access.client.shutDown()
    }
}
