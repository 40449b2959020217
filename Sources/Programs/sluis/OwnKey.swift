import CertificateAuthority
import Foundation

/// The organisation's private key and the request for its certificate.
///
/// The key is made on this machine, readable by its owner only, and never leaves it: only the request
/// goes to the Group's certificate authority.
struct OwnKey {
    /// Why a key or request could not be made or used.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// What a certificate is asked for.
    struct Subject {
        let name: String
        let peerID: String
        let hosts: [String]
    }

    let key: PrivateKey
    /// Whether the key was made just now.
    let isNew: Bool

    /// Takes the key of a file, or makes one in it with mode 0600.
    init(at path: String) throws {
        if FileManager.default.fileExists(atPath: path) {
            if let reason = Self.exposure(of: path) { throw Problem(description: reason) }
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Problem(description: "\(path) cannot be read by this account")
            }
            do {
                key = try PrivateKey(pem: String(decoding: data, as: UTF8.self))
            } catch {
                throw Problem(description: "\(path) is \(error): move it away to make a new key")
            }
            isNew = false
            return
        }
        key = try PrivateKey(.ec256)
        try Self.write(key.pem, to: path)
        isNew = true
    }

    /// Makes and writes a request for a certificate.
    func request(_ subject: Subject, at path: String) throws {
        do {
            let request = try SigningRequest(
                organization: subject.name,
                serialNumber: subject.peerID,
                dnsNames: subject.hosts,
                key: key
            )
            try Data(request.pem.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch let error as IssuingProblem {
            throw Problem(description: "the signing request cannot be made: \(error)")
        } catch {
            throw Problem(description: "\(path) cannot be written")
        }
    }

    private static func exposure(of path: String) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return "\(path) cannot be read by this account" }
        guard status.st_mode & 0o077 == 0 else {
            return "\(path) can be read by others; mend with: chmod 600 \(path)"
        }
        return nil
    }

    /// Writes a file that has mode 0600 from its first byte on, and never over another.
    private static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw Problem(description: "\(path) cannot be made: \(SystemError.words(errno))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.utf8))
            try file.synchronize()
        } catch {
            throw Problem(description: "\(path) cannot be written: is the disk full?")
        }
    }
}
