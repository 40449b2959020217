import CertificateAuthority
import ExchangeModel
import Foundation
import PeerIdentity
import Synchronization
import Testing

@testable import PeerTransport

@Suite(.serialized, .enabled(if: OpenSSLClient.isInstalled, "needs the openssl command"))
struct `A refused peer is told of, and every listed key is taken` {
    private let peers: TestGroup

    init() throws { peers = try TestGroup() }

    private final class Refusals: Sendable {
        let all = Mutex<[RefusedHandshake]>([])
    }

    private func tls(_ refusals: Refusals) throws -> MutualTLS {
        try MutualTLS(
            trust: peers.trust(),
            subject: SubjectRules(),
            credentials: peers.server.credentials,
            refused: { refused in refusals.all.withLock { $0.append(refused) } },
            clock: { CertificateGroup.wallClock }
        )
    }

    @Test func `a refusal says what the certificate claims, the address and the reason`()
        async throws
    {
        let refusals = Refusals()
        let tls = try tls(refusals)
        try await tls.reload(trust: peers.trust(revoking: peers.bob))
        try await EchoServer.with(.peers(tls)) { server in
            try await OpenSSLClient.with(port: server.port) { client in
                _ = try await client.ask(peers.bob)
                _ = try await client.ask(nil, .tls13)
                #expect(try await eventually { refusals.all.withLock { $0.count } == 2 })
            }
        }
        let told = refusals.all.withLock { $0 }
        let bob = try UnverifiedCertificate(
            der: peers.bob.certificateDER,
            rules: SubjectRules()
        )
        #expect(told.map(\.outcome) == [.refused(.revoked), .noCertificate])
        #expect(told.map(\.address) == ["127.0.0.1", "127.0.0.1"])
        #expect(told[0].peerID == bob.peerID?.rawValue)
        #expect(told[0].serialNumber == bob.serialNumber)
        #expect(told[0].subject == bob.subject)
        #expect(told[0].issuer == bob.issuer)
        #expect(told[1].peerID == nil && told[1].subject == nil)
    }

    @Test func `a connection that merely ended is no refusal`() throws {
        let refusals = Refusals()
        let tls = try tls(refusals)
        for outcome in HandshakeOutcome.allCases {
            tls.report(outcome, from: "192.0.2.1", peer: nil)
        }
        let told = refusals.all.withLock { $0.map(\.outcome) }
        #expect(
            Set(told)
                == [.noCertificate, .unverifiedLeaf, .wrongPeer, .lapsedInUse, .overloaded]
        )
    }

    /// FSC Core 2.0.0 lists ES512: such a peer must pass in both versions of TLS.
    @Test(arguments: ["prime256v1", "secp384r1", "secp521r1"])
    func `a key on each listed curve is taken in both versions of TLS`(curve: String) async throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "key-\(UUID().uuidString)").path(percentEncoded: false)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "ecparam", "-name", curve, "-genkey", "-noout", "-out", file,
        ]
        try process.run()
        process.waitUntilExit()
        var request = peers.group.request(
            organization: "Curve",
            serialNumber: "00000001000000000009"
        )
        request.privateKey = try PrivateKey(pem: String(contentsOfFile: file, encoding: .utf8))
        let issued = try peers.group.intermediate.issue(request)
        let tls = try tls(Refusals())
        try await EchoServer.with(.peers(tls)) { server in
            try await OpenSSLClient.with(port: server.port) { client in
                for version in [OpenSSLClient.Version.tls12, .tls13] {
                    let text = try await client.ask(issued, version)
                    #expect(text.contains("Curve GET:"))
                }
            }
        }
    }
}
