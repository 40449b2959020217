import AccessLog
import ExchangeModel
import JSONTape
import MerkleLog
import RequirementTrait
import Testing

enum Sample {
    static let moment = Timestamp(milliseconds: 1_780_000_000_123)
    static let salt = Salt(1, 2)
    static let policy = SHA256Value([UInt8](repeating: 3, count: 32))

    static func transaction() throws -> TransactionID {
        try TransactionID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    static func pseudonym(_ identifier: String = "999993653") throws -> Pseudonym {
        try Pseudonymiser(keyID: KeyID("2026"), key: [UInt8](repeating: 9, count: 32))
            .pseudonym(of: identifier, type: "BSN")
    }

    static func request() throws -> RequestEntry {
        RequestEntry(
            createdAt: moment,
            transaction: try transaction(),
            direction: .incoming,
            grant: GrantHash(.serviceConnectionGrant, digest: [UInt8](repeating: 7, count: 64)),
            service: try ServiceName("brp"),
            source: .init(try PeerID("00000001001234567000")),
            destination: .init(
                try PeerID("00000001821002193000"),
                delegator: try PeerID("00000001003214345000")
            )
        )
    }

    static func full() throws -> RequestEntry {
        var entry = try request()
        entry.additionalData = "{\"reference\":\"A-1\"}"
        entry.processing = .init(
            purpose: try PurposeID("https://group.example/purpose/1"),
            label: "Toezicht",
            activity: "https://register.example/1",
            legalBasis: "eu-gdpr:A6-1-e",
            fieldPolicy: policy
        )
        entry.operation = "zoekPersonen"
        entry.trace = TraceContext(trace: try transaction(), span: 77, flags: 0)
        entry.parentSpan = 5
        entry.client = "zaaksysteem"
        entry.peerCertificate = policy.map(CertificateThumbprint.init)
        entry.unchecked = "no rule"
        entry.personal = PersonalSection(
            subjects: [try pseudonym()],
            endUser: try pseudonym("u123"),
            paths: ["/a/*"]
        )
        return entry
    }

    static func everyKind() throws -> [LogEntry] {
        var denial = DenialEntry(
            createdAt: moment,
            direction: .incoming,
            phase: .authorise,
            code: .accessTokenExpired,
            count: 40,
            period: 1_000
        )
        denial.peer = try PeerID("00000001001234567000")
        denial.transaction = try transaction()
        denial.traceID = try transaction()
        let digest = try #require(policy)
        return [
            .request(try request()), .request(try full()), .denial(denial),
            .audit(
                AuditEntry(
                    createdAt: moment,
                    action: "log.query",
                    person: "jjansen",
                    object: "service brp",
                    result: .done,
                    reason: "question of the data protection officer"
                )
            ),
            .retention(
                RetentionEntry(
                    createdAt: moment,
                    act: .remove(below: LogPosition(index: 512)),
                    policy: "7 years"
                )
            ),
            .retention(
                RetentionEntry(
                    createdAt: moment,
                    act: .erase([LogPosition(index: 3)]),
                    policy: "request",
                    person: "jjansen"
                )
            ),
            .retention(
                RetentionEntry(
                    createdAt: moment,
                    act: .hold(from: LogPosition(index: 9)),
                    policy: "court"
                )
            ),
            .retention(RetentionEntry(createdAt: moment, act: .release, policy: "court")),
            .key(KeyEntry(createdAt: moment, role: .pseudonym, keyID: "2026", event: .destroyed)),
            .configuration(
                ConfigurationEntry(createdAt: moment, digest: digest, version: "1.0.0")
            ),
        ] + (try everyMember())
    }
}

@Suite struct EntryTests {
    @Test func `every kind of entry reads back as it was written`() throws {
        for entry in try Sample.everyKind() {
            let encoded = try entry.encoded(salt: Sample.salt)
            var decoded = try DecodedEntry(encoded.bytes)
            #expect((decoded.commitment != nil) == (encoded.section != nil))
            if let section = encoded.section {
                let isOpened = try decoded.open(section)
                #expect(isOpened)
            }
            #expect(decoded.entry == entry)
            #expect(encoded.leaf == TreeHash.leaf(encoded.bytes))
            #expect(try decoded.entry.encoded(salt: Sample.salt).bytes == encoded.bytes)
        }
    }

    @Test(.requirement("RFC 8949: Core Deterministic Encoding Requirements"))
    func `an entry has exactly the bytes that the format describes`() throws {
        let entry = AuditEntry(
            createdAt: Timestamp(milliseconds: 1_000),
            action: "a",
            person: "p",
            object: "o",
            result: .refused
        )
        let encoded = try LogEntry.audit(entry).encoded(salt: Sample.salt)
        #expect(
            encoded.bytes == [
                2, 5, 0xA5, 0x01, 0x19, 0x03, 0xE8, 0x18, 40, 0x61, 0x61, 0x18, 41, 0x61, 0x70,
                0x18,
                42, 0x61, 0x6F, 0x18, 43, 0x01,
            ]
        )
    }

    @Test func `an entry with more than 23 members has the longer map head`() throws {
        var entry = try Sample.full()
        entry.source.delegator = try PeerID("00000001001234567001")
        let encoded = try LogEntry.request(entry).encoded(salt: Sample.salt)
        #expect(encoded.bytes[2] == 0xB7 || encoded.bytes[2] == 0xB8)
        var decoded = try DecodedEntry(encoded.bytes)
        _ = try decoded.open(encoded.section ?? [])
        #expect(decoded.entry == .request(entry))
    }

    @Test func `no truncation, flip or addition is taken for an entry or harms the reader`() throws
    {
        for entry in try Sample.everyKind() {
            let bytes = try entry.encoded(salt: Sample.salt).bytes
            for length in bytes.indices {
                #expect(throws: EntryProblem.self) { try DecodedEntry(Array(bytes[..<length])) }
            }
            #expect(throws: EntryProblem.self) { try DecodedEntry(bytes + [0]) }
            let original = try DecodedEntry(bytes)
            for place in bytes.indices {
                for bit in 0..<8 {
                    var changed = bytes
                    changed[place] ^= 1 << UInt8(bit)
                    if let decoded = try? DecodedEntry(changed), decoded == original {
                        Issue.record("\(entry.kind): bit \(bit) of byte \(place) tells nothing")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        [], [1], [1, 4], [3, 4, 0xA0], [1, 9, 0xA0], [2, 12, 0xA0], [1, 4, 0xA0],
        [1, 4, 0xBF, 0xFF],
        [1, 4, 0xA1, 0x01, 0x18, 0x05], [1, 4, 0xA2, 0x02, 0x00, 0x01, 0x00],
        [1, 4, 0xA2, 0x01, 0x00, 0x01, 0x00], [1, 4, 0xA1, 0x01, 0xF6], [1, 4, 0xA1, 0x01, 0x20],
        [1, 4, 0xBB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [1, 4, 0xA1, 0x01, 0x5B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [1, 4, 0xA1, 0x01, 0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [1, 4, 0xA1, 0x01, 0x81, 0x81, 0x81, 0x81, 0x81, 0x81, 0x00],
        [1, 5, 0xA1, 0x18, 40, 0x62, 0xC3, 0x28],
    ])
    func `hostile bytes are refused`(bytes: [UInt8]) {
        #expect(throws: EntryProblem.self) { try DecodedEntry(bytes) }
        bytes.withUnsafeBytes { buffer in
            _ = EntryScan(reading: buffer)
        }
    }

    @Test func `a member that its kind does not have is refused`() throws {
        let audit = try LogEntry.audit(
            AuditEntry(
                createdAt: Sample.moment,
                action: "a",
                person: "p",
                object: "o",
                result: .done
            )
        ).encoded(salt: Sample.salt)
        var bytes = audit.bytes
        bytes[2] += 1
        bytes += [0x18, 70, 0x00]
        #expect(throws: EntryProblem.unexpected(70)) { try DecodedEntry(bytes) }
    }

    @Test func `a personal section is bound to its entry and its salt`() throws {
        let one = try LogEntry.request(Sample.full()).encoded(salt: Salt(1, 1))
        let two = try LogEntry.request(Sample.full()).encoded(salt: Salt(1, 2))
        #expect(one.bytes != two.bytes)
        var decoded = try DecodedEntry(one.bytes)
        let isForeign = try decoded.open(two.section ?? [])
        #expect(!isForeign)
        #expect(decoded.entry.personal.isEmpty)
        #expect(decoded.matches(one.section ?? []))
        #expect(!one.bytes.contains(subsequence: try Sample.pseudonym().digest.bytes))
    }

    @Test(.requirement("FSC Logging 1.1.0: L-01"), .requirement("FSC Logging 1.1.0: L-04"))
    func `a request maps to FSC's log record`() throws {
        let record = FSCLogRecord(try Sample.full())
        #expect(record.transactionID == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(record.direction == "DIRECTION_INCOMING")
        #expect(record.source.type == "SOURCE_TYPE_SOURCE")
        #expect(record.source.delegatorPeerID == nil)
        #expect(record.destination.type == "DESTINATION_TYPE_DELEGATED_DESTINATION")
        #expect(record.destination.delegatorPeerID == "00000001003214345000")
        #expect(record.createdAt == 1_780_000_000)
        #expect(record.additionalData == "{\"reference\":\"A-1\"}")
    }

    @Test(.requirement("FSC Logging 1.1.0: Access"))
    func `a peer sees a record only in one of four roles`() throws {
        let entry = try Sample.request()
        for id in ["00000001001234567000", "00000001821002193000", "00000001003214345000"] {
            #expect(entry.involves(try PeerID(id)))
        }
        #expect(!entry.involves(try PeerID("00000001001234567999")))
    }

    @Test func `an entry in JSON names its members and holds persons as pseudonyms`() throws {
        var hit = LogHit(
            position: LogPosition(index: 5),
            entry: .request(try Sample.full()),
            personal: .open
        )
        #expect(hit.json["outcome_class"]?.string == "unknown")
        #expect(hit.json["service_name"]?.string == "brp")
        #expect(hit.json["personal"]?["end_user"]?.string?.hasPrefix("hs256.2026.") == true)
        #expect(hit.json["additional_data"]?["reference"]?.string == "A-1")
        hit.completion = nil
        for entry in try Sample.everyKind() {
            let json = LogHit(position: LogPosition(index: 1), entry: entry, personal: .none).json
            #expect(json["kind"]?.string == entry.kind.description)
        }
    }
}

extension Array where Element == UInt8 {
    func contains(subsequence: [UInt8]) -> Bool {
        guard count >= subsequence.count else { return false }
        return (0...count - subsequence.count).contains { start in
            self[start..<start + subsequence.count].elementsEqual(subsequence)
        }
    }
}
