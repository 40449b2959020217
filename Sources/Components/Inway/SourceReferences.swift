import PeerTransport

/// Where a source is, for the references in its answers that lead back to it.
///
/// Web frameworks write whole addresses, with the host that they were called by. A peer cannot follow
/// such a one, and it tells where the source is; as a path it leads through Outway and Inway. RFC 9110,
/// *Location*, allows a relative reference.
struct SourceReferences: Sendable {
    /// What a reference is to whoever gets it through Outway and Inway.
    enum Reading: Equatable {
        /// A path that leads back through them.
        case path([UInt8])
        /// An address of somebody else.
        case elsewhere
        /// The source's own machine, at a place to which no request leads.
        case unreachable
    }

    private static let loopback = ["localhost", "127.0.0.1", "[::1]"]

    private let hosts: Set<String>
    private let ports: Set<Int>
    private let basePath: [UInt8]

    init(_ offer: OfferedService) {
        var hosts: Set<String> = []
        var ports: Set<Int> = [80, 443]
        let own = Self.parts(of: Array(offer.authority.utf8))
        if let own {
            hosts.insert(own.host)
            ports.formUnion([own.port].compactMap(\.self))
        }
        for address in offer.source.addresses {
            let host = address.host.lowercased()
            hosts.insert(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host)
            ports.insert(address.port)
        }
        // One machine has several names for itself.
        if !hosts.isDisjoint(with: Self.loopback) { hosts.formUnion(Self.loopback) }
        (self.hosts, self.ports) = (hosts, ports)
        basePath = Array(offer.basePath.utf8)
    }

    /// Reads a reference as RFC 3986, *URI Reference*, has it.
    func reading(of reference: [UInt8]) -> Reading {
        guard let start = Self.authority(of: reference) else {
            if Self.hasScheme(reference) { return .elsewhere }
            return .path(below(reference) ?? reference)
        }
        let end = reference[start...].firstIndex { Self.ends.contains($0) } ?? reference.endIndex
        guard let (host, port) = Self.parts(of: Array(reference[start..<end])) else {
            // What cannot be read may be read as the source by somebody else.
            return .unreachable
        }
        guard hosts.contains(host) else { return .elsewhere }
        guard Self.isWeb(reference), ports.contains(port ?? 443) else { return .unreachable }
        var path = Array(reference[end...])
        if path.first != UInt8(ascii: "/") { path.insert(UInt8(ascii: "/"), at: 0) }
        return below(path).map { .path($0) } ?? .unreachable
    }

    /// The path without the base path, which the Inway puts in front of every path; nil when it does
    /// not begin with it.
    private func below(_ path: [UInt8]) -> [UInt8]? {
        guard path.starts(with: basePath) else { return nil }
        var rest = Array(path.dropFirst(basePath.count))
        guard basePath.isEmpty || rest.first.map(Self.ends.contains) ?? true else { return nil }
        if !basePath.isEmpty, rest.first != UInt8(ascii: "/") {
            rest.insert(UInt8(ascii: "/"), at: 0)
        }
        guard rest.count > 1, rest[0] == UInt8(ascii: "/") else { return rest }
        // Two slashes would begin the name of a host, and a backslash is one to browsers.
        if rest[1] == UInt8(ascii: "\\") { return nil }
        return rest[1] == UInt8(ascii: "/") ? Array("/.".utf8) + rest : rest
    }

    private static let ends = Set("/?#\\".utf8)

    /// Where the authority begins; nil when the reference names none.
    private static func authority(of reference: [UInt8]) -> Int? {
        if reference.starts(with: "//".utf8) { return 2 }
        guard let scheme = schemeEnd(of: reference),
            reference[scheme...].dropFirst().starts(with: "//".utf8)
        else { return nil }
        return scheme + 3
    }

    private static func hasScheme(_ reference: [UInt8]) -> Bool {
        schemeEnd(of: reference) != nil
    }

    /// The place of the colon behind a scheme.
    private static func schemeEnd(of reference: [UInt8]) -> Int? {
        guard let colon = reference.firstIndex(of: UInt8(ascii: ":")),
            !reference[..<colon].contains(where: ends.contains)
        else { return nil }
        return colon
    }

    private static func isWeb(_ reference: [UInt8]) -> Bool {
        guard let end = schemeEnd(of: reference), !reference.starts(with: "//".utf8) else {
            return true
        }
        let scheme = String(decoding: reference[..<end], as: UTF8.self).lowercased()
        return scheme == "http" || scheme == "https"
    }

    /// Host in lower case, IPv6 addresses with brackets, and port of an authority.
    private static func parts(of authority: [UInt8]) -> (host: String, port: Int?)? {
        let text = String(decoding: authority, as: UTF8.self).lowercased()
        let place = text.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let mark = place.hasPrefix("[") ? place.firstIndex(of: "]") : nil
        let colon = place[(mark ?? place.startIndex)...].firstIndex(of: ":")
        let host = String(place[..<(colon ?? place.endIndex)])
        guard !host.isEmpty, !place.hasPrefix("[") || host.hasSuffix("]") else { return nil }
        guard let colon else { return (host, nil) }
        let digits = place[place.index(after: colon)...]
        guard !digits.isEmpty else { return (host, nil) }
        return Int(digits).map { (host, $0) }
    }
}
