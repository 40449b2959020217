import CertificateAuthority
import ExchangeModel
import Foundation
import GatewayConfiguration
import Logging
import Manager
import PeerIdentity

/// The certificates that contracts and tokens were signed with, in the data folder until they end.
///
/// So that a former one stays in the key set over a restart, for as long as what it signed may still be
/// presented: FSC Core 2.0.0, *Providing X.509 certificates*. Only certificates: no private key.
struct CertificateShelf: Sendable {
    private let folder: URL
    private let rules: SubjectRules
    private let own: PeerID
    private let logger: Logger

    init(_ settings: GatewaySettings, logger: Logger) {
        self.init(
            folder: settings.dataFolder + "/certificates",
            rules: settings.group.subject,
            own: settings.organisation.peerID,
            logger: logger
        )
    }

    init(folder: String, rules: SubjectRules, own: PeerID, logger: Logger) {
        self.folder = URL(filePath: folder, directoryHint: .isDirectory)
        (self.rules, self.own, self.logger) = (rules, own, logger)
    }

    /// Puts a certificate and its chain on the shelf, unless it is there.
    func keep(_ certificate: SigningCertificate) {
        let name = Hexadecimal.encode(certificate.thumbprint.digest.bytes) + ".pem"
        let file = folder.appending(path: name)
        guard !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
            return
        }
        do {
            let text = try PEM.certificates(certificate.certificates)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .atomic)
        } catch {
            logger.error(
                "the certificate is not kept: after a restart it is missing from the key set",
                metadata: [
                    "file": "\(file.path(percentEncoded: false))",
                    "reason": "\(SystemError.words(of: error))",
                ]
            )
        }
    }

    /// Every certificate on the shelf that still holds, newest first; those that have ended are removed.
    ///
    /// One whose chain does not hold, for example for want of a revocation list, stays for a better day.
    func former(under generation: IdentityGeneration, at now: Timestamp) -> [SigningCertificate] {
        let files =
            (try? FileManager.default.contentsOfDirectory(
                at: folder,
                includingPropertiesForKeys: nil
            )) ?? []
        var found: [(begin: Timestamp, certificate: SigningCertificate)] = []
        for file in files where file.pathExtension == "pem" {
            guard let pem = try? Data(contentsOf: file),
                let chain = try? UnverifiedCertificate.chain(pem: [UInt8](pem), rules: rules),
                let leaf = chain.first
            else { continue }
            guard leaf.validity.upperBound > now else {
                try? FileManager.default.removeItem(at: file)
                continue
            }
            let verdict = generation.verify(chain.map(\.der), purpose: .signing, at: now)
            guard case .success(let verified) = verdict, verified.peer.peerID == own,
                let certificate = try? SigningCertificate(verified)
            else { continue }
            found.append((leaf.validity.lowerBound, certificate))
        }
        return found.sorted { $0.begin > $1.begin }.map(\.certificate)
    }
}
