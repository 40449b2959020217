import AccessControl
import AdministrationAPI
import Contracts
import ExchangeModel
import Foundation
import GatewayConfiguration
import Inway
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing

@testable import sluis

/// What a configuration means for contracts in force, told beforehand.
@Suite struct ContractImpactTests {
    private static let document = """
        openapi: 3.1.0
        info: {title: x, version: '1'}
        paths:
          /a:
            get:
              operationId: a
              responses:
                '200':
                  description: x
                  content:
                    application/json:
                      schema: {type: object, properties: {a: {type: string}, b: {type: string}}}
        """

    private let folder: GatewayFolder

    init() throws {
        folder = try GatewayFolder()
        try folder.write(Array(Self.document.utf8), "api.yaml")
    }

    private static func policy(_ fields: String) -> String {
        "purpose: https://p.example/x\noperations: {a: {response: {allow: [\(fields)]}}}\n"
    }

    /// A configuration whose service, if any, is offered for one purpose with a policy.
    private func parts(
        _ fields: String,
        service: String = "persons",
        document: String = "api.yaml",
        kept: KeptPolicies = KeptPolicies()
    ) throws -> GatewayParts {
        try folder.write(Array(Self.policy(fields).utf8), "policy.yaml")
        let purposes = """
                openapi: \(document)
                purposes:
                  - policy: policy.yaml
                    label: Assessment
                    legalBasis: PublicTask

            """
        return try GatewayParts(
            folder.settings([
                "    purposeRequired: false\n": purposes, "- name: persons": "- name: \(service)",
            ]),
            kept: kept
        )
    }

    private func grant(
        _ contract: String,
        _ peer: String,
        _ digest: SHA256Value
    ) throws -> PinnedGrant {
        PinnedGrant(
            contract: contract,
            peer: try PeerID(peer),
            service: try ServiceName("persons"),
            purpose: .present(
                Purpose(
                    id: try PurposeID("https://p.example/x"),
                    label: "",
                    legalBasis: "",
                    legalSources: [],
                    authorisationReference: nil,
                    fieldPolicy: digest
                )
            )
        )
    }

    private func kept(_ parts: GatewayParts...) -> KeptPolicies {
        var kept = KeptPolicies()
        for policy in parts.flatMap(\.services).flatMap(\.keptPolicies) { kept.add(policy) }
        return kept
    }

    @Test func `a changed policy keeps contracts of before, and what a renewal changes is told`()
        throws
    {
        let old = try parts("/a")
        let pinned = try #require(old.services[0].policies.first?.digest)
        let new = try parts("/b", kept: kept(old))
        let grants = try [
            grant("one", "00000001", pinned), grant("two", "00000001", pinned),
            grant("three", "00000002", pinned),
        ]
        let impact = ContractImpact(grants: grants, kept: kept(old, new))
        let found = impact.sentences(from: old, to: new)
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("3 contracts of 00000001, 00000002 for the service persons"))
        #expect(found[0].contains("they keep their field policy \(pinned.hexadecimal.prefix(12))"))
        #expect(found[0].hasSuffix("adds a /b; removes a /a"))
        #expect(impact.sentences(from: nil, to: new) == found)
        #expect(impact.sentences(from: new, to: new) == [])
        // Changed back: what they pin is published again.
        let back = try parts("/a", kept: kept(old, new))
        #expect(back.services[0].rule.objection(to: grants[0].purpose) == nil)
        #expect(impact.sentences(from: new, to: back)[0].hasSuffix("is the published one"))
        #expect(impact.sentences(from: nil, to: back) == [])
    }

    @Test func `a policy that changed twice leaves each contract its own`() throws {
        let first = try parts("/a")
        let second = try parts("/b", kept: kept(first))
        let third = try parts("'/**'", kept: kept(first, second))
        let digests = [first, second, third].compactMap { $0.services[0].policies.first?.digest }
        #expect(Set(digests).count == 3)
        for digest in digests {
            let purpose = try grant("x", "00000001", digest).purpose
            #expect(third.services[0].rule.objection(to: purpose) == nil)
        }
        let rules = third.services[0].offered.rules
        #expect(rules.policy(for: try PurposeID("https://p.example/x"))?.digest == digests[2])
    }

    @Test
    func `a service that goes or gets another name, and a policy that was withdrawn, are told`()
        throws
    {
        let old = try parts("/a")
        let pinned = try #require(old.services[0].policies.first?.digest)
        let impact = ContractImpact(
            grants: [try grant("one", "00000001", pinned)],
            kept: kept(old)
        )
        let renamed = impact.sentences(from: old, to: try parts("/a", service: "people"))
        #expect(
            renamed == [
                "1 contract of 00000001 for the service persons: refused, it is not in the configuration"
            ]
        )
        let withdrawn = impact.sentences(from: old, to: old.withdrawing([pinned]))
        #expect(withdrawn.count == 1)
        #expect(withdrawn[0].hasSuffix("was withdrawn"))
        #expect(
            impact.sentences(from: old.withdrawing([pinned]), to: old)[0].hasSuffix("published one")
        )
        let lost = impact.sentences(from: old, to: try parts("/b"))
        #expect(lost[0].hasSuffix("is not kept here"))
    }

    @Test func `the contracts that a withdrawn policy denies are a warning with their peers`()
        throws
    {
        let old = try parts("/a")
        let pinned = try #require(old.services[0].policies.first?.digest)
        let other = try #require(SHA256Value([UInt8](repeating: 9, count: 32)))
        var kept = kept(old)
        let grants = [
            try grant("one", "00000001", pinned), try grant("two", "00000002", pinned),
            try grant("three", "00000003", other),
        ]
        #expect(ContractImpact(grants: grants, kept: kept).denials == [])
        kept.withdrawals[pinned] = PolicyWithdrawal(
            reason: "too wide",
            person: "uid:1",
            moment: Timestamp(milliseconds: 0)
        )
        let denials = ContractImpact(grants: grants, kept: kept).denials
        #expect(denials.map(\.name) == ["field policy"])
        #expect(denials.map(\.state) == [.warn])
        let detail = try #require(denials.first?.detail)
        #expect(detail.hasPrefix("2 contracts of 00000001, 00000002 for the service persons"))
        for part in [pinned.hexadecimal, "uid:1: too wide", "sluis purpose reinstate"] {
            #expect(detail.contains(part))
        }
        #expect(ContractImpact(grants: [grants[2]], kept: kept).denials == [])
    }

    @Test func `a withdrawn policy that is published is warned of, one that does not fit too`()
        throws
    {
        let old = try parts("/a")
        let pinned = try #require(old.services[0].policies.first?.digest)
        var kept = kept(old)
        let other = Self.document.replacing("operationId: a", with: "operationId: z")
        try folder.write(Array(other.utf8), "other.yaml")
        try folder.write(
            Array(Self.policy("/b").replacing("{a:", with: "{z:").utf8),
            "policy.yaml"
        )
        let purposes = """
                openapi: other.yaml
                purposes:
                  - {policy: policy.yaml, label: Assessment, legalBasis: PublicTask}

            """
        let moved = try GatewayParts(
            folder.settings(["    purposeRequired: false\n": purposes]),
            kept: kept
        )
        #expect(
            moved.warnings.contains {
                $0.message.contains("contracts that pin it are refused there")
            }
        )
        kept.withdrawals[pinned] = PolicyWithdrawal(
            reason: "too wide",
            person: "uid:1",
            moment: Timestamp(milliseconds: 0)
        )
        let published = try parts("/a", kept: kept)
        #expect(published.warnings.contains { $0.message.contains("was withdrawn on") })
        #expect(
            published.services[0].rule.objection(to: try grant("x", "1", pinned).purpose)
                == .withdrawn(try PurposeID("https://p.example/x"))
        )
    }

    @Test func `the contracts of the administration API are read the same`() throws {
        let digest = try #require(try parts("/a").services[0].policies.first?.digest)
        let contracts: [JSONValue] = [
            [
                "hash": "one",
                "grants": [
                    [
                        "serviceProvider": .string(GatewayFolder.peer), "outwayPeer": "00000001",
                        "service": "persons",
                        "purpose": [
                            "id": "https://p.example/x", "label": "x", "contract_label": "y",
                            "field_policy_sha256": .string(digest.hexadecimal),
                        ],
                    ],
                    [
                        "serviceProvider": "00000009", "outwayPeer": "00000001",
                        "service": "persons",
                    ],
                    ["serviceProvider": .string(GatewayFolder.peer), "service": "persons"],
                ],
            ]
        ]
        let found = PinnedGrant.all(in: contracts, provider: try PeerID(GatewayFolder.peer))
        #expect(found == [try grant("one", "00000001", digest)])
    }

    // MARK: - Differences

    @Test func `what is allowed otherwise is told by operation and field`() throws {
        func operation(_ id: String, _ allow: [JSONValue], errors: JSONValue = []) -> JSONValue {
            [
                "id": .string(id), "answer": ["allow": .array(allow), "errors": errors],
                "request": [:],
            ]
        }
        let old = [operation("a", ["/x", "/y"]), operation("b", ["/z"])]
        let new = [operation("a", ["/x", "/w"], errors: ["/**"]), operation("c", [])]
        let found = PolicyDifference(from: old, to: new)
        #expect(found.added == ["a /w", "c"])
        #expect(found.removed == ["a /y", "b"])
        #expect(found.changed == ["a answer.errors"])
        #expect(found.sentence == "adds a /w, c; removes a /y, b; changes a answer.errors")
        #expect(PolicyDifference(from: old, to: old).isEmpty)
        #expect(PolicyDifference(from: old, to: old).sentence == "the same fields")
    }
}
