import Foundation
import GatewayTesting
import JSONTape

extension CurlAnswer {
    /// The places that a problem document names.
    var locations: [String] {
        (json?["errors"]?.array ?? []).compactMap { $0["location"]?.string }
    }
}

/// Files with the certificate and key that a request shows.
struct Identity: Sendable {
    let certificate: String
    let key: String

    init(folder: String, _ name: String) {
        (certificate, key) = ("\(folder)/\(name).pem", "\(folder)/\(name).key")
    }
}

extension Demo {
    /// Where certificates are.
    var certificates: String { folder + "/demo/pki" }

    /// The path of the person that the demonstration showed.
    var path: String { get throws { try text("path") } }

    func identity(_ name: String) -> Identity { Identity(folder: certificates, name) }

    /// Asks the Outway, under the demonstrated grant unless another is named.
    func outway(
        _ path: String? = nil,
        grant: String? = nil,
        fields: [String] = [],
        _ more: String...
    ) async throws -> CurlAnswer {
        let hash = try grant ?? text("grantHash")
        let lines = (["Fsc-Grant-Hash: \(hash)"] + fields).flatMap { ["-H", $0] }
        let url = try text("outway") + (path ?? text("path"))
        return try await asked(lines + more + [url])
    }

    /// Asks the Inway itself, as the holder of a certificate; fails where the handshake does.
    func inway(
        as identity: Identity,
        _ fields: [String],
        _ more: String...
    ) async throws -> CurlAnswer {
        let arguments = try secured(identity, name: text("inwayName"), port: 443, text("inway"))
        let url = try "https://\(text("inwayName"))\(path)"
        return try await asked(arguments + fields.flatMap { ["-H", $0] } + more + [url])
    }

    /// Asks the provider's Manager.
    func manager(
        as identity: Identity,
        _ path: String,
        _ more: [String] = []
    ) async throws -> CurlAnswer {
        let name = "manager.gemeente.example.nl"
        let arguments = try secured(identity, name: name, port: 8_443, text("providerManager"))
        return try await asked(arguments + more + ["https://\(name):8443\(path)"])
    }

    /// An access token for the demonstrated grant, bound to the consumer's certificate.
    func token() async throws -> String {
        let form = [
            "grant_type=client_credentials", "scope=\(try text("grantHash"))",
            "client_id=\(try text(.consumer, "peerID"))",
        ]
        let answer = try await manager(
            as: identity("consumer"),
            "/v1/token",
            form.flatMap { ["--data-urlencode", $0] }
        )
        guard answer.status == 200, let token = answer.json?["access_token"]?.string else {
            throw Unexpected(
                "no token: \(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
            )
        }
        return token
    }

    /// What the registry answers to somebody beside it.
    func registry(_ path: String) async throws -> CurlAnswer {
        try await asked([text("registry") + path])
    }

    private func secured(
        _ identity: Identity,
        name: String,
        port: Int,
        _ address: String
    ) -> [String] {
        [
            "--cert", identity.certificate, "--key", identity.key,
            "--cacert", certificates + "/anchors.pem", "--connect-to", "\(name):\(port):\(address)",
        ]
    }

    private func asked(_ arguments: [String]) async throws -> CurlAnswer {
        let all = ["-sS", "-i", "--http1.1", "--max-time", "30"] + arguments
        let finished = try await CommandRun.of("curl", all)
        guard finished.status == 0, let answer = CurlAnswer(finished.output) else {
            throw NoAnswer(status: finished.status, errors: finished.errors)
        }
        return answer
    }

    /// Sends bytes on a plain connection and reads until the other end closes it.
    func raw(_ bytes: String, to address: String) async throws -> CurlAnswer? {
        let parts = address.replacing("http://", with: "").split(separator: ":")
        guard parts.count == 2 else { throw Unexpected("\(address) is no address") }
        let script = "exec 3<>/dev/tcp/$0/$1 && cat >&3 && cat <&3"
        let finished = try await CommandRun.of(
            "bash",
            ["-c", script, String(parts[0]), String(parts[1])],
            input: Array(bytes.utf8),
            within: 20
        )
        guard finished.status == 0 else {
            throw Unexpected("not closed within 20 seconds: \(finished.text)")
        }
        return CurlAnswer(finished.output)
    }
}

/// There was no HTTP answer: the connection was refused, or ended before it.
struct NoAnswer: Error {
    /// The exit code of curl.
    let status: Int32
    let errors: String
}
