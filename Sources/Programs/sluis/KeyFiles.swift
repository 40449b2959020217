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
        if let reason = missing(path, beside: log) { throw KeyFileProblem(description: reason) }
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
    /// - Parameters:
    ///   - path: The file; made when neither it nor the log is there yet.
    ///   - dataFolder: Where the log is.
    /// - Returns: The maker of pseudonyms.
    /// - Throws: ``KeyFileProblem`` when the file holds something else, cannot be written, or is missing
    ///   beside a log: with another key nobody would be found again in it.
    static func pseudonymiser(at path: String, dataFolder: String) throws -> Pseudonymiser {
        if let text = try read(path) { return try pseudonymiser(text, path: path) }
        if let reason = missing(path, beside: dataFolder + "/log") {
            throw KeyFileProblem(
                description: reason
                    + "; to begin another key on purpose, write a name and 32 random "
                    + "bytes in base64 into it: "
                    + "(umask 077; echo \"\(newName()) $(openssl rand -base64 32)\" > \(path))"
            )
        }
        let key = bytes(32)
        let name = newName()
        try makeFolder(of: path)
        do throws(SecretFile.Problem) {
            try SecretFile.make("\(name) \(Data(key).base64EncodedString())\n", at: path)
        } catch {
            throw KeyFileProblem(description: error.description)
        }
        return try Pseudonymiser(keyID: KeyID(name), key: key)
    }

    /// What is wrong with the key files as they are; empty when a gateway can start with them.
    ///
    /// Makes nothing.
    static func problems(of settings: GatewaySettings) -> [(key: String, message: String)] {
        let log = settings.dataFolder + "/log"
        var found: [(key: String, message: String)] = []
        let (pseudonyms, checkpoints) = (settings.log.pseudonymKey, settings.log.checkpointKey)
        do {
            if let text = try read(pseudonyms) {
                _ = try pseudonymiser(text, path: pseudonyms)
            } else if let reason = missing(pseudonyms, beside: log) {
                found.append(("log.pseudonymKey", reason))
            }
        } catch {
            found.append(("log.pseudonymKey", "\(error)"))
        }
        guard FileManager.default.fileExists(atPath: checkpoints) else {
            if let reason = missing(checkpoints, beside: log) {
                found.append(("log.checkpointKey", reason))
            }
            return found
        }
        do throws(LogOpenProblem) {
            _ = try CheckpointKey.load(checkpoints, logDirectory: log)
        } catch {
            let words = LogOpening.words(error, folder: log, settings.log)
            found.append(("log.checkpointKey", words))
        }
        return found
    }

    /// Why a key that is not there may not be made; nil before the log's first start.
    private static func missing(_ path: String, beside log: String) -> String? {
        guard FileManager.default.fileExists(atPath: log + "/log.vkey") else { return nil }
        return
            "\(path) is missing, but \(log) holds a log that was written with it: put the key back"
    }

    private static func pseudonymiser(_ text: String, path: String) throws -> Pseudonymiser {
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, let key = Data(base64Encoded: String(parts[1])),
            let keyID = try? KeyID(String(parts[0])),
            let made = try? Pseudonymiser(keyID: keyID, key: [UInt8](key))
        else {
            throw KeyFileProblem(
                description: "\(path) must hold the key's name and 32 bytes in base64"
            )
        }
        return made
    }

    /// A name that no other key has: pseudonyms carry it.
    private static func newName() -> String {
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        return "k\(year)-\(Hexadecimal.encode(bytes(4)))"
    }

    private static func read(_ path: String) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KeyFileProblem(description: "\(path) cannot be read by this account")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func makeFolder(of path: String) throws {
        try FileManager.default.createDirectory(
            at: URL(filePath: path).deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    private static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
