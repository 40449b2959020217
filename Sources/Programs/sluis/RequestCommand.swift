import ArgumentParser
import Foundation
import GatewayConfiguration
import JSONTape

/// `sluis csr`: a key and a request for a certificate.
struct RequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csr",
        abstract: "Makes a key and a signing request for the Group's certificate authority.",
        discussion: """
            With the key that is there a certificate is renewed; with a new one (--key NEWFILE) every contract that
            names the Outway by its domain name stays usable. Names default to those of the configuration. The key
            is made with mode 0600 and never leaves this machine. Then: install the certificate, `sluis reload`.
            """,
        examples: [
            "sluis csr --key new.key --out new.csr"
        ]
    )

    @Option(help: "The file of the key; made when it is not there.", completion: .file())
    var key = "sluis.key"

    @Option(help: "The file of the request.", completion: .file())
    var out = "sluis.csr"

    @Option(help: "The organisation's name. Default: the configuration's.")
    var name: String?

    @Option(help: "The organisation's peer id (OIN). Default: the configuration's.")
    var oin: String?

    @Option(
        help: "A host name of Manager, Inway or Outway; repeatable. Default: the configuration's."
    )
    var host: [String] = []

    @Option(
        help: "The configuration file. Default: SLUIS_CONFIG, or ./sluis.yaml when it is there.",
        completion: .file(extensions: ["yaml"])
    )
    var config: String?

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() throws {
        let subject = try subject()
        let own = try OwnKey(at: key)
        try own.request(subject, at: out)
        let answer: JSONValue = [
            "key": .string(key), "keyIsNew": .bool(own.isNew), "request": .string(out),
            "name": .string(subject.name), "peerID": .string(subject.peerID),
            "hosts": .array(subject.hosts.map { .string($0) }),
        ]
        Output.print(answer, json: json) { _ in
            """
            \(key): \(own.isNew ? "a new key, readable by you only" : "the key that was there")
            \(out): the request for \(subject.name), \(subject.peerID), \(subject.hosts.joined(separator: ", "))
            Send \(out) to the Group's certificate authority; never the key.
            """
        }
    }

    private func subject() throws -> OwnKey.Subject {
        var (name, oin, hosts) = (name, oin, host)
        if name == nil || oin == nil || hosts.isEmpty {
            if let file = try? GatewayPlace.configuration(config) {
                let found = try Self.configured(file)
                name = name ?? found.name
                oin = oin ?? found.peerID
                if hosts.isEmpty { hosts = found.hosts }
            }
        }
        guard let name, let oin, !hosts.isEmpty else {
            throw ValidationError("name --name, --oin and --host, or a configuration (--config)")
        }
        return OwnKey.Subject(name: name, peerID: oin, hosts: hosts)
    }

    /// What a configuration says, also one whose certificate is not there yet.
    private static func configured(_ file: String) throws -> OwnKey.Subject {
        guard let found = ConfiguredNames(file: file) else {
            throw ValidationError("\(file) cannot be read as a configuration: see `sluis check`")
        }
        return OwnKey.Subject(name: found.name, peerID: found.peerID, hosts: found.hosts)
    }
}
