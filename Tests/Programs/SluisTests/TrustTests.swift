import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import Logging
import OutboundHTTP
import PeerIdentity
import PeerTransport
import Synchronization
import Testing

@testable import sluis

/// What a running gateway takes over of certificates and revocation lists.
@Suite struct TrustTests {
    private let folder: GatewayFolder

    init() throws { folder = try GatewayFolder() }

    private func keeping(_ body: (TrustKeeper) async throws -> Void) async throws {
        let settings = try folder.settings()
        let client = OutboundClient(Gateway.outbound(settings.group))
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
            #expect(problem?.description.contains("certificate") == true)
            #expect(keeper.lastProblem == problem?.description)
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
            #expect(keeper.material.revocationLists.last?.entries == 1)
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
            #expect(keeper.lastProblem?.contains("an older one") == true)
            try folder.write(lists: folder.group.revocationLists(at: now.advanced(bySeconds: 60)))
            #expect(try await keeper.refresh())
            #expect(keeper.lastProblem == nil)
            #expect(keeper.material.revocationLists != before)
        }
    }

    // MARK: - Lists

    private func list(
        of authority: Authority,
        from: Int64,
        until: Int64 = 1_000
    ) throws -> [UInt8] {
        try authority.revocationList(
            thisUpdate: folder.group.madeAt.advanced(bySeconds: from),
            nextUpdate: folder.group.madeAt.advanced(bySeconds: until)
        )
    }

    private func statuses(_ lists: [[UInt8]]) throws -> [RevocationListStatus] {
        try TrustMaterial(anchors: folder.group.anchorsPEM, revocationLists: lists).revocationLists
    }

    @Test func `an older list is passed over while a newer one holds, whichever source gives it`()
        throws
    {
        let authority = folder.group.intermediate
        let old = try list(of: authority, from: -200)
        let new = try list(of: authority, from: -100, until: 50)
        let root = try list(of: folder.group.root, from: -300)
        let (now, later) = (folder.group.madeAt, folder.group.madeAt.advanced(bySeconds: 51))
        let before = try statuses([root, new])
        var newest = NewestLists()
        newest.remember([root, new], before, of: Set(before.map(\.issuer)))

        let back = newest.replacing([root, old], try statuses([root, old]), at: now)
        #expect(back.lists == [root, new])
        #expect(back.problems.count == 1)
        let both = newest.replacing([old, root, new], try statuses([old, root, new]), at: now)
        #expect(both.lists == [old, root, new] && both.problems.isEmpty)
        let ended = newest.replacing([root, old], try statuses([root, old]), at: later)
        #expect(ended.lists == [root, old] && ended.problems.isEmpty)
    }

    @Test func `a list that no chain has proven keeps none out`() throws {
        let authority = folder.group.intermediate
        let old = try list(of: authority, from: -200)
        let new = try list(of: authority, from: -100)
        var newest = NewestLists()
        newest.remember([new], try statuses([new]), of: [])
        newest.remember(
            [old, new],
            try statuses([old, new]),
            of: Set(try statuses([new]).map(\.issuer))
        )
        let found = newest.replacing([old], try statuses([old]), at: folder.group.madeAt)
        #expect(found.lists == [old] && found.problems.isEmpty)
    }
}
