import AccessLog
import ExchangeModel
import Foundation
import GatewayConfiguration
import LogStorage
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
    ///   - path: The file; made when neither it nor the log is there yet.
    ///   - settings: Whose log it is, for a new key's name.
    /// - Returns: The signer that the file holds.
    /// - Throws: `LogOpenProblem`, or ``KeyFileProblem`` when the key of a log that exists is missing.
    static func checkpointSigner(
        at path: String,
        settings: GatewaySettings
    ) throws -> NoteSigner {
        let log = settings.dataFolder + "/log"
        if FileManager.default.fileExists(atPath: path) {
            return try CheckpointKey.load(path, logDirectory: log)
        }
        guard !FileManager.default.fileExists(atPath: log + "/log.vkey") else {
            throw KeyFileProblem(
                description:
                    "\(path) is missing, but \(log) holds a log that was signed with it: put the key back"
            )
        }
        try makeFolder(of: path)
        let origin = CheckpointKey.origin(
            organisation: settings.organisation.peerID.rawValue,
            group: settings.group.id.rawValue,
            instance: UUID().uuidString.lowercased()
        )
        return try CheckpointKey.create(path, origin: origin, logDirectory: log)
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
        try makeFolder(of: path)
        let made = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard made else { throw KeyFileProblem(description: "\(path) cannot be written") }
    }

    private static func makeFolder(of path: String) throws {
        try FileManager.default.createDirectory(
            at: URL(filePath: path).deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    private static func random() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
