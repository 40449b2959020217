/// The namespaces in use.
enum Namespace: String, CaseIterable, Sendable {
    case adms = "http://www.w3.org/ns/adms#"
    case dcat = "http://www.w3.org/ns/dcat#"
    case dct = "http://purl.org/dc/terms/"
    case dpv = "https://w3id.org/dpv#"
    case foaf = "http://xmlns.com/foaf/0.1/"
    case skos = "http://www.w3.org/2004/02/skos/core#"
    case vcard = "http://www.w3.org/2006/vcard/ns#"
    case xsd = "http://www.w3.org/2001/XMLSchema#"

    var prefix: String { "\(self)" }
}

/// A class of things.
struct Term: Hashable, Sendable {
    let namespace: Namespace
    let name: String

    init(_ namespace: Namespace, _ name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// The prefixed name.
    var short: String { "\(namespace.prefix):\(name)" }

    static let catalog = Term(.dcat, "Catalog")
    static let dataset = Term(.dcat, "Dataset")
    static let dataService = Term(.dcat, "DataService")
    static let distribution = Term(.dcat, "Distribution")
    static let agent = Term(.foaf, "Agent")
    static let document = Term(.foaf, "Document")
    static let contact = Term(.vcard, "Kind")
    static let rightsStatement = Term(.dct, "RightsStatement")
    static let licenseDocument = Term(.dct, "LicenseDocument")
    static let linguisticSystem = Term(.dct, "LinguisticSystem")
    static let mediaTypeOrExtent = Term(.dct, "MediaType")
    static let standard = Term(.dct, "Standard")
    static let concept = Term(.skos, "Concept")
    static let identifier = Term(.adms, "Identifier")
    static let purpose = Term(.dpv, "Purpose")
}

/// A property, with how its values are written in JSON-LD.
enum Property: String, CaseIterable, Sendable {
    case title, description, keyword, identifier, publisher, creator, contactPoint, accessRights
    case license, theme, language, conformsTo, dataset, service, distribution, accessService
    case accessURL, endpointURL, endpointDescription, servesDataset, mediaType, landingPage
    case modified, name, fn, hasEmail, hasTelephone, hasURL, prefLabel, otherIdentifier, notation
    case hasPurpose, legalBasis

    /// What all values of a property are.
    enum Kind: Sendable {
        case link
        case text
        case plain
        case moment
    }

    var term: Term {
        switch self {
        case .title, .description, .identifier, .publisher, .creator, .accessRights, .license,
            .language, .conformsTo, .modified:
            Term(.dct, rawValue)
        case .keyword, .contactPoint, .theme, .dataset, .service, .distribution, .accessService,
            .accessURL, .endpointURL, .endpointDescription, .servesDataset, .mediaType,
            .landingPage:
            Term(.dcat, rawValue)
        case .name: Term(.foaf, rawValue)
        case .fn, .hasEmail, .hasTelephone, .hasURL: Term(.vcard, rawValue)
        case .prefLabel, .notation: Term(.skos, rawValue)
        case .otherIdentifier: Term(.adms, "identifier")
        case .hasPurpose: Term(.dpv, rawValue)
        case .legalBasis: Term(.skos, "note")
        }
    }

    var kind: Kind {
        switch self {
        case .title, .description, .keyword, .name, .prefLabel: .text
        case .identifier, .fn, .notation, .legalBasis: .plain
        case .modified: .moment
        default: .link
        }
    }
}
