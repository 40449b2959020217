import AccessTokens
import CertificateAuthority
import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity
import SignedJSON

/// A provider that issues tokens and the peers that ask for them, with real certificates.
struct TokenParties {
    struct Party {
        let peer: PeerID
        let key: SigningKey
        let identity: IdentifiedPeer
        let publicKeyInfo: [UInt8]
    }

    let now = CertificateGroup.wallClock
    let group: GroupID
    let provider: Party
    let consumer: Party
    let stranger: Party

    init() throws {
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
        group = try GroupID("test-group")
    }

    var issuer: TokenIssuer {
        TokenIssuer(
            group: group,
            own: provider.peer,
            key: provider.key,
            certificate: provider.identity.certificate
        )
    }

    func verifier() throws -> TokenVerifier {
        TokenVerifier(
            issuer: provider.peer,
            keys: [
                provider.identity.certificate: try VerificationKey(
                    subjectPublicKeyInfo: provider.publicKeyInfo
                )
            ]
        )
    }

    func inway(_ name: ServiceName) -> PeerAddress? {
        name.rawValue == "register" ? try? PeerAddress("https://inway.example.nl:443") : nil
    }

    func terms(
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

    /// A contract that every peer on it has accepted.
    func contract(
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

    func issue(
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
