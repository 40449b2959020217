import AccessLog
import ExchangeModel
import RequirementTrait
import Testing

@Suite struct GuardTests {
    @Test(arguments: [
        "999993653", "BSN 999993653.", "zaak/999993653/x", "999990019", "(111222333)",
        "a-123456782",
    ])
    func `a text with a citizen number is found`(text: String) {
        #expect(EntryGuard.holdsCitizenNumber(text))
    }

    @Test(arguments: [
        "", "999993654", "00000001001234567000", "9999936531", "x999993653", "999993653_",
        "é999993653",
        "99999365", "12345-6789",
    ])
    func `a number that is longer, shorter, part of a word or fails the test is none`(text: String)
    {
        #expect(!EntryGuard.holdsCitizenNumber(text))
    }

    @Test func `an entry with a citizen number in any free text is refused`() throws {
        let bsn = "voor 999993653"
        let changes: [(EntryMember, (inout RequestEntry) throws -> Void)] = [
            (.additionalData, { $0.additionalData = "{\"r\":\"999993653\"}" }),
            (.operation, { $0.operation = "get-999993653" }), (.client, { $0.client = bsn }),
            (.unchecked, { $0.unchecked = bsn }),
            (
                .purposeLabel,
                { $0.processing = .init(purpose: try PurposeID("p"), label: bsn) }
            ),
            (
                .processingActivity,
                { $0.processing = .init(purpose: try PurposeID("p"), activity: bsn) }
            ),
            (.legalBasis, { $0.processing = .init(purpose: try PurposeID("p"), legalBasis: bsn) }),
            (.purpose, { $0.processing = .init(purpose: try PurposeID("p/999993653")) }),
        ]
        for (member, change) in changes {
            var entry = try Sample.request()
            try change(&entry)
            #expect(throws: EntryRefusal.citizenNumber(member)) {
                try LogEntry.request(entry).encoded(salt: Sample.salt)
            }
        }
        let audit = AuditEntry(
            createdAt: Sample.moment,
            action: "log.query",
            person: "j",
            object: "o",
            result: .done,
            reason: bsn
        )
        #expect(throws: EntryRefusal.citizenNumber(.reason)) {
            try LogEntry.audit(audit).encoded(salt: Sample.salt)
        }
    }

    @Test func `identifiers of a fixed form pass, whatever their digits`() throws {
        var entry = try Sample.request()
        entry.source = .init(try PeerID("00000009999936530000"))
        entry.parentSpan = 0x9999_9365_3999_9936
        _ = try LogEntry.request(entry).encoded(salt: Sample.salt)
    }

    @Test func `texts and lists beyond their bounds are refused`() throws {
        var entry = try Sample.request()
        entry.operation = String(repeating: "x", count: EntryGuard.maximumTextBytes + 1)
        #expect(throws: EntryRefusal.tooLong(.operation)) {
            try LogEntry.request(entry).encoded(salt: Sample.salt)
        }
        entry = try Sample.request()
        entry.personal.subjects = [Pseudonym](
            repeating: try Sample.pseudonym(),
            count: PersonalSection.maximumSubjects + 1
        )
        #expect(throws: EntryRefusal.tooManySubjects) {
            try LogEntry.request(entry).encoded(salt: Sample.salt)
        }
        let erasure = RetentionEntry(
            createdAt: Sample.moment,
            act: .erase(
                (0...RetentionEntry.maximumErasures).map { LogPosition(index: UInt64($0)) }
            ),
            policy: "p"
        )
        #expect(throws: EntryRefusal.tooLong(.positions)) {
            try LogEntry.retention(erasure).encoded(salt: Sample.salt)
        }
    }

    private func audit(person: String) -> AuditEntry {
        AuditEntry(
            createdAt: Sample.moment,
            action: "log.query",
            person: person,
            object: "o",
            result: .done
        )
    }

    @Test(arguments: ["uid:0", "uid:123456782", "uid:999993653", "uid:4294967295", "j.jansen"])
    func `the number of an account is recorded, also where it passes the eleven test`(
        person: String
    ) throws {
        _ = try LogEntry.audit(audit(person: person)).encoded(salt: Sample.salt)
    }

    @Test(arguments: [
        "999993653", "uid:999993653 ", "uid: 999993653", "gid:999993653", "uid:x/999993653",
    ])
    func `a citizen number is no account`(person: String) {
        #expect(throws: EntryRefusal.citizenNumber(.person)) {
            try LogEntry.audit(audit(person: person)).encoded(salt: Sample.salt)
        }
    }

    @Test func `what every entry of a service would repeat can be asked about beforehand`() {
        #expect(EntryGuard.refusal(of: "Handling of requests", as: .purposeLabel) == nil)
        #expect(
            EntryGuard.refusal(of: "zaak 999993653", as: .purposeLabel)
                == .citizenNumber(.purposeLabel)
        )
        let long = String(repeating: "é", count: EntryGuard.maximumTextBytes / 2)
        #expect(EntryGuard.refusal(of: long, as: .client) == nil)
        #expect(EntryGuard.refusal(of: long + "x", as: .client) == .tooLong(.client))
    }

    @Test func `a masked path keeps everything but the number`() {
        #expect(EntryGuard.masked("/personen/999993653/naam") == "/personen/*/naam")
        #expect(EntryGuard.masked("999993653,999993653") == "*,*")
        #expect(EntryGuard.masked("/personen/*/naam") == "/personen/*/naam")
    }

    @Test(.requirement("LDV 1.0.0: dpl.core.data_subject_id"))
    func `a pseudonym is the keyed hash of type and normal form`() throws {
        let pseudonym = try Sample.pseudonym()
        #expect(pseudonym.description.hasPrefix("hs256.2026."))
        #expect(pseudonym.description.utf8.count == "hs256.2026.".utf8.count + 43)
        #expect(try Pseudonym(pseudonym.description, type: "BSN") == pseudonym)
        #expect(try Sample.pseudonym(" 999993653 ") == pseudonym)
        #expect(try Sample.pseudonym("012345678") == Sample.pseudonym("12345678"))
        #expect(try Sample.pseudonym("999990019") != pseudonym)
        let other = try Pseudonymiser(keyID: KeyID("2026"), key: [UInt8](repeating: 8, count: 32))
        #expect(other.pseudonym(of: "999993653", type: "BSN") != pseudonym)
        let maker = try Pseudonymiser(keyID: KeyID("2026"), key: [UInt8](repeating: 9, count: 32))
        #expect(maker.pseudonym(of: "999993653", type: "A-nummer") != pseudonym)
    }

    @Test func `a short key and a malformed pseudonym are refused`() {
        #expect(throws: Malformed.self) {
            try Pseudonymiser(keyID: KeyID("k"), key: [UInt8](repeating: 1, count: 31))
        }
        for text in ["", "hs256.k.AAAA", "sha256.k.x", "hs256..x", "hs256.k\n.x"] {
            #expect(throws: Malformed.self) { try Pseudonym(text, type: "BSN") }
        }
        #expect(throws: Malformed.self) { try KeyID("a.b") }
    }
}
