import AccessLog
import Contracts
public import ExchangeModel
public import ManagerAPI
import PeerIdentity
import SignedJSON

/// A peer's Manager, and a Directory's: contracts, signatures, tokens, discovery.
///
/// FSC Core 2.0.0, *Manager* and *Directory*. A value over its stores: copies are the same Manager.
/// What other peers may ask is in ``operations``; what operators do is in the extensions; ``run()``
/// delivers what must be sent.
public struct FSCManager: Sendable {
    /// What the operator decided, as it is in force.
    public var settings: ManagerSettings { present.settings }
    /// What it works with.
    public let environment: ManagerEnvironment

    let calls: PeerCalls
    private let present: PresentSettings
    let wake = WakeSignal()
    let announcing = WakeSignal()
    let judgements = Judgements()
    let searches = AddressSearches()

    /// Makes a Manager.
    public init(settings: ManagerSettings, environment: ManagerEnvironment, calls: PeerCalls) {
        present = PresentSettings(settings)
        self.environment = environment
        self.calls = calls
    }

    /// Puts other settings in force for all that begins after this.
    ///
    /// A Directory that was added hears of us at once. The address stays what it was at the start: peers
    /// were told of it.
    public func replace(_ settings: ManagerSettings) {
        var next = settings
        let before = present.settings
        next.address = before.address
        present.replace(with: next)
        if next.directories != before.directories { announcing.signal() }
    }

    /// Our own identity.
    public var own: PeerID { environment.identity().peer.peerID }

    /// What other peers may ask; for the listener.
    public var operations: ManagerOperations {
        ManagerOperations(
            announce: { try await receiveAnnouncement(from: $0, address: $1) },
            submit: { caller, address, body in
                try await receive(.offer, from: caller, address: address, body)
            },
            sign: { kind, path, caller, address, body in
                try await receive(
                    .signature(kind, path: path),
                    from: caller,
                    address: address,
                    body
                )
            },
            contracts: { try await environment.contracts.contracts($0) },
            token: { try await issueToken(to: $0, $1) },
            peers: { try await reachablePeers($0) },
            services: { try await publishedServices($0) },
            keySet: { keySet },
            own: { description },
            logs: { try await records($0) }
        )
    }

    /// The certificates that we sign with, the former ones included.
    var keySet: JSONWebKeySet {
        JSONWebKeySet(environment.signing.all.map(\.jsonWebKey))
    }

    private var description: PeerDescription {
        let peer = environment.identity().peer
        return PeerDescription(id: peer.peerID, name: peer.name)
    }

    /// Our records in which the asking peer takes part (M-26), whatever the source gave.
    private func records(_ query: LogRecordQuery) async throws -> Page<FSCLogRecord> {
        let page = try await environment.logs(query)
        let peer = query.peer.rawValue
        return Page(
            page.elements.filter { record in
                [
                    record.source.peerID, record.source.delegatorPeerID,
                    record.destination.peerID, record.destination.delegatorPeerID,
                ].contains(peer)
            },
            next: page.next
        )
    }
}
