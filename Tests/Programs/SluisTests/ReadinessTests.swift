import AdministrationAPI
import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import Logging
import Manager
import OutboundHTTP
import PeerIdentity
import PeerTransport
import RevocationLists
import Synchronization
import Testing

@testable import sluis

/// Readiness says whether this gateway can serve, by what is in force now.
@Suite struct ReadinessTests {
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

    private func certificate(
        _ keeper: TrustKeeper,
        at now: Timestamp
    ) throws -> HealthCheck {
        let generation = keeper.trust.generation
        let issued = try folder.certificate()
        let signing = try generation.verify(issued.chainDER, purpose: .signing, at: now).get()
        let checks = GatewayHealth.certificate(
            keeper.identity,
            by: generation,
            signing: signing,
            at: now
        )
        return try #require(checks.first)
    }

    @Test func `the end of the first lists does not count once newer ones are in force`()
        async throws
    {
        // Lists have whole seconds.
        let now = Timestamp(seconds: SystemClock.now().seconds)
        func lists(until: Int64, from: Int64) throws -> [[UInt8]] {
            try [folder.group.root, folder.group.intermediate].map {
                try $0.revocationList(
                    thisUpdate: now.advanced(bySeconds: from),
                    nextUpdate: now.advanced(bySeconds: until)
                )
            }
        }
        try folder.write(lists: lists(until: 60, from: -100))
        try await keeping { keeper in
            #expect(try certificate(keeper, at: now).state == .pass)
            let later = now.advanced(bySeconds: 90)
            let ended = GatewayHealth.certificate(
                keeper.identity,
                by: keeper.trust.generation,
                signing: try keeper.identity.judged(by: keeper.trust.generation, at: now).chain,
                at: later
            )
            #expect(ended.map(\.state) == [.fail])
            #expect(ended.first?.detail.contains("crl_expired") == true)
            try folder.write(lists: lists(until: 86_400, from: -50))
            #expect(try await keeper.refresh())
            let check = try certificate(keeper, at: later)
            #expect(check.state == .pass)
            // The certificate's row shows the certificate's end, the lists' rows those of the lists.
            let end = try #require(keeper.identity.certificates.map(\.validity.upperBound).min())
            #expect(check.detail == "valid until \(end)")
            let rows = GatewayHealth.lists(
                keeper.listStates(at: later),
                areRequired: true,
                at: later
            )
            #expect(rows.map(\.state) == [.pass, .pass])
            #expect(rows.allSatisfy { $0.detail.contains("\(now.advanced(bySeconds: 86_400))") })
        }
    }

    @Test func `our own revocation is not ready, at once`() async throws {
        let own = try folder.certificate()
        try folder.write(own)
        try await keeping { keeper in
            let now = CertificateGroup.wallClock
            let signing = try keeper.identity.judged(by: keeper.trust.generation, at: now).chain
            try folder.group.intermediate.revoke(own.certificateDER, at: now)
            try folder.write(lists: folder.group.revocationLists(at: now.advanced(bySeconds: 60)))
            #expect(try await keeper.refresh())
            let checks = GatewayHealth.certificate(
                keeper.identity,
                by: keeper.trust.generation,
                signing: signing,
                at: now
            )
            #expect(checks.map(\.state) == [.fail])
            #expect(checks.first?.detail.contains("revoked") == true)
        }
    }

    @Test func `an ended list of our own chain fails, one of a partner's authority warns`() throws {
        let group = folder.group
        let now = group.madeAt
        func state(_ authority: Authority, isOwn: Bool, until: Int64) throws -> ListState {
            let bytes = try authority.revocationList(
                thisUpdate: now.advanced(bySeconds: -100),
                nextUpdate: now.advanced(bySeconds: until)
            )
            let list = try #require(RevocationListFile(bytes).lists.first)
            return ListState(list: list, isOwn: isOwn, isProven: isOwn)
        }
        let states = [
            try state(group.root, isOwn: true, until: 50),
            try state(group.intermediate, isOwn: true, until: -1),
            try state(CertificateGroup(named: "Other").intermediate, isOwn: false, until: -1),
        ]
        let rows = GatewayHealth.lists(states, areRequired: true, at: now)
        #expect(rows.map(\.state) == [.pass, .fail, .warn])
        #expect(rows[2].detail.contains("Other"))
        let loose = GatewayHealth.lists(states, areRequired: false, at: now)
        #expect(loose.map(\.state) == [.pass, .warn, .warn])
    }

    @Test func `metrics and status tell the least days of each kind, few or many`() {
        let now = Timestamp(seconds: 1_800_000_000)
        func days(_ count: Int64) -> Timestamp { now.advanced(bySeconds: count * 86_400) }
        let ends = ExpiryWatch.ends(
            certificates: [days(300), days(200)],
            anchors: [days(4_000)],
            lists: [days(29), days(40)]
        )
        #expect(ends.map(\.kind) == [.certificate, .anchor, .revocationList])
        #expect(ends.map(\.end) == [days(200), days(4_000), days(29)])
        #expect(ExpiryWatch.ends(certificates: [], anchors: [], lists: []).isEmpty)
    }

    @Test func `a check's state is a word in the status, and a warning is not ok`() {
        func word(_ state: String) -> String { StatusCommand.word(of: ["state": .string(state)]) }
        #expect(word("pass") == "ok")
        #expect(word("warn") == "warns")
        #expect(word("fail") == "FAILS")
        #expect(word("?") == "FAILS")
    }

    // MARK: - The contract store

    private struct Full: Error, CustomStringConvertible {
        let description = "disk full"
    }

    @Test func `a store that cannot be written is told, and asked again`() async throws {
        let isFull = Mutex(true)
        let asked = Mutex(0)
        let probe = StoreProbe {
            asked.withLock { $0 += 1 }
            if isFull.withLock({ $0 }) { throw Full() }
        }
        #expect(await probe.problem() == "disk full")
        // Within the second the answer is remembered.
        isFull.withLock { $0 = false }
        #expect(await probe.problem() == "disk full")
        #expect(asked.withLock { $0 } == 1)
        let whole = StoreProbe {}
        #expect(await whole.problem() == nil)
    }

    @Test func `a store that does not answer is told in time`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let probe = StoreProbe(patience: .milliseconds(20)) { for await _ in gate { break } }
        #expect(await probe.problem()?.contains("does not answer") == true)
        open.finish()
        var problem: String? = "waiting"
        while problem != nil { problem = await probe.problem() }
        #expect(problem == nil)
    }
}
