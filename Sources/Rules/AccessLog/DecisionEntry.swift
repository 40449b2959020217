public import ExchangeModel

/// DECISION: what a policy decision point was asked and what it said.
///
/// One entry for each call, and for each use of a kept answer. Authorization Decision Log 1.0.0,
/// *Log record*: raw request and response stand here, everything else by reference, nothing twice.
public struct DecisionEntry: Hashable, Sendable {
    /// What was asked.
    ///
    /// Authorization Decision Log 1.0.0, *event_name*.
    public enum Event: UInt8, CaseIterable, Sendable {
        /// One decision.
        case accessEvaluation = 0
        /// Several decisions in one call.
        case accessEvaluations = 1
        /// Which subjects may.
        case searchSubject = 2
        /// Which actions are allowed.
        case searchAction = 3
        /// Which resources may be used.
        case searchResource = 4

        /// The name in the standard.
        public var name: String {
            switch self {
            case .accessEvaluation: "adl.access_evaluation"
            case .accessEvaluations: "adl.access_evaluations"
            case .searchSubject: "adl.search_subject"
            case .searchAction: "adl.search_action"
            case .searchResource: "adl.search_resource"
            }
        }
    }

    /// Whether the decision point did its work; a denial is no error.
    public enum Status: UInt8, CaseIterable, Sendable {
        /// It decided.
        case unset = 0
        /// It decided, and said so.
        case ok = 1
        /// It could not decide.
        case error = 2

        /// The name in the standard.
        public var name: String {
            switch self {
            case .unset: "Unset"
            case .ok: "Ok"
            case .error: "Error"
            }
        }
    }

    /// What a source was used for.
    ///
    /// Authorization Decision Log 1.0.0, *attributes*.
    public enum Aspect: UInt8, CaseIterable, Sendable {
        /// The policies.
        case policies = 0
        /// The supporting information.
        case information = 1
        /// The configuration of the decision point.
        case configuration = 2

        /// The name in the standard, without its `adl.core.` in front.
        public var name: String {
            switch self {
            case .policies: "policies"
            case .information: "information"
            case .configuration: "configuration"
            }
        }
    }

    /// A reference with which a source can be had again.
    public struct Source: Hashable, Sendable {
        /// What it was used for.
        public var aspect: Aspect
        /// The source's name.
        public var name: String
        /// Its version or hash.
        public var reference: String

        /// Names a source.
        public init(_ aspect: Aspect, name: String, reference: String) {
            self.aspect = aspect
            self.name = name
            self.reference = reference
        }
    }

    /// The most bytes of the request, and of the response.
    public static let maximumBodyBytes = 16 * 1_024
    /// The most sources.
    public static let maximumSources = 32

    /// When the decision was made, by our clock.
    public var createdAt: Timestamp
    /// The place in the trace: the span is this decision's own.
    public var trace: TraceContext
    /// The span that called; nil only where the trace begins with the decision.
    public var parentSpan: UInt64?
    /// What was asked.
    public var event: Event
    /// Whether the decision point did its work.
    public var status: Status
    /// The decision; nil when there is none, or several.
    public var isPermitted: Bool?
    /// Whether an answer from before was used again.
    public var isCached = false
    /// The exchange that was judged; nil for decisions on contracts.
    public var transaction: TransactionID?
    /// Whether that exchange was received or sent.
    public var direction: Direction?
    /// The peer that was judged.
    public var peer: PeerID?
    /// The grant under which the request came.
    public var grant: GrantHash?
    /// The Service that was asked for.
    public var service: ServiceName?
    /// The purpose.
    public var purpose: PurposeID?
    /// The processing activity in our own register: an absolute URI.
    public var activity: String?
    /// The operation.
    public var operation: String?
    /// The decision point by its configured name.
    public var decisionPoint: String
    /// The request as JSON text, without personal data.
    public var request: String?
    /// The response as JSON text, its obligations included.
    public var response: String?
    /// Where policies, information and configuration can be had again.
    public var sources: [Source] = []
    /// On whose behalf the client asked, and whom the request is about.
    public var personal = PersonalSection()

    /// Makes a decision's record; what else is known is set by its members.
    public init(
        createdAt: Timestamp,
        trace: TraceContext,
        event: Event,
        status: Status,
        isPermitted: Bool?,
        decisionPoint: String
    ) {
        self.createdAt = createdAt
        self.trace = trace
        self.event = event
        self.status = status
        self.isPermitted = isPermitted
        self.decisionPoint = decisionPoint
    }

    func check() throws(EntryRefusal) {
        try EntryGuard.check(purpose?.rawValue, .purpose)
        try EntryGuard.check(activity, .processingActivity)
        try EntryGuard.check(operation, .operation)
        try EntryGuard.check(decisionPoint, .decisionPoint)
        try EntryGuard.check(request, .decisionRequest, atMost: Self.maximumBodyBytes)
        try EntryGuard.check(response, .decisionResponse, atMost: Self.maximumBodyBytes)
        guard sources.count <= Self.maximumSources else { throw .tooLong(.decisionSources) }
        for source in sources {
            try EntryGuard.check(source.name, .decisionSources)
            try EntryGuard.check(source.reference, .decisionSources)
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.transaction, identifier: transaction)
        writer.put(.direction, unsigned: direction.map { UInt64($0.rawValue) })
        writer.put(.grant, text: grant?.rawValue)
        writer.put(.service, text: service?.rawValue)
        writer.put(.purpose, text: purpose?.rawValue)
        writer.put(.processingActivity, text: activity)
        writer.put(.operation, text: operation)
        writer.put(.trace, identifier: trace.trace)
        writer.put(.span, word: trace.span)
        writer.put(.parentSpan, word: parentSpan)
        writer.put(.peer, text: peer?.rawValue)
        writer.put(.decisionEvent, unsigned: UInt64(event.rawValue))
        writer.put(.decisionStatus, unsigned: UInt64(status.rawValue))
        writer.put(.decisionPermit, unsigned: isPermitted.map { $0 ? 1 : 0 })
        writer.put(.decisionPoint, text: decisionPoint)
        writer.put(.decisionRequest, text: request)
        writer.put(.decisionResponse, text: response)
        if !sources.isEmpty {
            writer.begin(.decisionSources)
            writer.arrayHead(sources.count)
            for source in sources {
                writer.arrayHead(3)
                writer.number(UInt64(source.aspect.rawValue))
                writer.text(source.name)
                writer.text(source.reference)
            }
        }
        writer.put(.decisionCached, unsigned: isCached ? 1 : nil)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        transaction = try reader.transaction()
        direction = try reader.direction()
        grant = try reader.grant()
        service = try reader.service()
        purpose = try reader.purpose()
        activity = try reader.text(.processingActivity)
        operation = try reader.text(.operation)
        trace = try reader.required(.trace, reader.trace())
        parentSpan = try reader.word(.parentSpan)
        peer = try reader.peer(.peer)
        event = try reader.required(.decisionEvent, reader.choice(.decisionEvent, Event.self))
        status = try reader.required(.decisionStatus, reader.choice(.decisionStatus, Status.self))
        isPermitted = try reader.flag(.decisionPermit)
        decisionPoint = try reader.required(.decisionPoint, reader.text(.decisionPoint))
        request = try reader.text(.decisionRequest)
        response = try reader.text(.decisionResponse)
        sources = try (reader.array(.decisionSources) ?? []).map { item throws(EntryProblem) in
            try reader.source(of: item)
        }
        switch try reader.number(.decisionCached) {
        case nil: isCached = false
        case 1: isCached = true
        default: throw .invalid(.decisionCached)
        }
    }
}

extension MemberReader {
    fileprivate mutating func flag(_ member: EntryMember) throws(EntryProblem) -> Bool? {
        switch try number(member) {
        case nil: nil
        case 0: false
        case 1: true
        default: throw .invalid(member)
        }
    }

    fileprivate func source(of item: CBORItem) throws(EntryProblem) -> DecisionEntry.Source {
        guard case .array(let parts) = item, parts.count == 3,
            case .unsigned(let number) = parts[0],
            let aspect = UInt8(exactly: number).flatMap(DecisionEntry.Aspect.init(rawValue:))
        else { throw .invalid(.decisionSources) }
        return DecisionEntry.Source(
            aspect,
            name: try text(of: parts[1], .decisionSources),
            reference: try text(of: parts[2], .decisionSources)
        )
    }
}
