/// A document that the gateway publishes.
public struct PublishedDocument: Hashable, Sendable {
    /// The bytes.
    public let body: [UInt8]
    /// The media type.
    public let mediaType: String
    /// The strong validator, with its quotes.
    public let entityTag: String

    /// Describes a document.
    public init(body: [UInt8], mediaType: String, entityTag: String) {
        self.body = body
        self.mediaType = mediaType
        self.entityTag = entityTag
    }
}
