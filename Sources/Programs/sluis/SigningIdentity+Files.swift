import ExchangeModel
import GatewayConfiguration
import Manager
import PeerIdentity
import PeerTransport

extension SigningIdentity {
    /// The identity that certificate and key give, judged as a peer would under a generation of trust.
    ///
    /// - Throws: ``IdentityProblem`` where a peer would refuse the chain, it is another organisation's,
    ///   or the key cannot be used.
    static func judged(
        _ credentials: TLSCredentials,
        of settings: GatewaySettings,
        by generation: IdentityGeneration
    ) throws(IdentityProblem) -> SigningIdentity {
        try OwnIdentity(credentials, of: settings).judged(by: generation, at: SystemClock.now())
    }
}
