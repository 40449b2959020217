import ArgumentParser
import ExchangeModel
import Foundation
import JSONTape

/// `sluis join`: from nothing to a peer of a Group.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Makes key, signing request and configuration, and announces at a directory.",
        discussion: """
            Run it in an empty folder. The first time it makes the key (mode 0600, it never leaves this machine) and
            the signing request. Put the certificate that the Group's authority returns into sluis.pem, with the
            intermediates, and run the same command again: it writes sluis.yaml where there is none, and announces
            this organisation at the directory. What is there is used. Run again with other values, it shows what
            differs: the request is made anew, and values of sluis.yaml are corrected after a yes (or --yes); all else
            in that file stays as it is.

            Exit 0 when the step is done, 1 when the directory or a file refuses, 2 for wrong arguments.
            """,
        examples: [
            "sluis join https://directory.example:8443 --group example --anchors group.pem \\\n--name 'Gemeente Voorbeeld' --oin 00000099000000002000 --host gateway.example"
        ]
    )

    @Argument(
        help: "The address of the Group's directory, for example https://directory.example:8443."
    )
    var directory: String

    @Option(help: "The Group's id.")
    var group: String

    @Option(help: "A PEM file of the Group's trust anchors.", completion: .file())
    var anchors: String

    @Option(help: "The organisation's name, as it must stand in the certificate.")
    var name: String

    @Option(help: "The organisation's peer id (OIN), as it must stand in the certificate.")
    var oin: String

    @Option(help: "The host name of this gateway; repeatable. The first one is advertised.")
    var host: [String]

    @Option(help: "provider, consumer, both or directory.")
    var role = JoinRole.both

    @Option(
        help: ArgumentHelp(
            "A service to offer and the address of its source.",
            valueName: "NAME=URL"
        )
    )
    var service: [ServiceArgument] = []

    @Option(
        help:
            "A revocation list, file or URL; repeatable. Default: those that the certificates name."
    )
    var crl: [String] = []

    @Option(help: "The folder to work in.", completion: .directory)
    var folder = "."

    @Option(help: "The Manager's port. Default: 8443.") var managerPort: Int?
    @Option(help: "The Inway's port. Default: 443.") var inwayPort: Int?
    @Option(help: "The Outway's port on this machine, for own applications. Default: 8080.")
    var outwayPort: Int?

    static let managerPort = 8_443
    static let inwayPort = 443
    static let outwayPort = 8_080

    @Flag(
        help:
            "For a test Group on this machine: any port, private addresses. Never with citizens' data."
    )
    var test = false

    @Flag(help: "Correct values of the configuration that is there without asking.")
    var yes = false

    @Flag(help: "Then run the gateway, as `sluis serve` does.")
    var serve = false

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func validate() throws {
        guard let url = URL(string: directory), url.scheme == "https", url.host() != nil,
            url.path.isEmpty || url.path == "/"
        else {
            throw ValidationError(
                "the directory is an https URL such as https://host:8443, not `\(directory)`"
            )
        }
        guard !host.isEmpty else { throw ValidationError("name this gateway's --host") }
        guard (try? GroupID(group)) != nil else {
            throw ValidationError("--group takes letters, digits and ./_-, not `\(group)`")
        }
        guard (try? PeerID(oin)) != nil else {
            throw ValidationError("--oin takes a peer id, not `\(oin)`")
        }
        guard test || (oin.utf8.count == 20 && oin.utf8.allSatisfy { (0x30...0x39).contains($0) })
        else {
            throw ValidationError(
                "--oin takes twenty digits, not `\(oin)`; only --test Groups may differ"
            )
        }
        let ports = [managerPort, inwayPort, outwayPort].compactMap(\.self)
        for port in ports where !(1...65_535).contains(port) {
            throw ValidationError("ports are from 1 to 65535, not \(port)")
        }
        let advertised = [managerPort, inwayPort].compactMap(\.self)
        if !test, !advertised.allSatisfy([443, 8_443].contains) {
            throw ValidationError(
                "peers of a real Group advertise ports 443 and 8443; change others with a router, or say --test"
            )
        }
    }

    func run() async throws {
        let answer = try await Joining(self).join()
        Output.print(answer, json: json, as: Joining.text)
        guard serve, answer["state"]?.string == "joined" else { return }
        fflush(nil)
        let file = URL(filePath: folder).appending(path: GatewayPlace.file).path
        try await ServeCommand.parse(["--config", file]).run()
    }
}

/// What part a new peer takes.
enum JoinRole: String, CaseIterable, ExpressibleByArgument {
    case provider
    case consumer
    case both
    case directory
}

/// A service and its source: `NAME=URL`.
struct ServiceArgument: ExpressibleByArgument {
    let name: ServiceName
    let url: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="),
            let name = try? ServiceName(String(argument[..<sign]))
        else { return nil }
        let url = String(argument[argument.index(after: sign)...])
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), URL(string: url) != nil else {
            return nil
        }
        (self.name, self.url) = (name, url)
    }
}
