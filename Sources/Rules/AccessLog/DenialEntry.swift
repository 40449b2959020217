public import ExchangeModel

/// DENIAL: a refusal after the handshake, or many alike as one counted summary.
///
/// It is the decision log's record of a deny and never an FSC log record.
public struct DenialEntry: Hashable, Sendable {
    /// When it was made, by our clock; for a summary the moment of the last refusal.
    public var createdAt: Timestamp
    /// Whether the request was received or would have been sent.
    public var direction: Direction
    /// Where it was refused.
    public var phase: Phase
    /// The error that was answered.
    public var code: ErrorCode
    /// The peer by its certificate; nil on the client's side of an Outway.
    public var peer: PeerID?
    /// The certificate that the peer showed.
    public var peerCertificate: CertificateThumbprint?
    /// The identity of the exchange, when a valid one was given.
    public var transaction: TransactionID?
    /// The grant, when it was known.
    public var grant: GrantHash?
    /// The Service, when it was known.
    public var service: ServiceName?
    /// The purpose, when it was known.
    public var purpose: PurposeID?
    /// The operation, when it was known.
    public var operation: String?
    /// The trace, when there is one.
    public var traceID: TransactionID?
    /// The refusal's own span.
    public var span: UInt64?
    /// The span that called us.
    public var parentSpan: UInt64?
    /// The consuming side, when it was known.
    public var source: RequestEntry.Party?
    /// The providing side, when it was known.
    public var destination: RequestEntry.Party?
    /// The processing activity in our own register: an absolute URI.
    public var processingActivity: String?
    /// The digest of the field policy by which it was judged.
    public var fieldPolicy: SHA256Value?
    /// Why it was refused, where more is known than the code.
    public var cause = RefusalCause()
    /// The fields that were asked for, by the numbers of the field policy.
    public var requestedFields: NumberSet?
    /// How many fields were asked for that the policy does not number.
    public var unknownFields: UInt64?
    /// How many distinct persons of a summary the entry does not name.
    public var omittedSubjects: UInt64?
    /// How long the refusal is kept from those who may not know.
    public var confidentiality: Confidentiality?
    /// Who was asked about and on whose behalf, when that was known.
    public var personal = PersonalSection()
    /// The Outway's client by its configured name.
    public var client: String?
    /// How many refusals this entry stands for; at least one.
    public var count: UInt64
    /// The milliseconds in which they fell; nil for a single one.
    public var period: UInt64?

    /// Makes a denial; what was known is set by its members.
    public init(
        createdAt: Timestamp,
        direction: Direction,
        phase: Phase,
        code: ErrorCode,
        count: UInt64 = 1,
        period: UInt64? = nil
    ) {
        self.createdAt = createdAt
        self.direction = direction
        self.phase = phase
        self.code = code
        self.count = max(1, count)
        self.period = period
    }

    func check() throws(EntryRefusal) {
        try EntryGuard.check(purpose?.rawValue, .purpose)
        try EntryGuard.check(operation, .operation)
        try EntryGuard.check(client, .client)
        try EntryGuard.check(processingActivity, .processingActivity)
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.transaction, identifier: transaction)
        writer.put(.direction, unsigned: UInt64(direction.rawValue))
        writer.put(.grant, text: grant?.rawValue)
        writer.put(.service, text: service?.rawValue)
        writer.put(.outwayPeer, text: source?.peer.rawValue)
        writer.put(.sourceDelegator, text: source?.delegator?.rawValue)
        writer.put(.servicePeer, text: destination?.peer.rawValue)
        writer.put(.destinationDelegator, text: destination?.delegator?.rawValue)
        writer.put(.purpose, text: purpose?.rawValue)
        writer.put(.processingActivity, text: processingActivity)
        writer.put(.fieldPolicy, digest: fieldPolicy)
        writer.put(.operation, text: operation)
        writer.put(.trace, identifier: traceID)
        writer.put(.span, word: span)
        writer.put(.parentSpan, word: parentSpan)
        writer.put(.client, text: client)
        writer.put(.peerCertificate, digest: peerCertificate?.digest)
        writer.put(.phase, unsigned: UInt64(phase.rawValue))
        writer.put(.code, text: code.rawValue)
        writer.put(.count, unsigned: count)
        writer.put(.period, unsigned: period)
        writer.put(.peer, text: peer?.rawValue)
        writer.put(peerCodeOf: cause)
        writer.put(restOf: cause)
        writer.put(.requestedFields, bytes: requestedFields?.bytes)
        writer.put(.unknownFields, unsigned: unknownFields)
        writer.put(.omittedSubjects, unsigned: omittedSubjects)
        writer.put(confidentiality)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        transaction = try reader.transaction()
        direction = try reader.required(.direction, reader.direction())
        grant = try reader.grant()
        service = try reader.service()
        purpose = try reader.purpose()
        operation = try reader.text(.operation)
        traceID = try reader.identifier(.trace)
        client = try reader.text(.client)
        peerCertificate = try reader.digest(.peerCertificate).map(CertificateThumbprint.init)
        phase = try reader.phase()
        code = try reader.code()
        count = try reader.required(.count, reader.number(.count))
        period = try reader.number(.period)
        peer = try reader.peer(.peer)
        guard reader.version >= 2 else { return }
        span = try reader.word(.span)
        parentSpan = try reader.word(.parentSpan)
        source = try reader.party(.outwayPeer, delegator: .sourceDelegator)
        destination = try reader.party(.servicePeer, delegator: .destinationDelegator)
        processingActivity = try reader.text(.processingActivity)
        fieldPolicy = try reader.digest(.fieldPolicy)
        cause = try reader.cause()
        requestedFields = try reader.numberSet(.requestedFields)
        unknownFields = try reader.number(.unknownFields)
        omittedSubjects = try reader.number(.omittedSubjects)
        confidentiality = try reader.confidentiality()
    }
}

extension MemberReader {
    /// One side of a request; nil when its peer is not known.
    fileprivate mutating func party(
        _ member: EntryMember,
        delegator: EntryMember
    ) throws(EntryProblem) -> RequestEntry.Party? {
        guard let known = try peer(member) else { return nil }
        return RequestEntry.Party(known, delegator: try peer(delegator))
    }
}
