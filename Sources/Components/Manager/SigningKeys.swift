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
    /// The most former certificates that the key set offers to others.
    public static let maximumFormer = 8
    /// The most former certificates that our own tokens are verified with: one a second for a quarter
    /// of an hour, or one in four seconds for an hour.
    public static let maximumVerifying = 1_024

    private struct Former {
        let certificate: SigningCertificate
        /// When the last token that it signed has ended; nil where that is not known.
        let until: Timestamp?
    }

    private struct State {
        var present: SigningIdentity
        var next: SigningIdentity?
        /// Newest first.
        var former: [Former] = []

        /// Forgets those that nothing can be verified with any more.
        mutating func forget(at now: Timestamp) {
            former = former.prefix(SigningKeys.maximumVerifying).enumerated().filter {
                place,
                former in
                place < SigningKeys.maximumFormer || former.until.map { now < $0 } ?? true
            }.map(\.element)
        }
    }

    private let state: Mutex<State>

    /// Begins with the key that signs now, and the certificates of those that signed, newest first.
    public init(_ present: SigningIdentity, former: [SigningCertificate] = []) {
        let others = former.filter { $0.thumbprint != present.thumbprint }
        state = Mutex(
            State(
                present: present,
                former: others.prefix(Self.maximumVerifying).map {
                    Former(certificate: $0, until: nil)
                }
            )
        )
    }

    /// The key that signs now.
    public var present: SigningIdentity { state.withLock(\.present) }

    /// The certificates that others may meet signatures of: the present one first, then the next one,
    /// then former ones, newest first.
    public var all: [SigningCertificate] {
        state.withLock { state in
            [state.present.certificate] + [state.next?.certificate].compactMap(\.self)
                + state.former.prefix(Self.maximumFormer).map(\.certificate)
        }
    }

    /// Every certificate that a token of ours, which still lives, may be signed with.
    private var verifying: [SigningCertificate] {
        state.withLock { state in
            [state.next?.certificate].compactMap(\.self) + state.former.map(\.certificate)
        }
    }

    /// Makes a key known before it signs, so that nobody meets a token that is not yet verifiable.
    public func expect(_ identity: SigningIdentity) {
        state.withLock { state in
            if state.present.thumbprint != identity.thumbprint { state.next = identity }
        }
    }

    /// Signs with another key from now on; false when it is the one that signs already.
    ///
    /// The one that signed stays for as long as its tokens live, whatever comes after it.
    func replace(
        with identity: SigningIdentity,
        at now: Timestamp,
        tokenLifetimeSeconds: Int64
    ) -> Bool {
        state.withLock { state in
            state.next = nil
            guard state.present.thumbprint != identity.thumbprint else { return false }
            let ended = now.advanced(bySeconds: tokenLifetimeSeconds)
            state.former.removeAll { $0.certificate.thumbprint == identity.thumbprint }
            state.former.insert(Former(certificate: state.present.certificate, until: ended), at: 0)
            state.forget(at: now)
            state.present = identity
            return true
        }
    }

    /// Takes the certificates that were revoked out of the key set: a stolen key signs for nobody.
    ///
    /// One whose chain does not hold for another reason, such as the want of a list, stays.
    ///
    /// - Returns: The certificates that left.
    public func dropRevoked(
        under generation: IdentityGeneration,
        at now: Timestamp
    ) -> [CertificateThumbprint] {
        let revoked = state.withLock(\.former).map(\.certificate).filter { certificate in
            let chain = certificate.chain.certificates
            let verdict = generation.verify(chain, purpose: .signing, at: now)
            if case .failure(.revoked) = verdict { return true }
            return false
        }.map(\.thumbprint)
        if !revoked.isEmpty {
            state.withLock { state in
                state.former.removeAll { revoked.contains($0.certificate.thumbprint) }
            }
        }
        return revoked
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
        for certificate in verifying where certificate.thumbprint != present.thumbprint {
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
