public import AccessTokens
public import Contracts
public import ExchangeModel
import ManagerAPI
import PeerIdentity

/// Access tokens: handed out to the Outways of others, fetched for our own.
extension FSCManager {
    /// Hands out a token; M-12 to M-18, errors by Q29.
    func issueToken(
        to caller: IdentifiedPeer,
        _ request: TokenRequest
    ) async throws -> Result<TokenAnswer, TokenError> {
        guard let type = request.grantType else {
            return .failure(TokenError("invalid_request", "grant_type is missing"))
        }
        guard type == "client_credentials" else {
            return .failure(
                TokenError("unsupported_grant_type", "grant_type is not client_credentials")
            )
        }
        guard let client = request.clientID else {
            return .failure(TokenError("invalid_request", "client_id is missing"))
        }
        guard client == caller.peerID.rawValue else {
            return .failure(
                TokenError("invalid_client", "client_id is not the peer of the certificate")
            )
        }
        guard let scope = request.scope, let grant = try? GrantHash(scope) else {
            return .failure(TokenError("invalid_scope", "scope is not a grant hash"))
        }
        let contract = try await environment.contracts.contract(withGrant: grant)
        if let contract, contract.content.peers.contains(caller.peerID) {
            let missing = environment.waitsFor(contract.content)
            guard missing.isEmpty else { throw ManagerRefusal.contractHeld(missing) }
        }
        let now = environment.now()
        let result = issuer.issue(
            grant,
            of: contract,
            to: caller,
            at: now,
            inway: environment.inway
        )
        switch result {
        case .success(let issued):
            return .success(
                TokenAnswer(
                    token: issued.text,
                    expiresIn: issued.token.expires.seconds - now.seconds
                )
            )
        case .failure(.signingFailed):
            throw IssuingRefusal.signingFailed
        case .failure(let refusal):
            return .failure(TokenError(refusal.errorCode, refusal.message))
        }
    }

    private var issuer: TokenIssuer {
        let identity = environment.identity()
        return TokenIssuer(
            group: settings.rules.id,
            own: identity.peer.peerID,
            key: identity.key,
            certificate: identity.thumbprint,
            lifetimeSeconds: settings.tokenLifetimeSeconds,
            backdatedSeconds: settings.backdatedSeconds
        )
    }

    /// Fetches an access token for our Outway from the peer that offers the service.
    ///
    /// What comes back is checked against the grant that was asked for (O-02, O-04): Group, grant,
    /// service and both peers. Throws ``OutwayTokenError``, or what broke in the store.
    public func accessToken(for grant: GrantHash) async throws -> IssuedToken {
        guard let contract = try await environment.contracts.contract(withGrant: grant),
            let terms = contract.content.grants.first(where: { $0.hash == grant })?.terms,
            case .connection(let connection) = terms
        else { throw OutwayTokenError.unknownGrant }
        guard connection.outway.peer == own else { throw OutwayTokenError.otherOutway }
        let now = environment.now()
        guard contract.isInForce(at: now) else {
            throw OutwayTokenError.notInForce(contract.state(at: now))
        }
        let missing = environment.waitsFor(contract.content)
        guard missing.isEmpty else { throw OutwayTokenError.held(missing) }
        let provider = connection.service.peer
        let answer: TokenAnswer
        do throws(PeerCallError) {
            answer = try await reaching(provider) { (address) async throws(PeerCallError) in
                try await calls.token(for: grant, client: own, from: provider, at: address)
            }
        } catch {
            throw OutwayTokenError.call(error)
        }
        let token: AccessToken
        do throws(TokenRefusal) {
            token = try AccessToken(reading: Array(answer.token.utf8))
        } catch {
            throw OutwayTokenError.tokenWrong(error.description)
        }
        if let misfit = misfit(of: token, grant, connection, at: now) {
            throw OutwayTokenError.tokenWrong(misfit)
        }
        return IssuedToken(token: token, text: answer.token)
    }

    /// The first claim that is not what the grant says; nil when all are.
    private func misfit(
        of token: AccessToken,
        _ grant: GrantHash,
        _ terms: ConnectionTerms,
        at now: Timestamp
    ) -> String? {
        func differs(_ claim: String, _ found: some Equatable, _ due: some Equatable) -> String? {
            "\(found)" == "\(due)"
                ? nil : "its claim \(claim) is '\(found)' where the grant has '\(due)'"
        }
        return differs("gth", token.grant, grant)
            ?? differs("gid", token.group, settings.rules.id)
            ?? differs("iss", token.issuer, terms.service.peer)
            ?? differs("sub", token.subject, own)
            ?? differs("svc", token.service, terms.service.name)
            ?? (token.expires > now ? nil : "its claim exp is over: it ended at \(token.expires)")
    }
}

/// Why our Outway has no token for a grant.
public enum OutwayTokenError: Error, Hashable, Sendable {
    /// No contract here has such a connection grant.
    case unknownGrant
    /// The grant is for the Outway of another peer.
    case otherOutway
    /// The contract is not valid, or its period has not begun.
    case notInForce(ContractState)
    /// The store is older than the world, and these peers have not said yet what they hold.
    case held([PeerID])
    /// The provider's Manager could not be asked, or refused.
    case call(PeerCallError)
    /// The provider's Manager gave a token for something else.
    ///
    /// Names the claim and what stands in it.
    case tokenWrong(String)

    /// Whether the same question has the same answer until somebody has acted: the contract, the
    /// provider's decision, a certificate that is not trusted.
    public var isFinal: Bool {
        switch self {
        case .unknownGrant, .otherOutway, .notInForce, .tokenWrong: true
        case .held: false
        case .call(let error): error.isFinal
        }
    }
}

extension OutwayTokenError: CustomStringConvertible {
    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .unknownGrant: "no contract has a connection grant with this hash"
        case .otherOutway: "the grant is for the Outway of another peer"
        case .notInForce(.valid): "the contract of the grant has not begun"
        case .notInForce(let state): "the contract of the grant is \(state.rawValue)"
        case .held(let peers):
            "the contract is held until \(peers.map(\.rawValue).joined(separator: ", ")) has said what "
                + "it holds: this gateway was restored"
        case .call(let error): error.description
        case .tokenWrong(let reason):
            "the provider's Manager gave a token that does not fit the grant: \(reason)"
        }
    }
}
