import CLibcurl
import Glibc

/// An IP address as 128 bits; an IPv4 address in its mapped form `::ffff:a.b.c.d`.
struct IPAddress: Hashable, Sendable {
    let bits: UInt128

    /// Reads the strict textual forms of both families.
    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(four: UInt32(bigEndian: four.s_addr))
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(six)
        } else {
            return nil
        }
    }

    /// The address that libcurl is about to connect to; nil for other families.
    init?(_ socket: UnsafePointer<curl_sockaddr>) {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        // `addr` is declared as 16 bytes but libcurl's own structure ends in a sockaddr_storage: read
        // behind the pointer, because a Swift copy of the structure would cut an IPv6 address.
        let address = UnsafeRawPointer(socket) + offset
        switch socket.pointee.family {
        case AF_INET:
            let four = address.loadUnaligned(as: sockaddr_in.self)
            self.init(four: UInt32(bigEndian: four.sin_addr.s_addr))
        case AF_INET6: self.init(address.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
        default: return nil
        }
    }

    private init(four: UInt32) {
        bits = 0xFFFF << 32 | UInt128(four)
    }

    private init(_ six: in6_addr) {
        bits = withUnsafeBytes(of: six) { $0.reduce(0) { $0 << 8 | UInt128($1) } }
    }

    /// Whether it is of 127.0.0.0/8, or `::1`.
    var isLoopback: Bool { bits >> 24 == 0xFFFF << 8 | 127 || bits == 1 }

    /// The IPv4 address inside a NAT64 (`64:ff9b::/96`) or 6to4 (`2002::/16`) address.
    var embedded: IPAddress? {
        if bits >> 32 == 0x0064_FF9B << 64 {
            return IPAddress(four: UInt32(truncatingIfNeeded: bits))
        }
        if bits >> 112 == 0x2002 { return IPAddress(four: UInt32(truncatingIfNeeded: bits >> 80)) }
        return nil
    }
}

/// A block of addresses, such as `10.0.0.0/8` or `fd00::/8`.
public struct AddressRange: Hashable, Sendable {
    private let first: UInt128
    private let length: Int

    /// Reads CIDR notation; nil where the text is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0])), let bits = Int(parts[1])
        else { return nil }
        let isFour = !parts[0].contains(":")
        guard (0...(isFour ? 32 : 128)).contains(bits) else { return nil }
        length = isFour ? bits + 96 : bits
        first = address.bits
    }

    func contains(_ address: IPAddress) -> Bool {
        length == 0 || (address.bits ^ first) >> (128 - length) == 0
    }
}
