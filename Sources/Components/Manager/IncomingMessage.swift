import Contracts

/// How a contract with a signature reached us.
enum IncomingMessage {
    /// Offered, with the accept of the peer that offers it: `POST /contracts`.
    case offer
    /// As a signature on the contract that the path names: `PUT /contracts/{hash}/…`.
    case signature(SignatureKind, path: String)
    /// Found at the peer that signed, when we asked for it.
    case found(SignatureKind)

    /// What the signature must say.
    var kind: SignatureKind {
        switch self {
        case .offer: .accept
        case .signature(let kind, _), .found(let kind): kind
        }
    }

    /// The hash that the path names, when there is one.
    var path: String? {
        if case .signature(_, let path) = self { path } else { nil }
    }

    /// Whether the contract is offered, and not only signed.
    var isOffer: Bool {
        if case .offer = self { true } else { false }
    }
}
