public import ExchangeModel

/// An organisation that publishes or made data.
///
/// DCAT-AP-NL 3.0, *foaf:Agent*.
public struct Agent: Hashable, Sendable {
    /// The organisation's name.
    public let name: LocalizedText
    /// Its PeerID in the Group, an OIN as a rule.
    public let peer: PeerID
    /// Its address in a public register of organisations, such as TOOI; nil gives one of our own.
    public let address: WebAddress?

    /// Describes an organisation.
    public init(name: LocalizedText, peer: PeerID, address: WebAddress? = nil) {
        self.name = name
        self.peer = peer
        self.address = address
    }
}

/// Where questions about data go.
///
/// DCAT-AP-NL 3.0, *vcard:Kind*.
public struct ContactPoint: Hashable, Sendable {
    /// The name in the contact point's own address.
    public let name: ResourceName
    /// What people read: a team or a desk.
    public let title: String
    /// A `mailto:` address.
    public let email: WebAddress
    /// A `tel:` address.
    public let telephone: WebAddress?
    /// A page with a form.
    public let page: WebAddress?

    /// Describes a contact point.
    public init(
        name: ResourceName,
        title: String,
        email: WebAddress,
        telephone: WebAddress? = nil,
        page: WebAddress? = nil
    ) {
        self.name = name
        self.title = title
        self.email = email
        self.telephone = telephone
        self.page = page
    }
}
