public import ExchangeModel

/// What is searched for in the log; members that are empty or nil do not narrow the search.
public struct LogQuery: Hashable, Sendable {
    /// How an exchange ended, as a search names it.
    public enum OutcomeClass: String, CaseIterable, Sendable {
        /// The source's answer was passed on.
        case answered
        /// We answered with an error instead.
        case refused
        /// It was tried and did not end well: unreachable, timed out, interrupted, abandoned.
        case failed
        /// There is no completion: nobody can tell.
        case unknown

        /// The class of a completion; without one it is ``unknown``.
        public init(_ outcome: Outcome?) {
            switch outcome {
            case nil: self = .unknown
            case .answered: self = .answered
            case .refused: self = .refused
            case .abandoned, .timedOut, .unreachable, .interrupted, .clientLeft: self = .failed
            }
        }
    }

    /// The order of the results.
    public enum Order: String, Sendable {
        /// The latest entry first.
        case newestFirst
        /// The earliest entry first.
        case oldestFirst
    }

    /// The most results that one search may ask for.
    public static let maximumLimit = 1_000

    /// Which kinds of entry; requests by default.
    public var kinds: Set<EntryKind> = [.request]
    /// Not before this moment.
    public var after: Timestamp?
    /// Not after this moment.
    public var before: Timestamp?
    /// A peer in any of the four roles, or one that was refused.
    public var peer: PeerID?
    /// Services, any of them.
    ///
    /// With grants as well, either may hold: FSC Logging 1.1.0, *GET /logs*.
    public var services: Set<ServiceName> = []
    /// Grants, any of them.
    public var grants: Set<GrantHash> = []
    /// A purpose.
    public var purpose: PurposeID?
    /// The Outway's client by its configured name.
    public var client: String?
    /// How the exchange ended, any of them; only requests and denials have an outcome.
    public var outcomes: Set<OutcomeClass> = []
    /// A person, as subject or end user.
    public var person: Pseudonym?
    /// Only entries beyond this one, in the direction of the search.
    public var cursor: LogPosition?
    /// The order of the results.
    public var order = Order.newestFirst
    /// The most results, 1 to ``maximumLimit``.
    public var limit = 25

    /// Makes a search for all requests.
    public init() {}

    /// Whether an exchange that ended so is asked for.
    public func admits(_ outcome: OutcomeClass?) -> Bool {
        outcomes.isEmpty || outcome.map(outcomes.contains) == true
    }

    /// Whether an entry passes everything that its own bytes decide, person and outcome apart.
    public func matches(_ entry: EntryScan) -> Bool {
        guard kinds.contains(entry.kind), after.map({ $0 <= entry.moment }) ?? true,
            before.map({ entry.moment <= $0 }) ?? true, peer.map(entry.involves) ?? true,
            purpose.map({ entry.has(.purpose, $0.rawValue) }) ?? true,
            client.map({ entry.has(.client, $0) }) ?? true
        else { return false }
        if services.isEmpty, grants.isEmpty { return true }
        return services.contains { entry.has(.service, $0.rawValue) }
            || grants.contains { entry.has(.grant, $0.rawValue) }
    }

    /// Whether a decoded entry with its personal section names the person.
    public func matchesPerson(_ section: PersonalSection) -> Bool {
        guard let person else { return true }
        return section.endUser == person || section.subjects.contains(person)
    }
}

extension Completion {
    /// How the exchange ended, as a search names it: what the peer's Inway refused was not answered.
    var outcomeClass: LogQuery.OutcomeClass {
        outcome == .answered && cause.peerCode != nil ? .refused : .init(outcome)
    }
}

/// What a search found: an entry and, for a request, how it ended.
public struct LogHit: Hashable, Sendable {
    /// What became of an entry's personal section.
    public enum Personal: String, Sendable {
        /// The entry has none.
        case none
        /// It is attached to the entry.
        case open
        /// It was erased.
        case erased
        /// It is neither whole nor erased.
        case damaged
    }

    /// The entry's place.
    public let position: LogPosition
    /// The entry, with its personal section when that is open.
    public let entry: LogEntry
    /// What became of the personal section.
    public let personal: Personal
    /// The place of the completion of a request.
    public var completionPosition: LogPosition?
    /// How a request ended; nil means unknown.
    public var completion: CompletionEntry?

    /// Makes a hit.
    public init(position: LogPosition, entry: LogEntry, personal: Personal) {
        self.position = position
        self.entry = entry
        self.personal = personal
    }

    /// How a request ended, as a search names it; a denial is refused; nil for other kinds.
    public var outcomeClass: LogQuery.OutcomeClass? {
        switch entry.kind {
        case .request: completion?.completion.outcomeClass ?? .unknown
        case .denial: .refused
        case .disclosure, .completion, .audit, .retention, .key, .configuration, .decision,
            .recovery, .clock:
            nil
        }
    }
}
