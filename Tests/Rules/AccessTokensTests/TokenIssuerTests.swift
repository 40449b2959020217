import AccessTokens
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import PeerIdentity
import RequirementTrait
import SignedJSON
import Testing

@Suite struct TokenIssuerTests {
    let parties: TokenParties

    init() throws {
        parties = try TokenParties()
    }

    @Test(
        .requirement("FSC Core 2.0.0: A-01"),
        .requirement("FSC Core 2.0.0: A-02"),
        .requirement("FSC Core 2.0.0: A-03"),
        .requirement("FSC Core 2.0.0: A-04"),
        .requirement("FSC Core 2.0.0: A-05"),
        .requirement("FSC Test Suite: Manager-GetToken-1")
    )
    func `a token holds the grant, both peers, the service and the client's certificate`() throws {
        let contract = try parties.contract(parties.terms())
        let issued = try parties.issue(contract).get()
        let signed = try CompactSignature(parsing: issued.text)
        let claims = try signed.claims()
        #expect(claims["gth"]?.string == contract.content.grants.first?.hash.rawValue)
        #expect(claims["gid"] == "test-group")
        #expect(claims["sub"]?.string == parties.consumer.peer.rawValue)
        #expect(claims["iss"]?.string == parties.provider.peer.rawValue)
        #expect(claims["svc"] == "register")
        #expect(claims["aud"] == "https://inway.example.nl:443")
        #expect(claims["exp"]?.integer == parties.now.seconds + 3_600)
        #expect(claims["nbf"]?.integer == parties.now.seconds - 5)
        #expect(
            claims["cnf"]?["x5t#S256"]?.string
                == parties.consumer.identity.certificate.description
        )
        for name in ["act", "pdi", "prp", "add"] { #expect(claims[name] == nil) }
        #expect(
            signed.certificateThumbprint == parties.provider.identity.certificate.digest.bytes
        )
        let read = try parties.verifier().verify(Array(issued.text.utf8), at: parties.now)
        #expect(read == issued.token)
        #expect(try AccessToken(reading: Array(issued.text.utf8)) == issued.token)
    }

    @Test(
        .requirement("FSC Core 2.0.0: A-06"),
        .requirement("FSC Core 2.0.0: A-07"),
        .requirement("FSC Core 2.0.0: A-08"),
        .requirement("FSC Core 2.0.0: P-04"),
        .requirement("FSC Test Suite: Manager-GetToken-6"),
        .requirement("FSC Test Suite: Manager-GetToken-7"),
        .requirement("FSC Test Suite: Manager-GetToken-10"),
        .requirement("FSC Test Suite: Manager-GetToken-11")
    )
    func `delegators and properties are in the token`() throws {
        let delegator = try PeerID("00000000000000000004")
        let publisher = try PeerID("00000000000000000005")
        let contract = try parties.contract(
            parties.terms(serviceDelegator: publisher, delegator: delegator),
            properties: ["a": [1, 2]]
        )
        let issued = try parties.issue(contract).get()
        let claims = try CompactSignature(parsing: issued.text).claims()
        #expect(claims["act"]?["sub"]?.string == delegator.rawValue)
        #expect(claims["pdi"]?.string == publisher.rawValue)
        #expect(claims["prp"] == ["a": [1, 2]])
        #expect(claims["sub"]?.string == parties.consumer.peer.rawValue)
    }

    @Test(.requirement("FSC External Contract Reference 1.0.0: X-12"))
    func `a reference to an external contract is in the token whole`() throws {
        let reference: JSONValue = [
            "reference": "https://contract.example/1", "delegator_id": "12345678901234567893",
            "delegator_name": "Example organization",
        ]
        let contract = try parties.contract(
            parties.terms(),
            properties: [ExternalContractReference.connectionProperty: reference]
        )
        let issued = try parties.issue(contract).get()
        let claims = try CompactSignature(parsing: issued.text).claims()
        #expect(claims["prp"]?[ExternalContractReference.connectionProperty] == reference)
        #expect(claims["act"] == nil, "such a reference is no delegation of FSC")
    }

    @Test(.requirement("FSC Core 2.0.0: M-17"))
    func `a domain name in the grant is looked for in the client's certificate`() throws {
        let right = try parties.terms(
            identification: .domainName(try DomainName("outway2.example.nl"))
        )
        _ = try parties.issue(parties.contract(right)).get()
        let wrong = try parties.terms(
            identification: .domainName(try DomainName("outway3.example.nl"))
        )
        #expect(try parties.issue(parties.contract(wrong)) == .failure(.otherCertificate))
    }

    @Test(.requirement("FSC Core 2.0.0: M-17"))
    func `another key of the same peer gets no token`() throws {
        let terms = try parties.terms(
            identification: .publicKey(parties.stranger.identity.publicKey)
        )
        let refused = try parties.issue(parties.contract(terms))
        #expect(refused == .failure(.otherCertificate))
    }

    @Test(.requirement("FSC Core 2.0.0: M-16"))
    func `another peer gets no token`() throws {
        let refused = try parties.issue(
            parties.contract(parties.terms()),
            to: parties.stranger.identity
        )
        #expect(refused == .failure(.otherPeer))
    }

    @Test(
        .requirement("FSC Core 2.0.0: M-12"),
        .requirement("FSC Test Suite: Manager-GetToken-2"),
        .requirement("FSC Test Suite: Manager-GetToken-3")
    )
    func `a contract that is not in force gives no token`() throws {
        let terms = try parties.terms()
        let proposed = try parties.contract(terms, signedBy: [parties.consumer.peer])
        #expect(parties.issue(proposed) == .failure(.notInForce(.proposed)))
        let revoked = try parties.contract(terms, kind: .revoke)
        #expect(parties.issue(revoked) == .failure(.notInForce(.revoked)))
        let future = try parties.contract(terms, from: 60)
        #expect(parties.issue(future) == .failure(.notInForce(.valid)))
        let contract = try parties.contract(terms)
        #expect(
            parties.issue(contract, at: contract.content.notAfter)
                == .failure(.notInForce(.expired))
        )
    }

    @Test func `a token does not outlive its contract`() throws {
        let contract = try parties.contract(parties.terms(), lasting: 100)
        let issued = try parties.issue(contract).get()
        #expect(issued.token.expires == Timestamp(seconds: contract.content.notAfter.seconds))
    }

    @Test(.requirement("FSC Core 2.0.0: M-14"), .requirement("FSC Core 2.0.0: M-15"))
    func `a grant of another provider or for a service without Inway gives no token`() throws {
        let missing = try parties.contract(parties.terms(service: "unknown"))
        #expect(parties.issue(missing) == .failure(.serviceNotOffered))
        let other = GrantTerms.connection(
            ConnectionTerms(
                outway: OutwayReference(
                    peer: parties.consumer.peer,
                    identification: .publicKey(parties.consumer.identity.publicKey)
                ),
                service: ServiceReference(
                    peer: parties.stranger.peer,
                    name: try ServiceName("register")
                )
            )
        )
        #expect(try parties.issue(parties.contract(other)) == .failure(.otherProvider))
    }

    @Test func `a publication grant and an unknown grant give no token`() throws {
        let publication = GrantTerms.publication(
            PublicationTerms(
                directory: parties.consumer.peer,
                service: ServiceReference(
                    peer: parties.provider.peer,
                    name: try ServiceName("register")
                )
            )
        )
        #expect(try parties.issue(parties.contract(publication)) == .failure(.notConnection))
        let grant = GrantHash(.serviceConnectionGrant, digest: [UInt8](repeating: 0, count: 64))
        let refused = parties.issuer.issue(
            grant,
            of: nil,
            to: parties.consumer.identity,
            at: parties.now,
            inway: parties.inway
        )
        #expect(refused == .failure(.unknownGrant))
    }

    @Test(.requirement("FSC Core 2.0.0: E-03"))
    func `every refusal has an error of RFC 6749`() {
        let refusals: [(IssuingRefusal, String)] = [
            (.unknownGrant, "invalid_scope"), (.notConnection, "invalid_scope"),
            (.notInForce(.revoked), "invalid_grant"), (.otherPeer, "invalid_client"),
            (.otherCertificate, "invalid_client"), (.otherProvider, "unauthorized_client"),
            (.serviceNotOffered, "unauthorized_client"),
        ]
        for (refusal, code) in refusals {
            #expect(refusal.errorCode == code)
            #expect(!refusal.message.isEmpty)
        }
    }
}
