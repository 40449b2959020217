import AccessControl
import AccessTokens
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import PeerIdentity
import RequirementTrait
import SignedJSON
import Testing

@Suite struct AccessPolicyTests {
    let parties: TokenParties
    let purpose: Purpose

    init() throws {
        parties = try TokenParties()
        purpose = Purpose(
            id: try PurposeID("toetsing"),
            label: "Toetsing",
            legalBasis: "PublicTask",
            legalSources: [],
            authorisationReference: nil,
            fieldPolicy: try Self.digest(5)
        )
    }

    private static func digest(_ byte: UInt8) throws -> SHA256Value {
        try #require(SHA256Value([UInt8](repeating: byte, count: 32)))
    }

    private func policy(
        group: String = "test-group",
        service: String = "register",
        rule: ServiceRule? = nil,
        endings: GrantEndings = GrantEndings(),
        address: String? = nil
    ) throws -> AccessPolicy {
        let standard = ServiceRule(fieldPolicies: [purpose.id: purpose.fieldPolicy])
        return AccessPolicy(
            group: try GroupID(group),
            verifier: try parties.verifier(),
            services: [try ServiceName(service): rule ?? standard],
            endedGrants: endings,
            address: try address.map { try PeerAddress($0) }
        )
    }

    private func token(
        purpose: Purpose?,
        properties: JSONObject? = nil
    ) throws -> [UInt8] {
        let contract = try parties.contract(
            parties.terms(),
            properties: properties,
            purpose: purpose
        )
        return Array(try parties.issue(contract).get().text.utf8)
    }

    private func refusal(
        _ policy: AccessPolicy,
        _ token: [UInt8],
        peer: IdentifiedPeer? = nil,
        at moment: Timestamp? = nil
    ) -> AccessRefusal? {
        let result = policy.authorize(
            peer ?? parties.consumer.identity,
            token: token,
            at: moment ?? parties.now
        )
        if case .failure(let refusal) = result { return refusal }
        return nil
    }

    @Test(
        .requirement("FSC Core 2.0.0: I-03"),
        .requirement("FSC Test Suite: Inway-Incoming-Request-1")
    )
    func `a valid token of the peer's own certificate is permitted`() throws {
        let token = try token(purpose: purpose)
        for field in [token, Array("Bearer ".utf8) + token, Array("bearer  ".utf8) + token] {
            let permit = try policy().authorize(
                parties.consumer.identity,
                token: field,
                at: parties.now
            ).get()
            #expect(permit.peer == parties.consumer.identity)
            #expect(permit.purpose == purpose)
            #expect(permit.service.rawValue == "register")
            #expect(permit.tokenExpires > parties.now)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: A-04"))
    func `a token for an Inway at another address is refused`() throws {
        let token = try token(purpose: purpose)
        #expect(try refusal(policy(address: "https://INWAY.example.nl:443"), token) == nil)
        for address in ["https://inway.example.nl:8443", "https://other.example.nl:443"] {
            let refused = try refusal(policy(address: address), token)
            #expect(refused == .otherAudience(try PeerAddress("https://inway.example.nl:443")))
            #expect(refused?.code == .accessTokenInvalid)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: I-04"),
        .requirement("FSC Test Suite: Inway-Incoming-Request-2")
    )
    func `a request without a token is refused`() throws {
        let policy = try policy()
        for field in ["", "Bearer ", "bearer    "] {
            #expect(refusal(policy, Array(field.utf8)) == .tokenMissing)
        }
        #expect(AccessRefusal.tokenMissing.code.status == 401)
    }

    @Test(
        .requirement("FSC Core 2.0.0: I-03"),
        .requirement("FSC Test Suite: Inway-Incoming-Request-3")
    )
    func `a token that is bound to another certificate is refused`() throws {
        #expect(parties.renewedConsumer.peer == parties.consumer.peer)
        for other in [parties.stranger, parties.renewedConsumer] {
            let refused = try refusal(policy(), token(purpose: purpose), peer: other.identity)
            #expect(refused == .otherCertificate)
            #expect(refused?.code == .accessTokenInvalid)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: I-03"),
        .requirement("FSC Test Suite: Inway-Incoming-Request-6")
    )
    func `an expired token is refused`() throws {
        let refused = try refusal(
            policy(),
            token(purpose: purpose),
            at: parties.now.advanced(bySeconds: 3_600)
        )
        #expect(refused?.code == .accessTokenExpired)
    }

    @Test(.requirement("FSC Core 2.0.0: I-03"))
    func `another Group or an unknown service is refused`() throws {
        let token = try token(purpose: purpose)
        let group = try refusal(policy(group: "other"), token)
        #expect(group == .otherGroup(try GroupID("test-group")))
        #expect(group?.code.status == 403)
        let service = try refusal(policy(service: "other"), token)
        #expect(service == .unknownService(try ServiceName("register")))
        #expect(service?.code.status == 404)
    }

    @Test func `a grant without purpose is refused unless the service waives it`() throws {
        let token = try token(purpose: nil)
        let refused = try refusal(policy(), token)
        #expect(refused == .purposeMissing(try ServiceName("register")))
        #expect(refused?.code == .purposeRequired)
        #expect(try refusal(policy(rule: ServiceRule(purposeRequired: false)), token) == nil)
    }

    @Test func `a purpose without field policy, or with another one, is refused`() throws {
        let token = try token(purpose: purpose)
        let unknown = try refusal(policy(rule: ServiceRule(purposeRequired: false)), token)
        #expect(unknown == .purposeUnknown(purpose.id))
        let changed = ServiceRule(fieldPolicies: [purpose.id: try Self.digest(6)])
        #expect(try refusal(policy(rule: changed), token) == .policyNotKept(purpose.id))
    }

    @Test func `a purpose that cannot be read is refused even where none is needed`() throws {
        let broken: JSONValue = ["id": "p", "field_policy_sha256": "any"]
        let token = try token(purpose: nil, properties: ["purpose": broken])
        let refused = try refusal(policy(rule: ServiceRule(purposeRequired: false)), token)
        #expect(refused == .purposeMalformed)
    }

    @Test(
        .requirement("FSC Core 2.0.0: P-04"),
        arguments: ["any", .null, ["level": 3], [:]] as [JSONValue]
    )
    func `a purpose of another form passes where none is needed, and stays in the token`(
        value: JSONValue
    ) throws {
        let properties: JSONObject = ["purpose": value, "other": "x"]
        let token = try token(purpose: nil, properties: properties)
        #expect(try refusal(policy(rule: ServiceRule(purposeRequired: false)), token) == nil)
        #expect(try refusal(policy(), token) == .purposeMissing(ServiceName("register")))
        #expect(try AccessToken(reading: token).properties == properties)
    }

    @Test func `a token whose subject is not the peer of the connection is refused`() throws {
        let claims: JSONValue = [
            "gth": .string(
                GrantHash(.serviceConnectionGrant, digest: [UInt8](repeating: 0, count: 64))
                    .rawValue
            ),
            "gid": "test-group", "sub": .string(parties.stranger.peer.rawValue),
            "iss": .string(parties.provider.peer.rawValue), "svc": "register",
            "aud": "https://inway.example.nl:443",
            "exp": .number(JSONNumber(parties.now.seconds + 10)), "nbf": 0,
            "cnf": ["x5t#S256": .string(parties.consumer.identity.certificate.description)],
            "prp": ["purpose": PurposeProperty.json(purpose)],
        ]
        let text = try CompactSignature.text(
            signing: claims.serialized(),
            with: parties.provider.key,
            certificateThumbprint: parties.provider.identity.certificate.digest.bytes
        )
        #expect(try refusal(policy(), Array(text.utf8)) == .otherSubject)
    }

    @Test func `a cached token is bound to certificate and moment on every use`() throws {
        var cache = TokenCache()
        let policy = try policy()
        let token = try token(purpose: purpose)
        func code(_ peer: IdentifiedPeer, _ moment: Timestamp) -> ErrorCode? {
            let result = cache.authorize(peer, token: token.span, policy: policy, at: moment)
            if case .failure(let refusal) = result { return refusal.code }
            return nil
        }
        #expect(code(parties.consumer.identity, parties.now) == nil)
        #expect(code(parties.consumer.identity, parties.now) == nil)
        #expect(code(parties.stranger.identity, parties.now) == .accessTokenInvalid)
        let end = parties.now.advanced(bySeconds: 3_600)
        #expect(code(parties.consumer.identity, end) == .accessTokenExpired)
        #expect(cache.hits == 3)
        #expect(cache.misses == 1)
    }

    @Test func `a new policy empties the cache`() throws {
        var cache = TokenCache()
        let token = try token(purpose: purpose)
        let old = try policy()
        let before = cache.authorize(
            parties.consumer.identity,
            token: token.span,
            policy: old,
            at: parties.now
        )
        #expect(throws: Never.self) { try before.get() }
        let changed = ServiceRule(fieldPolicies: [purpose.id: try Self.digest(6)])
        let newer = try policy(rule: changed)
        #expect(newer.generation > old.generation)
        let result = cache.authorize(
            parties.consumer.identity,
            token: token.span,
            policy: newer,
            at: parties.now
        )
        #expect(throws: AccessRefusal.policyNotKept(purpose.id)) { try result.get() }
    }

    @Test func `a token of a contract that has ended is refused from the next call on`() throws {
        var cache = TokenCache()
        let endings = GrantEndings()
        let policy = try policy(endings: endings)
        let ended = try token(purpose: purpose)
        let other = try token(purpose: purpose, properties: ["other": "contract"])
        func refusal(_ token: [UInt8]) -> AccessRefusal? {
            let result = cache.authorize(
                parties.consumer.identity,
                token: token.span,
                policy: policy,
                at: parties.now
            )
            if case .failure(let refusal) = result { return refusal }
            return nil
        }
        #expect(refusal(ended) == nil && refusal(other) == nil)
        let grant = try AccessToken(reading: ended).grant
        endings.update(over: [grant], open: [])
        #expect(refusal(ended) == .grantEnded)
        let uncached = policy.authorize(
            parties.consumer.identity,
            token: ended,
            at: parties.now
        )
        #expect(throws: AccessRefusal.grantEnded) { try uncached.get() }
        #expect(refusal(other) == nil)
        #expect(cache.misses == 3, "tokens of other contracts need not be verified again")
        endings.update(over: [], open: [grant])
        #expect(refusal(ended) == nil)
    }

    @Test func `a token with one other byte, or a refused one, is not found in the cache`() throws {
        var cache = TokenCache()
        let policy = try policy()
        var token = try token(purpose: purpose)
        _ = cache.authorize(
            parties.consumer.identity,
            token: token.span,
            policy: policy,
            at: parties.now
        )
        token[token.count / 2] ^= 1
        for _ in 0..<2 {
            let result = cache.authorize(
                parties.consumer.identity,
                token: token.span,
                policy: policy,
                at: parties.now
            )
            #expect(throws: AccessRefusal.self) { try result.get() }
        }
        #expect(cache.hits == 0)
        #expect(cache.misses == 3)
    }
}
