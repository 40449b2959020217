public import ExchangeModel

/// A Service of the Group that answers questions about datasets.
///
/// DCAT-AP-NL 3.0, *dcat:DataService*.
public struct DataService: Hashable, Sendable {
    /// A purpose that the publisher serves, so that others know what a contract can be made for.
    public struct ServedPurpose: Hashable, Sendable {
        /// The shared identifier.
        public let id: PurposeID
        /// What people read.
        public let label: LocalizedText
        /// The legal basis, for example `OfficialAuthorityOfController`.
        public let legalBasis: String?

        /// Describes a purpose.
        public init(id: PurposeID, label: LocalizedText, legalBasis: String? = nil) {
            self.id = id
            self.label = label
            self.legalBasis = legalBasis
        }
    }

    /// The Service's name in the Group.
    public let service: ServiceName
    /// The title.
    public let title: LocalizedText
    /// What can be asked.
    public let description: LocalizedText
    /// Who may ask.
    public let accessRights: AccessRights
    /// What it is about.
    public let theme: DataTheme
    /// The licence under which answers are given.
    public let license: WebAddress
    /// The Inway's address for the Service.
    public let endpoint: WebAddress
    /// Where the OpenAPI document is.
    public let endpointDescription: WebAddress
    /// The datasets that it answers about.
    public let datasets: [ResourceName]
    /// Words to find it by.
    public var keywords: [LocalizedText] = []
    /// The purposes that are served; none are named for a Service that is open to any.
    public var purposes: [ServedPurpose] = []
    /// Standards that the Service keeps to.
    public var conformsTo: [WebAddress] = []
    /// When its description last changed.
    public var modified: Timestamp?

    /// Describes a Service by what is mandatory.
    public init(
        service: ServiceName,
        title: LocalizedText,
        description: LocalizedText,
        accessRights: AccessRights,
        theme: DataTheme,
        license: WebAddress,
        endpoint: WebAddress,
        endpointDescription: WebAddress,
        datasets: [ResourceName]
    ) {
        self.service = service
        self.title = title
        self.description = description
        self.accessRights = accessRights
        self.theme = theme
        self.license = license
        self.endpoint = endpoint
        self.endpointDescription = endpointDescription
        self.datasets = datasets
    }
}
