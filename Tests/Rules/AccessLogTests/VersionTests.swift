import ExchangeModel
import JSONTape
import Testing

@testable import AccessLog

extension Sample {
    static func cause() -> RefusalCause {
        var cause = RefusalCause()
        cause.leg = .partnerInway
        cause.detail = RemoteCode("answer_timeout")
        cause.peerCode = RemoteCode("ERROR_CODE_ACCESS_DENIED")
        cause.peerStatus = 403
        cause.tokenError = RemoteCode("invalid_scope")
        return cause
    }

    static func record() throws -> OpenRecord {
        OpenRecord(
            transaction: try transaction(),
            direction: .outgoing,
            position: LogPosition(index: 7),
            sink: CompletionSink(now: { moment }, salt: { salt }, write: { _ in })
        )
    }

    static func disclosure() throws -> LogEntry {
        let entry = try record().disclosure(
            of: [try pseudonym()],
            paths: ["/personen/*/naam"],
            at: moment
        )
        guard case .disclosure(var disclosure) = entry else { return entry }
        disclosure.released = .init(fields: NumberSet([0, 8]), questions: NumberSet([1]))
        disclosure.relatedTransaction = try transaction()
        disclosure.event = try transaction()
        return .disclosure(disclosure)
    }

    static func completion() throws -> LogEntry {
        var completion = Completion(
            .refused(.forward, .serviceUnreachable),
            status: 502,
            requestBytes: 3,
            responseBytes: 70_000,
            duration: 12,
            releasedPaths: (0..<70).map { "/p\($0)" },
            requestVerdict: .passed,
            responseVerdict: .failed
        )
        completion.cause = cause()
        completion.released = .init(fields: NumberSet([0, 70]), numbering: policy)
        var entry = CompletionEntry(
            createdAt: moment,
            transaction: try transaction(),
            direction: .outgoing,
            record: LogPosition(index: 7),
            completion: completion
        )
        // What a reader gets: the first 64 paths, and how many there were.
        entry.completion.releasedPaths = Array(entry.completion.releasedPaths.prefix(64))
        return .completion(entry)
    }

    static func denial() throws -> DenialEntry {
        var denial = DenialEntry(
            createdAt: moment,
            direction: .outgoing,
            phase: .token,
            code: .tokenUnavailable
        )
        denial.traceID = try transaction()
        denial.span = 77
        denial.parentSpan = 5
        denial.source = .init(try PeerID("00000001001234567000"))
        denial.destination = .init(
            try PeerID("00000001821002193000"),
            delegator: try PeerID("00000001003214345000")
        )
        denial.processingActivity = "https://register.example/1"
        denial.fieldPolicy = policy
        denial.cause = cause()
        denial.requestedFields = NumberSet([3])
        denial.unknownFields = 2
        denial.omittedSubjects = 4
        denial.confidentiality = .untilDecision
        denial.personal = PersonalSection(subjects: [try pseudonym()])
        return denial
    }

    static func decision() throws -> DecisionEntry {
        let trace = TraceContext(trace: try transaction(), span: 78, flags: 0)
        var decision = DecisionEntry(
            createdAt: moment,
            trace: try #require(trace),
            event: .accessEvaluation,
            status: .ok,
            isPermitted: false,
            decisionPoint: "cedar"
        )
        decision.parentSpan = 77
        decision.isCached = true
        decision.transaction = try transaction()
        decision.direction = .incoming
        decision.peer = try PeerID("00000001001234567000")
        decision.service = try ServiceName("brp")
        decision.purpose = try PurposeID("https://group.example/purpose/1")
        decision.activity = "https://register.example/1"
        decision.operation = "zoekPersonen"
        decision.request = "{\"action\":{\"name\":\"read\"}}"
        decision.response = "{\"decision\":false}"
        decision.sources = [
            .init(.policies, name: "git", reference: "0a1b"),
            .init(.information, name: "roles", reference: "7"),
        ]
        decision.personal.endUser = try pseudonym("u123")
        return decision
    }

    /// A revocation, from the intention to the number of its change.
    static func decided() throws -> AuditEntry {
        let decision = RecordedDecision(
            contract: try ContractHash("$1$1$" + String(repeating: "A", count: 86)),
            kind: .revoke,
            peer: try PeerID("00000001001234567000"),
            signature: "a.b.c"
        )
        var entry = AuditEntry(
            intending: ActionIntention(
                "contract.revoke",
                by: "jjansen",
                on: "contract",
                decision: decision
            ),
            at: moment,
            as: try transaction()
        )
        entry.change = 7
        return entry
    }

    /// Entries that together have every member which version 2 brought.
    static func everyMember() throws -> [LogEntry] {
        var request = try full()
        request.requestedFields = NumberSet([])
        request.unknownFields = 1
        request.confidentiality = .until(Timestamp(milliseconds: 1_790_000_000_000))
        request.objects.algorithm = "https://register.example/algorithm/1"
        request.objects.dataProduct = "https://register.example/product/1"
        request.objects.datasets = ["https://register.example/set/1"]
        request.relatedTransaction = try transaction()
        request.source.delegator = try PeerID("00000001001234567001")
        request.personal.relation = try pseudonym("Z-2026-1")
        let digest = try #require(policy)
        var configuration = ConfigurationEntry(createdAt: moment, digest: digest, version: "2")
        configuration.document = try ConfigurationDocument.parts(
            of: [UInt8](repeating: UInt8(ascii: "x"), count: 60_001),
            role: .fieldPolicy,
            digest: digest
        ).last
        var audit = AuditEntry(
            createdAt: moment,
            action: "log.subject",
            person: "jjansen",
            object: "a person",
            result: .done
        )
        audit.personal.subjects = [try pseudonym()]
        return [
            .request(request), try disclosure(), try completion(), .denial(try denial()),
            .audit(audit), .configuration(configuration), .decision(try decision()),
            .recovery(
                RecoveryEntry(
                    createdAt: moment,
                    first: LogPosition(index: 3),
                    count: 9,
                    digest: digest
                )
            ),
            .key(
                KeyEntry(
                    createdAt: moment,
                    role: .checkpoint,
                    keyID: "txlog",
                    event: .introduced,
                    publicKey: "txlog+01+AA"
                )
            ),
            .clock(ClockEntry(createdAt: moment, step: 3_600_000)),
            .clock(ClockEntry(createdAt: moment, step: -3_600_000)),
        ]
    }
}

@Suite struct VersionTests {
    /// The keys of an entry's map, and of its personal section's.
    private func members(_ entry: LogEntry) throws -> Set<UInt64> {
        let encoded = try entry.encoded(salt: Sample.salt)
        var keys: Set<UInt64> = []
        for (bytes, offset) in [(encoded.bytes, 2), (encoded.section ?? [], 16)]
        where !bytes.isEmpty {
            try bytes.withUnsafeBytes { buffer in
                var reader = CBORReader(buffer, from: offset)
                try reader.map { key, _ in keys.insert(key) }
            }
        }
        return keys
    }

    @Test func `every member is written by some kind of entry and read back`() throws {
        let entries = try Sample.everyKind() + [.audit(Sample.decided())]
        let written = try entries.map(members).reduce(into: Set()) { $0.formUnion($1) }
        let missing = EntryMember.allCases.filter { !written.contains($0.rawValue) }
        #expect(missing.isEmpty)
    }

    @Test func `an entry of version 1 is read as what it tells`() throws {
        var count = 0
        for entry in try Sample.everyKind() {
            let encoded = try entry.encoded(salt: Sample.salt)
            let former = [1] + encoded.bytes.dropFirst()
            guard var decoded = try? DecodedEntry(former) else { continue }
            if let section = encoded.section { _ = try decoded.open(section) }
            #expect(decoded.entry == entry)
            let kind = former.withUnsafeBytes { EntryScan(reading: $0)?.kind }
            #expect(kind == entry.kind)
            count += 1
        }
        #expect(count >= 10)
    }

    @Test func `members and kinds of version 2 are refused in an entry of version 1`() throws {
        let entries = try Sample.everyMember()
        for entry in entries {
            // A key's entry has nothing new.
            if entry.kind == .key { continue }
            let former = [1] + (try entry.encoded(salt: Sample.salt)).bytes.dropFirst()
            #expect(throws: EntryProblem.self, "\(entry.kind)") { try DecodedEntry(former) }
        }
        let clock = try #require(entries.last).encoded(salt: Sample.salt)
        let former = [1] + clock.bytes.dropFirst()
        #expect(throws: EntryProblem.unknownKind(11)) { try DecodedEntry(former) }
        #expect(former.withUnsafeBytes { EntryScan(reading: $0) } == nil)
    }

    @Test func `an entry of a later version is refused with the remedy`() throws {
        let bytes = try LogEntry.request(Sample.request()).encoded(salt: Sample.salt).bytes
        for version in [LogEntry.version + 1, 255] {
            let problem = #expect(throws: EntryProblem.unknownVersion(version)) {
                try DecodedEntry([version] + bytes.dropFirst())
            }
            #expect(problem?.sentence.contains("newer program") == true)
        }
        #expect(throws: EntryProblem.unknownVersion(0)) {
            try DecodedEntry([0] + bytes.dropFirst())
        }
        #expect(!EntryProblem.unknownVersion(0).sentence.contains("newer"))
    }

    @Test func `a set of fields has no cap below its bytes and one form`() throws {
        let numbers = [0, 7, 8, 63, 64, 99_999]
        let set = try #require(NumberSet(numbers.shuffled()))
        #expect(set.numbers == numbers)
        #expect(set.count == numbers.count)
        #expect(NumberSet(bytes: set.bytes) == set)
        #expect(NumberSet([Int]())?.bytes == [])
        #expect(NumberSet([-1]) == nil)
        #expect(NumberSet([NumberSet.maximumCount - 1])?.bytes.count == NumberSet.maximumBytes)
        #expect(NumberSet([NumberSet.maximumCount]) == nil)
        #expect(NumberSet(bytes: [1, 0]) == nil)
        #expect(NumberSet(bytes: [UInt8](repeating: 1, count: NumberSet.maximumBytes + 1)) == nil)
    }

    @Test(arguments: [
        "", "a b", "Fout\n", "é", "999993653", String(repeating: "x", count: 65), "a\u{0}",
    ])
    func `a text of a peer that is no code is not recorded as one`(text: String) {
        #expect(RemoteCode(text) == nil)
    }

    @Test func `the largest completion still fits into an entry bundle`() throws {
        guard case .completion(var entry) = try Sample.completion() else { return }
        entry.completion.releasedPaths = (0..<64).map { _ in String(repeating: "p", count: 512) }
        entry.completion.released = .init(
            fields: NumberSet([NumberSet.maximumCount - 1]),
            questions: NumberSet([1_000]),
            numbering: Sample.policy
        )
        let encoded = LogEntry.completion(entry).unguarded(salt: Sample.salt)
        #expect(encoded.bytes.count < 65_535)
        #expect(encoded.bytes.count > 48_000)
    }

    @Test func `a document of the configuration is divided and comes back whole`() throws {
        let digest = try #require(Sample.policy)
        let document = (0..<150_000).map { UInt8(97 + $0 % 25) }
        let parts = try ConfigurationDocument.parts(of: document, role: .openAPI, digest: digest)
        #expect(parts.count == 3)
        for part in parts {
            var entry = ConfigurationEntry(createdAt: Sample.moment, digest: digest, version: "2")
            entry.document = part
            let encoded = try LogEntry.configuration(entry).encoded(salt: Sample.salt)
            #expect(try DecodedEntry(encoded.bytes).entry == .configuration(entry))
        }
        #expect(ConfigurationDocument.joined(parts) == document)
        #expect(ConfigurationDocument.joined([]) == nil)
        #expect(ConfigurationDocument.joined(Array(parts.dropLast())) == nil)
        #expect(ConfigurationDocument.joined(parts.reversed()) == nil)
    }

    @Test func `a document that is empty, too long or names a citizen is refused`() throws {
        let digest = try #require(Sample.policy)
        func parts(_ document: [UInt8]) throws {
            _ = try ConfigurationDocument.parts(of: document, role: .fieldPolicy, digest: digest)
        }
        #expect(throws: EntryRefusal.tooLong(.documentBytes)) { try parts([]) }
        let most = ConfigurationDocument.maximumParts * ConfigurationDocument.maximumPartBytes
        #expect(throws: EntryRefusal.tooLong(.documentBytes)) {
            try parts([UInt8](repeating: 120, count: most + 1))
        }
        // Also where two parts meet.
        let padding = [UInt8](repeating: 32, count: ConfigurationDocument.maximumPartBytes - 4)
        #expect(throws: EntryRefusal.citizenNumber(.documentBytes)) {
            try parts(padding + Array("999993653".utf8))
        }
    }

    @Test func `texts and lists of version 2 have bounds`() throws {
        let long = String(repeating: "x", count: 16 * 1_024 + 1)
        func refusal(_ change: (inout DecisionEntry) -> Void) throws -> EntryRefusal? {
            var entry = try Sample.decision()
            change(&entry)
            do throws(EntryRefusal) {
                _ = try LogEntry.decision(entry).encoded(salt: Sample.salt)
                return nil
            } catch {
                return error
            }
        }
        #expect(try refusal { $0.request = long } == .tooLong(.decisionRequest))
        #expect(try refusal { $0.response = long } == .tooLong(.decisionResponse))
        #expect(
            try refusal { $0.response = "bsn 999993653" } == .citizenNumber(.decisionResponse)
        )
        let source = DecisionEntry.Source(.policies, name: "n", reference: "r")
        #expect(
            try refusal { $0.sources = Array(repeating: source, count: 33) }
                == .tooLong(.decisionSources)
        )
        var request = try Sample.full()
        request.objects.datasets = Array(repeating: "https://a.example", count: 17)
        #expect(throws: EntryRefusal.tooLong(.datasets)) {
            try LogEntry.request(request).encoded(salt: Sample.salt)
        }
    }

    @Test func `members of version 2 stand in the JSON of operators`() throws {
        let hits = try Sample.everyMember().map {
            LogHit(position: LogPosition(index: 1), entry: $0, personal: .open).json
        }
        #expect(hits[0]["confidential"]?["until"]?.string?.hasPrefix("2026-09-21") == true)
        #expect(hits[0]["personal"]?["relation"]?.string?.hasPrefix("hs256.") == true)
        #expect(hits[0]["requested_fields"] == .array([]))
        #expect(hits[1]["released_fields"]?[1]?.integer == 8)
        #expect(hits[2]["peer_code"]?.string == "ERROR_CODE_ACCESS_DENIED")
        #expect(hits[3]["token_error"]?.string == "invalid_scope")
        #expect(hits[3]["leg"]?.string == "partner_inway")
        #expect(hits[3]["span_id"]?.string == "000000000000004d")
        #expect(hits[3]["confidential"]?["until"]?.string == "decision")
        #expect(hits[5]["document"]?["role"]?.string == "field_policy")
        #expect(hits[6]["event_name"]?.string == "adl.access_evaluation")
        #expect(hits[6]["decision"] == .bool(false))
        #expect(hits[6]["request"]?["action"]?["name"]?.string == "read")
        #expect(hits[7]["count"]?.integer == 9)
        #expect(hits[10]["step_ms"]?.integer == -3_600_000)
    }
}
