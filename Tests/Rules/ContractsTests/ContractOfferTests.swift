import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity
import RequirementTrait
import Testing

@Suite struct ContractOfferTests {
    /// Who takes part, by the part that a grant gives them.
    private enum Part: String, CaseIterable {
        case service = "00000000000000000001"
        case outway = "00000000000000000002"
        case delegator = "00000000000000000004"
        case publisher = "00000000000000000005"
        case directory = "00000000000000000009"

        func id() throws -> PeerID { try PeerID(rawValue) }
    }

    private func connection(
        publisher: Bool = false,
        delegated: Bool = false,
        outway: Part = .outway
    ) throws -> GrantTerms {
        .connection(
            ConnectionTerms(
                outway: OutwayReference(
                    peer: try outway.id(),
                    identification: .domainName(try DomainName("outway.example.nl"))
                ),
                service: ServiceReference(
                    peer: try Part.service.id(),
                    name: try ServiceName("register"),
                    delegator: publisher ? try Part.publisher.id() : nil
                ),
                delegator: delegated ? try Part.delegator.id() : nil
            )
        )
    }

    private func publication(delegated: Bool = false) throws -> GrantTerms {
        .publication(
            PublicationTerms(
                directory: try Part.directory.id(),
                service: ServiceReference(
                    peer: try Part.service.id(),
                    name: try ServiceName("register")
                ),
                delegator: delegated ? try Part.delegator.id() : nil
            )
        )
    }

    private func content(
        _ terms: [GrantTerms],
        properties: JSONObject? = nil
    ) throws -> ContractContent {
        try ContractProposal(
            group: try GroupID("fsc-example-group"),
            notBefore: PublishedContent.now,
            notAfter: PublishedContent.now.advanced(bySeconds: 60),
            grants: terms.map { GrantProposal($0, properties: properties) }
        ).content(
            identifier: TransactionID(high: 1, low: 2),
            createdAt: PublishedContent.now
        )
    }

    private func expectOffers(
        _ content: ContractContent,
        to receiver: Part,
        by allowed: Set<Part>
    ) throws {
        for part in Part.allCases where content.peers.contains(try part.id()) && part != receiver {
            if allowed.contains(part) {
                try content.checkOffer(by: part.id(), to: receiver.id())
            } else {
                let refusal = #expect(throws: ContractRefusal.self) {
                    try content.checkOffer(by: part.id(), to: receiver.id())
                }
                #expect(refusal?.code == .contractInvalid)
                #expect(refusal?.message.contains(part.rawValue) == true)
            }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: K-11"), .requirement("FSC Core 2.0.0: D-02"))
    func `the peer that publishes offers a publication to the Directory`() throws {
        let content = try content([publication()])
        try expectOffers(content, to: .directory, by: [.service])
        try expectOffers(content, to: .service, by: [.directory])
    }

    @Test(.requirement("FSC Core 2.0.0: K-13"), .requirement("FSC Core 2.0.0: D-02"))
    func `delegator or provider offers a delegated publication to the Directory`() throws {
        let content = try content([publication(delegated: true)])
        try expectOffers(content, to: .directory, by: [.service, .delegator])
        try expectOffers(content, to: .delegator, by: [.service, .directory])
    }

    @Test(.requirement("FSC Core 2.0.0: K-15"))
    func `the peer with the Outway offers a connection to the provider`() throws {
        try expectOffers(content([connection()]), to: .service, by: [.outway])
        let delegatedService = try content([connection(publisher: true)])
        try expectOffers(delegatedService, to: .service, by: [.outway])
        try expectOffers(delegatedService, to: .publisher, by: [.outway, .service])
    }

    @Test(.requirement("FSC Core 2.0.0: K-18"))
    func `delegator or delegatee offers a delegated connection to the provider`() throws {
        let content = try content([connection(publisher: true, delegated: true)])
        try expectOffers(content, to: .service, by: [.outway, .delegator])
    }

    @Test func `in a contract of several Outways each of their peers may offer it`() throws {
        let content = try content([connection(), connection(outway: .directory)])
        try expectOffers(content, to: .service, by: [.outway, .directory])
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-12"),
        .requirement("FSC Core 2.0.0: K-14"),
        .requirement("FSC Core 2.0.0: K-17"),
        .requirement("FSC Core 2.0.0: K-19")
    )
    func `every peer of a grant must sign, and no other`() throws {
        let cases: [(GrantTerms, Set<Part>)] = [
            (try publication(), [.directory, .service]),
            (try publication(delegated: true), [.directory, .service, .delegator]),
            (try connection(), [.outway, .service]),
            (try connection(publisher: true), [.outway, .service, .publisher]),
            (try connection(delegated: true), [.outway, .service, .delegator]),
            (
                try connection(publisher: true, delegated: true),
                [.outway, .service, .delegator, .publisher]
            ),
        ]
        for (terms, parts) in cases {
            let contract = Contract(try content([terms]), signatures: [])
            #expect(
                try contract.missingPeers(at: PublishedContent.now)
                    == parts.map { try $0.id() }.sorted()
            )
        }
    }

    @Test(.requirement("FSC Core 2.0.0: S-12"))
    func `a path must name the content, in an algorithm that is known`() throws {
        let content = try ContractContent(PublishedContent.json())
        try content.check(path: PublishedContent.contentHash)
        let cases: [(String, ErrorCode)] = [
            ("", .urlPathContentHashMismatch), ("$1$1$x", .urlPathContentHashMismatch),
            (PublishedContent.grantHash, .urlPathContentHashMismatch),
            (PublishedContent.contentHash + "=", .urlPathContentHashMismatch),
            ("$2$1$abc", .unknownHashAlgorithmHash), ("$01$1$abc", .unknownHashAlgorithmHash),
            ("$x$1$abc", .urlPathContentHashMismatch),
        ]
        for (path, code) in cases {
            let refusal = #expect(throws: ContractRefusal.self) { try content.check(path: path) }
            #expect(refusal?.code == code, "\(path)")
        }
    }

    @Test(.requirement("FSC Core 2.0.0: P-08"), .requirement("FSC Core 2.0.0: P-09"))
    func `a Group may restrict properties to those it uses`() throws {
        let content = try content([connection()], properties: ["purpose": 1, "other": 2])
        try content.check(properties: ["purpose", "other", "third"])
        let refusal = #expect(throws: ContractRefusal.self) {
            try content.check(properties: ["purpose"])
        }
        #expect(refusal == .propertyNotAllowed("content.grants[0].data.properties.other"))
        #expect(refusal?.code == .contractInvalid)
    }

    @Test(
        .requirement("FSC External Contract Reference 1.0.0: X-01"),
        .requirement("FSC External Contract Reference 1.0.0: X-02"),
        arguments: [
            ExternalContractReference.connectionProperty,
            ExternalContractReference.publicationProperty,
        ]
    )
    func `a reference to an external contract has all its members as texts`(name: String) throws {
        let rules = GroupRules(id: try GroupID("fsc-example-group"))
        func check(_ reference: JSONValue) throws {
            let content = try content([connection()], properties: [name: reference])
            try content.check(rules, at: PublishedContent.now)
        }
        try check(["reference": "r", "delegator_id": "1", "delegator_name": "N", "more": 1])
        for wrong in [
            "r", [:], ["reference": "r", "delegator_id": "1"],
            ["reference": 1, "delegator_id": "1", "delegator_name": "N"],
            ["reference": "r", "delegator_id": "1", "delegator_name": .null],
        ] as [JSONValue] {
            let refusal = #expect(throws: ContractRefusal.self) { try check(wrong) }
            #expect(refusal?.code == .contractInvalid)
            #expect(refusal?.message.contains("properties." + name) == true)
        }
    }
}
