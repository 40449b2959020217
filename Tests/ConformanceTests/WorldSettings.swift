import Foundation
import GatewayTesting

/// The configuration files of the three gateways.
struct WorldSettings {
    let world: World

    func text(_ gateway: Gateway) -> String {
        common(gateway) + roles(gateway)
    }

    /// What every gateway of the Group has; `group` is the Group's id.
    func common(_ gateway: Gateway, group: String = World.group) -> String {
        let roles =
            switch gateway.name {
            case "directory": "manager, directory"
            default: "manager, inway, outway"
            }
        var text = """
            organisation:
              name: Organisation \(gateway.name)
              peerID: "\(gateway.peerID)"
            dataFolder: data
            roles: [\(roles)]
            group:
              id: \(group)
              test: true
              trustAnchors: ../pki/anchors.pem
              revocationLists: [../pki/root.crl, ../pki/intermediate.crl]
              revocationRefresh: 1s
              allowPrivateAddresses: true
              resolve:

            """
        for line in resolved { text += "    - \(line)\n" }
        if gateway.name != "directory" {
            text += """
                  directories:
                    - peerID: "\(world.directory.peerID)"
                      address: \(world.directory.manager.address)

                """
        }
        text += """
            identity:
              certificate: ../pki/\(gateway.name).pem
              privateKey: ../pki/\(gateway.name).key
            log:
              segmentSize: 4MiB
              pseudonymKey: keys/pseudonym.key
              checkpointKey: keys/checkpoint.key
            administration:
              listen: 127.0.0.1:\(gateway.administrationPort)
            manager:
              listen: 127.0.0.1:\(gateway.manager.listens)
              address: \(gateway.manager.address)

            """
        return text
    }

    private var resolved: [String] {
        let gateways = world.gateways.flatMap { [$0.manager.resolve, $0.inway.resolve] }
        let peers = world.peers.flatMap { peer in
            [("manager", 8_443), ("inway", 443)].map { host, port in
                "\(host).\(peer.name).example.nl:\(port):127.0.0.1:\(peer.server.port)"
            }
        }
        return gateways + peers + ["gone.peer.example.nl:443:127.0.0.1:\(world.deadPort)"]
    }

    private func roles(_ gateway: Gateway) -> String {
        switch gateway.name {
        case "directory":
            return """
                  autoSign:
                    - grantType: servicePublication
                      longestValidity: 800d
                    - grantType: delegatedServicePublication
                      longestValidity: 800d

                """
        case "provider":
            return autoSign([World.echo, World.down, World.lent]) + inway(gateway) + services
        default:
            return autoSign(["weather", World.echo, World.lent]) + inway(gateway) + outway(gateway)
                + spare
        }
    }

    private func autoSign(_ services: [String]) -> String {
        let peers = (world.peers.map(\.peerID) + world.gateways.map(\.peerID))
            .map { "\"\($0)\"" }.joined(separator: ", ")
        let rules = ["serviceConnection", "delegatedServiceConnection"].map { type in
            """
                - grantType: \(type)
                  peers: [\(peers)]
                  services: [\(services.joined(separator: ", "))]
                  longestValidity: 800d

            """
        }
        return "  autoSign:\n" + rules.joined()
    }

    private func inway(_ gateway: Gateway) -> String {
        """
        inway:
          listen: 127.0.0.1:\(gateway.inway.listens)
          address: \(gateway.inway.address)

        """
    }

    private func outway(_ gateway: Gateway) -> String {
        """
        outway:
          listen: 127.0.0.1:\(gateway.outwayPort)
          clients:
            - {name: desk, from: loopback, grants: all}

        """
    }

    private var spare: String {
        service("spare", port: world.source.port)
    }

    private var services: String {
        "outway:\n  listen: 127.0.0.1:\(world.provider.outwayPort)\n"
            + "  clients:\n    - {name: desk, from: loopback, grants: all}\n"
            + "services:\n"
            + [World.echo, World.manual, World.lent].map { entry($0, port: world.source.port) }
            .joined()
            + entry(World.down, port: world.deadPort)
    }

    private func service(_ name: String, port: Int) -> String {
        "services:\n" + entry(name, port: port)
    }

    private func entry(_ name: String, port: Int) -> String {
        """
          - name: \(name)
            upstream: {url: "http://127.0.0.1:\(port)"}
            purposeRequired: false
            publishIn: ["\(world.directory.peerID)"]

        """
    }
}
