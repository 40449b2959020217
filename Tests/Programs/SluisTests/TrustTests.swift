import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import Logging
import OutboundHTTP
import PeerIdentity
import PeerTransport
import RevocationLists
import Synchronization
import Testing

@testable import sluis

/// What a running gateway takes over of certificates and revocation lists.
@Suite struct TrustTests {
    private let folder: GatewayFolder

    init() throws { folder = try GatewayFolder() }

    private func keeping(_ body: (TrustKeeper) async throws -> Void) async throws {
        let settings = try folder.settings()
        let client = OutboundClient(Gateway.outbound(settings))
        do {
            let keeper = try await TrustKeeper(
                settings,
                client: client,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            try await body(keeper)
        } catch {
            await client.shutDown()
            throw error
        }
        await client.shutDown()
    }

    @Test func `a renewed certificate is taken over, and all that depends on it follows`()
        async throws
    {
        try await keeping { keeper in
            let followed = Mutex(0)
            keeper.onChange { followed.withLock { $0 += 1 } }
            #expect(try await !keeper.refresh())
            let renewed = try folder.certificate()
            try folder.write(renewed)
            #expect(try await keeper.refresh())
            #expect(keeper.credentials.certificateChain == Array(renewed.chainPEM.utf8))
            #expect(keeper.lastProblem == nil)
            #expect(followed.withLock { $0 } == 1)
        }
    }

    /// Certificates that peers would refuse, or that are not ours.
    private func bad(_ kind: String) throws -> (chain: String, key: String) {
        let issued = try folder.certificate()
        switch kind {
        case "without its intermediate":
            return (try PEM.certificates([issued.certificateDER]), issued.privateKeyPEM)
        case "of another peer":
            let other = try folder.certificate(of: "00000099000000004000")
            return (other.chainPEM, other.privateKeyPEM)
        case "with another key":
            return (issued.chainPEM, try folder.certificate().privateKeyPEM)
        case "with a stray end":
            return (
                "-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n", issued.privateKeyPEM
            )
        default:
            try folder.group.intermediate.revoke(
                issued.certificateDER,
                at: folder.group.madeAt.advanced(bySeconds: -10)
            )
            return (issued.chainPEM, issued.privateKeyPEM)
        }
    }

    @Test(arguments: [
        "without its intermediate", "of another peer", "with another key", "with a stray end",
        "that was revoked",
    ])
    func `a certificate that peers refuse is not taken over, new lists are`(
        kind: String
    ) async throws {
        try await keeping { keeper in
            let before = keeper.credentials
            let (chain, key) = try bad(kind)
            try folder.write(Array(chain.utf8), "own.pem")
            try folder.write(Array(key.utf8), "own.key", mode: 0o600)
            let now = CertificateGroup.wallClock
            try folder.write(lists: folder.group.revocationLists(at: now.advanced(bySeconds: 60)))
            let problem = await #expect(throws: TrustUnavailable.self) {
                try await keeper.refresh()
            }
            #expect(problem?.isPartly == true)
            let identity = try #require(keeper.problems.identity)
            #expect(problem?.description.hasSuffix(identity) == true)
            #expect(keeper.lastProblem == identity)
            #expect(keeper.credentials == before)
            let updated = keeper.material.revocationLists.map(\.thisUpdate)
            #expect(updated.allSatisfy { $0 == now.advanced(bySeconds: 60 - 3_600) })

            // Nothing is new any more, and the fault stays told until it is mended.
            let again = await #expect(throws: TrustUnavailable.self) { try await keeper.refresh() }
            #expect(again?.isPartly == false)
            try folder.write(folder.certificate())
            #expect(try await keeper.refresh())
            #expect(keeper.lastProblem == nil)
        }
    }

    @Test func `anchors under which our certificate does not hold are not taken over`() async throws
    {
        try await keeping { keeper in
            let before = keeper.material
            try folder.write(CertificateGroup(named: "Foreign").anchorsPEM, "anchors.pem")
            await #expect(throws: TrustUnavailable.self) { try await keeper.refresh() }
            #expect(keeper.material == before)
        }
    }

    @Test func `our own revocation does not keep a new list out`() async throws {
        let own = try folder.certificate()
        try folder.write(own)
        try await keeping { keeper in
            let now = CertificateGroup.wallClock
            try folder.group.intermediate.revoke(
                own.certificateDER,
                at: now.advanced(bySeconds: -10)
            )
            try folder.write(lists: folder.group.revocationLists(at: now.advanced(bySeconds: 60)))
            #expect(try await keeper.refresh())
            #expect(keeper.material.revocationLists.contains { $0.entries == 1 })
        }
    }

    @Test func `what does not follow is told, and follows at the next refresh`() async throws {
        try await keeping { keeper in
            let works = Mutex(false)
            keeper.onChange {
                guard works.withLock({ $0 }) else { throw StartProblem("the store is away") }
            }
            try folder.write(folder.certificate())
            let problem = await #expect(throws: TrustUnavailable.self) {
                try await keeper.refresh()
            }
            #expect(problem?.isPartly == true)
            #expect(keeper.lastProblem?.contains("the store is away") == true)
            await #expect(throws: TrustUnavailable.self) { try await keeper.refresh() }
            works.withLock { $0 = true }
            #expect(try await !keeper.refresh())
            #expect(keeper.lastProblem == nil)
        }
    }

    @Test func `an older revocation list does not take the place of a newer one`() async throws {
        try await keeping { keeper in
            let now = CertificateGroup.wallClock
            let before = keeper.material.revocationLists
            try folder.write(lists: folder.group.revocationLists(at: now.advanced(bySeconds: -600)))
            #expect(try await !keeper.refresh())
            #expect(keeper.material.revocationLists == before)
            #expect(keeper.lastProblem?.contains("an older list") == true)
            try folder.write(lists: folder.group.revocationLists(at: now.advanced(bySeconds: 60)))
            #expect(try await keeper.refresh())
            #expect(keeper.lastProblem == nil)
            #expect(keeper.material.revocationLists != before)
        }
    }
}
