import CertificateAuthority
import ExchangeModel
import GatewayTesting
import PeerIdentity
import Testing

@Suite struct `A test Group behaves as a Group` {
    static let oin = "00000099000000002000"

    @Test func `its organisations are peers of each other, at its own time`() throws {
        let group = try TestGroup()
        let organization = try group.organization(
            "Gemeente A",
            oin: Self.oin,
            hosts: ["inway.a.example"]
        )
        #expect(organization.peerID.rawValue == Self.oin)
        #expect(organization.peer.isNamed(host: "inway.a.example"))
        let chain = organization.certificate.chainDER
        let generation = try group.generation()
        #expect(throws: Never.self) {
            try generation.verify(chain, purpose: .server, at: group.clock.now).get()
        }
        group.clock.advance(bySeconds: CertificateGroup.leafLifetime)
        #expect(throws: ChainRefusal.expired) {
            try group.generation().verify(chain, purpose: .server, at: group.clock.now).get()
        }
    }

    @Test func `a revoked organisation is refused by the next generation`() throws {
        let group = try TestGroup()
        let organization = try group.organization("Gemeente A", oin: Self.oin)
        try group.revoke(organization)
        #expect(throws: ChainRefusal.revoked) {
            try group.generation().verify(
                organization.certificate.chainDER,
                purpose: .client,
                at: group.clock.now
            ).get()
        }
    }

    @Test func `a renewed organisation keeps its id, and its key when asked to`() throws {
        let group = try TestGroup()
        let organization = try group.organization("Gemeente A", oin: Self.oin)
        let sameKey = try group.renewed(organization, keepingKey: true)
        let newKey = try group.renewed(organization)
        #expect(sameKey.peer.publicKey == organization.peer.publicKey)
        #expect(sameKey.peer.certificate != organization.peer.certificate)
        #expect(newKey.peer.publicKey != organization.peer.publicKey)
        #expect(newKey.peerID == organization.peerID)
    }

    @Test func `an organisation without a well-formed OIN is not made`() throws {
        let group = try TestGroup()
        #expect(throws: TestGroupProblem.refused(.subjectUnusable)) {
            try group.organization("Gemeente A", oin: "1")
        }
    }

    @Test func `two Groups do not trust each other`() throws {
        let stranger = try TestGroup().organization("Gemeente A", oin: Self.oin)
        let group = try TestGroup()
        #expect(throws: ChainRefusal.unknownIssuer) {
            try group.generation().verify(
                stranger.certificate.chainDER,
                purpose: .client,
                at: group.clock.now
            ).get()
        }
    }

    @Test func `the clock stands still until it is moved`() {
        let clock = TestClock()
        #expect(clock.now == TestClock.start && clock.now == clock.now)
        clock.advance(bySeconds: -1)
        #expect(clock.now < TestClock.start)
        clock.set(to: Timestamp(seconds: 5))
        #expect(clock.now.seconds == 5)
    }
}
