import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import Inway
import JSONTape
import Manager
import OpenAPI
import PayloadPolicy

/// What a contract means: who gets which fields for what, and what differs from the contract before.
extension GatewayOperations {
    /// What each connection grant of a contract opens, for whoever must decide on it.
    ///
    /// Nothing is fetched: of a purpose of another provider the fields are told once its document is here.
    func meaning(of contract: Contract) async throws -> [JSONValue] {
        let manager = try required()
        let before = try await self.contract(before: contract)
        let ids = Array(contract.content.peers)
        let peers = try await manager.peers(PeerQuery(ids: ids)).elements
        var names = Dictionary(peers.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
        names[manager.own] = gateway.settings.organisation.name
        func party(_ id: PeerID) -> JSONValue {
            var party: JSONObject = ["peerID": .string(id.rawValue)]
            party["name"] = names[id].map { .string($0) }
            return .object(party)
        }
        var meanings: [JSONValue] = []
        for grant in contract.content.grants {
            guard case .connection(let terms) = grant.terms else { continue }
            var meaning: JSONObject = [
                "grant": .string(grant.hash.rawValue),
                "service": .string(terms.service.name.rawValue),
                "consumer": party(terms.outway.peer), "provider": party(terms.service.peer),
            ]
            meaning["delegator"] = terms.delegator.map(party)
            if let purpose = grant.purpose.purpose {
                do {
                    let operations = try await allowed(purpose, of: terms.service, fetching: false)
                    meaning["operations"] = .array(operations)
                } catch {
                    meaning["unknown"] = .string(Self.words(error))
                }
            }
            if let before {
                meaning["before"] = await difference(grant, terms, from: before, contract)
            }
            meanings.append(.object(meaning))
        }
        return meanings
    }

    /// Why something cannot be told.
    private static func words(_ error: any Error) -> String {
        (error as? OperationRefusal)?.detail ?? "\(error)"
    }

    /// What a grant says otherwise than the one of a former contract with the same meaning.
    private func difference(
        _ grant: Grant,
        _ terms: ConnectionTerms,
        from before: Contract,
        _ contract: Contract
    ) async -> JSONValue? {
        let access = Access(grant)
        guard let old = before.content.grants.first(where: { Access($0) == access }) else {
            return nil
        }
        var words: [JSONValue] = []
        let periods = [before, contract].map { "\($0.content.notBefore) to \($0.content.notAfter)" }
        words.append(ContractRenewal.word("period", periods[0], periods[1]))
        var difference: JSONObject = [
            "contract": .string(before.hash.rawValue),
            "state": .string(before.state(at: SystemClock.now()).rawValue),
            "service": .string(terms.service.name.rawValue),
            "serviceProvider": .string(terms.service.peer.rawValue),
        ]
        if let former = old.purpose.purpose, let next = grant.purpose.purpose {
            words += ContractRenewal.words(from: former, to: next)
            difference["purpose"] = .string(next.id.rawValue)
            if former.fieldPolicy != next.fieldPolicy {
                do {
                    let fields = PolicyDifference(
                        from: try await allowed(former, of: terms.service, fetching: false),
                        to: try await allowed(next, of: terms.service, fetching: false)
                    )
                    difference["fields"] = fields.json
                } catch {
                    difference["unknown"] = .string(Self.words(error))
                }
            }
        }
        difference["words"] = .array(words)
        return .object(difference)
    }

    /// What a purpose may ask and see, by the policy of ours or the document of the provider's.
    ///
    /// Throws where that is not known here; with `fetching` the provider is asked for its document.
    func allowed(
        _ purpose: Purpose,
        of service: ServiceReference,
        fetching: Bool = true
    ) async throws -> [JSONValue] {
        if service.peer == manager?.own {
            guard let policy = gateway.policies.present[purpose.fieldPolicy]?.policy else {
                throw OperationRefusal(
                    .notFound,
                    "the field policy \(purpose.fieldPolicy.hexadecimal) is not kept here"
                )
            }
            let built = gateway.parts.services.first { $0.settings.name == service.name }
            let document = built?.offered.rules.document
            return PolicyExplanation(policy, document: document).operations
        }
        guard let digest = purpose.document else {
            throw OperationRefusal(
                .notFound,
                "the provider publishes no document for this purpose: ask it which fields differ"
            )
        }
        guard fetching || gateway.documents[digest] != nil else {
            throw OperationRefusal(
                .notFound,
                "the provider's document is not here yet: `sluis purpose explain` with the grant fetches it"
            )
        }
        let known = try await derived(digest, of: service.peer)
        return try PolicyExplanation(derived: OpenAPIDocument(known), of: known).operations
    }
}
