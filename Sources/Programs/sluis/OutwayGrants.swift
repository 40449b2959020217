import Contracts
import ExchangeModel
import Outway

/// The connection grants of one Outway by what they mean, with the names that clients call them by.
///
/// A name stands for what its grant means, also when that grant's contract has ended: the contract in
/// force with the same meaning that lasts longest serves it. Of several that meant the same, and are all
/// over, it tells of the one that ended last. While the provider refuses the one that serves, the next
/// ones take its place. A change costs what it changes, however many grants there are.
struct OutwayGrants {
    /// How many grants may take the place of the one that serves.
    private static let spareCount = 3

    /// What makes two grants stand for the same: who may call what, for which purpose.
    struct Meaning: Hashable {
        let terms: ConnectionTerms
        let purpose: PurposeID?

        init(_ connection: ConnectionContract.Connection) {
            (terms, purpose) = (connection.terms, connection.purpose)
        }

        /// What the grant will mean that is asked for.
        init(terms: ConnectionTerms, purpose: PurposeID?) {
            (self.terms, self.purpose) = (terms, purpose)
        }
    }

    /// What a grant is now.
    enum Entry {
        case inForce(UsableGrant)
        case over(UnusableGrant)
        /// Not yet in force: its contract waits for others or its beginning; nil where it waits for us.
        case waiting(UnusableGrant?)
    }

    private enum Phase {
        case inForce
        case over(UnusableGrant.Reason)
        /// Nil where we have not accepted the contract.
        case waiting(UnusableGrant.Reason?)
    }

    private struct Member {
        let connection: ConnectionContract.Connection
        let until: Timestamp
        var phase: Phase

        var ending: UnusableGrant.Reason? {
            if case .over(let ending) = phase { ending } else { nil }
        }

        var isInForce: Bool { if case .inForce = phase { true } else { false } }

        /// Whether it waits, and not for us.
        var isPending: Bool { if case .waiting(.some) = phase { true } else { false } }
    }

    /// A grant by the moment that decides among those with the same meaning.
    private struct Rank: Comparable {
        let moment: Timestamp
        let grant: GrantHash

        static func < (left: Rank, right: Rank) -> Bool {
            (left.moment, left.grant) < (right.moment, right.grant)
        }
    }

    private struct Group {
        var grants: Set<GrantHash> = []
        var names: Set<String> = []
        /// The grants in force, the one that lasts longest at the end.
        var inForce: [Rank] = []
        /// The grant that ended last.
        var last: Rank?
        /// Of the grants that wait for others or their beginning the one that lasts longest.
        var pending: Rank?

        /// The grant in force that lasts longest.
        var serving: Rank? { inForce.last }

        /// The grants that take its place while the provider refuses it.
        var spares: ArraySlice<Rank> {
            names.isEmpty ? [] : inForce.dropLast().suffix(OutwayGrants.spareCount)
        }

        /// Where a rank stands among those in force, or would stand.
        func place(of rank: Rank) -> Int {
            var (low, high) = (0, inForce.count)
            while low < high {
                let middle = (low + high) / 2
                if inForce[middle] < rank { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    private let outway: PeerID
    private var members: [GrantHash: Member] = [:]
    private var groups: [Meaning: Group] = [:]
    private var names: [String: GrantHash] = [:]
    private var namesOfUnknown: [GrantHash: Set<String>] = [:]

    init(outway: PeerID, names: [String: GrantHash]) {
        self.outway = outway
        for (name, grant) in names { _ = self.name(grant, name) }
    }

    /// Takes a contract as it stands; gives the grants that may be something else now.
    mutating func set(_ contract: ConnectionContract, at now: Timestamp) -> Set<GrantHash> {
        let phase = Self.phase(of: contract, at: now)
        var touched: Set<GrantHash> = []
        for connection in contract.connections where connection.terms.outway.peer == outway {
            let grant = connection.grant
            let former = groups[Meaning(connection)].map(Self.deciding) ?? []
            touched.formUnion(former)
            withdraw(grant)
            members[grant] = Member(
                connection: connection,
                until: contract.standing.notAfter,
                phase: phase
            )
            let meaning = Meaning(connection)
            touched.insert(grant)
            groups[meaning, default: Group()].grants.insert(grant)
            if let waiting = namesOfUnknown.removeValue(forKey: grant) {
                groups[meaning]?.names.formUnion(waiting)
            }
            rank(grant, in: meaning)
            touched.formUnion(groups[meaning].map(Self.deciding) ?? [])
        }
        return touched
    }

    /// Gives a grant a name, which another grant may have had; gives the grants that may be something
    /// else now.
    mutating func name(_ grant: GrantHash, _ name: String) -> Set<GrantHash> {
        var touched: Set<GrantHash> = []
        if let before = names[name] {
            namesOfUnknown[before]?.remove(name)
            if let meaning = members[before].map({ Meaning($0.connection) }) {
                groups[meaning]?.names.remove(name)
                touched.formUnion(groups[meaning].map(Self.deciding) ?? [])
            }
        }
        names[name] = grant
        if let meaning = members[grant].map({ Meaning($0.connection) }) {
            groups[meaning]?.names.insert(name)
            touched.formUnion(groups[meaning].map(Self.deciding) ?? [])
        } else {
            namesOfUnknown[grant, default: []].insert(name)
        }
        return touched
    }

    /// Takes a name away from its grant; gives the grants that may be something else now.
    mutating func forget(_ name: String) -> Set<GrantHash> {
        guard let grant = names.removeValue(forKey: name) else { return [] }
        namesOfUnknown[grant]?.remove(name)
        guard let meaning = members[grant].map({ Meaning($0.connection) }) else { return [] }
        groups[meaning]?.names.remove(name)
        return Set(groups[meaning].map(Self.deciding) ?? [])
    }

    /// What a grant is now; nil for one of another Outway.
    func entry(of grant: GrantHash) -> Entry? {
        guard let member = members[grant] else { return nil }
        let service = member.connection.terms.service
        let group = groups[Meaning(member.connection)]
        switch member.phase {
        case .waiting(nil): return .waiting(nil)
        case .waiting(let reason?):
            var waiting = UnusableGrant(
                grant: grant,
                provider: service.peer,
                service: service.name,
                reason: reason
            )
            waiting.purpose = member.connection.purpose
            if let group, group.serving == nil, group.pending?.grant == grant {
                waiting.aliases = group.names.sorted()
            }
            return .waiting(waiting)
        case .inForce:
            let names = group?.names.sorted() ?? []
            let isServing = group?.serving?.grant == grant
            let isSpare = group?.spares.contains { $0.grant == grant } == true
            return .inForce(
                UsableGrant(
                    hash: grant,
                    reference: service,
                    aliases: isServing ? names : [],
                    fallbackAliases: isSpare ? names : [],
                    until: member.until,
                    document: member.connection.document,
                    purpose: member.connection.purpose
                )
            )
        case .over(let ending):
            var ended = UnusableGrant(
                grant: grant,
                provider: service.peer,
                service: service.name,
                reason: ending
            )
            ended.purpose = member.connection.purpose
            if let group, group.serving == nil, group.pending == nil, group.last?.grant == grant {
                ended.aliases = group.names.filter { name in
                    names[name].flatMap { members[$0]?.ending } != nil
                }.sorted()
            }
            return .over(ended)
        }
    }

    /// The grant in force that a name leads to, with what it means; nil when it leads to none.
    func holder(of name: String) -> (grant: GrantHash, meaning: Meaning)? {
        guard let connection = names[name].flatMap({ members[$0]?.connection }),
            let serving = groups[Meaning(connection)]?.serving
        else { return nil }
        return (serving.grant, Meaning(connection))
    }

    /// The document that a grant pins, and who gives it out.
    func pinned(by grant: GrantHash) -> (digest: SHA256Value, provider: PeerID)? {
        guard let connection = members[grant]?.connection, let digest = connection.document
        else { return nil }
        return (digest, connection.terms.service.peer)
    }

    private static func deciding(_ group: Group) -> [GrantHash] {
        [group.serving?.grant, group.last?.grant, group.pending?.grant].compactMap(\.self)
            + group.spares.map(\.grant)
    }

    /// Takes a grant out of those in force.
    private mutating func withdraw(_ grant: GrantHash) {
        guard let member = members[grant], member.isInForce else { return }
        let rank = Rank(moment: member.until, grant: grant)
        let meaning = Meaning(member.connection)
        // No copy of the group is held, or the change would copy all that are in force.
        guard let place = groups[meaning]?.place(of: rank),
            let count = groups[meaning]?.inForce.count, place < count,
            groups[meaning]?.inForce[place] == rank
        else { return }
        groups[meaning]?.inForce.remove(at: place)
    }

    /// Puts a grant among those that may decide in its group, or finds another in its place.
    private mutating func rank(_ grant: GrantHash, in meaning: Meaning) {
        guard let member = members[grant] else { return }
        if member.isInForce {
            let rank = Rank(moment: member.until, grant: grant)
            if let place = groups[meaning]?.place(of: rank) {
                groups[meaning]?.inForce.insert(rank, at: place)
            }
        }
        let pending = groups[meaning]?.pending
        if member.isPending, pending?.grant != grant {
            let rank = Rank(moment: member.until, grant: grant)
            groups[meaning]?.pending = max(pending ?? rank, rank)
        } else if !member.isPending, pending?.grant == grant {
            let next = groups[meaning].flatMap {
                greatest(of: $0) { $0.isPending ? $0.until : nil }
            }
            groups[meaning]?.pending = next
        }
        let last = groups[meaning]?.last
        if let ending = member.ending, last?.grant != grant {
            let rank = Rank(moment: ending.moment, grant: grant)
            groups[meaning]?.last = max(last ?? rank, rank)
        } else if member.ending == nil, last?.grant == grant {
            let next = groups[meaning].flatMap { greatest(of: $0) { $0.ending?.moment } }
            groups[meaning]?.last = next
        }
    }

    private func greatest(of group: Group, by moment: (Member) -> Timestamp?) -> Rank? {
        var greatest: Rank?
        for grant in group.grants {
            guard let member = members[grant], let moment = moment(member) else { continue }
            let rank = Rank(moment: moment, grant: grant)
            greatest = max(greatest ?? rank, rank)
        }
        return greatest
    }

    private static func phase(of contract: ConnectionContract, at now: Timestamp) -> Phase {
        let standing = contract.standing
        if let ending = UnusableGrant.Reason(standing, at: now) { return .over(ending) }
        guard !standing.isInForce(at: now) else { return .inForce }
        guard contract.isAccepted else { return .waiting(nil) }
        return .waiting(
            contract.missing.isEmpty
                ? .notBegun(until: standing.notBefore) : .unsigned(missing: contract.missing)
        )
    }
}
