import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity
import RequirementTrait
import Testing

/// What the texts of a grant's properties may hold.
@Suite struct PropertyTextTests {
    private let provider: PeerID
    private let consumer: PeerID
    private let rules: GroupRules
    private let now = Timestamp(seconds: 1_500)

    init() throws {
        provider = try PeerID("00000000000000000001")
        consumer = try PeerID("00000000000000000002")
        rules = GroupRules(id: try GroupID("g"))
    }

    private func content(
        _ properties: JSONObject,
        publishes: Bool = false
    ) throws -> ContractContent {
        let service = ServiceReference(peer: provider, name: try ServiceName("register"))
        let terms: GrantTerms =
            publishes
            ? .publication(PublicationTerms(directory: consumer, service: service))
            : .connection(
                ConnectionTerms(
                    outway: OutwayReference(
                        peer: consumer,
                        identification: .domainName(try DomainName("outway.example.nl"))
                    ),
                    service: service
                )
            )
        return try ContractProposal(
            group: rules.id,
            notBefore: Timestamp(seconds: 1_000),
            notAfter: Timestamp(seconds: 2_000),
            grants: [GrantProposal(terms, properties: properties)]
        ).content(identifier: TransactionID(high: 1, low: 2), createdAt: Timestamp(seconds: 900))
    }

    private func refusal(
        _ properties: JSONObject,
        publishes: Bool = false
    ) throws -> ContractRefusal? {
        let content = try content(properties, publishes: publishes)
        do throws(ContractRefusal) {
            try content.check(rules, at: now)
            return nil
        } catch {
            return error
        }
    }

    private func purpose(_ changes: JSONObject = [:]) throws -> JSONObject {
        var value =
            PurposeProperty.json(try GrantTests.purpose("https://doelen.example/toetsing")).object
            ?? [:]
        for (name, change) in changes.members { value[name] = change }
        return value
    }

    @Test func `plain texts of any script are taken`() throws {
        let label = "Toetsing – 評価 🔒 é \u{5D0}"
        #expect(try refusal(["purpose": .object(purpose(["label": .string(label)]))]) == nil)
        #expect(try refusal(["other": ["a\tb\n", "\u{0}"]]) == nil, "another extension's texts")
    }

    @Test(arguments: [
        "\u{0}", "\u{7}", "\n", "\r", "\t", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{2028}",
        "\u{2029}", "\u{202E}", "\u{2066}",
    ])
    func `a character that terminals obey is refused with its place`(character: String) throws {
        let label: JSONValue = .string("ab" + character + "c")
        let refused = try refusal(["purpose": .object(purpose(["label": label]))])
        #expect(refused?.code == .contractInvalid)
        let code = character.unicodeScalars.first.map { String($0.value, radix: 16) }?.uppercased()
        let digits = String(repeating: "0", count: 4 - (code?.count ?? 0)) + (code ?? "")
        #expect(
            refused?.message.hasPrefix(
                "content.grants[0].data.properties.purpose.label holds the character U+\(digits) at "
                    + "place 3"
            ) == true
        )
        #expect(
            try refusal(["purpose": .object(purpose(["x" + character: 1]))])?.message
                .hasPrefix("a name in content.grants[0].data.properties.purpose") == true
        )
        let purposes: JSONObject = ["purposes": [.object(try purpose(["label": label]))]]
        #expect(
            try refusal(purposes, publishes: true)?.message
                .contains("properties.purposes[0].label") == true
        )
        let reference: JSONObject = [
            ExternalContractReference.connectionProperty: [
                "reference": label, "delegator_id": "1", "delegator_name": "N",
            ]
        ]
        #expect(try refusal(reference)?.code == .contractInvalid)
    }

    @Test func `a text that is too long is refused with its place`() throws {
        func text(_ bytes: Int) -> JSONValue { .string(String(repeating: "x", count: bytes)) }
        #expect(try refusal(["purpose": .object(purpose(["label": text(512)]))]) == nil)
        let refused = try refusal(["purpose": .object(purpose(["legal_basis": text(513)]))])
        #expect(
            refused
                == .textTooLong(
                    "content.grants[0].data.properties.purpose.legal_basis",
                    bytes: 513,
                    most: 512
                )
        )
        #expect(refused?.code.status == 422)
    }

    @Test(.requirement("FSC Core 2.0.0: P-01"))
    func `properties of others have no other bound than the whole, also under our name`() throws {
        let long = JSONValue.string(String(repeating: "x", count: 100_000))
        for value in [long, ["a\u{7}": long], [long], .null, 7, "a\nb"] as [JSONValue] {
            #expect(try refusal(["other": value]) == nil)
            #expect(try refusal(["purpose": value]) == nil)
            #expect(try refusal(["purposes": value], publishes: true) == nil)
            try content(["purpose": value]).checkPurposes(of: provider)
        }
        #expect(try refusal([String(repeating: "n", count: 16_385): 1]) == nil)
    }

    @Test(.requirement("FSC Core 2.0.0: P-06"))
    func `properties are bounded as a whole`() throws {
        func parts(_ count: Int) -> JSONObject {
            let text = JSONValue.string(String(repeating: "x", count: 97))
            return ["other": .array(Array(repeating: text, count: count))]
        }
        for publishes in [false, true] {
            #expect(try refusal(parts(9_000), publishes: publishes) == nil)
            guard
                case .propertiesTooLarge(_, _, most: 1_000_000)? = try refusal(
                    parts(10_000),
                    publishes: publishes
                )
            else {
                Issue.record("more than 1 MB")
                return
            }
        }
    }

    @Test(arguments: [
        ("document_sha256", "abc", "document_sha256 is not 64 lower-case hexadecimal digits"),
        ("field_policy_sha256", "", "field_policy_sha256 is not 64"), ("id", "a b", "purpose.id"),
    ])
    func `a purpose that cannot be read is refused by the provider, and by nobody else`(
        member: String,
        value: String,
        message: String
    ) throws {
        let content = try content(["purpose": .object(purpose([member: .string(value)]))])
        #expect {
            try content.checkPurposes(of: provider)
        } throws: { error in
            guard let refusal = error as? ContractRefusal else { return false }
            return refusal.code == .contractInvalid && refusal.message.contains(message)
        }
        try content.checkPurposes(of: consumer)
        try self.content(["purpose": .object(purpose())]).checkPurposes(of: provider)
        try self.content(["purpose": "text"], publishes: true).checkPurposes(of: provider)
    }
}
