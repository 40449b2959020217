import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity
import RequirementTrait
import Testing

@Suite struct ContractContentTests {
    let rules: GroupRules

    init() throws {
        rules = GroupRules(id: try GroupID("fsc-example-group"))
    }

    @Test(.requirement("FSC Core 2.0.0: H-01"), .requirement("FSC Core 2.0.0: H-03"))
    func `content hash and grant hash are those computed elsewhere`() throws {
        let content = try ContractContent(PublishedContent.json())
        #expect(content.hash.rawValue == PublishedContent.contentHash)
        #expect(content.grants.map(\.hash.rawValue) == [PublishedContent.grantHash])
        #expect(try content.json.canonicalForm().count == 598)
        try content.check(rules, at: PublishedContent.now)
    }

    @Test(.requirement("FSC Core 2.0.0: K-20"))
    func `unknown members count in the hash and order of members does not`() throws {
        let json = try PublishedContent.json()
        let reversed = JSONValue.object(JSONObject((json.object?.members ?? []).reversed()))
        #expect(try ContractContent(reversed).hash.rawValue == PublishedContent.contentHash)
        let extended = try ContractContent(PublishedContent.json(["added_by_peer"], 1))
        #expect(extended.hash.rawValue != PublishedContent.contentHash)
        #expect(extended.json["added_by_peer"] == 1)
    }

    @Test func `the terms of a connection are read`() throws {
        let content = try ContractContent(PublishedContent.json())
        let grant = try #require(content.grants.first)
        #expect(grant.type == .serviceConnection)
        #expect(grant.terms.service.name.rawValue == "example-service")
        #expect(grant.purpose == .absent)
        #expect(
            content.peers.map(\.rawValue).sorted() == [
                "00000000000000000001", "00000000000000000002",
            ]
        )
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-03"),
        .requirement("FSC Core 2.0.0: K-09"),
        arguments: [
            ("iv", nil), ("iv", "no-uuid"), ("group_id", nil), ("group_id", "a b"),
            ("validity", nil), ("validity", []), ("created_at", "1672527600"),
            ("created_at", -1), ("created_at", nil), ("grants", nil), ("grants", [:]),
            ("grants", []), ("grants", [1]), ("grants", [["data": ["type": "GRANT_TYPE_X"]]]),
            ("hash_algorithm", nil), ("fsc_version", nil), ("fsc_version", 2),
        ] as [(String, JSONValue?)]
    )
    func `a member that is missing or malformed is refused with CONTRACT_INVALID`(
        name: String,
        value: JSONValue?
    ) throws {
        let json = try PublishedContent.json([name], value)
        let refusal = try #require(throws: ContractRefusal.self) { try ContractContent(json) }
        #expect(refusal.code == .contractInvalid)
        #expect(refusal.message.contains(name), "\(refusal.message)")
    }

    @Test(.requirement("FSC Core 2.0.0: K-05"))
    func `another version of FSC is refused with UNKNOWN_FSC_VERSION`() throws {
        let json = try PublishedContent.json(["fsc_version"], "1.1.0")
        let refusal = try #require(throws: ContractRefusal.self) { try ContractContent(json) }
        #expect(refusal == .unknownVersion("1.1.0"))
        #expect(refusal.code == .unknownFSCVersion)
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-04"),
        .requirement("FSC Test Suite: Manager-SubmitContract-10")
    )
    func `another hash algorithm is refused with UNKNOWN_HASH_ALGORITHM_HASH`() throws {
        let json = try PublishedContent.json(["hash_algorithm"], "HASH_ALGORITHM_MD5")
        let refusal = try #require(throws: ContractRefusal.self) { try ContractContent(json) }
        #expect(refusal.code == .unknownHashAlgorithmHash)
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-07"),
        .requirement("FSC Test Suite: Manager-SubmitContract-9")
    )
    func `a contract of another Group is refused with INCORRECT_GROUP_ID`() throws {
        let content = try ContractContent(PublishedContent.json(["group_id"], "other"))
        let refusal = try #require(throws: ContractRefusal.self) {
            try content.check(rules, at: PublishedContent.now)
        }
        #expect(refusal.code == .incorrectGroupID)
        #expect(
            refusal.message.contains("'other'") && refusal.message.contains("fsc-example-group")
        )
    }

    @Test(.requirement("FSC Core 2.0.0: K-08"))
    func `an empty or past period is refused`() throws {
        let empty = try PublishedContent.json(["validity", "not_after"], 1_672_527_600)
        #expect(throws: ContractRefusal.validityEmpty) { try ContractContent(empty) }
        let content = try ContractContent(PublishedContent.json())
        let end = Timestamp(seconds: 1_704_063_600)
        #expect(throws: ContractRefusal.validityOver(notAfter: end, now: end)) {
            try content.check(rules, at: end)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: K-06"))
    func `a contract made in the future is refused beyond the clocks difference`() throws {
        let content = try ContractContent(PublishedContent.json())
        try content.check(rules, at: Timestamp(seconds: 1_672_527_595))
        let refusal = try #require(throws: ContractRefusal.self) {
            try content.check(rules, at: Timestamp(seconds: 1_672_527_594))
        }
        #expect(refusal.code == .contractInvalid)
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-10"),
        .requirement("FSC Test Suite: Manager-SubmitContract-8")
    )
    func `a publication beside another type of grant is refused`() throws {
        let json = try PublishedContent.json()
        let connection = try #require(json["grants"]?[0])
        let mixed = try PublishedContent.json(
            ["grants"],
            [connection, PublishedContent.publicationGrant]
        )
        let refusal = try #require(throws: ContractRefusal.self) { try ContractContent(mixed) }
        #expect(refusal.code == .grantCombinationNotAllowed)
        let two = try PublishedContent.json(["grants"], [connection, connection])
        #expect(try ContractContent(two).grants.count == 2)
    }

    @Test(.requirement("FSC Core 2.0.0: G-07"))
    func `more grants than the Group allows are refused`() throws {
        let connection = try #require(try PublishedContent.json()["grants"]?[0])
        let many = try ContractContent(
            PublishedContent.json(["grants"], .array(Array(repeating: connection, count: 11)))
        )
        #expect(throws: ContractRefusal.tooManyGrants(11, most: 10)) {
            try many.check(rules, at: PublishedContent.now)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-16"),
        arguments: [
            "3A56F2E9269AC63F0D4394C46B96539DA1625B6A985D38029FF89F34E490960C", "3a56", "",
        ]
    )
    func `a key thumbprint that is not lower-case hexadecimal is refused`(text: String) throws {
        let path = ["grants", "0", "data", "outway", "identification", "public_key_thumbprint"]
        let json = try PublishedContent.json(path, .string(text))
        let refusal = try #require(throws: ContractRefusal.self) { try ContractContent(json) }
        #expect(refusal.code == .incorrectPublicKeyThumbprint)
    }

    @Test(.requirement("FSC Core 2.0.0: K-16"))
    func `an Outway is named by domain, and must be`() throws {
        let path = ["grants", "0", "data", "outway", "identification"]
        let named: JSONValue = [
            "type": "OUTWAY_IDENTIFICATION_TYPE_DOMAIN_NAME", "domain_name": "Outway.Example.nl",
        ]
        let content = try ContractContent(PublishedContent.json(path, named))
        guard case .connection(let terms)? = content.grants.first?.terms else {
            Issue.record("the grant is no connection")
            return
        }
        #expect(terms.outway.identification == .domainName(try DomainName("outway.example.nl")))
        for wrong in [
            ["type": "OUTWAY_IDENTIFICATION_TYPE_DOMAIN_NAME"],
            ["type": "OUTWAY_IDENTIFICATION_TYPE_DOMAIN_NAME", "domain_name": "-"],
            ["type": "OTHER"], ["domain_name": "example.nl"],
        ] as [JSONValue] {
            let json = try PublishedContent.json(path, wrong)
            #expect(throws: ContractRefusal.self) { try ContractContent(json) }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: P-03"), arguments: [[], "text", 1, .null] as [JSONValue])
    func `properties that are no object are refused`(value: JSONValue) throws {
        let json = try PublishedContent.json(["grants", "0", "data", "properties"], value)
        #expect(throws: ContractRefusal.self) { try ContractContent(json) }
    }

    @Test(.requirement("FSC Core 2.0.0: P-06"))
    func `properties above one mebibyte are refused`() throws {
        let properties: JSONValue = [
            "text": .string(String(repeating: "x", count: (1 << 20) - 20)),
            "more": "0123456789",
        ]
        let content = try ContractContent(
            PublishedContent.json(["grants", "0", "data", "properties"], properties)
        )
        let refusal = try #require(throws: ContractRefusal.self) {
            try content.check(rules, at: PublishedContent.now)
        }
        #expect(refusal.code == .contractInvalid)
    }

    @Test(.requirement("FSC Core 2.0.0: K-01"), .requirement("FSC Core 2.0.0: K-02"))
    func `a text that is not I-JSON is refused`() {
        for text in [
            "{", #"{"iv":1,"iv":2}"#, #"{"grants":[{"data":{"properties":{"a":1,"a":2}}}]}"#,
            #"{"a":"\ud800"}"#, #"{"a":1e999}"#,
        ] {
            let refusal = #expect(throws: ContractRefusal.self) {
                try ContractContent(parsing: Array(text.utf8))
            }
            #expect(refusal?.code == .malformedRequest)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: K-15"),
        .requirement("FSC Test Suite: Manager-SubmitContract-7")
    )
    func `sender and receiver must be on the contract, and the service offered`() throws {
        let content = try ContractContent(PublishedContent.json())
        let provider = try PeerID("00000000000000000001")
        let consumer = try PeerID("00000000000000000002")
        let stranger = try PeerID("00000000000000000008")
        try content.check(submitter: consumer, receiver: provider) { _ in true }
        #expect(throws: ContractRefusal.submitterNotOnContract(stranger)) {
            try content.check(submitter: stranger, receiver: provider) { _ in true }
        }
        #expect(throws: ContractRefusal.receiverNotOnContract(stranger)) {
            try content.check(submitter: consumer, receiver: stranger) { _ in true }
        }
        let refusal = try #require(throws: ContractRefusal.self) {
            try content.check(submitter: consumer, receiver: provider) { _ in false }
        }
        #expect(refusal.code == .contractInvalid)
        try content.check(submitter: provider, receiver: consumer) { _ in false }
    }

    @Test func `an id that has not the Group's form is refused`() throws {
        let content = try ContractContent(
            PublishedContent.json(["grants", "0", "data", "outway", "peer_id"], "123")
        )
        #expect(throws: ContractRefusal.self) {
            try content.check(rules, at: PublishedContent.now)
        }
    }
}
