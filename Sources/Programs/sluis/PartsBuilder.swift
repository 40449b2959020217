import Crypto
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape
import YAMLDocument

/// Builds the parts of a gateway from its configuration and notes every problem on the way.
final class PartsBuilder {
    let settings: GatewaySettings
    /// The policies that contracts of before may pin, and those that were withdrawn.
    let kept: KeptPolicies
    private(set) var problems: [ConfigurationProblem] = []
    /// What is surely not meant, but harms nobody.
    private(set) var warnings: [ConfigurationProblem] = []
    /// The digests of the files that were read, by their paths.
    private(set) var files: [String: SHA256Value] = [:]

    init(_ settings: GatewaySettings, kept: KeptPolicies = KeptPolicies()) {
        (self.settings, self.kept) = (settings, kept)
    }

    func problem(_ key: String, _ message: String) {
        problems.append(found(key, message))
    }

    func warning(_ key: String, _ message: String) {
        warnings.append(found(key, message))
    }

    private func found(_ key: String, _ message: String) -> ConfigurationProblem {
        ConfigurationProblem(file: settings.file, line: 0, key: key, message: message)
    }

    /// The bytes of a file; a problem when it cannot be read.
    func bytes(_ path: String, key: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path) else {
            problem(key, "\(path) cannot be read")
            return nil
        }
        files[path] = SHA256Value(Array(SHA256.hash(data: data)))
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
