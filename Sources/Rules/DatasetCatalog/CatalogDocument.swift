import Crypto
import ExchangeModel
import JSONTape

/// A catalogue as it is published: bytes with a media type and a strong validator.
public struct CatalogDocument: Hashable, Sendable {
    /// How a catalogue can be written.
    public enum Format: String, CaseIterable, Sendable {
        case linkedDataJSON = "application/ld+json"
        case turtle = "text/turtle"
    }

    /// The media type.
    public let format: Format
    /// The document.
    public let body: [UInt8]
    /// The `ETag` with its quotes: a digest of the body.
    ///
    /// RFC 9110, *ETag*.
    public let entityTag: String

    /// Writes a whole catalogue.
    public init(_ catalog: Catalog, as format: Format) {
        self.init(CatalogGraph(catalog).graph.nodes, as: format)
    }

    /// Writes what the catalogue says about the thing at one address; nil where it says nothing.
    ///
    /// `path` is the part of the address behind the publisher's, for example `/id/dataset/personen`.
    public init?(_ catalog: Catalog, at path: String, as format: Format) {
        guard let address = try? WebAddress(catalog.address.rawValue + path),
            let node = CatalogGraph(catalog).graph[address]
        else { return nil }
        self.init([node], as: format)
    }

    private init(_ nodes: [Graph.Node], as format: Format) {
        self.format = format
        switch format {
        case .linkedDataJSON: body = LinkedDataJSON.document(of: nodes).serialized(pretty: true)
        case .turtle: body = Array(TurtleText.document(of: nodes).utf8)
        }
        entityTag = "\"\(Hexadecimal.encode(Array(SHA256.hash(data: body)).prefix(16)))\""
    }
}
