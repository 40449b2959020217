import CertificateAuthority
import Foundation
import PeerTransport
import RequirementTrait
import Testing

@Suite(.enabled(if: Curl.isInstalled, "curl with HTTP/2 is not installed")) struct CurlTests {
    @Test(
        .requirement("FSC Core 2.0.0: T-03"),
        arguments: [("--http2", "2"), ("--http1.1", "1.1")]
    )
    func `curl is answered by the protocol that it asks for`(
        option: String,
        version: String
    ) async throws {
        let group = try TestGroup()
        try await EchoServer.with(.peers(try group.tls(group.server)), limits: .withStreams) {
            server in
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "sluis-curl-" + UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let files = try [
                ("chain", Array(group.alice.chainPEM.utf8)),
                ("key", Array(group.alice.privateKeyPEM.utf8)), ("ca", group.group.anchorsPEM),
            ].map { name, bytes in
                let file = folder.appending(path: name)
                try Data(bytes).write(to: file)
                return file.path
            }
            let name = TestGroup.serverName
            let body = String(repeating: "0123456789", count: 20_000)
            let sent = folder.appending(path: "body")
            try Data(body.utf8).write(to: sent)
            let text = try Curl.run([
                "--silent", "--max-time", "20", option, "--cert", files[0], "--key", files[1],
                "--cacert", files[2], "--resolve", "\(name):\(server.port):127.0.0.1",
                "--data-binary", "@" + sent.path, "--write-out", "|%{http_version} %{http_code}",
                "https://\(name):\(server.port)/x",
            ])
            #expect(text == "Alice POST:\(body)|\(version) 200")
        }
    }
}

/// `curl` as a peer that is not of our own making.
private enum Curl {
    static var isInstalled: Bool {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/curl") else { return false }
        return (try? run(["--version"]))?.contains("HTTP2") == true
    }

    static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
