import ExchangeModel
import Foundation
import GatewayConfiguration
import Manager
import OutboundHTTP
import PeerIdentity
import PeerTransport
import SignedJSON

/// Why certificate and key cannot be used, and which key of the configuration names the file at fault.
struct IdentityProblem: Error, CustomStringConvertible {
    let key: String
    let message: String

    var description: String { "\(key): \(message)" }
}

/// The own certificate and private key, read by all that use them: calls, listeners and signatures.
///
/// The one way for `check`, the start, a refresh and the doctor: what one takes the others take.
struct OwnIdentity: Sendable {
    let credentials: TLSCredentials
    /// The certificates of the file, leaf first, unproven.
    let certificates: [UnverifiedCertificate]
    /// The certificate and key for calls.
    let own: OwnCertificate
    private let key: SigningKey
    private let settings: GatewaySettings

    /// Reads both files.
    init(_ settings: GatewaySettings) throws(IdentityProblem) {
        func read(_ path: String, _ name: String) throws(IdentityProblem) -> [UInt8] {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw IdentityProblem(key: name, message: "\(path) cannot be read")
            }
            return [UInt8](data)
        }
        let credentials = TLSCredentials(
            certificateChain: try read(settings.identity.certificate, "identity.certificate"),
            privateKey: try read(settings.identity.privateKey, "identity.privateKey")
        )
        try self.init(credentials, of: settings)
    }

    /// Takes the bytes of both files.
    init(
        _ credentials: TLSCredentials,
        of settings: GatewaySettings
    ) throws(IdentityProblem) {
        (self.credentials, self.settings) = (credentials, settings)
        let chain = settings.identity.certificate
        do {
            certificates = try UnverifiedCertificate.chain(
                pem: credentials.certificateChain,
                rules: settings.group.subject
            )
        } catch {
            throw IdentityProblem(
                key: "identity.certificate",
                message: "\(chain) does not hold \(error.expected)"
            )
        }
        let file = settings.identity.privateKey
        func unusable(_ reason: String) -> IdentityProblem {
            IdentityProblem(key: "identity.privateKey", message: "\(file) \(reason)")
        }
        do throws(InvalidCertificate) {
            own = try OwnCertificate(
                chain: credentials.certificateChain,
                key: credentials.privateKey
            )
        } catch {
            throw unusable(CertificateText.words(error))
        }
        do throws(SignatureProblem) {
            key = try SigningKey(pem: String(decoding: credentials.privateKey, as: UTF8.self))
        } catch {
            throw unusable(CertificateText.words(error))
        }
        do {
            try credentials.validate()
        } catch {
            throw unusable("\(CertificateText.unusableForTLS) in \(chain)")
        }
    }

    /// The identity to sign with, judged under a generation of trust as a peer would in each part.
    func judged(
        by generation: IdentityGeneration,
        at now: Timestamp
    ) throws(IdentityProblem) -> SigningIdentity {
        let file = settings.identity.certificate
        let chain = try verdict(by: generation, at: now).get()
        let organisation = settings.organisation
        guard chain.peer.peerID == organisation.peerID else {
            throw IdentityProblem(
                key: "organisation.peerID",
                message:
                    "\(file) is the certificate of peer \(chain.peer.peerID), not of organisation.peerID "
                    + "\(organisation.peerID)"
            )
        }
        guard chain.peer.name == organisation.name else {
            throw IdentityProblem(
                key: "organisation.name",
                message: "is not that of the certificate \(file), \(chain.peer.name)"
            )
        }
        do {
            return try SigningIdentity(key: key, chain: chain)
        } catch {
            throw IdentityProblem(key: "identity.certificate", message: "\(file): \(error)")
        }
    }

    /// What peers make of the certificate now: as a signature, from us as a client and as a server.
    func verdict(
        by generation: IdentityGeneration,
        at now: Timestamp
    ) -> Result<VerifiedChain, IdentityProblem> {
        var signing: VerifiedChain?
        for purpose in [ChainPurpose.server, .client, .signing] {
            switch generation.verify(certificates.map(\.der), purpose: purpose, at: now) {
            case .success(let chain): signing = chain
            case .failure(let refusal):
                let message =
                    "peers would refuse the certificate \(settings.identity.certificate) "
                    + "(\(refusal.rawValue), as a \(purpose.rawValue)): \(refusal)"
                return .failure(IdentityProblem(key: "identity.certificate", message: message))
            }
        }
        guard let signing else {
            return .failure(IdentityProblem(key: "identity.certificate", message: "was not judged"))
        }
        return .success(signing)
    }
}
