public import ExchangeModel

/// Data that its publisher answers questions about; it stays at the source.
///
/// DCAT-AP-NL 3.0, *dcat:Dataset*.
public struct Dataset: Hashable, Sendable {
    /// The name in the dataset's own address.
    public let name: ResourceName
    /// The title.
    public let title: LocalizedText
    /// What the data is.
    public let description: LocalizedText
    /// Who may have it.
    public let accessRights: AccessRights
    /// What it is about.
    public let theme: DataTheme
    /// Who made it; nil for the publisher.
    public var creator: Agent?
    /// Words to find it by.
    public var keywords: [LocalizedText] = []
    /// When its description last changed.
    public var modified: Timestamp?
    /// Standards that the data keeps to.
    public var conformsTo: [WebAddress] = []
    /// A page for people.
    public var landingPage: WebAddress?

    /// Describes a dataset by what is mandatory.
    public init(
        name: ResourceName,
        title: LocalizedText,
        description: LocalizedText,
        accessRights: AccessRights,
        theme: DataTheme
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.accessRights = accessRights
        self.theme = theme
    }
}
