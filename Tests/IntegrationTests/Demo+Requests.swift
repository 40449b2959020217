import Foundation
import JSONTape

/// An HTTP answer as curl received it.
struct Answer: Sendable {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    /// Reads what `curl -i` prints; nil when there is no whole head.
    init?(_ output: [UInt8]) {
        let end = Array("\r\n\r\n".utf8)
        guard let head = output.firstRange(of: end) else { return nil }
        let lines = String(decoding: output[..<head.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "),
            let status = Int(first.dropFirst(9).prefix(3))
        else { return nil }
        self.status = status
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        body = Array(output[head.upperBound...])
    }

    /// The value of a field by its name in lower case.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    var json: JSONValue? { try? JSONValue(parsing: body) }
    /// The code of an error answer, the same in field and body.
    var code: String? {
        guard let code = json?["code"]?.string, code == field("fsc-error-code") else { return nil }
        return code
    }
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
    ) async throws -> Answer {
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
    ) async throws -> Answer {
        let arguments = try secured(identity, name: text("inwayName"), port: 443, text("inway"))
        let url = try "https://\(text("inwayName"))\(path)"
        return try await asked(arguments + fields.flatMap { ["-H", $0] } + more + [url])
    }

    /// Asks the provider's Manager.
    func manager(
        as identity: Identity,
        _ path: String,
        _ more: [String] = []
    ) async throws -> Answer {
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
    func registry(_ path: String) async throws -> Answer {
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

    private func asked(_ arguments: [String]) async throws -> Answer {
        let all = ["-sS", "-i", "--http1.1", "--max-time", "30"] + arguments
        let finished = try await Command.run("curl", all)
        guard finished.status == 0, let answer = Answer(finished.output) else {
            throw NoAnswer(status: finished.status, errors: finished.errors)
        }
        return answer
    }

    /// Sends bytes on a plain connection and reads until the other end closes it.
    func raw(_ bytes: String, to address: String) async throws -> Answer? {
        let parts = address.replacing("http://", with: "").split(separator: ":")
        guard parts.count == 2 else { throw Unexpected("\(address) is no address") }
        let script = "exec 3<>/dev/tcp/$0/$1 && cat >&3 && cat <&3"
        let finished = try await Command.run(
            "bash",
            ["-c", script, String(parts[0]), String(parts[1])],
            input: Array(bytes.utf8),
            within: 20
        )
        guard finished.status == 0 else {
            throw Unexpected("not closed within 20 seconds: \(finished.text)")
        }
        return Answer(finished.output)
    }
}

/// There was no HTTP answer: the connection was refused, or ended before it.
struct NoAnswer: Error {
    /// The exit code of curl.
    let status: Int32
    let errors: String
}
