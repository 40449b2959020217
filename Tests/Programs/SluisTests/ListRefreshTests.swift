import AdministrationAPI
import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import Logging
import Manager
import OutboundHTTP
import PeerIdentity
import RevocationLists
import Testing

@testable import sluis

/// Each revocation list is refreshed, kept and judged by itself.
@Suite struct ListRefreshTests {
    private let folder: GatewayFolder
    private let group: CertificateGroup

    init() throws {
        folder = try GatewayFolder()
        group = folder.group
    }

    private func keeping(
        _ lists: String = "[root.crl, intermediate.crl]",
        _ body: (TrustKeeper) async throws -> Void
    ) async throws {
        let settings = try folder.settings(["[root.crl, intermediate.crl]": lists])
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

    /// A list of the authority that issued our certificate, from seconds before now to a day after.
    private func list(
        of authority: Authority? = nil,
        from: Int64,
        number: Int64? = nil,
        _ extensions: RevocationListExtension...
    ) throws -> [UInt8] {
        let now = CertificateGroup.wallClock
        return try (authority ?? group.intermediate).revocationList(
            thisUpdate: now.advanced(bySeconds: from),
            nextUpdate: now.advanced(bySeconds: 86_400),
            number: number,
            extensions: extensions
        )
    }

    private func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: folder.path(name))
    }

    private func own(_ keeper: TrustKeeper) -> RevocationList? {
        keeper.listStates(at: SystemClock.now()).first {
            $0.list.issuer.contains("Issuing")
        }?.list
    }

    @Test func `one list that cannot be had does not keep the others from being read`() async throws
    {
        try await keeping("[root.crl, intermediate.crl, other.crl]") { keeper in
            #expect(keeper.problems.lists.map { $0.contains("other.crl cannot be read") } == [true])
            let new = try list(from: -1)
            try folder.write(new, "intermediate.crl")
            try remove("root.crl")
            #expect(try await keeper.refresh())
            #expect(own(keeper)?.der == new)
            #expect(keeper.material.revocationLists.count == 2)
            #expect(keeper.problems.lists.count == 2)
            let rows = GatewayHealth.problems(keeper.problems)
            #expect(rows.map(\.state) == [.warn, .warn])
            #expect(rows.map(\.name) == ["revocation refresh", "revocation refresh"])
        }
    }

    @Test func `a start without any source goes on with the lists that were in force`() async throws
    {
        try await keeping { keeper in #expect(keeper.lastProblem == nil) }
        for name in ["root.crl", "intermediate.crl"] { try remove(name) }
        try await keeping { keeper in
            #expect(keeper.problems.lists.count == 2)
            #expect(keeper.material.revocationLists.count == 2)
            let now = SystemClock.now()
            let identity = try keeper.identity.judged(by: keeper.trust.generation, at: now)
            #expect(identity.chain.validity.contains(now))
        }
    }

    @Test func `an older list does not come back over a restart, unless a person says so`()
        async throws
    {
        let (old, new) = (try list(from: -200), try list(from: -100))
        try folder.write(new, "intermediate.crl")
        try await keeping { keeper in #expect(own(keeper)?.der == new) }
        try folder.write(old, "intermediate.crl")
        try await keeping { keeper in
            #expect(own(keeper)?.der == new)
            #expect(keeper.lastProblem?.contains("accept-older-list") == true)
            let older = try #require(keeper.olderLists.first)
            #expect(keeper.olderLists.map(\.der) == [old])
            try await keeper.acceptOlder(older)
            #expect(own(keeper)?.der == old)
            #expect(keeper.olderLists.isEmpty)
            #expect(try await !keeper.refresh())
            #expect(keeper.lastProblem == nil)
        }
        try await keeping { keeper in
            #expect(own(keeper)?.der == old)
            #expect(keeper.lastProblem == nil)
        }
    }

    @Test func `two lists with one number are told; the one that lifts a revocation stays out`()
        async throws
    {
        let number = CertificateGroup.wallClock.milliseconds + 10_000
        let bare = try list(from: -90, number: number)
        let lifting = try list(from: -10, number: number)
        let leaf = try folder.certificate(of: "00000099000000004000")
        try group.intermediate.revoke(leaf.certificateDER, at: CertificateGroup.wallClock)
        let full = try list(from: -50, number: number)
        try folder.write(bare, "intermediate.crl")
        try await keeping { keeper in
            #expect(own(keeper)?.der == bare)
            try folder.write(full, "intermediate.crl")
            #expect(try await keeper.refresh())
            #expect(own(keeper)?.der == full)
            #expect(keeper.lastProblem?.contains("with the number of the one before it") == true)
            try folder.write(lifting, "intermediate.crl")
            #expect(try await !keeper.refresh())
            #expect(own(keeper)?.der == full)
            #expect(keeper.lastProblem?.contains("revokes 1 fewer of its certificates") == true)
        }
        // Over a restart too, unless a person says so.
        try await keeping { keeper in
            #expect(own(keeper)?.der == full)
            let refused = try #require(keeper.olderLists.first)
            try await keeper.acceptOlder(refused)
            #expect(own(keeper)?.der == lifting)
            #expect(keeper.lastProblem == nil)
        }
    }

    /// What comes in the place of a good list, and the words that tell it.
    private func replacement(_ kind: String) throws -> (bytes: [UInt8], words: String) {
        switch kind {
        case "a delta list":
            let delta = RevocationListExtension("2.5.29.27", isCritical: true, value: [2, 1, 1])
            return (try list(from: -1, delta), "a delta list")
        case "a list for some certificates":
            let value: [UInt8] = [0x30, 3, 0x81, 1, 0xFF]
            let narrow = RevocationListExtension("2.5.29.28", isCritical: true, value: value)
            return (try list(from: -1, narrow), "for some certificates")
        case "a list with a flipped signature":
            var bytes = try list(from: -1)
            bytes[bytes.count - 1] ^= 1
            return (bytes, "did not sign")
        case "a list of another key of the same name":
            return (
                try list(of: CertificateGroup().intermediate, from: -1), "did not sign"
            )
        case "the list of another issuer":
            return (try list(of: CertificateGroup(named: "Other").root, from: -1), "any more")
        case "nothing": return ([], "is empty")
        default: return (Array("<html>not found</html>".utf8), "no revocation list")
        }
    }

    @Test(arguments: [
        "a delta list", "a list for some certificates", "a list with a flipped signature",
        "a list of another key of the same name", "the list of another issuer", "nothing", "a page",
    ])
    func `what is no newer list of the authority leaves its last one in force`(
        kind: String
    ) async throws {
        let peer = try folder.certificate(of: "00000099000000004000")
        try group.intermediate.revoke(peer.certificateDER, at: group.madeAt)
        let good = try list(from: -100)
        try folder.write(good, "intermediate.crl")
        func isRevoked(_ keeper: TrustKeeper) -> Bool {
            let verdict = keeper.trust.generation.verify(
                peer.chainDER,
                purpose: .client,
                at: SystemClock.now()
            )
            return verdict == .failure(.revoked)
        }
        let (bytes, words) = try replacement(kind)
        try await keeping { keeper in
            #expect(isRevoked(keeper))
            try folder.write(bytes, "intermediate.crl")
            _ = try await keeper.refresh()
            #expect(own(keeper)?.der == good)
            #expect(isRevoked(keeper))
            #expect(keeper.lastProblem?.contains(words) == true)
        }
        // Over a restart too, where the disk has the good one.
        try await keeping { keeper in
            #expect(own(keeper)?.der == good)
            #expect(isRevoked(keeper))
        }
    }

    @Test func `all lists of a file are in force, and several sources may give one authority's`()
        async throws
    {
        let both = try list(of: group.root, from: -100) + list(from: -100)
        try folder.write(both, "both.crl")
        let newer = try list(from: -50)
        try folder.write(newer, "intermediate.crl")
        try await keeping("[both.crl, intermediate.crl]") { keeper in
            #expect(keeper.material.revocationLists.count == 2)
            #expect(own(keeper)?.der == newer)
            let now = SystemClock.now()
            #expect((try? keeper.identity.judged(by: keeper.trust.generation, at: now)) != nil)
        }
    }

    @Test func `a list of an authority that comes to be known is proven, or out of force`()
        async throws
    {
        let other = try group.root.intermediate("Another", at: group.madeAt)
        var request = group.request(organization: "Peer", serialNumber: GatewayFolder.peer)
        request.dnsNames = ["peer.example"]
        let chain = try other.issue(request).chainDER
        var forged = try list(of: other, from: -100)
        forged[forged.count - 1] ^= 1
        try folder.write(forged, "other.crl")
        try await keeping("[root.crl, intermediate.crl, other.crl]") { keeper in
            #expect(keeper.lastProblem == nil)
            let states = keeper.listStates(at: SystemClock.now())
            #expect(states.map(\.isProven) == [true, true, false])
            #expect(states.map(\.isOwn) == [true, true, false])
            func verdict() -> ChainRefusal? {
                let found = keeper.trust.generation.verify(
                    chain,
                    purpose: .client,
                    at: SystemClock.now()
                )
                if case .failure(let refusal) = found { return refusal }
                return nil
            }
            #expect(verdict() == .revocationListUnusable)
            #expect(try await keeper.refresh())
            #expect(keeper.listStates(at: SystemClock.now()).count == 2)
            #expect(keeper.lastProblem?.contains("did not sign") == true)
            try folder.write(try list(of: other, from: -90), "other.crl")
            #expect(try await keeper.refresh())
            #expect(verdict() == nil)
            #expect(keeper.listStates(at: SystemClock.now()).allSatisfy { $0.isProven } == true)
        }
    }
}
