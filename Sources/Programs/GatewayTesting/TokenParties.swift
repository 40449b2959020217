public import AccessTokens
import CertificateAuthority
public import Contracts
public import ExchangeModel
public import JSONTape
public import PeerIdentity
public import SignedJSON

/// A provider that issues tokens and the peers that ask for them, with real certificates.
public struct TokenParties {
    /// An organisation with its certificate.
    public struct Party {
        /// Its peer id.
        public let peer: PeerID
        /// The key of its certificate.
        public let key: SigningKey
        /// Who its certificate says that it is.
        public let identity: IdentifiedPeer
        /// The subjectPublicKeyInfo of its certificate, DER.
        public let publicKeyInfo: [UInt8]
    }

    /// The moment of the trial, within the validity of all certificates.
    public let now = CertificateGroup.wallClock
    /// The Group of all contracts.
    public let group: GroupID
    /// Who offers services and issues tokens.
    public let provider: Party
    /// Who has a grant.
    public let consumer: Party
    /// The consumer with another key and certificate.
    public let renewedConsumer: Party
    /// Who is of the Group and has no grant.
    public let stranger: Party

    /// Makes a certificate authority and three organisations.
    ///
    /// - Throws: What libcrypto cannot do.
    public init() throws {
        let authority = try CertificateGroup()
        let trust = try TrustMaterial(
            anchors: authority.anchorsPEM,
            revocationLists: authority.revocationLists()
        )
        let generation = IdentityGeneration(trust, rules: SubjectRules(), at: now)
        let now = now
        func party(_ number: Int) throws -> Party {
            let id = "0000000000000000000\(number)"
            let issued = try authority.issue(
                organization: "Organisation \(number)",
                serialNumber: id,
                dnsNames: ["outway\(number).example.nl"]
            )
            let chain = try generation.verify(issued.chainDER, purpose: .client, at: now).get()
            return Party(
                peer: try PeerID(id),
                key: try SigningKey(pem: issued.privateKeyPEM),
                identity: chain.peer,
                publicKeyInfo: issued.publicKeyInfo
            )
        }
        (provider, consumer, stranger) = (try party(1), try party(2), try party(3))
        renewedConsumer = try party(2)
        group = try GroupID("test-group")
    }

    /// The provider's issuer of tokens.
    public var issuer: TokenIssuer {
        TokenIssuer(
            group: group,
            own: provider.peer,
            key: provider.key,
            certificate: provider.identity.certificate
        )
    }

    /// A verifier that knows the provider's key.
    ///
    /// - Throws: Where the key is of no known kind.
    public func verifier() throws -> TokenVerifier {
        TokenVerifier(
            issuer: provider.peer,
            keys: [
                provider.identity.certificate: try VerificationKey(
                    subjectPublicKeyInfo: provider.publicKeyInfo
                )
            ]
        )
    }

    /// The address of the Inway of a service; nil but for `register`.
    public func inway(_ name: ServiceName) -> PeerAddress? {
        name.rawValue == "register" ? try? PeerAddress("https://inway.example.nl:443") : nil
    }

    /// What a grant of the provider's service to the consumer says.
    ///
    /// - Throws: Where a name is none.
    public func terms(
        identification: OutwayReference.Identification? = nil,
        service: String = "register",
        serviceDelegator: PeerID? = nil,
        delegator: PeerID? = nil
    ) throws -> GrantTerms {
        .connection(
            ConnectionTerms(
                outway: OutwayReference(
                    peer: consumer.peer,
                    identification: identification ?? .publicKey(consumer.identity.publicKey)
                ),
                service: ServiceReference(
                    peer: provider.peer,
                    name: try ServiceName(service),
                    delegator: serviceDelegator
                ),
                delegator: delegator
            )
        )
    }

    /// A contract that every peer on it has accepted, or those that are named.
    ///
    /// - Throws: Where a rule of contracts is broken.
    public func contract(
        _ terms: GrantTerms,
        properties: JSONObject? = nil,
        purpose: Purpose? = nil,
        from start: Int64 = -10,
        lasting seconds: Int64 = 86_400,
        signedBy signers: Set<PeerID>? = nil,
        kind: SignatureKind = .accept
    ) throws -> Contract {
        let content = try ContractProposal(
            group: group,
            notBefore: now.advanced(bySeconds: start),
            notAfter: now.advanced(bySeconds: seconds),
            grants: [GrantProposal(terms, purpose: purpose, properties: properties)]
        ).content(identifier: TransactionID(high: 1, low: 2), createdAt: now)
        let signatures = try (signers ?? content.peers).map { peer in
            try ContractSignature(
                restoring: SigningStatement.text(
                    kind,
                    of: content.hash,
                    at: now,
                    key: provider.key,
                    certificate: provider.identity.certificate
                ),
                peer: peer,
                certificateEnd: nil
            )
        }
        return Contract(content, signatures: signatures)
    }

    /// Asks the issuer for a token for the first grant of a contract.
    public func issue(
        _ contract: Contract,
        to client: IdentifiedPeer? = nil,
        at moment: Timestamp? = nil
    ) -> Result<IssuedToken, IssuingRefusal> {
        guard let hash = contract.content.grants.first?.hash else { return .failure(.unknownGrant) }
        return issuer.issue(
            hash,
            of: contract,
            to: client ?? consumer.identity,
            at: moment ?? now,
            inway: inway
        )
    }
}
