import CertificateAuthority
import Foundation

/// `openssl s_client` as a peer that is not of our own making.
struct OpenSSLClient: Sendable {
    enum Version: String, CaseIterable {
        case tls11 = "-tls1_1"
        case tls12 = "-tls1_2"
        case tls13 = "-tls1_3"
    }

    /// The three ways in which a session can be resumed.
    enum Resumption: CaseIterable {
        case sessionID
        case ticket
        case preSharedKey

        var version: Version { self == .preSharedKey ? .tls13 : .tls12 }
        var options: [String] { self == .sessionID ? ["-no_ticket"] : [] }
    }

    let folder: URL
    let port: Int

    static var isInstalled: Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")
    }

    /// A client with a folder of its own that does not outlive the use.
    static func with<Answer>(
        port: Int,
        _ use: (OpenSSLClient) async throws -> Answer
    ) async throws -> Answer {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sluis-tls-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await use(OpenSSLClient(folder: folder, port: port))
    }

    var session: String { folder.appending(path: "session").path }

    /// Everything that the command printed after one request.
    func ask(
        _ certificate: IssuedCertificate?,
        _ version: Version = .tls13,
        _ options: [String] = [],
        port: Int? = nil
    ) async throws -> String {
        var arguments = [
            "s_client", "-connect", "127.0.0.1:\(port ?? self.port)", version.rawValue, "-ign_eof",
        ]
        if let certificate {
            let stem = UUID().uuidString
            let chain = folder.appending(path: stem + ".pem")
            let key = folder.appending(path: stem + ".key")
            try Data(certificate.chainPEM.utf8).write(to: chain)
            try Data(certificate.privateKeyPEM.utf8).write(to: key)
            arguments += ["-cert", chain.path, "-key", key.path, "-cert_chain", chain.path]
        }
        let command =
            "printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | "
            + "timeout 10 openssl "
            + (arguments + options).map { "'\($0)'" }.joined(separator: " ") + " 2>&1"
        return try await run(command)
    }

    private func run(_ command: String) async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        let output = folder.appending(path: UUID().uuidString)
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let file = try FileHandle(forWritingTo: output)
        process.standardOutput = file
        process.standardInput = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in done.resume() }
            do { try process.run() } catch { done.resume(throwing: error) }
        }
        try file.close()
        return String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
}
