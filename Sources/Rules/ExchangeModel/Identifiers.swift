/// Why a text is not the identifier that it should be.
public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the text should have been, without the text itself.
    public let expected: String

    /// Makes a reason from what was expected.
    public init(expected: String) {
        self.expected = expected
    }

    /// The text in its standard's form.
    public var description: String { "expected \(expected)" }
}

/// The identity of an organisation within a Group.
///
/// A value of this type is always well formed; parsing is the only way in. Which subject attribute
/// holds it, and its form (twenty digits for an OIN), are rules of the Group.
///
/// FSC Core 2.0.0, *Peer ID*.
public struct PeerID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The identifier as it stands in the certificate.
    public let rawValue: String

    /// Reads an identifier of 1 to 255 printable ASCII characters without spaces.
    public init(_ text: some StringProtocol) throws(Malformed) {
        guard (1...255).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Malformed(expected: "a peer id of 1 to 255 printable ASCII characters")
        }
        rawValue = String(text)
    }

    /// The text in its standard's form.
    public var description: String { rawValue }

    /// Orders by value, for stable listings.
    public static func < (left: PeerID, right: PeerID) -> Bool { left.rawValue < right.rawValue }
}

/// The name of a Group of peers that trust the same authorities.
///
/// FSC Core 2.0.0, *Group ID*.
public struct GroupID: Hashable, Sendable, CustomStringConvertible {
    /// The name as every contract and token carries it.
    public let rawValue: String

    /// Reads a group id: `^[a-zA-Z0-9./_-]{1,100}$`.
    public init(_ text: some StringProtocol) throws(Malformed) {
        guard (1...100).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0.isASCIIAlphanumeric || $0.isOne(of: "./_-") })
        else {
            throw Malformed(
                expected: "a group id of 1 to 100 letters, digits, '.', '/', '_' or '-'"
            )
        }
        rawValue = String(text)
    }

    /// The text in its standard's form.
    public var description: String { rawValue }
}

/// The name of a Service, unique within the peer that offers it.
///
/// FSC Core 2.0.0, *ServicePublicationGrant*: `^[a-zA-Z0-9-._]{1,100}$`.
public struct ServiceName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name as it stands in grants and tokens.
    public let rawValue: String

    /// Reads a service name of 1 to 100 letters, digits, hyphens, dots or underscores.
    public init(_ text: some StringProtocol) throws(Malformed) {
        guard (1...100).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0.isASCIIAlphanumeric || $0.isOne(of: "-._") })
        else {
            throw Malformed(expected: "a service name of 1 to 100 letters, digits, '-', '.' or '_'")
        }
        rawValue = String(text)
    }

    /// The text in its standard's form.
    public var description: String { rawValue }

    /// Orders by value, for stable listings.
    public static func < (left: ServiceName, right: ServiceName) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    func isOne(of characters: StaticString) -> Bool {
        characters.withUTF8Buffer { $0.contains(self) }
    }
}
