import AdministrationAPI
import CertificateAuthority
import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity
import RequirementTrait
import Testing

@testable import sluis

@Suite struct OutwayChoiceTests {
    private static let own = "00000099000000003000"
    private static let other = "00000099000000004000"

    private func read(_ body: JSONObject) throws -> (OutwayChoice, faults: [String]) {
        var faults: [OperationRefusal.Fault] = []
        let choice = OutwayChoice(body, own: try PeerID(Self.own), faults: &faults)
        return (choice, faults.map(\.location))
    }

    /// Ourselves, as our certificate says.
    private func identity(names: [String]) throws -> IdentifiedPeer {
        let group = try CertificateGroup()
        let issued = try group.issue(
            organization: "Organisation",
            serialNumber: Self.own,
            dnsNames: names
        )
        let generation = IdentityGeneration(
            try TrustMaterial(
                anchors: group.anchorsPEM,
                revocationLists: group.revocationLists()
            ),
            rules: SubjectRules(),
            at: CertificateGroup.wallClock
        )
        return try generation.verify(
            issued.chainDER,
            purpose: .signing,
            at: CertificateGroup.wallClock
        ).get().peer
    }

    @Test func `by itself a proposal is for our own Outway, known by its domain name`() throws {
        let (choice, faults) = try read([:])
        #expect(faults.isEmpty)
        #expect(choice.peer == nil && choice.delegator == nil && choice.properties == nil)
        let own = try identity(names: ["manager.example", "outway.example"])
        #expect(try choice.identification(of: own) == .domainName(DomainName("outway.example")))
    }

    @Test(.requirement("FSC Core 2.0.0: K-16"))
    func `it can be bound to the key of our certificate instead`() throws {
        let (choice, faults) = try read(["identification": "publicKey"])
        #expect(faults.isEmpty)
        let own = try identity(names: ["outway.example"])
        #expect(try choice.identification(of: own) == .publicKey(own.publicKey))
    }

    @Test func `our Outway can call on behalf of another`() throws {
        let (choice, faults) = try read(["delegator": .string(Self.other)])
        #expect(faults.isEmpty)
        #expect(choice.peer == nil)
        #expect(choice.delegator?.rawValue == Self.other)
    }

    @Test func `the Outway of another calls on our behalf, known by the given name`() throws {
        let (choice, faults) = try read([
            "outwayPeer": .string(Self.other), "outwayName": "outway.other.example",
        ])
        #expect(faults.isEmpty)
        #expect(choice.peer?.rawValue == Self.other)
        #expect(choice.delegator?.rawValue == Self.own)
        let own = try identity(names: ["manager.example"])
        let name = try DomainName("outway.other.example")
        #expect(try choice.identification(of: own) == .domainName(name))
    }

    @Test(
        arguments: [
            (["outwayPeer": .string(other)], ["/outwayName"]),
            (["delegator": .string(own)], ["/delegator"]),
            (
                [
                    "outwayPeer": .string(other), "outwayName": "o.example",
                    "delegator": .string(other),
                ], ["/delegator"]
            ),
            (
                [
                    "outwayPeer": .string(other), "outwayName": "o.example", "alias": "persons",
                ], ["/alias"]
            ),
            (["identification": "name"], ["/identification"]),
            (["identification": "publicKey", "outwayName": "o.example"], ["/identification"]),
            (["outwayName": 7], ["/outwayName"]), (["delegator": ""], ["/delegator"]),
            (
                ["externalContract": ["reference": "https://contract.example/1"]],
                ["/externalContract/delegatorID", "/externalContract/delegatorName"]
            ),
        ] as [(JSONObject, [String])]
    )
    func `what does not go together is named`(body: JSONObject, faults: [String]) throws {
        #expect(try read(body).faults == faults)
    }

    @Test func `a name that our certificate does not have is refused`() throws {
        let (choice, faults) = try read(["outwayName": "else.example"])
        #expect(faults.isEmpty)
        let own = try identity(names: ["outway.example"])
        #expect(throws: OperationRefusal.self) { try choice.identification(of: own) }
    }

    @Test(.requirement("FSC External Contract Reference 1.0.0: X-01"))
    func `an external contract becomes the property of the grant`() throws {
        let (choice, faults) = try read([
            "externalContract": [
                "reference": "https://contract.example/1", "delegatorID": "KVK 1",
                "delegatorName": "Stichting",
            ]
        ])
        #expect(faults.isEmpty)
        #expect(
            ExternalContractReference(in: choice.properties)
                == .complete(
                    reference: "https://contract.example/1",
                    delegatorID: "KVK 1",
                    delegatorName: "Stichting"
                )
        )
    }
}
