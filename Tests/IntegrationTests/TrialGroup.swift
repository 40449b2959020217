import Foundation
import GatewayTesting
import JSONTape

/// A Group of gateways that a test configures itself: a directory, a provider and two consumers.
final class TrialGroup: Sendable {
    /// A member of the Group.
    enum Member: String, CaseIterable, Sendable {
        case directory
        case provider
        case consumer
        case other

        var peerID: String {
            switch self {
            case .directory: "00000099000000001000"
            case .provider: "00000099000000002000"
            case .consumer: "00000099000000003000"
            case .other: "00000099000000004000"
            }
        }
    }

    /// An answer: the source's own, or one that a gateway made itself.
    struct Answer {
        let status: Int
        /// FSC's error code, where a gateway answers itself.
        let code: String?

        /// Whether the source answered; it knows no path that is asked for here.
        var isServed: Bool { status == 404 && code == nil }
    }

    /// The listeners of a member.
    private struct Ports {
        let manager: Int
        let data: Int
        let administration: Int
    }

    static let services = ["a", "b", "c", "d"]

    let programs: Programs
    let root: String
    private let ports: [Member: Ports]

    private init() throws {
        programs = try Programs.found()
        let name = "sluis-trial-\(UUID().uuidString.prefix(8))"
        let url = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        root = url.path(percentEncoded: false)
        let free = try FreePorts.find(3 * Member.allCases.count)
        var ports: [Member: Ports] = [:]
        for (place, member) in Member.allCases.enumerated() {
            let first = 3 * place
            ports[member] = Ports(
                manager: free[first],
                data: free[first + 1],
                administration: free[first + 2]
            )
        }
        self.ports = ports
    }

    /// Makes certificates and configurations, and runs a test with them; ends what it started.
    static func with(
        _ body: (TrialGroup, _ running: RunningMembers) async throws -> Void
    ) async throws {
        let group = try TrialGroup()
        let running = RunningMembers(group)
        do {
            try await group.prepare(running)
            try await body(group, running)
        } catch {
            await running.endAll()
            try? FileManager.default.removeItem(atPath: group.root)
            throw error
        }
        await running.endAll()
        try? FileManager.default.removeItem(atPath: group.root)
    }

    private func prepare(_ running: RunningMembers) async throws {
        var arguments = ["pki", "--directory", root + "/group"]
        for member in Member.allCases {
            arguments += ["--organisation", organisation(member, key: member.rawValue)]
        }
        arguments += ["--organisation", organisation(.provider, key: "renewed")]
        let made = try await CommandRun.of(programs.demo, arguments)
        guard made.status == 0 else { throw Unexpected("no certificates: \(made.errors)") }
        let registry = try await running.startRegistry()
        for member in Member.allCases {
            let folder = folder(member)
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
            try Data(configuration(member, registry: registry).utf8)
                .write(to: URL(filePath: folder + "/sluis.yaml"))
        }
    }

    private func organisation(_ member: Member, key: String) -> String {
        "\(key)=Organisation \(member.rawValue):\(member.peerID):localhost"
    }

    func folder(_ member: Member) -> String { root + "/" + member.rawValue }

    func identity(_ name: String) -> Identity { Identity(folder: root + "/group", name) }

    private func manager(_ member: Member) -> Int { ports[member]?.manager ?? 0 }
    private func data(_ member: Member) -> Int { ports[member]?.data ?? 0 }
    private func administration(_ member: Member) -> Int { ports[member]?.administration ?? 0 }

    private func configuration(_ member: Member, registry: String) -> String {
        var text = """
            organisation: {name: Organisation \(member.rawValue), peerID: "\(member.peerID)"}
            dataFolder: data
            group:
              id: trial
              test: true
              anyAdvertisedPort: true
              allowPrivateAddresses: true
              trustAnchors: ../group/anchors.pem
              revocationLists: [../group/root.crl, ../group/intermediate.crl]
              directories: [{peerID: "\(Member.directory.peerID)", address: "https://localhost:\(manager(.directory))"}]
            identity: {certificate: ../group/\(member.rawValue).pem, privateKey: ../group/\(member.rawValue).key}
            log: {pseudonymKey: keys/pseudonym.key, checkpointKey: keys/checkpoint.key, segmentSize: 4MiB}
            administration: {listen: "127.0.0.1:\(administration(member))"}
            manager:
              listen: "127.0.0.1:\(manager(member))"
              address: "https://localhost:\(manager(member))"

            """
        switch member {
        case .directory:
            text += "  autoSign: [{grantType: servicePublication, longestValidity: 800d}]\n"
            text += "roles: [manager, directory]\n"
        case .provider:
            text += "  autoSign: [{grantType: serviceConnection, longestValidity: 800d, "
            text += "peers: [\"\(Member.consumer.peerID)\", \"\(Member.other.peerID)\"]}]\n"
            text += "stateMark: mark.json\nroles: [manager, inway]\n"
            text += "inway: {listen: \"127.0.0.1:\(data(member))\", "
            text += "address: \"https://localhost:\(data(member))\"}\nservices:\n"
            for service in Self.services {
                text += "  - name: \(service)\n    publishIn: [\"\(Member.directory.peerID)\"]\n"
                text += "    purposeRequired: false\n    upstream: {url: \"\(registry)\"}\n"
            }
        case .consumer, .other:
            text += "roles: [manager, outway]\noutway:\n  listen: \"127.0.0.1:\(data(member))\"\n"
            text += "  clients: [{name: applications, from: loopback, grants: all}]\n"
        }
        return text
    }

    // MARK: - Asking

    /// Runs a `sluis` command for a member; its words are read as JSON.
    func sluis(_ member: Member, _ arguments: String...) async throws -> JSONValue {
        let data = folder(member) + "/data"
        return try await CommandRun.of(programs.sluis, arguments + ["--data", data, "--json"])
            .json()
    }

    /// The status of an answer of a member's Outway.
    func request(_ member: Member, alias: String) async throws -> Answer {
        let url = "http://127.0.0.1:\(data(member))/v1/nothing"
        return try await asked(["-H", "Sluis-Alias: \(alias)", url])
    }

    /// The whole answer of a member's Outway to any request.
    func call(
        _ member: Member,
        alias: String,
        _ path: String = "/v1/nothing",
        _ more: [String] = []
    ) async throws -> CurlAnswer {
        let url = "http://127.0.0.1:\(data(member))\(path)"
        return try await curl(["-H", "Sluis-Alias: \(alias)"] + more + [url])
    }

    /// The address of a member's Manager.
    func managerAddress(_ member: Member) -> String { "https://localhost:\(manager(member))" }

    /// Rewrites a member's configuration.
    func configure(_ member: Member, _ change: (String) -> String) throws {
        let file = folder(member) + "/sluis.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let changed = change(text)
        guard changed != text else { throw Unexpected("nothing was changed in \(file)") }
        try changed.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// What the provider's Manager answers to a consumer that asks for a token.
    func token(
        _ grant: String,
        for member: Member
    ) async throws -> (answer: CurlAnswer, text: String?) {
        let answer = try await curl(
            secured(member) + [
                "-d", "grant_type=client_credentials", "--data-urlencode", "scope=\(grant)",
                "-d", "client_id=\(member.peerID)",
                "https://localhost:\(manager(.provider))/v1/token",
            ]
        )
        return (answer, answer.json?["access_token"]?.string)
    }

    /// What the provider's Inway answers to a token that a consumer has.
    func inway(_ token: String, as member: Member) async throws -> Answer {
        try await asked(
            secured(member) + [
                "-H", "Fsc-Authorization: Bearer \(token)", "-H",
                "Fsc-Transaction-Id: \(TransactionName.fresh())",
                "https://localhost:\(data(.provider))/v1/nothing",
            ]
        )
    }

    /// The text of `/readyz` of a member.
    func readiness(_ member: Member) async throws -> CurlAnswer {
        try await curl(["http://127.0.0.1:\(administration(member))/readyz"])
    }

    private func secured(_ member: Member) -> [String] {
        let own = identity(member.rawValue)
        return [
            "--cert", own.certificate, "--key", own.key, "--cacert", root + "/group/anchors.pem",
            "-H", "Fsc-Manager-Address: https://localhost:\(manager(member))",
        ]
    }

    private func asked(_ arguments: [String]) async throws -> Answer {
        let answer = try await curl(arguments)
        return Answer(status: answer.status, code: answer.field("fsc-error-code"))
    }

    private func curl(_ arguments: [String]) async throws -> CurlAnswer {
        let all = ["-sS", "-i", "--http1.1", "--max-time", "30"] + arguments
        let finished = try await CommandRun.of("curl", all)
        guard finished.status == 0, let answer = CurlAnswer(finished.output) else {
            throw NoAnswer(status: finished.status, errors: finished.errors)
        }
        return answer
    }
}

/// The programs of a trial that run at the moment.
actor RunningMembers {
    private let group: TrialGroup
    private var members: [TrialGroup.Member: RunningProgram] = [:]
    private var registry: RunningProgram?

    init(_ group: TrialGroup) { self.group = group }

    /// The process of the source.
    var registryProcess: Int32? { registry?.identifier }

    /// Starts the source; gives its address.
    func startRegistry() async throws -> String {
        let program = try RunningProgram(
            group.programs.demo,
            ["registry", "--data", group.root + "/registry", "--people", "10"],
            log: group.root + "/registry.log"
        )
        registry = program
        return try await eventually("the registry") {
            program.words.split(whereSeparator: \.isNewline).compactMap { line in
                line.hasPrefix("ready ") ? String(line.dropFirst("ready ".count)) : nil
            }.first
        }
    }

    /// Starts a member and waits until it is ready.
    func start(_ member: TrialGroup.Member, _ arguments: String...) async throws {
        let folder = group.folder(member)
        let program = try RunningProgram(
            group.programs.sluis,
            ["serve", "--config", folder + "/sluis.yaml"] + arguments,
            log: folder + "/run.log"
        )
        members[member] = program
        try await program.waitUntil(itSays: "ready")
    }

    /// Ends a member in order.
    func end(_ member: TrialGroup.Member) async { await members.removeValue(forKey: member)?.end() }

    func endAll() async {
        for program in members.values { await program.end() }
        await registry?.end()
        (members, registry) = ([:], nil)
    }
}
