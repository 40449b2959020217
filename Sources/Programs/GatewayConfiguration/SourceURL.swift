public import ExchangeModel
import Foundation

/// Where a source is: scheme, host and port, and the path that all its paths are below.
public struct SourceURL: Hashable, Sendable, CustomStringConvertible {
    static let form =
        "an http or https URL such as https://registry.example.nl/api or http://[::1]:8080, without user, "
        + "query, fragment, '//' and '.' or '..' in its path"
    static let hostForm = "a host, or a host and a port, such as registry.example.nl or [::1]:8080"

    /// Whether no TLS is spoken.
    public let isPlain: Bool
    /// The name or address in lower case; an IPv6 address without brackets.
    public let host: String
    /// The port, also where the URL does not name it.
    public let port: Int
    /// What is put before every path: empty, or `/…` without a slash at its end.
    public let basePath: String

    /// Host and port as `Host` names them: RFC 9110, *Host and :authority*, without a port that the
    /// scheme implies.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isPlain ? 80 : 443) ? name : "\(name):\(port)"
    }

    /// The URL in its one form.
    public var description: String {
        (isPlain ? "http://" : "https://") + authority + basePath
    }

    /// Reads a URL, or tells what it should be.
    public init(_ text: String) throws(Malformed) {
        let malformed = Malformed(expected: Self.form)
        isPlain = text.hasPrefix("http://")
        guard isPlain || text.hasPrefix("https://") else { throw malformed }
        let rest = text.dropFirst(isPlain ? 7 : 8)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let place = Self.place(rest[..<slash]), let path = Self.path(rest[slash...]) else {
            throw malformed
        }
        (host, basePath) = (place.host, path)
        port = place.port ?? (isPlain ? 80 : 443)
    }

    /// Reads what `Host` is to say: a name or an address, IPv6 ones in brackets, and perhaps a port.
    static func hostField(_ text: String) throws(Malformed) -> String {
        guard let place = place(text[...]) else { throw Malformed(expected: hostForm) }
        let name = place.host.contains(":") ? "[\(place.host)]" : place.host
        return place.port.map { "\(name):\($0)" } ?? name
    }

    /// RFC 3986, *Authority*, without a user.
    private static func place(_ authority: Substring) -> (host: String, port: Int?)? {
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
        let name: Substring
        let rest: Substring
        if let end {
            name = authority[authority.index(after: authority.startIndex)..<end]
            rest = authority[authority.index(after: end)...]
            guard isAddress(name, AF_INET6) else { return nil }
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            (name, rest) = (authority[..<colon], authority[colon...])
            guard isName(name) else { return nil }
        }
        guard !rest.isEmpty else { return (name.lowercased(), nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits), port > 0
        else { return nil }
        return (name.lowercased(), Int(port))
    }

    /// A name of letters, digits, hyphens and underscores, or an IPv4 address.
    private static func isName(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy(isLabel) else { return false }
        // What ends with a number is an address in some notation: only the usual one is one.
        let isNumeric = labels.last?.utf8.allSatisfy { (0x30...0x39).contains($0) } == true
        return !isNumeric || isAddress(text, AF_INET)
    }

    private static func isLabel(_ text: Substring) -> Bool {
        (1...63).contains(text.utf8.count) && text.first != "-" && text.last != "-"
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            }
    }

    private static func isAddress(_ text: Substring, _ family: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 16, alignment: 4) { room in
            inet_pton(family, String(text), room.baseAddress) == 1
        }
    }

    /// A path as it stands before every other; nil when servers could read it in several ways.
    ///
    /// RFC 3986, *Path*.
    private static func path(_ text: Substring) -> String? {
        let path = text.hasSuffix("/") ? text.dropLast() : text
        guard !path.isEmpty else { return "" }
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard !segment.isEmpty, let plain = segment.removingPercentEncoding,
                ![".", ".."].contains(plain), !plain.contains("/"), !plain.contains("\\"),
                segment.utf8.allSatisfy(isSegment)
            else { return nil }
        }
        return String(path)
    }

    private static func isSegment(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~!$&'()*+,=:@%".utf8.contains(byte)
        }
    }
}
