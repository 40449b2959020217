import AccessControl
import Contracts
import ExchangeModel
import Testing

/// Which field policy a grant may pin.
@Suite struct ServiceRuleTests {
    private static func purpose(_ id: String, policy: UInt8) throws -> PurposeProperty {
        .present(
            Purpose(
                id: try PurposeID(id),
                label: "Toetsing",
                legalBasis: "PublicTask",
                legalSources: [],
                authorisationReference: nil,
                fieldPolicy: try digest(policy)
            )
        )
    }

    private static func digest(_ byte: UInt8) throws -> SHA256Value {
        try #require(SHA256Value([UInt8](repeating: byte, count: 32)))
    }

    /// Publishes policy 3 for a; 1 and 2 were published for it before, 4 for b.
    private static func rule(withdrawn: [UInt8] = []) throws -> ServiceRule {
        let (a, b) = (try PurposeID("a"), try PurposeID("b"))
        return ServiceRule(
            fieldPolicies: [a: try digest(3)],
            formerPolicies: [try digest(1): a, try digest(2): a, try digest(4): b],
            withdrawnPolicies: Set(try withdrawn.map(digest))
        )
    }

    @Test func `a policy of before serves, and no new grant may pin it`() throws {
        let rule = try Self.rule()
        let id = try PurposeID("a")
        for byte: UInt8 in [1, 2, 3] {
            #expect(try rule.objection(to: Self.purpose("a", policy: byte)) == nil)
        }
        #expect(try rule.objection(toNew: Self.purpose("a", policy: 3)) == nil)
        #expect(try rule.objection(toNew: Self.purpose("a", policy: 1)) == .notPublished(id))
    }

    @Test func `a purpose that is offered no more serves grants of before only`() throws {
        let rule = try Self.rule()
        #expect(try rule.objection(to: Self.purpose("b", policy: 4)) == nil)
        #expect(try rule.objection(toNew: Self.purpose("b", policy: 4)) == .unknown(PurposeID("b")))
        #expect(try rule.objection(to: Self.purpose("b", policy: 9)) == .notKept(PurposeID("b")))
    }

    @Test func `a policy that is not kept, or is of another purpose, denies`() throws {
        let rule = try Self.rule()
        #expect(try rule.objection(to: Self.purpose("a", policy: 9)) == .notKept(PurposeID("a")))
        #expect(try rule.objection(to: Self.purpose("a", policy: 4)) == .notKept(PurposeID("a")))
        #expect(try rule.objection(to: Self.purpose("c", policy: 1)) == .unknown(PurposeID("c")))
        #expect(rule.objection(to: .absent) == .missing)
        #expect(rule.objection(to: .malformed("x")) == .malformed)
    }

    @Test func `a withdrawn policy denies, published or of before`() throws {
        let rule = try Self.rule(withdrawn: [1, 3, 8])
        let id = try PurposeID("a")
        for byte: UInt8 in [1, 3, 8] {
            #expect(try rule.objection(to: Self.purpose("a", policy: byte)) == .withdrawn(id))
            #expect(try rule.objection(toNew: Self.purpose("a", policy: byte)) == .withdrawn(id))
        }
        #expect(try rule.objection(to: Self.purpose("a", policy: 2)) == nil)
    }
}
