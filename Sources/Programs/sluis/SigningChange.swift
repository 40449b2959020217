import Logging
import Manager
import OutboundHTTP

/// Takes a renewed certificate into use for contracts and tokens, in an order that loses no request.
///
/// The Inway knows the new key before the Manager signs with it; former keys count as long as their
/// chains hold.
struct SigningChange: Sendable {
    let gateway: Gateway
    let manager: FSCManager?
    let inway: InwayGrants?

    /// Signs from now on with the identity that is in force towards peers; done again, it changes
    /// nothing.
    ///
    /// - Throws: ``StartProblem`` where contracts and tokens are still signed as before.
    func apply() async throws {
        do {
            let identity = try gateway.presentIdentity()
            gateway.certificates.keep(identity.certificate)
            gateway.signingKeys.expect(identity)
            inway?.renewKeys()
            guard let manager else { return }
            let renewed = try await manager.replaceSigning(identity)
            dropRevoked()
            guard renewed > 0 else { return }
            gateway.logger.notice(
                "contracts are signed again with the new certificate",
                metadata: ["contracts": "\(renewed)", "certificate": "\(identity.thumbprint)"]
            )
        } catch {
            throw StartProblem(
                "the certificate is not used for contracts and tokens, the next refresh tries again: "
                    + "\(error)"
            )
        }
    }

    /// Takes what was revoked out of the key set, once everything is signed with what is in force.
    private func dropRevoked() {
        let generation = gateway.trust.trust.generation
        for gone in gateway.signingKeys.dropRevoked(under: generation, at: SystemClock.now()) {
            gateway.logger.warning(
                "the key of a revoked certificate has left the key set: what it signed opens nothing",
                metadata: ["certificate": "\(gone)"]
            )
        }
    }
}
