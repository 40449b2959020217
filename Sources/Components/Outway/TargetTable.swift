import AccessTokens
import Contracts
import ExchangeModel
import PeerTransport
import Synchronization

/// The Inways that tokens have named, so that a renewed token finds the kept connections.
final class TargetTable: Sendable {
    /// Inways that are remembered; one more empties the table, which costs handshakes only.
    static let maximumTargets = 1_024

    private struct Key: Hashable {
        let address: PeerAddress
        let peer: PeerID
        let speaks: PeerProtocol
        /// The certificate that connections to it show, so that they only carry tokens bound to it.
        let certificate: CertificateThumbprint
    }

    private let targets = Mutex<[Key: UpstreamTarget]>([:])

    func target(
        of token: AccessToken,
        speaks: PeerProtocol,
        _ settings: OutwaySettings
    ) -> UpstreamTarget {
        let (address, peer) = (token.audience, token.issuer)
        let key = Key(
            address: address,
            peer: peer,
            speaks: speaks,
            certificate: token.certificate
        )
        return targets.withLock { targets in
            if let known = targets[key] { return known }
            for old in targets.keys where !settings.transport.shows(old.certificate) {
                targets[old] = nil
            }
            if targets.count >= Self.maximumTargets { targets.removeAll() }
            let resolved = settings.resolve(address)
            let stated = UpstreamTarget.Address(host: address.host, port: Int(address.port))
            let target = UpstreamTarget(
                addresses: resolved.isEmpty ? [stated] : resolved,
                security: .peer(
                    settings.transport,
                    host: address.host,
                    expected: peer,
                    speaks: speaks,
                    showing: token.certificate
                ),
                limits: settings.upstream
            )
            targets[key] = target
            return target
        }
    }
}
