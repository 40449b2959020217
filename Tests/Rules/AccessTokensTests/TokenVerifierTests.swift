import AccessTokens
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import PeerIdentity
import RequirementTrait
import SignedJSON
import Testing

@Suite struct TokenVerifierTests {
    let parties: TokenParties

    init() throws {
        parties = try TokenParties()
    }

    private func token(
        _ change: (inout JSONObject) -> Void,
        signedBy party: TokenParties.Party? = nil,
        certificate: CertificateThumbprint? = nil
    ) throws -> [UInt8] {
        let issued = try parties.issue(parties.contract(parties.terms())).get()
        guard case .object(var claims) = try CompactSignature(parsing: issued.text).claims() else {
            return []
        }
        change(&claims)
        let text = try CompactSignature.text(
            signing: JSONValue.object(claims).serialized(),
            with: (party ?? parties.provider).key,
            certificateThumbprint: (certificate ?? parties.provider.identity.certificate)
                .digest.bytes
        )
        return Array(text.utf8)
    }

    @Test(
        .requirement("FSC Core 2.0.0: A-03"),
        arguments: ["gth", "gid", "sub", "iss", "svc", "aud", "exp", "nbf", "cnf"]
    )
    func `a token without a claim that must be there is refused`(name: String) throws {
        let verifier = try parties.verifier()
        for value in [nil, JSONValue.null, "", []] as [JSONValue?] {
            let text = try token { $0[name] = value }
            let refusal = try #require(throws: TokenRefusal.self) {
                try verifier.verify(text, at: parties.now)
            }
            guard case .claimMalformed(let claim) = refusal else {
                Issue.record("\(refusal)")
                continue
            }
            #expect(claim.hasPrefix(name))
        }
    }

    @Test(
        arguments: [
            ("act", ["sub": ""]), ("act", "text"), ("pdi", 7), ("prp", []), ("add", "text"),
            ("cnf", ["x5t#S256": "AAAA"]), ("aud", "https://inway.example.nl/v1"),
            ("aud", "http://inway.example.nl"), ("act", ["sub": .null]),
        ] as [(String, JSONValue)]
    )
    func `a claim that is malformed is refused`(name: String, value: JSONValue) throws {
        let text = try token { $0[name] = value }
        let verifier = try parties.verifier()
        #expect(throws: TokenRefusal.self) { try verifier.verify(text, at: parties.now) }
    }

    @Test(
        .requirement("FSC Core 2.0.0: A-03"),
        arguments: [
            ("https://inway.example.nl", "https://inway.example.nl:443"),
            ("https://inway.example.nl/", "https://inway.example.nl:443"),
            ("https://inway.example.nl:8443", "https://inway.example.nl:8443"),
        ]
    )
    func `an audience without a port names that of https`(text: String, read: String) throws {
        let token = try parties.verifier().verify(
            token { $0["aud"] = .string(text) },
            at: parties.now
        )
        #expect(token.audience.description == read)
    }

    @Test func `a claim that may be left out is left out by null`() throws {
        let text = try token { claims in
            for name in ["act", "pdi", "prp", "add"] { claims[name] = .null }
        }
        let token = try parties.verifier().verify(text, at: parties.now)
        #expect(token.connectionDelegator == nil && token.serviceDelegator == nil)
        #expect(token.properties == nil && token.additional == nil)
    }

    @Test(
        .requirement("FSC Core 2.0.0: I-03"),
        .requirement("FSC Test Suite: Inway-Incoming-Request-6")
    )
    func `a token outside its validity is refused`() throws {
        let text = try token { _ in }
        let verifier = try parties.verifier()
        let start = parties.now.seconds - 5
        let end = parties.now.seconds + 3_600
        _ = try verifier.verify(text, at: Timestamp(seconds: start))
        #expect(throws: TokenRefusal.notYetValid(Timestamp(seconds: start))) {
            try verifier.verify(text, at: Timestamp(seconds: start - 1))
        }
        #expect(throws: TokenRefusal.expired(Timestamp(seconds: end))) {
            try verifier.verify(text, at: Timestamp(seconds: end))
        }
    }

    @Test(.requirement("FSC Core 2.0.0: I-03"))
    func `a token of another issuer or another signer is refused`() throws {
        let verifier = try parties.verifier()
        let foreign = try token({ _ in }, certificate: parties.stranger.identity.certificate)
        #expect(throws: TokenRefusal.unknownSigner) {
            try verifier.verify(foreign, at: parties.now)
        }
        let forged = try token({ _ in }, signedBy: parties.stranger)
        #expect(throws: TokenRefusal.self) { try verifier.verify(forged, at: parties.now) }
        let other = try token { $0["iss"] = .string(parties.stranger.peer.rawValue) }
        #expect(throws: TokenRefusal.otherIssuer(parties.stranger.peer)) {
            try verifier.verify(other, at: parties.now)
        }
    }

    @Test(arguments: ["", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
    func `a text that is no signed token is refused`(text: String) throws {
        let verifier = try parties.verifier()
        let refusal = try #require(throws: TokenRefusal.self) {
            try verifier.verify(Array(text.utf8), at: parties.now)
        }
        guard case .notToken = refusal else {
            Issue.record("\(refusal)")
            return
        }
    }
}
