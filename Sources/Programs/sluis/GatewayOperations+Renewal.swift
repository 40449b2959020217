import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import JSONTape
import Manager

/// Renewing contracts, and what else gives the access of one that ends.
extension GatewayOperations {
    /// What a person asks of a renewal.
    private struct Wish {
        var days: Int64?
        var isSame = false

        init(_ body: JSONObject) throws(OperationRefusal) {
            var faults: [OperationRefusal.Fault] = []
            for (name, value) in body.members {
                switch name {
                case "days":
                    let most = ProposalReading.longestDays
                    days = value.integer
                    if !(1...most).contains(days ?? 0) {
                        let form = "must be a number of days from 1 to \(most)"
                        faults.append(.init(.body, "/days", form))
                    }
                case "same":
                    isSame = value.bool ?? false
                    if value.bool == nil {
                        faults.append(.init(.body, "/same", "must be true or false"))
                    }
                default: faults.append(.init(.body, "/\(name)", "is not a member of a renewal"))
                }
            }
            guard faults.isEmpty else {
                throw OperationRefusal(.invalid, "the renewal cannot be read", faults: faults)
            }
        }
    }

    /// Proposes the grants of a contract again, for as long as it was unless `days` says otherwise, with
    /// the purposes as they are published now; as a trial it only tells what that would change.
    func renew(
        _ hash: ContractHash,
        _ body: JSONObject,
        isTrial: Bool = false,
        person: String
    ) async throws -> JSONValue {
        let wish = try Wish(body)
        let manager = try required()
        let old = try await managed { try await manager.status(of: hash) }.contract.content
        let seconds = wish.days.map { $0 * 86_400 } ?? old.notAfter.seconds - old.notBefore.seconds
        let now = SystemClock.now()
        let (start, end) = (now.advanced(bySeconds: -60), now.advanced(bySeconds: seconds))
        let renewal = try await ContractRenewal(
            of: old,
            from: start,
            until: end,
            isSame: wish.isSame,
            self
        )
        let differences = JSONValue.array(renewal.differences)
        guard !isTrial else { return ["differences": differences] }
        let made = try await managed {
            try await manager.renew(
                hash,
                from: start,
                until: end,
                properties: renewal.properties,
                by: person
            )
        }
        let shown = try await shown(made, manager)
        guard var answer = shown.object else { return shown }
        answer["differences"] = differences
        return .object(answer)
    }

    /// What makes two grants give the same access: whose Outway may call which service, for what.
    struct Access: Hashable {
        let outway: PeerID
        let service: ServiceReference
        let delegator: PeerID?
        let purpose: PurposeID?

        /// The access of a grant; nil for a publication.
        init?(_ grant: Grant) {
            guard case .connection(let terms) = grant.terms else { return nil }
            (outway, service) = (terms.outway.peer, terms.service)
            (delegator, purpose) = (terms.delegator, grant.purpose.purpose?.id)
        }

        static func all(of contract: Contract) -> Set<Access> {
            Set(contract.content.grants.compactMap(Access.init))
        }
    }

    /// The last contract that gave an access of this one before it was made; nil where none did.
    func contract(before contract: Contract) async throws -> Contract? {
        let accesses = Access.all(of: contract)
        let now = SystemClock.now()
        var found: Contract?
        try await each(contractLike: contract) { other in
            let (made, last) = (other.content.createdAt, found?.content.createdAt)
            let state = other.state(at: now)
            if made < contract.content.createdAt, last.map({ $0 < made }) ?? true,
                state != .proposed, state != .rejected,
                !Access.all(of: other).isDisjoint(with: accesses)
            {
                found = other
            }
        }
        return found
    }

    /// Looks at every other contract with the same peer.
    private func each(
        contractLike contract: Contract,
        _ look: (Contract) -> Void
    ) async throws {
        let manager = try required()
        let peers = Set(Access.all(of: contract).flatMap { [$0.outway, $0.service.peer] })
            .subtracting([manager.own])
        guard let peer = peers.min() ?? contract.content.peers.min() else { return }
        var query = ContractQuery(
            peer: peer,
            grantTypes: [.serviceConnection, .delegatedServiceConnection],
            limit: Page<Int>.greatestLimit
        )
        repeat {
            let page = try await manager.contracts(query)
            for other in page.elements where other.hash != contract.hash { look(other) }
            query.after = page.next
        } while query.after != nil
    }

    /// The other contracts, valid or proposed, that give an access of a contract.
    func contracts(givingAccessOf contract: Contract) async throws -> [JSONValue] {
        let manager = try required()
        let accesses = Access.all(of: contract)
        let now = SystemClock.now()
        var found: [JSONValue] = []
        try await each(contractLike: contract) { other in
            let state = other.state(at: now)
            guard state == .valid || state == .proposed,
                !Access.all(of: other).isDisjoint(with: accesses)
            else { return }
            let grants = Set(other.content.grants.map(\.hash))
            let aliases = gateway.aliases.all.filter { grants.contains($0.value) }.keys.sorted()
            found.append([
                "hash": .string(other.hash.rawValue), "state": .string(state.rawValue),
                "notAfter": .string(other.content.notAfter.description),
                "acceptedByUs": .bool(other.signature(.accept, of: manager.own) != nil),
                "aliases": .array(aliases.map { .string($0) }),
            ])
        }
        return found
    }

    /// Refuses a reason that the log would not take.
    func requireRecordable(_ reason: String) throws(OperationRefusal) {
        let fault: String
        switch EntryGuard.refusal(of: reason, as: .reason) {
        case nil: return
        case .citizenNumber: fault = "holds a number that can be a citizen's: leave it out"
        case .tooLong, .tooLarge, .tooManySubjects: fault = "is too long for the record"
        }
        throw OperationRefusal(
            .invalid,
            "the reason cannot be recorded",
            faults: [.init(.body, "/reason", fault)]
        )
    }
}
