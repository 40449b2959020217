public import ExchangeModel

/// The address of a peer's Manager or Inway: `https://` host `:` port.
///
/// FSC Core 2.0.0, *Fsc-Manager-Address*: the scheme must be https and the URL must have the port.
/// Which ports may be advertised is a rule of the Group (Q19).
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The host: a name in lower case or an address; IPv6 without brackets.
    public let host: String
    /// The port.
    public let port: UInt16

    /// The port of a URL that names none: that of https.
    public static let standardPort: UInt16 = 443

    /// Takes the parts of an address.
    public init(host: String, port: UInt16) throws(Malformed) {
        try self.init(
            (host.contains(":") ? "https://[\(host)]:" : "https://\(host):") + String(port)
        )
    }

    /// Reads a URL without path, query or user; one slash at the end is passed over.
    public init(_ text: some StringProtocol) throws(Malformed) {
        let expected = Malformed(expected: "an address https://host:port")
        guard text.utf8.count <= 255, text.lowercased().hasPrefix("https://") else {
            throw expected
        }
        var authority = text.dropFirst("https://".count)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        guard let colon = authority.lastIndex(of: ":") else { throw expected }
        let digits = authority[authority.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = UInt16(digits), port > 0
        else { throw expected }
        let name = authority[..<colon]
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
        let host = (isBracketed ? name.dropFirst().dropLast() : name).lowercased()
        guard !host.isEmpty, host.utf8.allSatisfy({ Self.allows($0, bracketed: isBracketed) })
        else {
            throw expected
        }
        self.host = host
        self.port = port
    }

    /// Reads a URL that may leave the port out, as an access token's `aud` may.
    ///
    /// FSC Core 2.0.0, *Access token*: its own example has none. RFC 9110, *https URI Scheme*.
    public init(withOptionalPort text: some StringProtocol) throws(Malformed) {
        guard text.utf8.count <= 255, text.lowercased().hasPrefix("https://") else {
            throw Malformed(expected: "an address https://host or https://host:port")
        }
        var authority = text.dropFirst("https://".count)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        let port = authority[end...].contains(":") ? "" : ":\(Self.standardPort)"
        try self.init("https://\(authority)\(port)")
    }

    /// The URL with its port and without a path.
    public var description: String {
        host.contains(":") ? "https://[\(host)]:\(port)" : "https://\(host):\(port)"
    }

    private static func allows(_ character: UInt8, bracketed: Bool) -> Bool {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."):
            true
        case UInt8(ascii: ":"): bracketed
        case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"): !bracketed
        default: false
        }
    }
}
