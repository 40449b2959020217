public import ExchangeModel
public import PeerIdentity
public import SignedJSON
import Synchronization

/// The key that signs now, and the former ones whose signatures others must still be able to verify.
///
/// Shared by the Manager, which signs, and by whoever verifies our own tokens. Safe to use from every
/// thread. Private keys of former certificates are not kept: nothing is signed with them again.
/// FSC Core 2.0.0, *Providing X.509 certificates*.
public final class SigningKeys: Sendable {
    /// The most former certificates that are kept.
    public static let maximumFormer = 8

    private struct State {
        var present: SigningIdentity
        var next: SigningIdentity?
        var former: [SigningCertificate] = []
    }

    private let state: Mutex<State>

    /// Begins with the key that signs now, and the certificates of those that signed, newest first.
    public init(_ present: SigningIdentity, former: [SigningCertificate] = []) {
        let others = former.filter { $0.thumbprint != present.thumbprint }
        state = Mutex(
            State(present: present, former: Array(others.prefix(Self.maximumFormer)))
        )
    }

    /// The key that signs now.
    public var present: SigningIdentity { state.withLock(\.present) }

    /// The certificate of every key whose signatures may be met: the present one first, then the next
    /// one, then former ones, newest first.
    public var all: [SigningCertificate] {
        state.withLock { state in
            [state.present.certificate] + [state.next?.certificate].compactMap(\.self)
                + state.former
        }
    }

    /// Makes a key known before it signs, so that nobody meets a token that is not yet verifiable.
    public func expect(_ identity: SigningIdentity) {
        state.withLock { state in
            if state.present.thumbprint != identity.thumbprint { state.next = identity }
        }
    }

    /// Signs with another key from now on; false when it is the one that signs already.
    func replace(with identity: SigningIdentity) -> Bool {
        state.withLock { state in
            state.next = nil
            guard state.present.thumbprint != identity.thumbprint else { return false }
            let former = [state.present.certificate] + state.former
            state.former = Array(
                former.filter { $0.thumbprint != identity.thumbprint }.prefix(Self.maximumFormer)
            )
            state.present = identity
            return true
        }
    }

    /// The keys that tokens of ours are verified with, by the certificate that holds them.
    ///
    /// A former key counts as long as its chain verifies: one that was revoked opens nothing.
    public func verificationKeys(
        under generation: IdentityGeneration,
        at now: Timestamp
    ) -> [CertificateThumbprint: VerificationKey] {
        let present = present
        var keys = [present.thumbprint: present.certificate.key]
        for certificate in all where certificate.thumbprint != present.thumbprint {
            let verdict = generation.verify(
                certificate.chain.certificates,
                purpose: .signing,
                at: now
            )
            guard case .success = verdict else { continue }
            keys[certificate.thumbprint] = certificate.key
        }
        return keys
    }
}

/// Why a key cannot take the place of the one that signs.
public enum SigningProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The certificate is another organisation's: contracts and tokens are in the old one's name.
    case ofOtherPeer(PeerID, own: PeerID)

    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .ofOtherPeer(let peer, let own):
            "the new certificate is that of peer '\(peer)', not of '\(own)'"
        }
    }
}
