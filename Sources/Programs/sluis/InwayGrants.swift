import Contracts
import ExchangeModel
import Inway
import Synchronization

/// Makes the Inway refuse tokens of contracts that were revoked or have ended, before they expire.
final class InwayGrants: ContractDependent {
    private let server: InwayServer
    private let own: PeerID
    private let configuration: @Sendable (Set<GrantHash>) -> InwayConfiguration
    private let known = Mutex<Set<GrantHash>>([])

    init(
        server: InwayServer,
        own: PeerID,
        configuration: @escaping @Sendable (Set<GrantHash>) -> InwayConfiguration
    ) {
        (self.server, self.own, self.configuration) = (server, own, configuration)
    }

    func follow(_ contracts: [Contract], at now: Timestamp) {
        let ended = Set(
            contracts.filter { [.revoked, .rejected, .expired].contains($0.state(at: now)) }
                .flatMap(\.content.grants).filter { $0.terms.service.peer == own }.map(\.hash)
        )
        known.withLock { known in
            guard known != ended else { return }
            known = ended
            server.replace(configuration(ended))
        }
    }

    /// Makes the Inway verify tokens with the keys of the moment.
    func renewKeys() {
        known.withLock { server.replace(configuration($0)) }
    }
}
