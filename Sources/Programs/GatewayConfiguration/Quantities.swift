import Contracts
import ExchangeModel
import HTTPWire

/// Durations, sizes, addresses, names and URLs as they are written in a configuration file.
enum Quantity {
    static let durationForm = "a duration such as 30s, 10m, 12h or 400d"
    static let sizeForm = "a size such as 64KiB, 10MiB or 1GiB"
    static let socketForm = "an address and port such as 127.0.0.1:8443"
    static let addressForm = "an https URL with a port and no path, such as https://host:8443"

    /// Seconds of `30s`, `10m`, `12h`, `400d`.
    static func seconds(_ text: String) throws(Malformed) -> Int64 {
        let units: [(String, Int64)] = [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)]
        return try scaled(text, units, form: durationForm)
    }

    /// Bytes of `64KiB`, `10MiB`, `1GiB` or `512B`.
    static func bytes(_ text: String) throws(Malformed) -> Int {
        let units: [(String, Int64)] = [
            ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1),
        ]
        return Int(try scaled(text, units, form: sizeForm))
    }

    /// `host:port`, with brackets around an IPv6 address.
    static func socket(_ text: String) throws(Malformed) -> SocketAddressText {
        guard let colon = text.lastIndex(of: ":"),
            case let digits = text[text.index(after: colon)...],
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (0...65_535).contains(port)
        else { throw Malformed(expected: socketForm) }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Malformed(expected: socketForm)
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Malformed(expected: socketForm)
        }
        return SocketAddressText(host: String(host), port: port)
    }

    /// An address that peers are told: `https://host:port`, FSC Core 2.0.0, *Network*.
    static func advertised(_ text: String) throws(Malformed) -> PeerAddress {
        guard text.hasPrefix("https://"), !text.hasSuffix("/") else {
            throw Malformed(expected: addressForm)
        }
        do throws(Malformed) {
            return try PeerAddress(text)
        } catch {
            throw Malformed(expected: addressForm)
        }
    }

    static let proxyForm =
        "an http URL with a port, without user and path, such as http://host:3128"

    /// An HTTP proxy: `http://host:port`.
    static func proxy(_ text: String) throws(Malformed) -> String {
        let prefix = "http://"
        guard text.hasPrefix(prefix), text.utf8.count <= 255,
            let named = try? socket(String(text.dropFirst(prefix.count))), named.port > 0,
            isHost(named.host)
        else { throw Malformed(expected: proxyForm) }
        return text
    }

    /// Whether a text can be a name or an address of a host; nothing else, no user and no path.
    private static func isHost(_ text: String) -> Bool {
        let isAddress = text.contains(":")
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x46, 0x61...0x66, UInt8(ascii: "."): true
            case UInt8(ascii: ":"): isAddress
            case 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): !isAddress
            default: false
            }
        }
    }

    /// `host:port:address:port`, as curl's `--resolve` but with the port that is connected to.
    ///
    /// The name is kept in lower case, as the addresses of peers are that are looked for in the list.
    static func resolve(_ text: String) throws(Malformed) -> ResolveEntry {
        let form = Malformed(expected: "host:port:address:port")
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, isHost(String(parts[0])), let port = UInt16(parts[1]), port > 0
        else { throw form }
        let target = try socket(String(parts[2]))
        guard !parts[0].isEmpty, isHost(target.host), let targetPort = UInt16(exactly: target.port),
            targetPort > 0
        else { throw form }
        return ResolveEntry(
            host: parts[0].lowercased(),
            port: port,
            address: target.host,
            addressPort: targetPort
        )
    }

    /// The name of a field of requests: RFC 9110, *Field Names*.
    static func fieldName(_ text: String) throws(Malformed) -> FieldName {
        guard let name = FieldName(text) else { throw Malformed(expected: "a field name") }
        return name
    }

    private static func scaled(
        _ text: String,
        _ units: [(String, Int64)],
        form: String
    ) throws(Malformed) -> Int64 {
        for (unit, factor) in units where text.hasSuffix(unit) {
            guard let number = Int64(text.dropLast(unit.count)), number > 0 else { continue }
            let (product, overflow) = number.multipliedReportingOverflow(by: factor)
            guard !overflow else { break }
            return product
        }
        throw Malformed(expected: form)
    }
}
