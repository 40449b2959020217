import AccessLog
import Contracts
import ExchangeModel
import Logging
import PeerIdentity

/// A new certificate of our own: signing with it, and signing again what the old one signed.
///
/// FSC Core 2.0.0, *Certificate renewal*.
extension FSCManager {
    /// The account name in records of what a change of certificate brings about.
    private static let renewal = "certificate-renewal"
    /// How often signatures are looked at when all goes well.
    private static let renewalInterval: Duration = .seconds(3_600)

    /// Signs contracts and tokens with another key from now on, without a restart.
    ///
    /// Who verifies tokens of ours must know the key before: see ``SigningKeys/expect(_:)``. The former
    /// certificate stays in the key set. Gives the number of contracts that were signed again; an error
    /// after the change leaves the rest to ``run()``. Throws ``SigningProblem`` for the certificate of
    /// another peer.
    @discardableResult
    public func replaceSigning(_ identity: SigningIdentity) async throws -> Int {
        guard identity.peer.peerID == own else {
            throw SigningProblem.ofOtherPeer(identity.peer.peerID, own: own)
        }
        guard environment.signing.present.thumbprint != identity.thumbprint else { return 0 }
        let action = try await begin(
            ActionIntention(
                "signing.replace",
                by: Self.renewal,
                on: identity.thumbprint.description
            )
        )
        let isNew = environment.signing.replace(
            with: identity,
            at: environment.now(),
            tokenLifetimeSeconds: settings.tokenLifetimeSeconds
        )
        guard isNew else {
            action.end(.refused, reason: "it signs already")
            return 0
        }
        action.end(.done)
        return try await renewSignatures()
    }

    /// Signs again, at the start and each hour, what a certificate before the present one signed.
    func keepSignatures() async {
        var failures = 0
        while !Task.isCancelled {
            var wait = Self.renewalInterval
            do {
                try await renewSignatures()
                failures = 0
            } catch {
                failures += 1
                wait = .seconds(settings.retry.wait(after: failures))
                tellUnlessCancelled(
                    "contracts could not be signed with the new certificate",
                    error
                )
            }
            try? await Task.sleep(for: wait)
        }
    }

    /// Signs again what an older certificate of ours accepted, after a new one is in use (S-13), and what
    /// still waits to be sent with the older one.
    ///
    /// Gives the number of contracts; ``run()`` calls it at the start and ``replaceSigning(_:)`` after
    /// every change of the certificate.
    @discardableResult
    public func renewSignatures() async throws -> Int {
        let now = environment.now()
        var renewed = 0
        let outdated = try await environment.contracts.contracts(
            signedBy: own,
            notWith: environment.identity().thumbprint,
            at: now
        )
        for hash in outdated {
            guard let contract = try await environment.contracts.contract(hash) else { continue }
            if try await renew(contract, at: now) { renewed += 1 }
        }
        return renewed
    }

    /// Signs one contract again when that is needed; gives whether it was.
    private func renew(_ contract: Contract, at now: Timestamp) async throws -> Bool {
        guard environment.waitsFor(contract.content).isEmpty,
            let kind = try await outdatedSignature(of: contract, at: now)
        else { return false }
        do {
            _ = try await sign(kind, contract, by: Self.renewal, reason: "certificate renewed")
            return true
        } catch let settled as SettledAction where settled.isClosed {
            // Signed again or ended in the meantime.
            return false
        } catch ManagementError.closed {
            return false
        }
    }

    private func outdatedSignature(
        of contract: Contract,
        at now: Timestamp
    ) async throws -> SignatureKind? {
        let present = environment.identity().thumbprint
        func isOutdated(_ kind: SignatureKind) -> Bool {
            contract.signature(kind, of: own).map { $0.certificate != present } ?? false
        }
        if [.valid, .proposed].contains(contract.state(at: now)) {
            return isOutdated(.accept) ? .accept : nil
        }
        let endings = [SignatureKind.revoke, .reject].filter(isOutdated)
        guard !endings.isEmpty else { return nil }
        let waiting = try await environment.contracts.distributions(of: contract.hash)
        return endings.first { kind in waiting.contains { $0.key.message.signature == kind } }
    }
}
