public import ExchangeModel

/// REQ: a request for a Service, durable before anything of it is forwarded.
///
/// FSC Logging 1.1.0, *TransactionLog record*, with what purpose binding and LDV ask for beside it.
public struct RequestEntry: Hashable, Sendable {
    /// One side of a request: who takes part, and on whose behalf.
    public struct Party: Hashable, Sendable {
        /// The peer that runs the Outway or offers the Service.
        public var peer: PeerID
        /// The peer on whose behalf it does, when the connection or Service is delegated.
        public var delegator: PeerID?

        /// Names a peer and whom it acts for.
        public init(_ peer: PeerID, delegator: PeerID? = nil) {
            self.peer = peer
            self.delegator = delegator
        }
    }

    /// What the request is for, as this side's register knows it.
    public struct Processing: Hashable, Sendable {
        /// The purpose that both peers agreed to.
        public var purpose: PurposeID
        /// Its label for people; a free text of at most 512 bytes.
        public var label: String?
        /// The processing activity in our own register: an absolute URI.
        public var activity: String?
        /// The legal basis.
        public var legalBasis: String?
        /// The digest of the field policy in force.
        public var fieldPolicy: SHA256Value?

        /// Makes a processing from its parts.
        public init(
            purpose: PurposeID,
            label: String? = nil,
            activity: String? = nil,
            legalBasis: String? = nil,
            fieldPolicy: SHA256Value? = nil
        ) {
            self.purpose = purpose
            self.label = label
            self.activity = activity
            self.legalBasis = legalBasis
            self.fieldPolicy = fieldPolicy
        }
    }

    /// The organisation's own algorithm, data product and data sets that a request uses, as URIs.
    ///
    /// LDV, object extension: `dpl.objects.*`.
    public struct Objects: Hashable, Sendable {
        /// The most data sets.
        public static let maximumDatasets = 16

        /// The algorithm.
        public var algorithm: String?
        /// The data product.
        public var dataProduct: String?
        /// The data sets.
        public var datasets: [String] = []

        /// Makes objects of which none is known.
        public init() {}
    }

    /// When the record was made, by our clock.
    public var createdAt: Timestamp
    /// The identity that both sides share.
    public var transaction: TransactionID
    /// Whether the request was received or is being sent.
    public var direction: Direction
    /// The grant that allows it.
    public var grant: GrantHash
    /// The Service that it is for.
    public var service: ServiceName
    /// The consuming side.
    public var source: Party
    /// The providing side.
    public var destination: Party
    /// A JSON object of external contract references, at most 16 KiB; nil when there is none.
    public var additionalData: String?
    /// What the request is for; nil when the grant binds no purpose.
    public var processing: Processing?
    /// The operation of the Service's description, when it has one.
    public var operation: String?
    /// The place in the trace: the span is this exchange's own.
    public var trace: TraceContext?
    /// The span that called us.
    public var parentSpan: UInt64?
    /// The name that configuration gives the Outway's client.
    public var client: String?
    /// The certificate that the peer showed.
    public var peerCertificate: CertificateThumbprint?
    /// Why bodies are not checked, when they are not.
    public var unchecked: String?
    /// The fields that the request asked for, by the numbers of the field policy.
    public var requestedFields: NumberSet?
    /// How many fields it asked for that the policy does not number.
    public var unknownFields: UInt64?
    /// How long the exchange is kept from those who may not know.
    public var confidentiality: Confidentiality?
    /// What of the organisation's own is used.
    public var objects = Objects()
    /// An exchange that this one is about, such as the one whose data are doubted.
    public var relatedTransaction: TransactionID?
    /// Who it is about and on whose behalf the client asked.
    public var personal: PersonalSection

    /// Makes a record from what FSC demands; the rest is set by its members.
    public init(
        createdAt: Timestamp,
        transaction: TransactionID,
        direction: Direction,
        grant: GrantHash,
        service: ServiceName,
        source: Party,
        destination: Party
    ) {
        self.createdAt = createdAt
        self.transaction = transaction
        self.direction = direction
        self.grant = grant
        self.service = service
        self.source = source
        self.destination = destination
        personal = PersonalSection()
    }

    func check() throws(EntryRefusal) {
        try EntryGuard.check(
            additionalData,
            .additionalData,
            atMost: EntryGuard.maximumAdditionalDataBytes
        )
        if let processing {
            try EntryGuard.check(processing.purpose.rawValue, .purpose)
            try EntryGuard.check(processing.label, .purposeLabel)
            try EntryGuard.check(processing.activity, .processingActivity)
            try EntryGuard.check(processing.legalBasis, .legalBasis)
        }
        try EntryGuard.check(operation, .operation)
        try EntryGuard.check(client, .client)
        try EntryGuard.check(unchecked, .unchecked)
        try EntryGuard.check(objects.algorithm, .algorithm)
        try EntryGuard.check(objects.dataProduct, .dataProduct)
        guard objects.datasets.count <= Objects.maximumDatasets else { throw .tooLong(.datasets) }
        for dataset in objects.datasets { try EntryGuard.check(dataset, .datasets) }
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.transaction, identifier: transaction)
        writer.put(.direction, unsigned: UInt64(direction.rawValue))
        writer.put(.grant, text: grant.rawValue)
        writer.put(.service, text: service.rawValue)
        writer.put(.outwayPeer, text: source.peer.rawValue)
        writer.put(.sourceDelegator, text: source.delegator?.rawValue)
        writer.put(.servicePeer, text: destination.peer.rawValue)
        writer.put(.destinationDelegator, text: destination.delegator?.rawValue)
        writer.put(.additionalData, text: additionalData)
        writer.put(.purpose, text: processing?.purpose.rawValue)
        writer.put(.purposeLabel, text: processing?.label)
        writer.put(.processingActivity, text: processing?.activity)
        writer.put(.legalBasis, text: processing?.legalBasis)
        writer.put(.fieldPolicy, digest: processing?.fieldPolicy)
        writer.put(.operation, text: operation)
        writer.put(.trace, identifier: trace?.trace)
        writer.put(.span, word: trace?.span)
        writer.put(.parentSpan, word: parentSpan)
        writer.put(.client, text: client)
        writer.put(.peerCertificate, digest: peerCertificate?.digest)
        writer.put(.unchecked, text: unchecked)
        writer.put(.requestedFields, bytes: requestedFields?.bytes)
        writer.put(.unknownFields, unsigned: unknownFields)
        writer.put(confidentiality)
        writer.put(.algorithm, text: objects.algorithm)
        writer.put(.dataProduct, text: objects.dataProduct)
        writer.put(.datasets, texts: objects.datasets)
        writer.put(.relatedTransaction, identifier: relatedTransaction)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        transaction = try reader.required(.transaction, reader.transaction())
        direction = try reader.required(.direction, reader.direction())
        grant = try reader.required(.grant, reader.grant())
        service = try reader.required(.service, reader.service())
        source = Party(
            try reader.required(.outwayPeer, reader.peer(.outwayPeer)),
            delegator: try reader.peer(.sourceDelegator)
        )
        destination = Party(
            try reader.required(.servicePeer, reader.peer(.servicePeer)),
            delegator: try reader.peer(.destinationDelegator)
        )
        additionalData = try reader.text(.additionalData)
        processing = try Processing(&reader)
        operation = try reader.text(.operation)
        trace = try reader.trace()
        parentSpan = try reader.word(.parentSpan)
        client = try reader.text(.client)
        peerCertificate = try reader.digest(.peerCertificate).map(CertificateThumbprint.init)
        unchecked = try reader.text(.unchecked)
        personal = PersonalSection()
        guard reader.version >= 2 else { return }
        requestedFields = try reader.numberSet(.requestedFields)
        unknownFields = try reader.number(.unknownFields)
        confidentiality = try reader.confidentiality()
        objects.algorithm = try reader.text(.algorithm)
        objects.dataProduct = try reader.text(.dataProduct)
        objects.datasets = try reader.texts(.datasets)
        relatedTransaction = try reader.identifier(.relatedTransaction)
    }
}

extension RequestEntry.Processing {
    fileprivate init?(_ reader: inout MemberReader) throws(EntryProblem) {
        guard let purpose = try reader.purpose() else { return nil }
        self.init(
            purpose: purpose,
            label: try reader.text(.purposeLabel),
            activity: try reader.text(.processingActivity),
            legalBasis: try reader.text(.legalBasis),
            fieldPolicy: try reader.digest(.fieldPolicy)
        )
    }
}

extension MemberReader {
    mutating func word(_ member: EntryMember) throws(EntryProblem) -> UInt64? {
        guard let bytes = try byteString(member) else { return nil }
        guard bytes.count == 8 else { throw .invalid(member) }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
