import AccessControl
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import Testing

/// What keeps a contract from serving at its provider.
@Suite struct ServingObstacleTests {
    private let parties: TokenParties
    private let purpose: Purpose

    init() throws {
        parties = try TokenParties()
        purpose = try Self.purpose("toetsing")
    }

    private static func purpose(_ id: String, policy: UInt8 = 5) throws -> Purpose {
        Purpose(
            id: try PurposeID(id),
            label: "Toetsing",
            legalBasis: "PublicTask",
            legalSources: [],
            authorisationReference: nil,
            fieldPolicy: try digest(policy),
            document: try digest(7)
        )
    }

    private static func digest(_ byte: UInt8) throws -> SHA256Value {
        try #require(SHA256Value([UInt8](repeating: byte, count: 32)))
    }

    private func obstacles(
        _ purpose: Purpose?,
        properties: JSONObject? = nil,
        service: String = "register",
        isRequired: Bool = true,
        published: UInt8 = 7
    ) throws -> [ServingObstacle] {
        let content = try parties.contract(
            parties.terms(service: service),
            properties: properties,
            purpose: purpose
        ).content
        let rule = ServiceRule(
            purposeRequired: isRequired,
            fieldPolicies: [self.purpose.id: self.purpose.fieldPolicy]
        )
        let document = try Self.digest(published)
        return content.obstacles(
            at: parties.provider.peer,
            rule: { $0.rawValue == "register" ? rule : nil },
            publishes: { $0 == document }
        )
    }

    @Test func `a contract for what is published has no obstacle`() throws {
        #expect(try obstacles(purpose) == [])
        #expect(try obstacles(nil, isRequired: false) == [])
    }

    @Test func `whatever the Inway would refuse is an obstacle before anybody signs`() throws {
        let name = try ServiceName("register")
        let offered = [purpose.id]
        #expect(
            try obstacles(purpose, service: "other") == [
                .serviceNotOffered(try ServiceName("other"))
            ]
        )
        #expect(try obstacles(nil) == [.purpose(.missing, name, offered: offered)])
        #expect(
            try obstacles(
                nil,
                properties: ["purpose": ["field_policy_sha256": "text"]],
                isRequired: false
            ) == [.purpose(.malformed, name, offered: offered)]
        )
        #expect(try obstacles(nil, properties: ["purpose": "text"], isRequired: false) == [])
        let other = try Self.purpose("other")
        #expect(try obstacles(other) == [.purpose(.unknown(other.id), name, offered: offered)])
        #expect(
            try obstacles(Self.purpose("toetsing", policy: 6))
                == [.purpose(.notKept(purpose.id), name, offered: offered)]
        )
        #expect(try obstacles(purpose, published: 8) == [.documentUnknown(purpose.id, name)])
        for obstacle in try obstacles(other) + obstacles(purpose, published: 8) {
            #expect(obstacle.description.contains("'register'"))
        }
        #expect(try obstacles(other).first?.description.contains("'toetsing'") == true)
    }

    @Test func `properties that no request can carry are an obstacle, and no others`() throws {
        let name = try ServiceName("register")
        func found(_ bytes: Int) throws -> [ServingObstacle] {
            let text = JSONValue.string(String(repeating: "x", count: bytes - 8))
            return try obstacles(nil, properties: ["x": text], isRequired: false)
        }
        #expect(try found(46_080) == [])
        #expect(try found(46_081) == [.propertiesTooLarge(name, bytes: 46_081)])
        #expect(try found(500_000).first?.description.contains("46080 make an access") == true)
    }

    @Test func `the same grant twice is an obstacle, two grants are none`() throws {
        let one = try parties.contract(parties.terms(), purpose: purpose).content
        var document = try #require(one.json.object)
        let grants = try #require(document["grants"]?.array)
        document["grants"] = .array(grants + grants)
        let rule = ServiceRule(fieldPolicies: [purpose.id: purpose.fieldPolicy])
        func found(_ document: JSONObject) throws -> [ServingObstacle] {
            try ContractContent(.object(document)).obstacles(
                at: parties.provider.peer,
                rule: { _ in rule },
                publishes: { _ in true }
            )
        }
        #expect(try found(document) == [.grantRepeated(first: 0, second: 1)])
        var data = try #require(grants[0]["data"]?.object)
        data["note"] = 1
        document["grants"] = .array(grants + [["data": .object(data)]])
        #expect(try found(document) == [])
    }

    @Test func `at a peer that is not the provider nothing is an obstacle`() throws {
        let content = try parties.contract(parties.terms(), purpose: nil).content
        let found = content.obstacles(
            at: parties.consumer.peer,
            rule: { _ in nil },
            publishes: { _ in false }
        )
        #expect(found == [])
    }
}
