public import Contracts
public import ExchangeModel
public import JSONTape
public import PeerIdentity
public import SignedJSON

/// Makes access tokens for the services of one peer.
///
/// FSC Core 2.0.0, *Access token*; the claims are those of.
public struct TokenIssuer: Sendable {
    /// How long a token is valid unless configured otherwise: an hour, in seconds.
    public static let standardLifetime: Int64 = 3_600

    private let group: GroupID
    private let own: PeerID
    private let key: SigningKey
    private let certificate: CertificateThumbprint
    private let lifetimeSeconds: Int64
    private let backdatedSeconds: Int64

    /// Makes an issuer.
    ///
    /// The key's certificate must be in our key set. Tokens begin `backdatedSeconds` in the past,
    /// for clocks that are behind (Q34).
    public init(
        group: GroupID,
        own: PeerID,
        key: SigningKey,
        certificate: CertificateThumbprint,
        lifetimeSeconds: Int64 = TokenIssuer.standardLifetime,
        backdatedSeconds: Int64 = 5
    ) {
        self.group = group
        self.own = own
        self.key = key
        self.certificate = certificate
        self.lifetimeSeconds = max(1, lifetimeSeconds)
        self.backdatedSeconds = max(0, backdatedSeconds)
    }

    /// Decides whether a client may have a token for a grant, and makes it; M-12 to M-18.
    ///
    /// `inway` gives the address of the Inway that offers a service of ours, or nil. A token never
    /// outlives its contract.
    public func issue(
        _ hash: GrantHash,
        of contract: Contract?,
        to client: IdentifiedPeer,
        additional: JSONObject? = nil,
        at now: Timestamp,
        inway: (ServiceName) -> PeerAddress?
    ) -> Result<IssuedToken, IssuingRefusal> {
        guard let contract, let grant = contract.content.grants.first(where: { $0.hash == hash })
        else { return .failure(.unknownGrant) }
        guard case .connection(let terms) = grant.terms else { return .failure(.notConnection) }
        guard terms.outway.peer == client.peerID else { return .failure(.otherPeer) }
        guard terms.service.peer == own else { return .failure(.otherProvider) }
        guard contract.isInForce(at: now) else {
            return .failure(.notInForce(contract.state(at: now)))
        }
        guard terms.outway.isSatisfied(by: client) else { return .failure(.otherCertificate) }
        guard let address = inway(terms.service.name) else { return .failure(.serviceNotOffered) }
        let start = Timestamp(seconds: now.seconds - backdatedSeconds)
        let end = min(Timestamp(seconds: now.seconds + lifetimeSeconds), contract.content.notAfter)
        guard start <= end else { return .failure(.notInForce(.expired)) }
        let token = AccessToken(
            grant,
            terms,
            group: group,
            audience: address,
            validity: start...end,
            certificate: client.certificate,
            additional: additional
        )
        do throws(SignatureProblem) {
            let text = try CompactSignature.text(
                signing: token.claims.serialized(),
                with: key,
                certificateThumbprint: certificate.digest.bytes,
                mediaType: "JWT"
            )
            return .success(IssuedToken(token: token, text: text))
        } catch {
            return .failure(.signingFailed)
        }
    }
}

/// An access token with its text, as its issuer made it or its user got it.
public struct IssuedToken: Hashable, Sendable {
    /// What it says.
    public let token: AccessToken
    /// The JWT.
    public let text: String

    /// Puts a token and its text together; the caller has read the one from the other.
    public init(token: AccessToken, text: String) {
        self.token = token
        self.text = text
    }
}

/// Why a client gets no token.
public enum IssuingRefusal: Error, Hashable, Sendable {
    /// No contract has a grant with this hash.
    case unknownGrant
    /// The grant is a publication.
    case notConnection
    /// The contract is not valid, or its period has not begun.
    case notInForce(ContractState)
    /// The grant is for another peer's Outway.
    case otherPeer
    /// The grant is for a service of another peer.
    case otherProvider
    /// The grant names another key or domain than the client's certificate has.
    case otherCertificate
    /// No Inway of ours offers the service.
    case serviceNotOffered
    /// The key could not sign: a breakdown, not the client's fault.
    case signingFailed

    /// The `error` of RFC 6749, *Error Response* (Q29).
    public var errorCode: String {
        switch self {
        case .unknownGrant, .notConnection: "invalid_scope"
        case .notInForce: "invalid_grant"
        case .otherPeer, .otherCertificate: "invalid_client"
        case .otherProvider, .serviceNotOffered: "unauthorized_client"
        case .signingFailed: "invalid_request"
        }
    }

    /// The `error_description`.
    public var message: String {
        switch self {
        case .unknownGrant: "no contract contains the provided grant hash"
        case .notConnection: "the provided grant hash is not that of a connection grant"
        case .notInForce(.valid): "the contract containing the provided grant hash has not begun"
        case .notInForce(let state):
            "contract containing the provided grant hash is \(state.rawValue)"
        case .otherPeer: "the grant is for the Outway of another peer"
        case .otherProvider: "the grant is for a service of another peer"
        case .otherCertificate:
            "the client certificate has not the public key or domain name that the grant names"
        case .serviceNotOffered: "no Inway of this peer offers the service of the grant"
        case .signingFailed: "the access token could not be signed"
        }
    }
}
