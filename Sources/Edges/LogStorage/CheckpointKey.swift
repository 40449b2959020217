private import ExchangeModel
private import Foundation
public import MerkleLog

/// The file of the key that signs checkpoints: outside the log folder, readable by its owner only.
public enum CheckpointKey {
    /// The identity of a log: `<organisation>/<group>/txlog/<instance>`.
    public static func origin(organisation: String, group: String, instance: String) -> String {
        "\(organisation)/\(group)/txlog/\(instance)"
    }

    /// Reads a key, and refuses one that others can read or that lies inside the log folder.
    public static func load(
        _ path: String,
        logDirectory: String
    ) throws(LogOpenProblem) -> NoteSigner {
        try checkPlace(path, logDirectory)
        // Of a link, its target's mode counts: a link's own says nothing.
        var status = stat()
        guard stat(path, &status) == 0,
            let bytes = FileManager.default.contents(atPath: path),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .keyUnreadable }
        let count = max(0, getgroups(0, nil))
        var groups = [gid_t](repeating: 0, count: Int(count))
        let found = max(0, Int(getgroups(count, &groups)))
        let exposure = SecretAccess.exposure(
            mode: status.st_mode & 0o777,
            owner: status.st_uid,
            group: status.st_gid,
            groups: Set(groups.prefix(found)).union([getegid()])
        )
        guard exposure == nil else { throw .keyExposed }
        do throws(NoteProblem) {
            return try NoteSigner(parsing: text)
        } catch {
            throw .keyUnreadable
        }
    }

    /// Makes a new key in a file that only its owner can read; fails when the file exists.
    public static func create(
        _ path: String,
        origin: String,
        logDirectory: String
    ) throws(LogOpenProblem) -> NoteSigner {
        try checkPlace(path, logDirectory)
        var generator = SystemRandomNumberGenerator()
        let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        guard let signer = try? NoteSigner(name: origin, secret: secret) else { throw .wrongKey }
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed(operation: "key", error: errno) }
        defer { close(descriptor) }
        let text = Array((signer.secretText + "\n").utf8)
        guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
            throw .failed(operation: "key", error: errno)
        }
        return signer
    }

    private static func checkPlace(
        _ path: String,
        _ logDirectory: String
    ) throws(LogOpenProblem) {
        let key = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
        let log = URL(fileURLWithPath: logDirectory).standardizedFileURL.resolvingSymlinksInPath()
            .path
        guard !key.hasPrefix(log + "/") else { throw .keyInsideLog }
    }
}
