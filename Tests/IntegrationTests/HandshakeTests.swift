import Foundation
import GatewayTesting
import RequirementTrait
import Testing

/// `openssl s_client`: what the TLS layer itself says.
struct TLSClient: Sendable {
    let demo: Demo
    var identity: Identity?
    /// The listener's address; the Inway's unless another is named.
    var address: String?
    var name: String?

    /// Runs the client; `-ign_eof` is set, so that it ends when the server closes the connection.
    func run(_ options: [String], input: String = "") async throws -> CommandRun {
        let server = try name ?? demo.text("inwayName")
        var arguments = [
            "s_client", "-connect", try address ?? demo.text("inway"), "-servername", server,
            "-CAfile", demo.certificates + "/anchors.pem", "-ign_eof",
        ]
        if let identity {
            arguments += [
                "-cert", identity.certificate, "-key", identity.key, "-cert_chain",
                identity.certificate,
            ]
        }
        return try await CommandRun.of(
            "openssl",
            arguments + options,
            input: Array(input.utf8),
            within: 20
        )
    }

    /// A request after which the server closes the connection.
    static let lastRequest = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
}

extension TLSClient {
    /// The consumer, at one of the provider's ports for peers: `inway` or `providerManager`.
    init(demo: Demo, consumerAt port: String) throws {
        self.init(
            demo: demo,
            identity: demo.identity("consumer"),
            address: try demo.text(port),
            name: port == "inway" ? nil : "manager.gemeente.example.nl"
        )
    }
}

extension RunningPrograms {
    /// Who is let in, and with which TLS.
    @Suite struct HandshakeTests {
        @Test(
            .requirement("FSC Core 2.0.0: T-17"),
            .requirement("FSC Core 2.0.0: T-19"),
            arguments: [
                ("revoked", "refused_revoked"), ("expired", "refused_expired"),
                ("foreign-root", "refused_unknown_issuer"),
                ("no-serial-number", "refused_subject_unusable"),
            ]
        )
        func `a bad certificate is refused in the handshake and counted by its reason`(
            name: String,
            outcome: String
        ) async throws {
            let demo = try await SharedDemo.demo
            let identity = demo.identity("bad/" + name)
            if name == "no-serial-number" {
                // FSC Core 2.0.0 gives the Manager an answer for this one case.
                let answer = try await demo.manager(as: identity, "/v1/peer")
                #expect(answer.status == 400)
                #expect(
                    answer.field("fsc-error-code")
                        == "ERROR_CODE_PEER_CERTIFICATE_VERIFICATION_FAILED"
                )
                await #expect(throws: NoAnswer.self) { try await demo.inway(as: identity, []) }
                return
            }
            let atInway = try await demo.handshakes(outcome)
            let atManager = try await demo.handshakes(outcome, at: "manager")
            await #expect(throws: NoAnswer.self) { try await demo.inway(as: identity, []) }
            await #expect(throws: NoAnswer.self) {
                try await demo.manager(as: identity, "/v1/peer")
            }
            try await eventually("\(outcome) counted at the Inway") {
                try await demo.handshakes(outcome) == atInway + 1 ? true : nil
            }
            try await eventually("\(outcome) counted at the Manager") {
                try await demo.handshakes(outcome, at: "manager") == atManager + 1 ? true : nil
            }
        }

        @Test func `a good certificate of another organisation passes the handshake`() async throws
        {
            let demo = try await SharedDemo.demo
            let accepted = try await demo.handshakes("accepted")
            let answer = try await demo.inway(as: demo.identity("directory"), [])
            #expect(answer.status == 401)
            try await eventually("the handshake counted") {
                try await demo.handshakes("accepted") > accepted ? true : nil
            }
        }

        @Test(.requirement("FSC Core 2.0.0: T-11"), arguments: ["-tls1_2", "-tls1_3"])
        func `a client without a certificate gets no answer`(version: String) async throws {
            let demo = try await SharedDemo.demo
            let client = TLSClient(demo: demo)
            let finished = try await client.run([version], input: TLSClient.lastRequest)
            #expect(!finished.text.contains("HTTP/1.1"))
            #expect(finished.errors.contains("alert") || finished.text.contains("alert"))
        }

        @Test(.requirement("FSC Core 2.0.0: T-14"), arguments: ["-tls1", "-tls1_1"])
        func `TLS before 1.2 is refused`(version: String) async throws {
            let demo = try await SharedDemo.demo
            let client = TLSClient(demo: demo, identity: demo.identity("consumer"))
            let finished = try await client.run([version, "-cipher", "ALL:@SECLEVEL=0"])
            #expect(finished.errors.contains("alert protocol version"), "\(finished.errors)")
            #expect(finished.text.contains("Cipher is (NONE)"))
        }

        @Test(
            .requirement("FSC Core 2.0.0: T-14"),
            arguments: ["AES128-GCM-SHA256", "AES256-SHA", "ECDHE-ECDSA-AES128-SHA"]
        )
        func `a suite without forward secrecy or authenticated encryption is refused`(
            suite: String
        ) async throws {
            let demo = try await SharedDemo.demo
            let client = TLSClient(demo: demo, identity: demo.identity("consumer"))
            let options = ["-tls1_2", "-cipher", "\(suite):@SECLEVEL=0"]
            let finished = try await client.run(options)
            #expect(finished.errors.contains("alert handshake failure"), "\(finished.errors)")
            #expect(finished.text.contains("Cipher is (NONE)"))
        }

        @Test(arguments: [["-tls1_2", "-cipher", "ECDHE+AESGCM"], ["-tls1_3"]])
        func `TLS 1_2 with a good suite and TLS 1_3 pass`(options: [String]) async throws {
            let demo = try await SharedDemo.demo
            let client = TLSClient(demo: demo, identity: demo.identity("consumer"))
            let finished = try await client.run(options, input: TLSClient.lastRequest)
            #expect(finished.text.contains("HTTP/1.1 401"), "\(finished.text)\(finished.errors)")
            #expect(finished.text.contains("Verify return code: 0 (ok)"))
        }

        @Test(
            .requirement("RFC 7301: Protocol Selection"),
            arguments: ["inway", "providerManager"],
            ["foo", "spdy/3,h3", "http/1.0"]
        )
        func `a client that speaks none of our protocols is told so at every port for peers`(
            port: String,
            offer: String
        ) async throws {
            let demo = try await SharedDemo.demo
            let client = try TLSClient(demo: demo, consumerAt: port)
            let finished = try await client.run(["-alpn", offer], input: TLSClient.lastRequest)
            #expect(finished.errors.contains("alert no application protocol"), "\(finished.errors)")
            #expect(!finished.text.contains("HTTP/1.1"))
        }

        @Test(
            .requirement("RFC 9110: CONNECT"),
            arguments: ["inway", "providerManager"],
            ["example.nl:443", "/v1/peer", "http://example.nl/"]
        )
        func `CONNECT closes the connection, and what follows it is not looked at`(
            port: String,
            target: String
        ) async throws {
            let demo = try await SharedDemo.demo
            let client = try TLSClient(demo: demo, consumerAt: port)
            // It ends within its time only when the server closes.
            let finished = try await client.run(
                ["-quiet"],
                input: "CONNECT \(target) HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /v1/peer HTTP/1.1\r\nHost: a\r\n\r\n"
            )
            let answers = finished.text.split(
                separator: "HTTP/1.1 ",
                omittingEmptySubsequences: true
            )
            #expect(answers.filter { $0.first == "4" }.count == 1, "\(finished.text)")
            #expect(!finished.text.contains("HTTP/1.1 2"))
        }
    }
}
