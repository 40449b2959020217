import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity
import RequirementTrait
import Testing

@Suite struct GrantTests {
    let provider: PeerID
    let consumer: PeerID
    let delegator: PeerID
    let publisher: PeerID
    let directory: PeerID
    let service: ServiceName

    init() throws {
        provider = try PeerID("00000000000000000001")
        consumer = try PeerID("00000000000000000002")
        delegator = try PeerID("00000000000000000004")
        publisher = try PeerID("00000000000000000005")
        directory = try PeerID("00000000000000000009")
        service = try ServiceName("register")
    }

    private func content(_ grants: [GrantProposal]) throws -> ContractContent {
        try ContractProposal(
            group: try GroupID("g"),
            notBefore: Timestamp(seconds: 1_000),
            notAfter: Timestamp(seconds: 2_000),
            grants: grants
        ).content(identifier: TransactionID(high: 1, low: 2), createdAt: Timestamp(seconds: 900))
    }

    private func connection(
        delegatedService: Bool = false,
        delegator: PeerID? = nil
    ) throws -> GrantTerms {
        .connection(
            ConnectionTerms(
                outway: OutwayReference(
                    peer: consumer,
                    identification: .domainName(try DomainName("outway.example.nl"))
                ),
                service: ServiceReference(
                    peer: provider,
                    name: service,
                    delegator: delegatedService ? publisher : nil
                ),
                delegator: delegator
            )
        )
    }

    @Test(.requirement("FSC Core 2.0.0: K-17"), .requirement("FSC Core 2.0.0: K-19"))
    func `each grant type names the peers that must sign`() throws {
        let cases: [(GrantTerms, GrantType, Set<PeerID>, String)] = [
            (
                .publication(
                    PublicationTerms(
                        directory: directory,
                        service: ServiceReference(peer: provider, name: service)
                    )
                ),
                .servicePublication, [directory, provider], "$1$2$"
            ),
            (
                .publication(
                    PublicationTerms(
                        directory: directory,
                        service: ServiceReference(peer: provider, name: service),
                        transport: .http2,
                        delegator: delegator
                    )
                ),
                .delegatedServicePublication, [directory, provider, delegator], "$1$5$"
            ),
            (try connection(), .serviceConnection, [consumer, provider], "$1$3$"),
            (
                try connection(delegatedService: true), .serviceConnection,
                [consumer, provider, publisher], "$1$3$"
            ),
            (
                try connection(delegator: delegator), .delegatedServiceConnection,
                [consumer, provider, delegator], "$1$4$"
            ),
            (
                try connection(delegatedService: true, delegator: delegator),
                .delegatedServiceConnection, [consumer, provider, delegator, publisher], "$1$4$"
            ),
        ]
        for (terms, type, peers, prefix) in cases {
            let content = try content([GrantProposal(terms)])
            let grant = try #require(content.grants.first)
            #expect(grant.terms == terms)
            #expect(grant.type == type)
            #expect(content.peers == peers)
            #expect(grant.hash.rawValue.hasPrefix(prefix))
        }
    }

    @Test func `a purpose goes into the properties and comes back`() throws {
        let purpose = try Self.purpose("https://doelen.example/toetsing")
        let content = try content([
            GrantProposal(try connection(), purpose: purpose, properties: ["other": 1])
        ])
        let grant = try #require(content.grants.first)
        #expect(grant.purpose == .present(purpose))
        #expect(grant.properties?["other"] == 1)
        let plain = try self.content([GrantProposal(try connection(), properties: ["other": 1])])
        #expect(plain.grants.first?.hash != grant.hash)
    }

    @Test(
        arguments: [
            ["field_policy_sha256": .null],
            ["id": "a b", "field_policy_sha256": "ABCD"],
            [
                "id": "x", "label": "l", "legal_basis": "b",
                "field_policy_sha256": "ABCD",
            ],
        ] as [JSONValue]
    )
    func `a purpose of our form that cannot be read is neither a purpose nor none`(
        value: JSONValue
    ) {
        let property = PurposeProperty(in: ["purpose": value])
        #expect(property.purpose == nil)
        #expect(property != .absent)
    }

    @Test(
        arguments: [
            "text", .null, 7, true, [], ["test"], [:], ["id": "a b"],
            ["id": "x", "label": "l", "legal_basis": "b"],
        ] as [JSONValue]
    )
    func `a purpose of another form is another's, and none`(value: JSONValue) {
        #expect(PurposeProperty(in: ["purpose": value]) == .absent)
    }

    @Test(.requirement("FSC External Contract Reference 1.0.0: X-01"))
    func `an external contract reference is recognised, whole or not`() throws {
        let whole: JSONValue = [
            "reference": "https://contract.example/1", "delegator_id": "1", "delegator_name": "N",
        ]
        let found = ExternalContractReference(
            in: ["delegation.connection.external_contract_reference": whole, "x": 1])
        #expect(
            found
                == .complete(
                    reference: "https://contract.example/1",
                    delegatorID: "1",
                    delegatorName: "N"
                )
        )
        #expect(
            ExternalContractReference(
                in: ["delegation.publication.external_contract_reference": ["reference": 1]])
                == .incomplete
        )
        #expect(ExternalContractReference(in: ["purpose": whole]) == nil)
        #expect(ExternalContractReference(in: nil) == nil)
    }

    @Test(.requirement("FSC External Contract Reference 1.0.0: X-09"))
    func `only external references go into a record`() {
        let logged = ExternalContractReference.logged(
            from: ["delegation.connection.external_contract_reference": ["reference": "r"], "x": 1])
        #expect(logged?.names == ["delegation.connection.external_contract_reference"])
        #expect(ExternalContractReference.logged(from: ["x": 1]) == nil)
    }

    @Test func `a rule signs what it names and nothing else`() throws {
        let purpose = try Self.purpose("p")
        let content = try content([GrantProposal(try connection(), purpose: purpose)])
        let now = Timestamp(seconds: 1_000)
        let rule = AutoSignRule(
            grantTypes: [.serviceConnection],
            peers: [consumer],
            services: [service],
            purposes: [purpose.id],
            longestSeconds: 1_000
        )
        func decide(_ change: (inout AutoSignRule) throws -> Void) rethrows -> AutoSignObjection? {
            var changed = rule
            try change(&changed)
            return changed.objection(to: content, of: provider, at: now)
        }
        #expect(decide { _ in } == nil)
        #expect(decide { $0.grantTypes = [.servicePublication] } == .otherGrantType)
        #expect(decide { $0.peers = [directory] } == .otherPeer)
        #expect(try decide { $0.services = [try ServiceName("other")] } == .otherService)
        #expect(try decide { $0.purposes = [try PurposeID("q")] } == .otherPurpose)
        #expect(decide { $0.longestSeconds = 999 } == .tooLong)
        #expect(content.autoSignature(by: [], of: provider, at: now) == .failure(.noRule))
        let first = AutoSignRule(grantTypes: [.servicePublication])
        #expect(content.autoSignature(by: [first, rule], of: provider, at: now) == .success(1))
    }

    @Test(.requirement("FSC External Contract Reference 1.0.0: X-07"))
    func `no rule signs a contract that refers to an external contract`() throws {
        let content = try content([
            GrantProposal(
                try connection(),
                properties: ["delegation.connection.external_contract_reference": "anything"]
            )
        ])
        let rule = AutoSignRule(grantTypes: Set(GrantType.allCases))
        #expect(
            content.autoSignature(by: [rule], of: provider, at: Timestamp(seconds: 0))
                == .failure(.externalContract)
        )
    }

    static func purpose(_ id: String) throws -> Purpose {
        Purpose(
            id: try PurposeID(id),
            label: "Toetsing",
            legalBasis: "PublicTask",
            legalSources: ["Wet X, artikel 1"],
            authorisationReference: "B-1",
            fieldPolicy: try #require(SHA256Value([UInt8](repeating: 5, count: 32)))
        )
    }
}
