import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration

/// A folder with the files of a Group and a configuration that a gateway can start with.
final class GatewayFolder {
    static let peer = "00000099000000002000"

    let group: CertificateGroup
    private let root = FileManager.default.temporaryDirectory
        .appending(path: "gateway-\(UUID().uuidString)", directoryHint: .isDirectory)

    init() throws {
        group = try CertificateGroup()
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try write(group.anchorsPEM, "anchors.pem")
        try write(lists: group.revocationLists())
        try write(try certificate())
        try write(Array("a-token-of-more-than-16-characters\n".utf8), "token", mode: 0o600)
        try write(Array("first secret\n".utf8), "secret", mode: 0o600)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func path(_ name: String) -> String { root.appending(path: name).path(percentEncoded: false) }

    func certificate(of peer: String = GatewayFolder.peer) throws -> IssuedCertificate {
        try group.issue(
            organization: "Gemeente",
            serialNumber: peer,
            dnsNames: ["gateway.example"]
        )
    }

    /// Writes a certificate with its chain, and its key.
    func write(_ issued: IssuedCertificate) throws {
        try write(Array(issued.chainPEM.utf8), "own.pem")
        try write(Array(issued.privateKeyPEM.utf8), "own.key", mode: 0o600)
    }

    func write(lists: [[UInt8]]) throws {
        for (name, list) in zip(["root.crl", "intermediate.crl"], lists) { try write(list, name) }
    }

    func write(_ bytes: [UInt8], _ name: String, mode: Int = 0o644) throws {
        let file = root.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
        try FileManager.default.setAttributes(
            [.posixPermissions: mode],
            ofItemAtPath: path(name)
        )
    }

    /// The configuration, with some of its words replaced.
    func settings(_ changes: [String: String] = [:]) throws -> GatewaySettings {
        try GatewaySettings(Array(Self.text(changes).utf8), file: path("sluis.yaml"))
    }

    /// The text of the configuration, with some of its words replaced.
    static func text(_ changes: [String: String] = [:]) -> String {
        var text = """
            organisation: {name: Gemeente, peerID: "\(Self.peer)"}
            dataFolder: data
            roles: [manager, inway, outway]
            group:
              id: trial
              test: true
              trustAnchors: anchors.pem
              revocationLists: [root.crl, intermediate.crl]
              directories:
                - {peerID: "00000099000000001000", address: "https://directory.example:8443"}
            identity: {certificate: own.pem, privateKey: own.key}
            manager:
              listen: 127.0.0.1:0
              address: https://gateway.example:8443
            inway:
              listen: 127.0.0.1:0
              address: https://gateway.example:443
            outway:
              listen: 127.0.0.1:0
              clients:
                - {name: desk, from: bearerToken, tokenFile: token, grants: all}
            log: {pseudonymKey: keys/pseudonym.key, checkpointKey: keys/checkpoint.key}
            services:
              - name: persons
                upstream:
                  url: http://127.0.0.1:9
                  secretFields: [{name: X-Key, file: secret}]
                purposeRequired: false

            """
        for (old, new) in changes { text = text.replacing(old, with: new) }
        return text
    }
}
