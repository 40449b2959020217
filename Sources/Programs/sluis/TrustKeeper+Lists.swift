import ExchangeModel
import OutboundHTTP
import PeerIdentity
import PeerTransport
import RevocationListSources
import RevocationLists
import Synchronization

/// The revocation lists in force, and what is known of their authorities.
extension TrustKeeper {
    /// The lists that chains are judged by, those of the own chain first.
    func listStates(at now: Timestamp) -> [ListState] {
        let (lists, identity) = state.withLock { ($0.lists, $0.source.identity) }
        let own = Set(identity.certificates.map(\.issuer))
        let used = Set(lists.inForce.lists(at: now))
        return lists.inForce.entries.values.filter { used.contains($0.list) }
            .map {
                ListState(list: $0.list, isOwn: own.contains($0.list.issuer), isProven: $0.isProven)
            }
            .sorted { ($0.isOwn ? 0 : 1, $0.list.issuer) < ($1.isOwn ? 0 : 1, $1.list.issuer) }
    }

    /// The older lists that sources give at the moment and that are not in force.
    var olderLists: [RevocationList] {
        state.withLock { $0.lists.older.values.sorted { $0.issuer < $1.issuer } }
    }

    /// Puts an older list in force that a source gives, because a person says so.
    ///
    /// - Throws: ``TrustUnavailable`` where its authority's key has not signed it.
    func acceptOlder(_ list: RevocationList) async throws {
        try await turn.take {
            let old = state.withLock { $0 }
            var lists = old.lists
            let authorities = known(old)
            guard let taken = lists.takeOlder(list, knowing: authorities) else {
                throw TrustUnavailable(
                    description:
                        "the list of \(list.issuer) is not signed by an authority that is known"
                )
            }
            let changed = try await apply(old.source, lists, after: old)
            let problems = lists.problems + keep([taken], authorities)
            note { $0.lists = problems }
            try await follow(changed)
        }
    }

    /// The authorities that have been seen in chains, in the own file and on disk.
    func known(_ state: State) -> [AuthorityCertificate] {
        var seen = state.authorities.union(state.source.identity.certificates.map(\.der))
        seen.formUnion(state.trust.generation.authorities)
        for listener in listeners.withLock({ $0 }) {
            seen.formUnion(listener.generation.authorities)
        }
        return state.material.authorities(
            among: seen.sorted { $0.lexicographicallyPrecedes($1) }
        )
    }

    /// Keeps lists and authorities on disk; returns what could not be kept.
    func keep(
        _ taken: [GroupLists.Taken],
        _ authorities: [AuthorityCertificate]
    ) -> [String] {
        var problems: [String] = []
        let kept = state.withLock(\.authorities)
        var new: Set<[UInt8]> = []
        do throws(RevocationListFolder.Problem) {
            for (authority, list) in taken { try folder.keep(list, of: authority) }
            for authority in authorities where !kept.contains(authority.der) {
                try folder.keep(authority: authority.der)
                new.insert(authority.der)
            }
        } catch {
            problems.append("\(error): after a restart older lists may come back")
        }
        state.withLock { $0.authorities.formUnion(new) }
        return problems
    }
}
