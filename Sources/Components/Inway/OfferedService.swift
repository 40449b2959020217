public import ExchangeModel
public import HTTPWire
public import PayloadPolicy
public import PeerTransport

/// A Service that the Inway offers: where its source is and what is checked on the way.
public struct OfferedService: Sendable {
    /// A field that is added to every request, for example a source's API key; never logged.
    public struct FixedField: Sendable {
        /// The field's name.
        public let name: FieldName
        let value: [UInt8]

        /// Takes a name and a value; nil when the value holds a character that a field cannot have.
        public init?(name: FieldName, value: [UInt8]) {
            guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
            (self.name, self.value) = (name, value)
        }
    }

    /// A purpose as a policy of before was published for it.
    public struct FormerPurpose: Sendable {
        /// The purpose in the words of that time.
        public let purpose: Purpose
        /// The organisation's own processing activity of that time.
        public let processingActivity: String?

        /// Makes one.
        public init(purpose: Purpose, processingActivity: String?) {
            (self.purpose, self.processingActivity) = (purpose, processingActivity)
        }
    }

    /// The name in grants and tokens.
    public let name: ServiceName
    /// The source's addresses and how it is trusted.
    public let source: UpstreamTarget
    /// The source's own name, written as Host.
    public let authority: String
    /// What is put before every path; empty, or beginning and not ending with a slash.
    public let basePath: String
    /// What may pass between peers and the source; without a document bodies are streamed unread.
    public let rules: PayloadRules
    /// Fields that tell the source what the contract says.
    public var contractFields: [ContractField] = []
    /// Fields that are the same for every request.
    public var fixedFields: [FixedField] = []
    /// Fields of ``ProxyField`` that its source gets from peers all the same.
    public var passedFields: [FieldName] = []
    /// The purposes that it is published with: records have their words, not those of a contract, which
    /// the consumer wrote.
    public var purposes: [PurposeID: Purpose] = [:]
    /// What policies that were published before were published for, by their digests: contracts that pin
    /// them are recorded in the words of that time.
    public var formerPurposes: [SHA256Value: FormerPurpose] = [:]
    /// The organisation's own processing activity by purpose; it goes to source and log only.
    public var processingActivities: [PurposeID: String] = [:]

    /// Describes a Service.
    ///
    /// - Parameters:
    ///   - name: The name in grants and tokens.
    ///   - source: The source's addresses and how it is trusted.
    ///   - authority: Host and port as the source knows itself.
    ///   - basePath: What is put before every path: empty or `/…` without a slash at its end.
    ///   - rules: What may pass between peers and the source.
    public init(
        name: ServiceName,
        source: UpstreamTarget,
        authority: String,
        basePath: String = "",
        rules: PayloadRules
    ) {
        self.name = name
        self.source = source
        self.authority = authority
        self.basePath = basePath
        self.rules = rules
    }

    /// The words for the purpose of a grant, and our processing activity: those of the policy that it
    /// pins.
    func words(for signed: Purpose) -> (purpose: Purpose, activity: String?) {
        if let former = formerPurposes[signed.fieldPolicy], former.purpose.id == signed.id {
            return (former.purpose, former.processingActivity)
        }
        return (purposes[signed.id] ?? signed, processingActivities[signed.id])
    }
}
