import ExchangeModel
import PeerIdentity

/// A peer that was refused in its handshake, or later closed, and who its certificate claims it to be.
///
/// Unless the chain was verified nothing in it is proven. Texts are of printable ASCII and bounded.
public struct RefusedHandshake: Hashable, Sendable {
    /// The most characters of a text.
    static let maximumText = 200

    /// The address that it came from, or was called at.
    public let address: String
    /// Why it was refused.
    public let outcome: HandshakeOutcome
    /// The peer id in the certificate; nil without a certificate, or where it has none that is well
    /// formed.
    public let peerID: String?
    /// The subject of the certificate in one line.
    public let subject: String?
    /// Who issued the certificate, in one line.
    public let issuer: String?
    /// The serial number of the certificate, in hexadecimal.
    public let serialNumber: String?

    init(_ address: String, _ outcome: HandshakeOutcome, claimed: UnverifiedCertificate?) {
        (self.address, self.outcome) = (address, outcome)
        peerID = claimed?.peerID.map { Self.bounded($0.rawValue) }
        subject = claimed.map { Self.bounded($0.subject) }
        issuer = claimed.map { Self.bounded($0.issuer) }
        serialNumber = claimed.map { Self.bounded($0.serialNumber) }
    }

    init(_ address: String, _ outcome: HandshakeOutcome, peer: IdentifiedPeer?) {
        (self.address, self.outcome) = (address, outcome)
        peerID = peer.map { Self.bounded($0.peerID.rawValue) }
        subject = peer.map { Self.bounded($0.name) }
        (issuer, serialNumber) = (nil, nil)
    }

    private static func bounded(_ text: String) -> String {
        let bytes = text.utf8.prefix(maximumText).map {
            (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: ".")
        }
        return String(decoding: bytes, as: UTF8.self) + (text.utf8.count > maximumText ? "…" : "")
    }
}
