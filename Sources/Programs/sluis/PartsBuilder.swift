import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import PeerIdentity
import YAMLDocument

/// Builds the parts of a gateway from its configuration and notes every problem on the way.
final class PartsBuilder {
    let settings: GatewaySettings
    private(set) var problems: [ConfigurationProblem] = []

    init(_ settings: GatewaySettings) {
        self.settings = settings
    }

    func problem(_ key: String, _ message: String) {
        problems.append(
            ConfigurationProblem(file: settings.file, line: 0, key: key, message: message)
        )
    }

    /// The bytes of a file; a problem when it cannot be read.
    func bytes(_ path: String, key: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path) else {
            problem(key, "\(path) cannot be read")
            return nil
        }
        return [UInt8](data)
    }

    /// A JSON or YAML document; a problem names the line in it.
    func document(_ path: String, key: String) -> JSONValue? {
        guard let bytes = bytes(path, key: key) else { return nil }
        do {
            return try YAMLNode.json(parsing: bytes)
        } catch {
            problem(key, "\(path):\(error.line): \(error.message)")
            return nil
        }
    }
}

extension GroupSettings {
    /// The rules of the Group as the parts take them.
    var rules: GroupRules {
        var rules = GroupRules(id: id)
        rules.subject = subject
        rules.revocation = revocationRequired ? .required : .ifPresent
        rules.advertisedPorts =
            advertisedPorts.isEmpty ? .any : .listed(Set(advertisedPorts.map { UInt16($0) }))
        rules.maximumGrants = maximumGrants
        rules.clockSkewSeconds = clockSkew
        return rules
    }

    /// How peers are read from certificates.
    var subject: SubjectRules {
        SubjectRules(
            peerID: .serialNumber,
            form: peerIDIsOIN ? .oin : .any,
            name: .organizationName
        )
    }
}
