import AccessControl
import AccessTokens
import CertificateAuthority
import Contracts
import ExchangeModel
import Inway
import JSONTape
import OpenAPI
import PayloadPolicy
import PeerIdentity
import PeerTransport
import SignedJSON
import Testing

/// A provider with an Inway and a consumer that has a contract with it; real certificates.
struct InwayParties: Sendable {
    static let purposeID = "https://purposes.example.nl/benefit"

    struct Party: Sendable {
        let peer: PeerID
        let key: SigningKey
        let identity: IdentifiedPeer
        let certificate: IssuedCertificate
    }

    let now = CertificateGroup.wallClock
    let authority: CertificateGroup
    let group: GroupID
    let provider: Party
    let consumer: Party
    let stranger: Party

    init() throws {
        let authority = try CertificateGroup()
        let now = now
        let trust = try TrustMaterial(
            anchors: authority.anchorsPEM,
            revocationLists: authority.revocationLists()
        )
        let generation = IdentityGeneration(trust, rules: SubjectRules(), at: now)
        func party(_ number: Int) throws -> Party {
            let id = "0000000000000000000\(number)"
            let issued = try authority.issue(
                organization: "Organisation \(number)",
                serialNumber: id,
                dnsNames: ["host\(number).example.nl"]
            )
            return Party(
                peer: try PeerID(id),
                key: try SigningKey(pem: issued.privateKeyPEM),
                identity: try generation.verify(issued.chainDER, purpose: .client, at: now).get()
                    .peer,
                certificate: issued
            )
        }
        self.authority = authority
        (provider, consumer, stranger) = (try party(1), try party(2), try party(3))
        group = try GroupID("test-group")
    }

    /// The access rules of an Inway that offers services, with a field policy where there is one.
    func access(_ services: [String], policy: FieldPolicy? = nil) throws -> AccessPolicy {
        let keys = [
            provider.identity.certificate: try VerificationKey(
                subjectPublicKeyInfo: provider.certificate.publicKeyInfo
            )
        ]
        let rule = ServiceRule(
            purposeRequired: policy != nil,
            fieldPolicies: policy.map { [$0.purpose: $0.digest] } ?? [:]
        )
        var rules: [ServiceName: ServiceRule] = [:]
        for name in services { rules[try ServiceName(name)] = rule }
        return AccessPolicy(
            group: group,
            verifier: TokenVerifier(issuer: provider.peer, keys: keys),
            services: rules
        )
    }

    /// An access token for the consumer, out of a contract that both have signed.
    func token(
        _ service: String = "persons",
        policy: FieldPolicy? = nil,
        delegator: PeerID? = nil,
        serviceDelegator: PeerID? = nil,
        properties: JSONObject? = nil,
        at moment: Timestamp? = nil
    ) throws -> String {
        let moment = moment ?? now
        let terms = try terms(service, delegator, serviceDelegator)
        let contract = try contract(terms, policy, properties, at: moment)
        let issuer = TokenIssuer(
            group: group,
            own: provider.peer,
            key: provider.key,
            certificate: provider.identity.certificate
        )
        let address = try PeerAddress("https://inway.example.nl:443")
        let grant = try #require(contract.content.grants.first)
        let result = issuer.issue(
            grant.hash,
            of: contract,
            to: consumer.identity,
            at: moment,
            inway: { _ in address }
        )
        return try result.get().text
    }

    private func terms(
        _ service: String,
        _ delegator: PeerID?,
        _ serviceDelegator: PeerID?
    ) throws -> GrantTerms {
        .connection(
            ConnectionTerms(
                outway: OutwayReference(
                    peer: consumer.peer,
                    identification: .publicKey(consumer.identity.publicKey)
                ),
                service: ServiceReference(
                    peer: provider.peer,
                    name: try ServiceName(service),
                    delegator: serviceDelegator
                ),
                delegator: delegator
            )
        )
    }

    private func contract(
        _ terms: GrantTerms,
        _ policy: FieldPolicy?,
        _ properties: JSONObject?,
        at moment: Timestamp
    ) throws -> Contract {
        let purpose = policy.map {
            Purpose(
                id: $0.purpose,
                label: "Benefit",
                legalBasis: "PublicTask",
                legalSources: [],
                authorisationReference: nil,
                fieldPolicy: $0.digest
            )
        }
        let content = try ContractProposal(
            group: group,
            notBefore: moment.advanced(bySeconds: -10),
            notAfter: moment.advanced(bySeconds: 86_400),
            grants: [GrantProposal(terms, purpose: purpose, properties: properties)]
        ).content(identifier: TransactionID(high: 1, low: 2), createdAt: moment)
        let signatures = try content.peers.map { peer in
            try ContractSignature(
                restoring: SigningStatement.text(
                    .accept,
                    of: content.hash,
                    at: moment,
                    key: provider.key,
                    certificate: provider.identity.certificate
                ),
                peer: peer,
                certificateEnd: nil
            )
        }
        return Contract(content, signatures: signatures)
    }

    /// A permit as a request with a token of the consumer gets it.
    func permit(
        policy: FieldPolicy? = nil,
        delegator: PeerID? = nil,
        properties: JSONObject? = nil
    ) throws -> Permit {
        let token = try token(policy: policy, delegator: delegator, properties: properties)
        return try access(["persons"], policy: policy)
            .authorize(consumer.identity, token: Array(token.utf8), at: now).get()
    }

    func tls(_ party: Party) throws -> MutualTLS {
        try MutualTLS(
            trust: TrustMaterial(
                anchors: authority.anchorsPEM,
                revocationLists: authority.revocationLists()
            ),
            subject: SubjectRules(),
            credentials: TLSCredentials(
                certificateChain: Array(party.certificate.chainPEM.utf8),
                privateKey: Array(party.certificate.privateKeyPEM.utf8)
            ),
            clock: { CertificateGroup.wallClock }
        )
    }
}

/// A small persons registry: its description and the policy of one purpose.
enum PersonsRegistry {
    static let documentText = """
        {"openapi":"3.1.0","info":{"title":"Persons","version":"1.0.0"},
         "servers":[{"url":"/"}],
         "paths":{
          "/persons/{number}":{"get":{"operationId":"getPerson",
            "parameters":[
              {"name":"number","in":"path","required":true,"schema":{"type":"string"}},
              {"name":"X-Detail","in":"header","schema":{"type":"string","enum":["full","short"]}}],
            "responses":{
              "200":{"description":"x","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Person"}}}},
              "404":{"description":"x","content":{"application/problem+json":{"schema":{"type":"object"}}}}}}},
          "/persons/search":{"post":{"operationId":"search",
            "requestBody":{"required":true,"content":{"application/json":{"schema":{
              "type":"object","required":["numbers"],"additionalProperties":false,
              "properties":{"numbers":{"type":"array","items":{"type":"string"}}}}}}},
            "responses":{"200":{"description":"x","content":{"application/json":{"schema":{
              "type":"array","items":{"$ref":"#/components/schemas/Person"}}}}}}}}},
         "components":{"schemas":{"Person":{"type":"object","required":["number"],"properties":{
            "number":{"type":"string"},"name":{"type":"string"},"remarks":{"type":"string"}}}}}}
        """

    static let policyText = """
        {"purpose":"\(InwayParties.purposeID)","operations":{
          "getPerson":{
            "request":{"subjects":[{"at":"path:number","id_type":"NUMBER"}]},
            "response":{"allow":["/name"],"always":["/number"],
              "subjects":[{"at":"/number","id_type":"NUMBER"}]}},
          "search":{
            "request":{"subjects":[{"at":"/numbers/*","id_type":"NUMBER"}]},
            "response":{"allow":["/*/number","/*/name"]}}}}
        """

    static func policy() throws -> FieldPolicy {
        try FieldPolicy(JSONValue(parsing: Array(policyText.utf8)))
    }

    static func rules(limits: PayloadLimits = PayloadLimits()) throws -> PayloadRules {
        let document = try OpenAPIDocument(JSONValue(parsing: Array(documentText.utf8)))
        return try PayloadRules(document: document, policies: [policy()], limits: limits)
    }

    /// The rules of a service without description: bodies are streamed.
    static func streamed() throws -> PayloadRules {
        try PayloadRules(document: nil, requestMode: .off, answerMode: .off)
    }
}
