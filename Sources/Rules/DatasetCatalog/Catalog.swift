public import ExchangeModel

/// Why descriptions make no catalogue; each case names what to mend.
public enum CatalogProblem: Error, Hashable, Sendable {
    /// DCAT-AP-NL demands a dataset in a catalogue. Describe one, or publish no catalogue.
    case withoutDatasets
    /// Two datasets have one name.
    case datasetTwice(ResourceName)
    /// Two descriptions are of one Service.
    case serviceTwice(ServiceName)
    /// A Service answers about a dataset that is not described.
    case unknownDataset(ResourceName, of: ServiceName)
    /// The address of the catalogue is not `https` or `http`, or has a query or a fragment.
    case unusableAddress
}

extension CatalogProblem: CustomStringConvertible {
    /// What is wrong and what to do, as part of a sentence.
    public var description: String {
        switch self {
        case .withoutDatasets:
            "has no dataset, which DCAT-AP-NL demands: describe one, or leave the catalogue out"
        case .datasetTwice(let name): "has the dataset `\(name)` twice: rename one"
        case .serviceTwice(let name): "describes the service `\(name)` twice: leave one out"
        case .unknownDataset(let dataset, let service):
            "says that the service `\(service)` answers about `\(dataset)`, which is not described"
        case .unusableAddress:
            "has an address that is no https or http URL without query and fragment"
        }
    }
}

/// What one publisher offers: datasets, and the Services that answer questions about them.
///
/// DCAT-AP-NL 3.0, *dcat:Catalog*. A value of this type has everything that the profile demands.
public struct Catalog: Hashable, Sendable {
    /// The publisher's address, under which all ids stand, without a slash at its end.
    public let address: WebAddress
    /// The Group whose Services are described.
    public let group: GroupID
    /// The title.
    public let title: LocalizedText
    /// What is in it.
    public let description: LocalizedText
    /// Who publishes it.
    public let publisher: Agent
    /// Where questions go.
    public let contactPoint: ContactPoint
    /// The datasets, by name.
    public let datasets: [Dataset]
    /// The Services, by name.
    public let services: [DataService]

    /// Joins descriptions to a catalogue.
    public init(
        address: WebAddress,
        group: GroupID,
        title: LocalizedText,
        description: LocalizedText,
        publisher: Agent,
        contactPoint: ContactPoint,
        datasets: [Dataset],
        services: [DataService]
    ) throws(CatalogProblem) {
        self.address = try Self.withoutSlash(address)
        self.group = group
        self.title = title
        self.description = description
        self.publisher = publisher
        self.contactPoint = contactPoint
        self.datasets = datasets.sorted { $0.name < $1.name }
        self.services = services.sorted { $0.service < $1.service }
        try check()
    }

    private func check() throws(CatalogProblem) {
        guard !datasets.isEmpty else { throw .withoutDatasets }
        for (one, next) in zip(datasets, datasets.dropFirst()) where one.name == next.name {
            throw .datasetTwice(one.name)
        }
        for (one, next) in zip(services, services.dropFirst()) where one.service == next.service {
            throw .serviceTwice(one.service)
        }
        let known = Set(datasets.map(\.name))
        for service in services {
            for name in service.datasets where !known.contains(name) {
                throw .unknownDataset(name, of: service.service)
            }
        }
    }

    private static func withoutSlash(_ address: WebAddress) throws(CatalogProblem) -> WebAddress {
        let text = address.rawValue
        guard text.hasPrefix("https://") || text.hasPrefix("http://"),
            !text.contains("?"), !text.contains("#")
        else { throw .unusableAddress }
        return text.hasSuffix("/") ? WebAddress(trusted: String(text.dropLast())) : address
    }
}
