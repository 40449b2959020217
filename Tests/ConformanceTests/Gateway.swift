import CertificateAuthority
import Crypto
import Foundation
import GatewayTesting
import JSONTape
import Synchronization

/// Where a component is: the name that it advertises, and the loopback port behind it.
struct Endpoint: Sendable {
    let host: String
    /// The port that it advertises.
    let port: Int
    /// The port where it listens here.
    let listens: Int

    var address: String { "https://\(host):\(port)" }
    var resolve: String { "\(host):\(port):127.0.0.1:\(listens)" }

    /// What curl needs to reach it.
    func arguments(_ path: String) -> [String] {
        ["--connect-to", "\(host):\(port):127.0.0.1:\(listens)", address + path]
    }
}

/// A `sluis serve` in a process of its own, with its folder.
final class Gateway: Sendable {
    let name: String
    let peerID: String
    let folder: String
    let certificate: IssuedCertificate
    let manager: Endpoint
    let inway: Endpoint
    /// The port of its Outway.
    let outwayPort: Int
    let administrationPort: Int
    private let program: String
    private let process = Mutex<Process?>(nil)

    /// Prepares a gateway; `ports` are four free ones.
    init(
        _ name: String,
        _ peerID: String,
        ports: ArraySlice<Int>,
        program: String,
        world: String,
        _ group: CertificateGroup
    ) throws {
        let ports = Array(ports)
        (self.name, self.peerID, self.program) = (name, peerID, program)
        folder = "\(world)/\(name)"
        manager = Endpoint(host: "manager.\(name).example.nl", port: 8_443, listens: ports[0])
        inway = Endpoint(host: "inway.\(name).example.nl", port: 443, listens: ports[1])
        (outwayPort, administrationPort) = (ports[2], ports[3])
        certificate = try group.issue(
            organization: "Organisation \(name)",
            serialNumber: peerID,
            dnsNames: ["outway.\(name).example.nl", manager.host, inway.host]
        )
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        try certificate.chainPEM.write(
            toFile: "\(world)/pki/\(name).pem",
            atomically: true,
            encoding: .utf8
        )
        let key = "\(world)/pki/\(name).key"
        guard
            FileManager.default.createFile(
                atPath: key,
                contents: Data(certificate.privateKeyPEM.utf8),
                attributes: [.posixPermissions: 0o600]
            )
        else { throw Unexpected("\(key) cannot be written") }
    }

    /// Base64url of SHA-256 over the certificate.
    var thumbprint: String {
        Base64URL.text(Array(SHA256.hash(data: certificate.certificateDER)))
    }

    /// This gateway's Outway, by its key.
    var outway: JSONValue {
        Grant.outway(peerID, key: PublicKey.thumbprint(of: certificate.publicKeyInfo))
    }

    var data: String { folder + "/data" }
    var configuration: String { folder + "/sluis.yaml" }

    /// The process id; 0 when it does not run.
    var identifier: Int32 { process.withLock { $0?.processIdentifier ?? 0 } }

    /// Everything that it wrote so far.
    var words: String { (try? String(contentsOfFile: folder + "/log.txt", encoding: .utf8)) ?? "" }

    // MARK: - Running

    /// Starts the process; it may meet file size limits without ending.
    func start(configuration text: String? = nil) async throws {
        if let text {
            try text.write(toFile: configuration, atomically: true, encoding: .utf8)
        }
        let log = folder + "/log.txt"
        guard FileManager.default.createFile(atPath: log, contents: nil) else {
            throw Unexpected("\(log) cannot be made")
        }
        let started = Process()
        started.executableURL = URL(filePath: "/usr/bin/env")
        started.arguments = [
            "--ignore-signal=XFSZ", program, "serve", "--config", configuration, "--log-level",
            "info",
        ]
        let file = try FileHandle(forWritingTo: URL(filePath: log))
        try file.seekToEnd()
        started.standardInput = FileHandle.nullDevice
        started.standardOutput = file
        started.standardError = file
        try started.run()
        process.withLock { $0 = started }
        try await eventually("\(name) getting ready", within: .seconds(120)) {
            if words.split(whereSeparator: \.isNewline).contains("ready") { return true }
            guard started.isRunning else { throw Unexpected("\(name) ended: \(words)") }
            return nil
        }
    }

    /// Ends the process, by force when it does not listen.
    func stop() async {
        guard let running = process.withLock({ $0.take() }), running.isRunning else { return }
        running.terminate()
        let ended: Bool? = try? await eventually("the end", within: .seconds(20)) {
            running.isRunning ? nil : true
        }
        if ended == nil { kill(running.processIdentifier, SIGKILL) }
        running.waitUntilExit()
    }

    /// Runs a command of an operator.
    func sluis(_ arguments: String...) async throws -> JSONValue {
        try await CommandRun.of(program, arguments + ["--data", data, "--json"]).json()
    }

    /// Limits how long files may get, so that records cannot be written; nil lifts the limit.
    func limitFiles(_ bytes: Int?) async throws {
        let limit = bytes.map { "\($0):" } ?? "unlimited:"
        let finished = try await CommandRun.of(
            "prlimit",
            ["--pid", "\(identifier)", "--fsize=\(limit)"]
        )
        guard finished.status == 0 else { throw Unexpected(finished.errors) }
    }

    // MARK: - What others see

    /// A contract as a peer on it sees it, or nil.
    func contract(_ draft: Draft, as peer: TestPeer) async throws -> JSONValue? {
        let path = "/v1/contracts?grant_hash=" + Escaped.text(draft.grant)
        let answer = try await peer.ask(manager, path)
        guard answer.status == 200, let list = answer.json?["contracts"]?.array else {
            throw Unexpected("no list of contracts: \(answer)")
        }
        return list.first { CanonicalText.contentHash($0["content"] ?? .null) == draft.hash }
    }

    /// The signature of a peer under a contract, as the gateway has it.
    func signature(
        _ type: String,
        of signer: String,
        under draft: Draft,
        as peer: TestPeer
    ) async throws -> String? {
        try await contract(draft, as: peer)?["signatures"]?[type]?[signer]?.string
    }

    /// The record of a transaction as a peer gets it, or nil.
    func record(_ transaction: String, as peer: TestPeer) async throws -> JSONValue? {
        let answer = try await peer.ask(manager, "/v1/logs?transaction_ids=\(transaction)")
        guard answer.status == 200, let list = answer.json?["records"]?.array else {
            throw Unexpected("no list of records: \(answer)")
        }
        return list.first
    }

    /// Asks its Outway, as a client on this machine.
    func outway(
        _ path: String,
        grant: String,
        fields: [String] = [],
        _ more: [String] = []
    ) async throws -> CurlAnswer {
        let lines = (["Fsc-Grant-Hash: \(grant)"] + fields).flatMap { ["-H", $0] }
        return try await Curl.ask(
            lines + more + ["--path-as-is", "-g", "http://127.0.0.1:\(outwayPort)\(path)"]
        )
    }
}
