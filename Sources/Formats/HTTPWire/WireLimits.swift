/// The bounds that a message's head, chunk extensions and trailers keep to.
public struct WireLimits: Hashable, Sendable {
    /// The longest head with its first line and final empty line, in bytes.
    public var headBytes = 80 * 1_024
    /// The most fields in a head.
    public var fields = 100
    /// The most bytes of chunk extensions in one body.
    public var chunkExtensionBytes = 4_096
    /// The most bytes of trailers after one body.
    public var trailerBytes = 8_192
    /// The most trailers after one body.
    public var trailers = 32

    /// The limits of the data plane: 80 KiB and 100 fields a head.
    public init() {}
}
