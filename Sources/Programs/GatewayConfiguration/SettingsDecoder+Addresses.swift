import Contracts
import JSONTape
import YAMLDocument

/// What the addresses of a gateway must be to each other and to its Group.
extension SettingsDecoder {
    /// Two listeners cannot have one port of one address.
    func checkListeners(
        _ listeners: [(key: String, address: SocketAddressText?)],
        in root: YAMLNode
    ) {
        var taken: [(key: String, address: SocketAddressText)] = []
        for (key, address) in listeners {
            guard let address, address.port > 0 else { continue }
            if let other = taken.first(where: { $0.address.isTaken(from: address) }) {
                problems.add(
                    "\(address) is where \(other.key) listens, on line \(line(of: other.key, in: root)): "
                        + "give each listener a port of its own",
                    key: key,
                    line: line(of: key, in: root)
                )
            } else {
                taken.append((key, address))
            }
        }
    }

    /// Own addresses must have a port that the Group allows.
    func checkAdvertised(
        _ manager: PeerAddress?,
        _ inway: PeerAddress?,
        _ group: GroupSettings?,
        in root: YAMLNode
    ) {
        guard let ports = group?.advertisedPorts, !ports.isEmpty else { return }
        let allowed = ports.sorted().map(String.init).joined(separator: " or ")
        for (name, address) in [("manager", manager), ("inway", inway)] {
            guard let address, !ports.contains(address.port) else { continue }
            problems.add(
                "has port \(address.port): peers of this Group may advertise \(allowed)",
                key: "\(name).address",
                line: line(of: "\(name).address", in: root)
            )
        }
    }

    /// The line of a key such as `manager.address`.
    func line(of key: String, in root: YAMLNode) -> Int {
        let tokens = key.split(separator: ".").map(String.init)
        return root.mark(of: JSONPointer(tokens: tokens)).line
    }
}

extension SocketAddressText {
    /// Whether a listener here leaves no room for one at another address.
    fileprivate func isTaken(from other: SocketAddressText) -> Bool {
        func isAny(_ host: String) -> Bool { host == "0.0.0.0" || host == "::" }
        return port == other.port
            && (host == other.host || isAny(host) || isAny(other.host)
                || (isLoopback && other.isLoopback && (host + other.host).contains("localhost")))
    }
}
