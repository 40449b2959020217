private import CLibCrypto

/// An attribute of a certificate's subject that a Group may choose to identify or name its peers.
public enum SubjectAttribute: String, Sendable, CaseIterable {
    /// X.520 serialNumber, where PKIoverheid puts the OIN.
    case serialNumber
    /// X.520 organizationIdentifier, as eIDAS certificates carry it.
    case organizationIdentifier
    /// X.520 organizationName.
    case organizationName
    /// X.520 organizationalUnitName.
    case organizationalUnitName
    /// X.520 commonName.
    case commonName

    var number: Int32 {
        switch self {
        case .serialNumber: NID_serialNumber
        case .organizationIdentifier: NID_organizationIdentifier
        case .organizationName: NID_organizationName
        case .organizationalUnitName: NID_organizationalUnitName
        case .commonName: NID_commonName
        }
    }
}

/// The form that a Group's peer ids have.
public enum PeerIDForm: String, Sendable, CaseIterable {
    /// Twenty digits: an organisation identification number (OIN).
    case oin
    /// 1 to 255 printable ASCII characters without spaces.
    case any

    /// Whether a text has the form, beyond what every peer id must be.
    public func accepts(_ text: some StringProtocol) -> Bool {
        switch self {
        case .oin: text.utf8.count == 20 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        case .any: true
        }
    }
}

/// Which parts of a certificate's subject say who the peer is: rules of the Group.
///
/// FSC Core 2.0.0, *Peer ID* and *Peer name*; the defaults are those of Digikoppeling REST 4.0.1.
public struct SubjectRules: Hashable, Sendable {
    /// The attribute that holds the peer id; it must occur exactly once.
    public let peerID: SubjectAttribute
    /// The form that the peer id must have.
    public let form: PeerIDForm
    /// The attribute that holds the peer's name; it must occur exactly once.
    public let name: SubjectAttribute

    /// States the rules; without arguments those of the Dutch government's Group.
    public init(
        peerID: SubjectAttribute = .serialNumber,
        form: PeerIDForm = .oin,
        name: SubjectAttribute = .organizationName
    ) {
        self.peerID = peerID
        self.form = form
        self.name = name
    }
}
