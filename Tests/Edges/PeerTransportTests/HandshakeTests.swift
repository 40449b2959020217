import CertificateAuthority
import ExchangeModel
import NIOCore
import PeerIdentity
import RequirementTrait
import Testing

@testable import PeerTransport

@Suite(.serialized, .enabled(if: OpenSSLClient.isInstalled, "needs the openssl command"))
struct `A handshake decides who the peer is` {
    typealias Version = OpenSSLClient.Version
    typealias Resumption = OpenSSLClient.Resumption

    let peers: TestGroup
    let tls: MutualTLS

    init() throws {
        peers = try TestGroup()
        tls = try peers.tls(peers.server)
    }

    func with(_ use: (EchoServer, OpenSSLClient) async throws -> Void) async throws {
        try await EchoServer.with(.peers(tls)) { server in
            try await OpenSSLClient.with(port: server.port) { try await use(server, $0) }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: T-11"), arguments: Resumption.allCases)
    func `a peer is named to the exchange, and a resumed session gives the same`(
        kind: Resumption
    ) async throws {
        try await with { server, client in
            let full = try await client.ask(
                peers.bob,
                kind.version,
                ["-sess_out", client.session] + kind.options
            )
            #expect(full.contains("Bob GET:") && full.contains("New, TLS"))
            let resumed = try await client.ask(
                nil,
                kind.version,
                ["-sess_in", client.session] + kind.options
            )
            #expect(resumed.contains("Bob GET:") && resumed.contains("Reused, TLS"))
            #expect(try await eventually { tls.counters[.accepted] == 1 })
            #expect(tls.counters[.acceptedResumed] == 1)
        }
    }

    @Test(arguments: [Version.tls12, .tls13])
    func `a client without a certificate is refused before any request is read`(
        version: Version
    ) async throws {
        try await with { server, client in
            let text = try await client.ask(nil, version)
            #expect(
                text.contains(version == .tls13 ? "certificate required" : "handshake failure")
            )
            #expect(try await eventually { tls.counters[.noCertificate] == 1 })
            #expect(server.counts.heads.now == 0)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: T-19"),
        arguments: [
            ChainRefusal.revoked, .expired, .unknownIssuer, .subjectUnusable, .wrongPurpose,
        ]
    )
    func `a chain that is not good is refused before any request is read`(
        reason: ChainRefusal
    ) async throws {
        let certificate = try bad(reason)
        if reason == .revoked {
            try await tls.reload(trust: peers.trust(revoking: certificate))
        }
        try await with { server, client in
            let text = try await client.ask(certificate)
            #expect(text.contains("certificate unknown") && !text.contains("GET:"))
            #expect(try await eventually { tls.counters[.refused(reason)] == 1 })
            #expect(server.counts.heads.now == 0)
            #expect(try await eventually { tls.counters[.accepted] == 0 })
        }
    }

    private func bad(_ reason: ChainRefusal) throws -> IssuedCertificate {
        switch reason {
        case .expired: return try peers.expired()
        case .unknownIssuer: return try TestGroup().alice
        case .subjectUnusable:
            return try peers.group.issue(organization: "Nameless", serialNumber: nil)
        case .wrongPurpose:
            var request = peers.group.request(
                organization: "Server only",
                serialNumber: "00000001000000000005"
            )
            request.uses = [.server]
            return try peers.group.intermediate.issue(request)
        default: return peers.bob
        }
    }

    @Test(.requirement("FSC Core 2.0.0: T-14"))
    func `older versions and suites without forward secrecy or authentication are refused`()
        async throws
    {
        try await with { server, client in
            let old = try await client.ask(
                peers.alice,
                .tls11,
                ["-cipher", "DEFAULT@SECLEVEL=0"]
            )
            let cbc = try await client.ask(
                peers.alice,
                .tls12,
                ["-cipher", "ECDHE-ECDSA-AES128-SHA"]
            )
            let rsa = try await client.ask(
                peers.alice,
                .tls12,
                ["-cipher", "AES128-GCM-SHA256:AES256-SHA256"]
            )
            #expect(old.contains("protocol version"))
            #expect(cbc.contains("handshake failure") && rsa.contains("handshake failure"))
            #expect(try await eventually { tls.counters[.protocolFailure] == 3 })
            #expect(server.counts.heads.now == 0)
        }
    }

    @Test(arguments: Resumption.allCases)
    func `a session from before the revocation opens nothing after it`(
        kind: Resumption
    ) async throws {
        try await with { server, client in
            let before = try await client.ask(
                peers.bob,
                kind.version,
                ["-sess_out", client.session] + kind.options
            )
            #expect(before.contains("Bob GET:"))
            try await tls.reload(trust: peers.trust(revoking: peers.bob))
            let resume = ["-sess_in", client.session] + kind.options
            let withKey = try await client.ask(peers.bob, kind.version, resume)
            let withoutKey = try await client.ask(nil, kind.version, resume)
            #expect(!withKey.contains("Reused") && !withKey.contains("GET:"))
            #expect(!withoutKey.contains("Reused") && !withoutKey.contains("GET:"))
            #expect(try await eventually { tls.counters[.refused(.revoked)] == 1 })
            #expect(tls.counters[.noCertificate] == 1)
            #expect(server.counts.heads.now == 1)
        }
    }

    @Test(arguments: Resumption.allCases)
    func `even where the session is still good, the table of verified leaves refuses`(
        kind: Resumption
    ) async throws {
        try await with { server, client in
            _ = try await client.ask(
                peers.bob,
                kind.version,
                ["-sess_out", client.session] + kind.options
            )
            let trust = try peers.trust(revoking: peers.bob)
            try await tls.reload(trust: trust, credentials: nil, keepsContext: true)
            let after = try await client.ask(
                peers.bob,
                kind.version,
                ["-sess_in", client.session] + kind.options
            )
            #expect(after.contains("Reused, TLS") && !after.contains("GET:"))
            #expect(try await eventually { tls.counters[.unverifiedLeaf] == 1 })
            #expect(server.counts.heads.now == 1)
        }
    }

    @Test(arguments: Resumption.allCases, [true, false])
    func `a request in one read with the end of a refused handshake reaches no exchange`(
        kind: Resumption,
        isResumed: Bool
    ) async throws {
        try await with { server, client in
            try await CoalescingRelay.with(to: server.port) { relay in
                let before = try await client.ask(
                    peers.bob,
                    kind.version,
                    ["-sess_out", client.session] + kind.options,
                    port: relay
                )
                #expect(before.contains("Bob GET:"))
                let trust = try peers.trust(revoking: peers.bob)
                try await tls.reload(trust: trust, credentials: nil, keepsContext: true)
                let after = try await client.ask(
                    peers.bob,
                    kind.version,
                    (isResumed ? ["-sess_in", client.session] : []) + kind.options,
                    port: relay
                )
                #expect(!after.contains("GET:"))
                let outcome: HandshakeOutcome = isResumed ? .unverifiedLeaf : .refused(.revoked)
                #expect(try await eventually { tls.counters[outcome] == 1 })
                #expect(server.counts.heads.now == 1)
            }
        }
    }

    @Test func `our own certificate changes without a restart, and a bad one changes nothing`()
        async throws
    {
        try await with { _, client in
            #expect(try await client.ask(peers.alice).contains("O = Provider"))
            let other = try peers.group.issue(
                organization: "Renewed",
                serialNumber: TestGroup.providerID
            )
            try await tls.reload(credentials: other.credentials)
            #expect(try await client.ask(peers.alice).contains("O = Renewed"))
            await #expect(throws: (any Error).self) {
                try await tls.reload(
                    trust: peers.trust(revoking: peers.alice),
                    credentials: TLSCredentials(certificateChain: [1], privateKey: [1])
                )
            }
            #expect(try await client.ask(peers.alice).contains("Alice GET:"))
        }
    }
}
