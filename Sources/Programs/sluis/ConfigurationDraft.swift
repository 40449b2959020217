import ExchangeModel
import GatewayConfiguration

/// A first configuration, as `sluis join` writes it.
struct ConfigurationDraft {
    let command: JoinCommand
    let name: String
    let peer: PeerID
    let anchors: String
    let lists: [String]
    /// Who the directory is; nil for a directory's own configuration.
    var directory: PeerID?

    /// An address with its port, as FSC wants it.
    static func address(_ text: String) -> String {
        let address = text.hasSuffix("/") ? String(text.dropLast()) : text
        let hasPort = address.dropFirst("https://".count).contains(":")
        return hasPort ? address : address + ":443"
    }

    private var host: String { command.host.first ?? "localhost" }
    private var isProvider: Bool { command.role == .provider || command.role == .both }
    private var isConsumer: Bool { command.role == .consumer || command.role == .both }

    /// The YAML text.
    var text: String {
        [
            """
            # Written by `sluis join`. Every key: schemas/configuration.schema.json; `sluis check` explains faults.
            organisation:
              name: \(quoted(name))
              peerID: \(quoted(peer.rawValue))

            dataFolder: data
            roles: [\(roles.joined(separator: ", "))]

            """, groupSection, identity, manager, isProvider ? inway : "",
            isConsumer ? outway : "", services, log,
        ].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var roles: [String] {
        switch command.role {
        case .directory: ["manager", "directory"]
        case .provider: ["manager", "inway"]
        case .consumer: ["manager", "outway"]
        case .both: ["manager", "inway", "outway"]
        }
    }

    private var groupSection: String {
        var lines = [
            "group:", "  id: \(quoted(command.group))", "  trustAnchors: \(quoted(anchors))",
            "  revocationLists:",
        ]
        lines += lists.map { "    - \(quoted($0))" }
        if let directory {
            lines += [
                "  directories:", "    - peerID: \(quoted(directory.rawValue))",
                "      address: \(quoted(Self.address(command.directory)))",
            ]
        }
        if command.test {
            lines += [
                "  test: true                        # a test Group: never with citizens' data",
                "  anyAdvertisedPort: true", "  allowPrivateAddresses: true",
            ]
            if !SubjectForm.isOIN(peer) { lines.append("  peerIDForm: any") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var identity: String {
        """
        identity:
          certificate: sluis.pem
          privateKey: sluis.key

        """
    }

    private var manager: String {
        let listen = command.test ? "127.0.0.1" : "0.0.0.0"
        var lines = [
            "manager:", "  listen: \(listen):\(command.managerPort ?? JoinCommand.managerPort)",
            "  address: https://\(host):\(command.managerPort ?? JoinCommand.managerPort)",
        ]
        if command.role == .directory {
            lines += [
                "  autoSign:                         # a directory signs publications by itself",
                "    - grantType: servicePublication", "      longestValidity: 800d",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var inway: String {
        let listen = command.test ? "127.0.0.1" : "0.0.0.0"
        return """
            inway:
              listen: \(listen):\(command.inwayPort ?? JoinCommand.inwayPort)
              address: https://\(host):\(command.inwayPort ?? JoinCommand.inwayPort)

            """
    }

    private var outway: String {
        """
        outway:
          listen: 127.0.0.1:\(command.outwayPort ?? JoinCommand.outwayPort)            # own applications call here
          clients:
            - {name: applications, from: loopback, grants: all}

        """
    }

    private var services: String {
        guard isProvider, !command.service.isEmpty, let directory else { return "" }
        var lines = ["services:"]
        for service in command.service {
            lines += [
                "  - name: \(service.name)", "    upstream: {url: \(quoted(service.url))}",
                "    purposeRequired: false          # before personal data: openapi, purposes and policies,",
                "                                    # as in config/provider.yaml",
                "    publishIn: [\(quoted(directory.rawValue))]",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var log: String {
        """
        log:
          pseudonymKey: keys/pseudonym.key
          checkpointKey: keys/checkpoint.key

        """
    }

    private func quoted(_ text: String) -> String { Self.quoted(text) }

    /// A text as YAML's double-quoted scalar.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            default:
                if scalar.value < 0x20 {
                    result +=
                        "\\x" + (scalar.value < 16 ? "0" : "")
                        + String(scalar.value, radix: 16)
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}

/// The form of peer ids.
private enum SubjectForm {
    static func isOIN(_ peer: PeerID) -> Bool {
        peer.rawValue.utf8.count == 20
            && peer.rawValue.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
