import ExchangeModel

/// The statements of a catalogue, as DCAT-AP-NL 3.0 wants them.
///
/// Every concept is typed in the graph itself, because the profile's shapes look nowhere else. No
/// distribution has a `downloadURL`: data stays at the source.
struct CatalogGraph {
    private let catalog: Catalog
    private(set) var graph = Graph()

    init(_ catalog: Catalog) {
        self.catalog = catalog
        addCatalog()
        for dataset in catalog.datasets { add(dataset) }
        for service in catalog.services { add(service) }
        addAgent(catalog.publisher)
        addContactPoint()
        addLanguage()
    }

    // MARK: Addresses

    private func address(_ kind: String, _ name: String) -> WebAddress {
        WebAddress(trusted: "\(catalog.address)/id/\(kind)/\(name)")
    }

    private func address(_ agent: Agent) -> WebAddress {
        agent.address ?? address("organization", Self.escaped(agent.peer.rawValue))
    }

    private var contactAddress: WebAddress {
        address("contact", catalog.contactPoint.name.rawValue)
    }

    private static let dutch = WebAddress(
        trusted: "http://publications.europa.eu/resource/authority/language/NLD"
    )
    private static let json = WebAddress(
        trusted: "https://www.iana.org/assignments/media-types/application/json"
    )

    /// A path segment; RFC 3986, *Percent-Encoding*.
    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + Hexadecimal.encode([byte]).uppercased()
            }
        }
    }

    // MARK: Things

    private mutating func addCatalog() {
        var node = Graph.Node(WebAddress(trusted: "\(catalog.address)/catalog"), .catalog)
        node.add(.title, .text(catalog.title))
        node.add(.description, .text(catalog.description))
        node.add(.publisher, .link(address(catalog.publisher)))
        node.add(.contactPoint, .link(contactAddress))
        node.add(.language, .link(Self.dutch))
        node.add(.dataset, catalog.datasets.map { .link(address("dataset", $0.name.rawValue)) })
        node.add(.service, catalog.services.map { .link(address("service", $0.service.rawValue)) })
        let modified =
            catalog.datasets.compactMap(\.modified) + catalog.services.compactMap(\.modified)
        node.add(.modified, modified.max().map { [.moment($0)] } ?? [])
        graph.add(node)
    }

    private mutating func add(_ dataset: Dataset) {
        let own = address("dataset", dataset.name.rawValue)
        let services = catalog.services.filter { $0.datasets.contains(dataset.name) }
        var node = Graph.Node(own, .dataset)
        node.add(.title, .text(dataset.title))
        node.add(.description, .text(dataset.description))
        node.add(.identifier, .plain(own.rawValue))
        node.add(.accessRights, .link(dataset.accessRights.address))
        node.add(.contactPoint, .link(contactAddress))
        node.add(.creator, .link(address(dataset.creator ?? catalog.publisher)))
        node.add(.publisher, .link(address(catalog.publisher)))
        node.add(.theme, .link(dataset.theme.address))
        node.add(.keyword, dataset.keywords.map { .text($0) })
        node.add(.language, .link(Self.dutch))
        node.add(.conformsTo, dataset.conformsTo.map { .link($0) })
        node.add(.landingPage, dataset.landingPage.map { [.link($0)] } ?? [])
        node.add(.modified, dataset.modified.map { [.moment($0)] } ?? [])
        node.add(.distribution, services.map { .link(distribution(dataset, $0)) })
        graph.add(node)
        for service in services { addDistribution(dataset, service) }
        if let creator = dataset.creator { addAgent(creator) }
        if let page = dataset.landingPage { graph.add(Graph.Node(page, .document)) }
        addConcepts(dataset.accessRights, dataset.theme, dataset.conformsTo)
    }

    private func distribution(_ dataset: Dataset, _ service: DataService) -> WebAddress {
        address("distribution", "\(dataset.name)~\(service.service)")
    }

    private mutating func addDistribution(_ dataset: Dataset, _ service: DataService) {
        var node = Graph.Node(distribution(dataset, service), .distribution)
        node.add(.title, .text(service.title))
        node.add(.accessURL, .link(service.endpoint))
        node.add(.accessService, .link(address("service", service.service.rawValue)))
        node.add(.license, .link(service.license))
        node.add(.mediaType, .link(Self.json))
        graph.add(node)
        graph.add(Graph.Node(Self.json, .mediaTypeOrExtent))
    }

    private mutating func add(_ service: DataService) {
        let own = address("service", service.service.rawValue)
        var node = Graph.Node(own, .dataService)
        node.add(.title, .text(service.title))
        node.add(.description, .text(service.description))
        node.add(.identifier, .plain(own.rawValue))
        let name = "fsc:\(catalog.group)/\(catalog.publisher.peer)/\(service.service)"
        node.add(
            .otherIdentifier,
            .nameless(.identifier, property: .notation, value: .plain(name))
        )
        node.add(.accessRights, .link(service.accessRights.address))
        node.add(.contactPoint, .link(contactAddress))
        node.add(.creator, .link(address(catalog.publisher)))
        node.add(.publisher, .link(address(catalog.publisher)))
        node.add(.license, .link(service.license))
        node.add(.theme, .link(service.theme.address))
        node.add(.keyword, service.keywords.map { .text($0) })
        node.add(.language, .link(Self.dutch))
        node.add(.endpointURL, .link(service.endpoint))
        node.add(.endpointDescription, .link(service.endpointDescription))
        node.add(
            .servesDataset,
            service.datasets.map { .link(address("dataset", $0.rawValue)) }
        )
        node.add(.conformsTo, service.conformsTo.map { .link($0) })
        node.add(.hasPurpose, service.purposes.map { .link(address($0)) })
        node.add(.modified, service.modified.map { [.moment($0)] } ?? [])
        graph.add(node)
        graph.add(Graph.Node(service.license, .licenseDocument))
        for purpose in service.purposes { add(purpose) }
        addConcepts(service.accessRights, service.theme, service.conformsTo)
    }

    private func address(_ purpose: DataService.ServedPurpose) -> WebAddress {
        let own = address("purpose", Self.escaped(purpose.id.rawValue))
        return (try? WebAddress(purpose.id.rawValue)) ?? own
    }

    private mutating func add(_ purpose: DataService.ServedPurpose) {
        var node = Graph.Node(address(purpose), .purpose, .concept)
        node.add(.prefLabel, .text(purpose.label))
        node.add(.identifier, .plain(purpose.id.rawValue))
        node.add(.legalBasis, purpose.legalBasis.map { [.plain($0)] } ?? [])
        graph.add(node)
    }

    private mutating func addAgent(_ agent: Agent) {
        var node = Graph.Node(address(agent), .agent)
        node.add(.name, .text(agent.name))
        node.add(.identifier, .plain(agent.peer.rawValue))
        graph.add(node)
    }

    private mutating func addContactPoint() {
        let point = catalog.contactPoint
        var node = Graph.Node(contactAddress, .contact)
        node.add(.fn, .plain(point.title))
        node.add(.hasEmail, .link(point.email))
        node.add(.hasTelephone, point.telephone.map { [.link($0)] } ?? [])
        node.add(.hasURL, point.page.map { [.link($0)] } ?? [])
        graph.add(node)
    }

    private mutating func addConcepts(
        _ rights: AccessRights,
        _ theme: DataTheme,
        _ standards: [WebAddress]
    ) {
        var right = Graph.Node(rights.address, .rightsStatement, .concept)
        right.add(.prefLabel, .text(rights.label))
        graph.add(right)
        var subject = Graph.Node(theme.address, .concept)
        subject.add(.prefLabel, .text(theme.label))
        graph.add(subject)
        for standard in standards { graph.add(Graph.Node(standard, .standard)) }
    }

    private mutating func addLanguage() {
        graph.add(Graph.Node(Self.dutch, .linguisticSystem))
    }
}
