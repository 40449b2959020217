import AdministrationAPI
import Contracts
import ExchangeModel
import GatewayConfiguration
import Manager

/// The publication of own services in directories.
struct Publication {
    static let days: Int64 = 730

    /// A contract that publishes, or would publish, an own service.
    struct Present {
        let contract: Contract
        let directory: PeerID
        let isProposed: Bool

        /// Whether a publication would say the same.
        func says(_ request: PublicationRequest) -> Bool {
            contract.content.grants.contains { grant in
                guard case .publication(let terms) = grant.terms else { return false }
                return terms.transport == request.transport && terms.delegator == request.delegator
                    && grant.properties == request.properties
            }
        }
    }

    let gateway: Gateway
    let manager: FSCManager

    /// Proposes one contract for each directory that the configuration names.
    ///
    /// - Parameters:
    ///   - name: A service of ours.
    ///   - delegator: The peer on whose behalf it is offered, which must accept too; nil for ourselves.
    ///   - person: Who proposes.
    /// - Returns: The contracts that publish it, made now or there already.
    /// - Throws: `OperationRefusal` when the service is not configured or names no directory.
    func propose(
        _ name: ServiceName,
        for delegator: PeerID? = nil,
        person: String
    ) async throws -> [Contract] {
        guard delegator != manager.own else {
            throw OperationRefusal(
                .invalid,
                "the delegator is this organisation itself: leave it out to publish for ourselves"
            )
        }
        guard let service = gateway.parts.services.first(where: { $0.settings.name == name }) else {
            let hint = Spelling.hint(
                for: name.rawValue,
                among: gateway.parts.services.map(\.settings.name.rawValue),
                of: "configured services"
            )
            throw OperationRefusal(
                .notFound,
                "no service \(name) is configured here"
                    + (hint.isEmpty ? ": add it to `services`" : "; \(hint)")
            )
        }
        guard !service.settings.publishIn.isEmpty else {
            throw OperationRefusal(
                .conflict,
                "`publishIn` of the service \(name) names no directory"
            )
        }
        let present = try await present(name)
        let now = SystemClock.now()
        var made: [Contract] = []
        for directory in service.settings.publishIn {
            var request = PublicationRequest(
                service: name,
                directory: directory,
                notBefore: now.advanced(bySeconds: -60),
                notAfter: now.advanced(bySeconds: Self.days * 86_400)
            )
            request.delegator = delegator
            request.transport = service.settings.fscProtocol
            request.properties = PublishedPurposes.properties(service.purposes)
            let alike = present.first {
                $0.directory == directory && $0.isProposed && $0.says(request)
            }
            if let alike {
                made.append(alike.contract)
                continue
            }
            made += try await Self.step(after: made) {
                try await manager.propose(request, by: person)
            }
        }
        return made
    }

    /// One step of several; where it fails it says which contracts the steps before changed.
    private static func step(
        after done: [Contract],
        _ act: () async throws -> Contract
    ) async throws -> [Contract] {
        do {
            return [try await act()]
        } catch  where !done.isEmpty {
            let hashes = done.map(\.hash.rawValue).joined(separator: ", ")
            throw OperationRefusal(
                .unavailable,
                "done in part, for the contracts \(hashes); then: \(error)"
            )
        }
    }

    /// Revokes every contract that publishes a service, proposed ones included.
    ///
    /// Connections to it stay: end them with `sluis contract revoke`.
    func end(_ name: ServiceName, person: String) async throws -> [Contract] {
        let present = try await present(name)
        guard !present.isEmpty else { throw try await notPublished(name) }
        var ended: [Contract] = []
        for publication in present {
            ended += try await Self.step(after: ended) {
                try await manager.sign(.revoke, publication.contract.hash, by: person)
            }
        }
        return ended
    }

    /// Why there is no publication to end: it was ended already, or there never was one.
    private func notPublished(_ name: ServiceName) async throws -> OperationRefusal {
        let now = SystemClock.now()
        let ended = try await contracts(name, in: ContractState.allCases)
        guard let last = ended.max(by: { $0.cursor < $1.cursor }) else {
            let isKnown = gateway.parts.services.contains { $0.settings.name == name }
            return OperationRefusal(
                .notFound,
                isKnown
                    ? "the service \(name) was never published: there is nothing to end"
                    : "no service \(name) is configured or was published here"
                        + Spelling.after(
                            name.rawValue,
                            among: gateway.parts.services.map(\.settings.name.rawValue),
                            of: "configured services"
                        )
            )
        }
        let by = last.signatures.first { $0.kind == .revoke || $0.kind == .reject }
        let who = by.map { $0.peer == manager.own ? " by us" : " by peer \($0.peer)" } ?? ""
        return OperationRefusal(
            .conflict,
            "the service \(name) is not published any more: its last publication, contract "
                + "\(last.hash), is \(last.state(at: now).rawValue)\(who); "
                + "`sluis service publish \(name)` publishes it again"
        )
    }

    /// The contracts that publish an own service, valid or proposed.
    private func present(_ name: ServiceName) async throws -> [Present] {
        let now = SystemClock.now()
        return try await contracts(name, in: [.valid, .proposed]).flatMap { contract in
            contract.content.grants.compactMap { grant in
                guard case .publication(let terms) = grant.terms,
                    terms.service.peer == manager.own, terms.service.name == name
                else { return nil }
                return Present(
                    contract: contract,
                    directory: terms.directory,
                    isProposed: contract.state(at: now) == .proposed
                )
            }
        }
    }

    /// The own services whose publication waits for others.
    func proposed() async throws -> Set<ServiceName> {
        let found = try await contracts(nil, in: [.proposed]).flatMap(\.content.grants)
            .map(\.terms.service)
        return Set(found.filter { $0.peer == manager.own }.map(\.name))
    }

    /// The contracts in some states that publish something of ours, of one service or all.
    private func contracts(
        _ name: ServiceName?,
        in states: [ContractState]
    ) async throws -> [Contract] {
        var query = ContractQuery(
            peer: manager.own,
            grantTypes: [.servicePublication, .delegatedServicePublication]
        )
        query.service = name
        query.states = ContractQuery.States(Set(states), at: SystemClock.now())
        return try await manager.contracts(all: query).filter { contract in
            contract.content.grants.contains {
                $0.terms.service.peer == manager.own
                    && (name == nil || $0.terms.service.name == name)
            }
        }
    }
}

extension FSCManager {
    /// Every contract that a query selects, page by page.
    func contracts(all query: ContractQuery) async throws -> [Contract] {
        var found: [Contract] = []
        var query = query
        query.limit = Page<Int>.greatestLimit
        repeat {
            let page = try await contracts(query)
            found += page.elements
            query.after = page.next
        } while query.after != nil
        return found
    }
}

extension ServiceSettings {
    /// The protocol in FSC's words.
    var fscProtocol: ServiceProtocol {
        switch transport {
        case .http1: .http1
        case .http2: .http2
        }
    }
}
