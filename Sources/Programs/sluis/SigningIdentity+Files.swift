import ExchangeModel
import GatewayConfiguration
import Manager
import PeerIdentity
import PeerTransport
import SignedJSON

extension SigningIdentity {
    /// The identity that certificate and key give, judged as a peer would under a generation of trust.
    ///
    /// - Throws: ``StartProblem`` where a peer would refuse the chain or it is another organisation's,
    ///   or what is wrong with the key.
    static func judged(
        _ credentials: TLSCredentials,
        of settings: GatewaySettings,
        by generation: IdentityGeneration
    ) throws -> SigningIdentity {
        let file = settings.identity.certificate
        let certificates = try PEMCertificates.read(credentials.certificateChain, file: file)
        let verdict = generation.verify(certificates, purpose: .signing, at: SystemClock.now())
        switch verdict {
        case .failure(let refusal):
            throw StartProblem(
                "peers would refuse the certificate \(file) (\(refusal)): check its chain, its dates and "
                    + "the revocation lists"
            )
        case .success(let chain):
            guard chain.peer.peerID == settings.organisation.peerID else {
                throw StartProblem(
                    "\(file) is the certificate of peer \(chain.peer.peerID), not of organisation.peerID "
                        + "\(settings.organisation.peerID)"
                )
            }
            let text = String(decoding: credentials.privateKey, as: UTF8.self)
            return try SigningIdentity(key: SigningKey(pem: text), chain: chain)
        }
    }
}
