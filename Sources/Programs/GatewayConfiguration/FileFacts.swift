import ExchangeModel
import Foundation

/// What the checks of a configuration ask of the file system.
enum FileFacts {
    /// The absolute path of a path that is relative to the configuration file's folder.
    static func absolute(_ path: String, from folder: String) -> String {
        let base = URL(filePath: folder, directoryHint: .isDirectory)
        return URL(filePath: path, relativeTo: base).standardizedFileURL.path(percentEncoded: false)
    }

    /// Why a file cannot be read; nil when it can.
    static func whyUnreadable(_ path: String) -> String? {
        switch isFolder(path) {
        case nil: return "there is no file \(path)"
        case true: return "\(path) is a folder, not a file"
        case false:
            return FileManager.default.isReadableFile(atPath: path)
                ? nil : "this account may not read \(path)"
        }
    }

    /// Whether what stands at a path is a folder; nil when nothing does.
    static func isFolder(_ path: String) -> Bool? {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return exists ? isFolder.boolValue : nil
    }

    /// Why a secret is not kept well; nil when only its owner, or only this process, can read it.
    static func whyExposed(_ path: String) -> String? { SecretMode.whyExposed(path) }
}

/// The access that others have to the file of a secret.
public enum SecretMode {
    /// Why a secret is not kept well; nil when it is, and for a file that cannot be looked at.
    ///
    /// Of a link, its target's mode counts: a link's own says nothing.
    public static func whyExposed(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let mode = status.st_mode & 0o777
        let reason = SecretAccess.exposure(
            mode: mode,
            owner: status.st_uid,
            group: status.st_gid,
            groups: processGroups
        )
        return reason.map {
            "\(path) has mode \(String(mode, radix: 8)): \($0); mend with: chmod 600 \(path)"
        }
    }

    /// The groups that this process is in.
    private static var processGroups: Set<gid_t> {
        let count = max(0, getgroups(0, nil))
        var groups = [gid_t](repeating: 0, count: Int(count))
        let found = getgroups(count, &groups)
        return Set(groups.prefix(max(0, Int(found)))).union([getegid()])
    }
}

extension Section {
    /// The absolute path of a file that must be readable.
    func file(_ name: String, in folder: String) -> String? {
        guard let text = text(name, expected: "the path of a file") else { return nil }
        return readable(text, name, folder)
    }

    /// The absolute path of a file that must be readable when it is named.
    func optionalFile(_ name: String, in folder: String) -> String? {
        guard let text = optionalText(name, expected: "the path of a file") else { return nil }
        return readable(text, name, folder)
    }

    /// The absolute path of a folder when it is named.
    func optionalFolder(_ name: String, in folder: String) -> String? {
        guard let text = optionalText(name, expected: "the path of a folder") else { return nil }
        let path = FileFacts.absolute(text, from: folder)
        guard FileFacts.isFolder(path) == true else {
            problem(name, "there is no folder \(path)")
            return nil
        }
        return path
    }

    /// The absolute path of a secret: readable, and by its owner only.
    func secretFile(_ name: String, in folder: String) -> String? {
        guard let path = file(name, in: folder) else { return nil }
        if let reason = FileFacts.whyExposed(path) {
            problem(name, reason)
            return nil
        }
        return path
    }

    private func readable(_ text: String, _ name: String, _ folder: String) -> String? {
        let path = FileFacts.absolute(text, from: folder)
        if let reason = FileFacts.whyUnreadable(path) {
            problem(name, reason)
            return nil
        }
        return path
    }
}
