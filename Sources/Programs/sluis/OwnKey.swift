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
            if let reason = SecretFile.exposure(of: path) { throw Problem(description: reason) }
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
        do throws(SecretFile.Problem) {
            try SecretFile.make(key.pem, at: path)
        } catch {
            throw Problem(description: error.description)
        }
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
}
