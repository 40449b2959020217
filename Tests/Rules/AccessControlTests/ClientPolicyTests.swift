import AccessControl
import ExchangeModel
import Testing

@Suite struct ClientPolicyTests {
    let grant = GrantHash(.serviceConnectionGrant, digest: [UInt8](repeating: 1, count: 64))
    let other = GrantHash(.serviceConnectionGrant, digest: [UInt8](repeating: 2, count: 64))
    let digest: SHA256Value

    init() throws {
        digest = try #require(SHA256Value([UInt8](repeating: 9, count: 32)))
    }

    @Test func `each proof admits its own client only`() throws {
        let thumbprint = CertificateThumbprint(digest)
        let policy = ClientPolicy([
            ClientRule(name: "cert", proof: .certificate(thumbprint), grants: .all),
            ClientRule(name: "subject", proof: .subject("CN=case-app"), grants: .all),
            ClientRule(name: "bearer", proof: .bearer(digest), grants: .all),
            ClientRule(name: "local", proof: .loopback, grants: .all),
        ])
        let cases: [(ClientFacts, String?)] = [
            (ClientFacts(certificate: thumbprint), "cert"),
            (ClientFacts(subject: "CN=case-app"), "subject"),
            (ClientFacts(bearer: digest), "bearer"),
            (ClientFacts(isLoopback: true), "local"), (ClientFacts(), nil),
            (ClientFacts(subject: "CN=case-app2"), nil),
        ]
        for (facts, name) in cases {
            let result = policy.authorize(facts, grant: grant, alias: nil)
            #expect((try? result.get())?.client == name)
            if name == nil { #expect(result == .failure(.unknownClient)) }
        }
    }

    @Test func `a client that proves itself is told from others of this machine, in any order`() {
        let local = ClientRule(
            name: "local",
            proof: .loopback,
            grants: .listed(hashes: [other], aliases: [])
        )
        let app = ClientRule(
            name: "app",
            proof: .bearer(digest),
            grants: .listed(hashes: [grant], aliases: [])
        )
        for policy in [ClientPolicy([local, app]), ClientPolicy([app, local])] {
            let proven = ClientFacts(bearer: digest, isLoopback: true)
            #expect((try? policy.identify(proven).get())?.name == "app")
            #expect(
                policy.authorize(proven, grant: other, alias: nil)
                    == .failure(.grantNotAllowed(client: "app"))
            )
            let unproven = ClientFacts(isLoopback: true)
            #expect((try? policy.identify(unproven).get())?.name == "local")
            #expect(
                policy.authorize(unproven, grant: grant, alias: nil)
                    == .failure(.grantNotAllowed(client: "local"))
            )
        }
    }

    @Test func `a client uses the grants and aliases that it is allowed`() throws {
        let policy = ClientPolicy([
            ClientRule(
                name: "app",
                proof: .loopback,
                grants: .listed(hashes: [grant], aliases: ["register"])
            )
        ])
        let facts = ClientFacts(isLoopback: true)
        #expect(throws: Never.self) {
            try policy.authorize(facts, grant: grant, alias: nil).get()
        }
        #expect(throws: Never.self) {
            try policy.authorize(facts, grant: other, alias: "register").get()
        }
        #expect(
            policy.authorize(facts, grant: other, alias: nil)
                == .failure(.grantNotAllowed(client: "app"))
        )
        #expect(
            policy.authorize(facts, grant: other, alias: "payments")
                == .failure(.grantNotAllowed(client: "app"))
        )
        let rule = try policy.identify(facts).get()
        #expect(rule.grants.allows(grant, alias: nil))
        #expect(rule.grants.allows(other, alias: "register"))
        #expect(!rule.grants.allows(other, alias: nil))
        #expect(policy.identify(ClientFacts()) == .failure(.unknownClient))
    }

    @Test func `refusals are answered as 403 in the Outway's name`() {
        for refusal in [ClientRefusal.unknownClient, .grantNotAllowed(client: "app")] {
            #expect(refusal.answer.status == 403)
            #expect(refusal.answer.domain == .outway)
        }
    }
}
