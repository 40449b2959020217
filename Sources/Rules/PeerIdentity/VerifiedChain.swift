public import ExchangeModel

/// Proof that a certificate chain was verified: whom it names, and how long that holds.
///
/// Only ``ChainValidator`` makes one.
public struct VerifiedChain: Hashable, Sendable, CustomStringConvertible {
    /// Who the leaf names.
    public let peer: IdentifiedPeer
    /// DER, from the leaf to the trust anchor.
    public let certificates: [[UInt8]]
    /// The moments in which every certificate, and every revocation list that was needed, is valid.
    public let validity: ClosedRange<Timestamp>
    /// DER of the leaf's SubjectPublicKeyInfo, to verify signatures with.
    public let leafPublicKeyInfo: [UInt8]
    /// URIs at which the issuers of the chain publish their revocation lists.
    public let distributionPoints: [String]

    /// SHA-256 of the leaf.
    public var digest: SHA256Value { peer.certificate.digest }

    /// Whose chain it is and until when it holds, for logs.
    public var description: String {
        "chain of \(peer.peerID) (\(peer.certificate)) until \(validity.upperBound)"
    }
}
