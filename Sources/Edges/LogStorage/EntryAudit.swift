internal import AccessLog
internal import ExchangeModel

/// What the verifier learns from the entries themselves: pairs of request and completion, personal
/// sections and the reasons of their erasure.
struct EntryAudit {
    private var open: [UInt64: TransactionID] = [:]
    private var seen: Set<RequestKey> = []
    private var requests: UInt64 = 0
    private var completed: UInt64 = 0
    private var denials: UInt64 = 0
    private var openSections: UInt64 = 0
    private var erased: Set<UInt64> = []
    private var present: Set<UInt64> = []
    private var announced: Set<UInt64> = []
    private(set) var recoveries: [RecoveryEntry] = []
    private var recovered: UInt64 = 0
    /// How much time has passed by the entries' clock, without what it was set by.
    private(set) var elapsed: Int64 = 0
    private var lastMoment: Int64?

    /// Entries that lie further apart were written by a log that stood still between them.
    private static let longestStep: Int64 = 1 << 40

    /// Duplicates are refused within a partition, so they are looked for within one.
    mutating func beginSegment() {
        seen = []
    }

    /// Takes an entry with what stands in the place of its section; tells what is wrong.
    mutating func take(
        _ bytes: [UInt8],
        at index: UInt64,
        section: PersonalState,
        isAnnounced: Bool,
        after recentLeaves: RecentLeaves
    ) -> [(LogFinding.Fault, String)] {
        let decoded: DecodedEntry
        do throws(EntryProblem) {
            decoded = try DecodedEntry(bytes)
        } catch {
            return [(.entry, "The entry cannot be decoded: \(error.sentence).")]
        }
        pass(decoded.entry)
        var problems: [(LogFinding.Fault, String)] = []
        if let problem = check(section, of: decoded, at: index) {
            problems.append((.personal, problem))
        }
        switch decoded.entry {
        case .request(let entry):
            requests += 1
            open[index] = entry.transaction
            if !seen.insert(RequestKey(entry.transaction, entry.direction)).inserted {
                problems.append((.duplicate, "The request \(entry.transaction) stands here twice."))
            }
        case .completion(let entry):
            if open[entry.record.index] == entry.transaction {
                open[entry.record.index] = nil
                completed += 1
            } else {
                problems.append(
                    (.completion, "The completion names entry \(entry.record), no open request.")
                )
            }
        case .denial(let entry): denials &+= entry.count
        case .retention(let entry):
            if case .erase(let positions) = entry.act {
                announced.formUnion(positions.map(\.index))
            }
        case .recovery(let entry):
            recoveries.append(entry)
            recovered &+= entry.count
            if !entry.names(recentLeaves, endingAt: index) {
                problems.append(
                    (
                        .recovery,
                        "The entry names \(entry.count) entries from \(entry.first) on; others are there."
                    )
                )
            }
        case .disclosure, .audit, .key, .configuration, .decision, .clock: break
        }
        return problems
    }

    private mutating func pass(_ entry: LogEntry) {
        let moment = entry.createdAt.milliseconds
        if let lastMoment, entry.kind != .clock {
            let (step, overflow) = moment.subtractingReportingOverflow(lastMoment)
            elapsed += overflow ? 0 : min(max(0, step), Self.longestStep)
        }
        lastMoment = moment
    }

    private mutating func check(
        _ section: PersonalState,
        of entry: DecodedEntry,
        at index: UInt64
    ) -> String? {
        switch (section, entry.commitment) {
        case (.none, nil): return nil
        case (.none, _): return "The entry names a personal section and there is none."
        case (_, nil): return "There is a personal section that the entry does not name."
        case (.erased, _):
            erased.insert(index)
            return nil
        case (.damaged, _): return "The personal section is neither whole nor erased."
        case (.sealed(let sealed), _):
            openSections += 1
            present.insert(index)
            return entry.matches(sealed) ? nil : "The personal section is not this entry's."
        }
    }

    /// What only the end can tell.
    func finish() -> [(index: UInt64, detail: String, fault: LogFinding.Fault)] {
        erased.subtracting(announced).sorted().map {
            (
                $0, "The personal section of entry \($0) is erased without a reason.",
                .erasedWithoutReason
            )
        }
            + announced.intersection(present).sorted().map {
                (
                    $0, "The personal section of entry \($0) should be erased; erase it again.",
                    .notErased
                )
            }
    }

    func count(into statistics: inout VerificationReport.Statistics) {
        statistics.requests = requests
        statistics.completed = completed
        statistics.unknown = UInt64(open.count)
        statistics.denials = denials
        statistics.openSections = openSections
        statistics.erasedSections = UInt64(erased.count)
        statistics.recovered = recovered
    }
}
