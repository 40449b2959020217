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

    /// The configuration file, read again when the first problem asks for its line.
    private lazy var file: YAMLNode? = FileManager.default.contents(atPath: settings.file)
        .flatMap { try? YAMLNode(parsing: [UInt8]($0)) }

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
        let line = file?.mark(of: Self.pointer(to: key)).line ?? 0
        return ConfigurationProblem(file: settings.file, line: line, key: key, message: message)
    }

    /// The members and indices that lead to a key such as `services[0].upstream.url`.
    static func pointer(to key: String) -> JSONPointer {
        let tokens = key.split(separator: ".").flatMap { part in
            part.split(separator: "[").map { String($0.hasSuffix("]") ? $0.dropLast() : $0) }
        }
        return JSONPointer(tokens: tokens)
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
