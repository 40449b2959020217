import Foundation

/// Files that are replaced whole: after a crash the old or the new bytes stand there, never a part.
enum DurableFile {
    /// Why a file could not be replaced; what stood there before still does.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// Writes a file of mode 0600 in the place of the one that stands there; durable when this returns.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Problem) {
        let temporary = path + ".new"
        unlink(temporary)
        do throws(SecretFile.Problem) {
            try SecretFile.make(bytes, at: temporary)
        } catch {
            throw Problem(description: error.description)
        }
        guard rename(temporary, path) == 0 else {
            let reason = SystemError.words(errno)
            unlink(temporary)
            throw Problem(description: "\(path) cannot be written: \(reason)")
        }
        SecretFile.synchronizeFolder(of: path)
    }

    /// Makes a folder of mode 0700 where there is none.
    static func makeFolder(_ path: String) throws(Problem) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Problem(
                description: "the folder \(path) cannot be made: \(SystemError.words(of: error))"
            )
        }
    }
}
