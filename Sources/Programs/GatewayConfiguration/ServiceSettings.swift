public import ExchangeModel
public import HTTPWire

/// How payloads of one direction are treated.
public enum ValidationMode: String, CaseIterable, Sendable {
    case off
    case logOnly
    case enforce
}

/// What happens to members of requests that the document marks `readOnly`.
public enum ReadOnlyMembers: String, CaseIterable, Sendable {
    /// OpenAPI 3.0 refuses them, 3.1 leaves them to the service.
    case byVersion
    case refuse
    case pass
}

/// What `format` means in the schemas of a service.
public enum FormatMeaning: String, CaseIterable, Sendable {
    /// Values are held to it.
    case assert
    /// It tells people what is meant.
    case annotate
}

/// How a service is spoken to between Outway and Inway.
public enum ServiceTransport: String, CaseIterable, Sendable {
    case http1 = "HTTP_1_1"
    case http2 = "HTTP_2"
}

/// A service that this organisation offers.
public struct ServiceSettings: Hashable, Sendable {
    /// The name in grants and tokens.
    public var name: ServiceName
    /// How it is spoken to; what its publication says.
    public var transport: ServiceTransport
    /// The source registry.
    public var upstream: UpstreamSettings
    /// The OpenAPI document's file, when payloads are checked.
    public var openAPI: String?
    /// The folder that holds the document and all files that it may refer to; nil for its own.
    public var openAPIRoot: String?
    /// Documents that the OpenAPI document refers to by URI.
    public var references: [ReferencedDocument]
    /// How requests are checked.
    public var requestValidation: ValidationMode
    /// How answers are checked.
    public var answerValidation: ValidationMode
    /// What happens to read-only members of requests.
    public var readOnlyMembers: ReadOnlyMembers
    /// What `format` means in the schemas of the document.
    public var formats: FormatMeaning
    /// The largest body of a request that is held for a check, bytes.
    public var bodyLimit: Int
    /// The largest body of an answer that is held for a check, bytes.
    public var answerLimit: Int
    /// Request fields for the source that are filled from the contract, by field name.
    public var contractFields: [String: String]
    /// Request fields of proxies that the source gets from peers all the same.
    public var passedFields: [FieldName]
    /// How long the source may take to answer, seconds.
    public var answerTimeout: Int64
    /// How long an event stream of the source may be silent, seconds.
    public var streamTimeout: Int64
    /// Whether a grant without purpose is refused.
    public var purposeRequired: Bool
    /// The purposes that are served, each with its field policy.
    public var purposes: [PurposeSettings]
    /// The directories that the service is published in.
    public var publishIn: [PeerID]
    /// The entry in the catalogue.
    public var dataset: DatasetSettings?
}

/// A document that references may lead to by its URI; nothing is ever fetched.
public struct ReferencedDocument: Hashable, Sendable {
    /// The absolute URI, without a fragment.
    public var uri: String
    /// The file that holds the document.
    public var file: String
}

/// The way to a source registry.
public struct UpstreamSettings: Hashable, Sendable {
    /// `http` to loopback only, else `https`.
    public var url: SourceURL
    /// What `Host` says, where that is not the URL's host and port.
    public var host: String?
    /// How long a connection may take to be made, or to become free, seconds.
    public var connectTimeout: Int64
    /// A PEM file of the authorities that the source's certificate may come from.
    public var trustAnchors: String?
    /// The name that the source's certificate must have, when it is not the URL's host.
    public var serverName: String?
    /// Our certificate towards the source.
    public var clientCertificate: String?
    /// Its key.
    public var clientPrivateKey: String?
    /// Fields that are added to each request, values read from files.
    public var secretFields: [SecretField]
}

/// A request field whose value is read from a file and never logged.
public struct SecretField: Hashable, Sendable {
    /// The field's name.
    public var name: FieldName
    /// The file that holds the value.
    public var file: String
}

/// A purpose that a service is offered for.
public struct PurposeSettings: Hashable, Sendable {
    /// The file of the field policy, which names the purpose's id.
    public var policyFile: String
    /// A label for people, which partners see and sign.
    public var label: String
    /// The legal basis, for example `OfficialAuthorityOfController`.
    public var legalBasis: String
    /// The laws or rules that the basis rests on.
    public var legalSources: [String]
    /// The reference of the authorisation, when there is one.
    public var authorisationReference: String?
    /// The organisation's own processing activity; it never crosses to a peer.
    public var processingActivity: String?
}

/// A catalogue entry of a service.
public struct DatasetSettings: Hashable, Sendable {
    /// Title by language tag.
    public var title: [String: String]
    /// Description by language tag.
    public var description: [String: String]
    /// The IRI of the EU data theme.
    public var theme: String
    /// `PUBLIC`, `RESTRICTED` or `NON_PUBLIC`.
    public var accessRights: String
    /// The IRI of the licence.
    public var licence: String
}
