import AccessControl
import Contracts
import ExchangeModel
import Inway
import Synchronization

/// Makes the Inway refuse tokens of contracts that were revoked or have ended, before they expire.
final class InwayGrants: ContractDependent {
    private let server: InwayServer
    private let own: PeerID
    private let endings: GrantEndings
    private let configuration: @Sendable () -> InwayConfiguration
    private let turn = Mutex(())

    /// `configuration` makes policies that refuse the grants of `endings`.
    init(
        server: InwayServer,
        own: PeerID,
        endings: GrantEndings,
        configuration: @escaping @Sendable () -> InwayConfiguration
    ) {
        (self.server, self.own) = (server, own)
        (self.endings, self.configuration) = (endings, configuration)
    }

    func apply(_ contracts: [ConnectionContract], at now: Timestamp) {
        var (over, open): ([GrantHash], [GrantHash]) = ([], [])
        for contract in contracts {
            let grants = contract.connections.filter { $0.terms.service.peer == own }.map(\.grant)
            switch contract.standing.state(at: now) {
            case .revoked, .rejected, .expired: over += grants
            case .proposed, .valid: open += grants
            }
        }
        endings.update(over: over, open: open)
    }

    /// Makes the Inway go by the services and keys of the moment.
    func renewKeys() {
        // One after the other: what is made of older ones must not come last.
        turn.withLock { _ in server.replace(configuration()) }
    }
}
