/// Which resolved addresses a call may connect to.
///
/// Judged on the address of the socket, so a name that resolves differently the second time (DNS
/// rebinding) gains nothing, and judged again before a kept connection is used.
public struct AddressRules: Hashable, Sendable {
    /// Ranges that are allowed although they are not public, because the Group or the operator says so.
    public var allowed: [AddressRange]

    /// Allows all public addresses and these ranges.
    public init(allowed: [AddressRange] = []) {
        self.allowed = allowed
    }

    func permit(_ address: IPAddress) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        if let inner = address.embedded, !permit(inner) { return false }
        return !Self.notPublic.contains { $0.contains(address) }
    }

    /// IANA IPv4 and IPv6 Special-Purpose Address Registries: what is not globally reachable.
    private static let notPublic = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/64",
        "2001::/23", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap(AddressRange.init)
}
