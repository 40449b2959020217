private import CLibCrypto
public import ExchangeModel

/// An organisation as its certificate names it, after its chain was verified.
///
/// Only ``ChainValidator`` makes one. FSC Core 2.0.0, *Peer*.
public struct IdentifiedPeer: Hashable, Sendable {
    /// The peer's id in the Group.
    public let peerID: PeerID
    /// The peer's name for people; not unique.
    public let name: String
    /// SHA-256 of the certificate: access tokens are bound to it.
    public let certificate: CertificateThumbprint
    /// SHA-256 of the public key: grants may name it.
    public let publicKey: PublicKeyThumbprint
    /// Host names of the certificate in lower case; wildcards stand as they are.
    public let dnsNames: [String]
    /// IP addresses of the certificate, 4 or 16 bytes each.
    public let addresses: [[UInt8]]

    init?(leaf: OpaquePointer, digest: SHA256Value, publicKeyInfo: [UInt8], rules: SubjectRules) {
        guard let text = CertificateReading.attribute(rules.peerID, of: leaf),
            rules.form.accepts(text),
            let peerID = try? PeerID(text),
            let name = CertificateReading.attribute(rules.name, of: leaf),
            !publicKeyInfo.isEmpty
        else { return nil }
        let alternatives = CertificateReading.alternativeNames(leaf)
        self.peerID = peerID
        self.name = name
        self.certificate = CertificateThumbprint(digest)
        self.publicKey = PublicKeyThumbprint(of: publicKeyInfo)
        self.dnsNames = alternatives.dnsNames
        self.addresses = alternatives.addresses
    }

    /// Whether the certificate stands for a domain name.
    ///
    /// Only subjectAltName counts, never commonName. RFC 6125, *Verifying Service Identity*.
    public func isNamed(_ domain: DomainName) -> Bool {
        dnsNames.contains { domain.isCovered(by: $0) }
    }

    /// Whether the certificate stands for the host of an address: a domain name, or an IP address with
    /// or without brackets.
    public func isNamed(host: some StringProtocol) -> Bool {
        if let domain = try? DomainName(host) { return isNamed(domain) }
        var text = Array(host.utf8)
        if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") {
            text = Array(text.dropFirst().dropLast())
        }
        guard !text.isEmpty, text.count <= 45, !text.contains(0) else { return false }
        var bytes = [UInt8](repeating: 0, count: 16)
        let length = sluis_ip_address(String(decoding: text, as: UTF8.self), &bytes)
        ERR_clear_error()
        return length > 0 && addresses.contains(Array(bytes.prefix(Int(length))))
    }
}
