import Foundation
import GatewayTesting

/// The folder of one demonstration: certificates, configurations, and a data folder for each organisation.
struct DemonstrationFolder {
    /// An organisation of the demonstration.
    struct Organisation {
        /// The name of its folder.
        let folder: String
        /// The name in its certificate.
        let name: String
        /// Its peer id: an OIN of the range for tests.
        let peerID: String
        /// The names in its certificate.
        let hosts: [String]
        let roles: [String]
    }

    static let directory = Organisation(
        folder: "directory",
        name: "Directory Voorbeeld",
        peerID: "00000099000000001000",
        hosts: ["directory.example.nl"],
        roles: ["manager", "directory"]
    )
    static let provider = Organisation(
        folder: "provider",
        name: "Gemeente Voorbeeld",
        peerID: "00000099000000002000",
        hosts: ["manager.gemeente.example.nl", "inway.gemeente.example.nl"],
        roles: ["manager", "inway"]
    )
    static let consumer = Organisation(
        folder: "consumer",
        name: "Uitkeringsdienst Voorbeeld",
        peerID: "00000099000000003000",
        hosts: ["manager.agency.example.nl", "outway.agency.example.nl"],
        roles: ["manager", "outway"]
    )
    /// On whose behalf the consumer calls, in a demonstration of delegation.
    static let delegator = Organisation(
        folder: "delegator",
        name: "Gemeente Kleindorp",
        peerID: "00000099000000004000",
        hosts: ["manager.kleindorp.example.nl"],
        roles: ["manager"]
    )

    static let service = "persons"
    /// The name in the consumer's certificate by which providers know its Outway.
    static let outwayName = "outway.agency.example.nl"
    static let purpose = "https://purposes.example.nl/social-benefit-assessment"

    let root: URL
    let ports: Ports
    let organisations: [Organisation]

    /// The loopback ports of the processes.
    struct Ports {
        let directoryManager: Int
        let providerManager: Int
        let providerInway: Int
        let consumerManager: Int
        let consumerOutway: Int
        let delegatorManager: Int
        let administration: [String: Int]
        let revocation: Int
    }

    /// Makes the folders of the organisations; with a delegator when delegation is shown.
    init(root: URL, delegation: Bool = false) throws {
        self.root = root
        organisations =
            [Self.directory, Self.provider, Self.consumer] + (delegation ? [Self.delegator] : [])
        let free = try FreePorts.find(11)
        ports = Ports(
            directoryManager: free[0],
            providerManager: free[1],
            providerInway: free[2],
            consumerManager: free[3],
            consumerOutway: free[4],
            delegatorManager: free[9],
            administration: [
                "directory": free[5], "provider": free[6], "consumer": free[7],
                "delegator": free[10],
            ],
            revocation: free[8]
        )
        let manager = FileManager.default
        for organisation in organisations {
            try manager.createDirectory(
                at: root.appending(path: organisation.folder),
                withIntermediateDirectories: true
            )
        }
    }

    func path(_ name: String) -> String { root.appending(path: name).path(percentEncoded: false) }

    /// The data folder of an organisation.
    func data(_ organisation: Organisation) -> String { path("\(organisation.folder)/data") }

    /// The configuration file of an organisation.
    func configuration(_ organisation: Organisation) -> String {
        path("\(organisation.folder)/sluis.yaml")
    }

    /// Writes the configuration files of the gateways.
    ///
    /// - Parameters:
    ///   - registry: The registry's address, for example `http://127.0.0.1:40001`.
    ///   - document: The registry's OpenAPI document.
    ///   - policy: The field policy of the purpose.
    /// - Throws: What the system says when a file cannot be written.
    func writeConfigurations(registry: String, document: String, policy: String) throws {
        for organisation in organisations {
            var text = common(organisation)
            switch organisation.folder {
            case Self.directory.folder: text += directorySections
            case Self.provider.folder: text += providerSections(registry, document, policy)
            case Self.delegator.folder: text += delegatorSections
            default: text += consumerSections
            }
            try text.write(
                toFile: configuration(organisation),
                atomically: true,
                encoding: .utf8
            )
        }
    }

    private func common(_ organisation: Organisation) -> String {
        let name = organisation.folder
        let crl = "http://127.0.0.1:\(ports.revocation)"
        var text = """
            # Written by sluis-demo. A Group for tests: names resolve to loopback.
            organisation:
              name: \(organisation.name)
              peerID: "\(organisation.peerID)"
            dataFolder: data
            roles: [\(organisation.roles.joined(separator: ", "))]
            group:
              id: demonstration
              test: true
              trustAnchors: ../pki/anchors.pem
              revocationLists: [\(crl)/root.crl, \(crl)/intermediate.crl]
              revocationRefresh: 2s
              allowPrivateAddresses: true
              resolve:

            """
        for (host, port, target) in resolved {
            text += "    - \(host):\(port):127.0.0.1:\(target)\n"
        }
        if name != Self.directory.folder {
            text += """
                  directories:
                    - peerID: "\(Self.directory.peerID)"
                      address: https://directory.example.nl:8443

                """
        }
        text += """
            identity:
              certificate: ../pki/\(name).pem
              privateKey: ../pki/\(name).key
            log:
              segmentSize: 4MiB
              pseudonymKey: keys/pseudonym.key
              checkpointKey: keys/checkpoint.key
            administration:
              listen: 127.0.0.1:\(ports.administration[name] ?? 0)

            """
        return text
    }

    private var resolved: [(host: String, port: Int, target: Int)] {
        [
            ("directory.example.nl", 8_443, ports.directoryManager),
            ("manager.gemeente.example.nl", 8_443, ports.providerManager),
            ("inway.gemeente.example.nl", 443, ports.providerInway),
            ("manager.agency.example.nl", 8_443, ports.consumerManager),
            ("manager.kleindorp.example.nl", 8_443, ports.delegatorManager),
        ]
    }

    private var directorySections: String {
        """
        manager:
          listen: 127.0.0.1:\(ports.directoryManager)
          address: https://directory.example.nl:8443
          autoSign:
            - grantType: servicePublication
              longestValidity: 800d

        """
    }

    private func providerSections(
        _ registry: String,
        _ document: String,
        _ policy: String
    ) -> String {
        """
        manager:
          listen: 127.0.0.1:\(ports.providerManager)
          address: https://manager.gemeente.example.nl:8443
        inway:
          listen: 127.0.0.1:\(ports.providerInway)
          address: https://inway.gemeente.example.nl:443
        services:
          - name: \(Self.service)
            upstream: {url: "\(registry)"}
            openapi: \(document)
            validation: {request: enforce, answer: enforce}
            bodyLimit: 64KiB
            answerTimeout: 5s
            purposes:
              - policy: \(policy)
                label: Assessment of social benefits
                legalBasis: OfficialAuthorityOfController
                legalSources: [Participatiewet art. 64]
                processingActivity: https://register.gemeente.example.nl/activities/12/versions/3
            publishIn: ["\(Self.directory.peerID)"]
            dataset:
              title: {en: Personal records, nl: Persoonsgegevens}
              description:
                en: Name, birth and address of residents, for a purpose that a contract names.
                nl: Naam, geboorte en adres van inwoners, voor een doel dat een contract noemt.
              theme: http://publications.europa.eu/resource/authority/data-theme/GOVE
              accessRights: NON_PUBLIC
              licence: http://standaarden.overheid.nl/owms/terms/geslotenlicentie
        catalogue:
          baseURI: https://catalogue.gemeente.example.nl
          contactPoint: {name: Data desk, email: data@gemeente.example.nl}

        """
    }

    private var delegatorSections: String {
        """
        manager:
          listen: 127.0.0.1:\(ports.delegatorManager)
          address: https://manager.kleindorp.example.nl:8443

        """
    }

    private var consumerSections: String {
        """
        manager:
          listen: 127.0.0.1:\(ports.consumerManager)
          address: https://manager.agency.example.nl:8443
        outway:
          listen: 127.0.0.1:\(ports.consumerOutway)
          clients:
            - {name: benefits-desk, from: loopback, grants: all}

        """
    }
}
