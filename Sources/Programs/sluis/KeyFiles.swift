import AccessLog
import Foundation
import GatewayConfiguration
import MerkleLog

/// Why a key file cannot be used.
struct KeyFileProblem: Error, CustomStringConvertible {
    let description: String
}

/// The keys of the access log, made at first start, each readable by its owner only.
enum KeyFiles {
    /// The key that checkpoints are signed with.
    ///
    /// - Parameters:
    ///   - path: The file; made when it is not there.
    ///   - origin: The log's name, for a new key.
    /// - Returns: The signer that the file holds.
    /// - Throws: ``KeyFileProblem`` when the file holds something else or cannot be written.
    static func checkpointSigner(at path: String, origin: String) throws -> NoteSigner {
        if let text = try read(path) {
            guard let signer = try? NoteSigner(parsing: text) else {
                throw KeyFileProblem(
                    description: "\(path) is not a signing key of a log (PRIVATE+KEY+…)"
                )
            }
            return signer
        }
        let signer = try NoteSigner(name: origin, secret: random())
        try write(signer.secretText + "\n", to: path)
        return signer
    }

    /// The key that pseudonyms are made with: a name and 32 bytes in base64, one line.
    ///
    /// - Parameter path: The file; made when it is not there.
    /// - Returns: The maker of pseudonyms.
    /// - Throws: ``KeyFileProblem`` when the file holds something else or cannot be written.
    static func pseudonymiser(at path: String) throws -> Pseudonymiser {
        if let text = try read(path) {
            let parts = text.split(whereSeparator: \.isWhitespace)
            guard parts.count == 2, let key = Data(base64Encoded: String(parts[1])),
                let keyID = try? KeyID(String(parts[0]))
            else {
                throw KeyFileProblem(
                    description: "\(path) must hold the key's name and 32 bytes in base64"
                )
            }
            return try Pseudonymiser(keyID: keyID, key: [UInt8](key))
        }
        let key = random()
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        let name = "k\(year)"
        try write("\(name) \(Data(key).base64EncodedString())\n", to: path)
        return try Pseudonymiser(keyID: KeyID(name), key: key)
    }

    private static func read(_ path: String) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KeyFileProblem(description: "\(path) cannot be read by this account")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let made = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard made else { throw KeyFileProblem(description: "\(path) cannot be written") }
    }

    private static func random() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
