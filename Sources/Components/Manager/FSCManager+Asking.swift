import Contracts
import ExchangeModel
import JSONTape
import Logging
import ManagerAPI
import PeerIdentity

/// Asking peers for signatures that should have come and did not.
///
/// A peer's Manager that gives up sending leaves a contract as it is at one side only. We ask, by
/// `GET /contracts`, what it holds of contracts that wait for it.
extension FSCManager {
    /// How often contracts that wait for others are looked at.
    private static let askingInterval: Duration = .seconds(60)
    /// The most contracts that one round asks about.
    private static let askedAtOnce = 100

    func keepAsking() async {
        var round = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.askingInterval)
            guard !Task.isCancelled else { return }
            round += 1
            // After five rounds every fifth is enough: the Group's longest wait.
            guard round <= 5 || round % 5 == 0 else { continue }
            do {
                try await askForSignatures()
            } catch {
                tellUnlessCancelled("contracts that wait for others could not be looked at", error)
            }
        }
    }

    /// Asks the peers whose signature is missing what they hold; gives the number of signatures taken.
    ///
    /// Only contracts that we accepted and that nothing waits to be sent about.
    @discardableResult
    public func askForSignatures() async throws -> Int {
        let now = environment.now()
        var taken = 0
        var asked = 0
        var query = ContractQuery(peer: own, order: .descending, limit: 200)
        query.states = ContractQuery.States([.proposed], at: now)
        repeat {
            let page = try await environment.contracts.contracts(query)
            for contract in page.elements {
                let missing = contract.missingPeers(at: now)
                guard !missing.contains(own), asked < Self.askedAtOnce,
                    try await environment.contracts.distributions(of: contract.hash).isEmpty
                else { continue }
                asked += 1
                for peer in missing { taken += await ask(peer, about: contract) }
            }
            query.after = page.next
        } while query.after != nil
        return taken
    }

    /// Takes from a peer its own signatures under a contract, judged as if it had sent them.
    private func ask(_ peer: PeerID, about contract: Contract) async -> Int {
        guard let grant = contract.content.grants.first?.hash,
            let address = try? await address(of: peer),
            let held = try? await calls.signatures(of: peer, under: contract, grant, at: address)
        else { return 0 }
        var taken = 0
        for (kind, text) in held.signatures {
            let body = SignedContent(content: contract.content.json, signature: text)
            let result = try? await receive(
                .found(kind),
                from: held.peer,
                address: address,
                body
            )
            if case .success? = result { taken += 1 }
        }
        return taken
    }
}
