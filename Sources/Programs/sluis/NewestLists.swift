import ExchangeModel
import PeerIdentity

/// The newest revocation list of each authority that this process has seen.
///
/// Whoever answers in an authority's place can give an older list that still holds, and with it bring
/// back a certificate that was revoked since: RFC 5280, *CRL Number*.
struct NewestLists {
    private struct Known {
        let status: RevocationListStatus
        let bytes: [UInt8]
    }

    private var known: [String: Known] = [:]

    /// Remembers the lists of authorities whose signatures under them were proven.
    ///
    /// A forged list must not keep its authority's own out: of the others, and of two lists of one
    /// authority, none is remembered.
    mutating func remember(
        _ lists: [[UInt8]],
        _ statuses: [RevocationListStatus],
        of issuers: Set<String>
    ) {
        let all = Dictionary(
            grouping: zip(lists, statuses).map { Known(status: $1, bytes: $0) },
            by: \.status.issuer
        )
        for issuer in issuers {
            guard let found = all[issuer], found.count == 1 else { continue }
            known[issuer] = found.first
        }
    }

    /// Puts the newest known list in the place of older ones.
    ///
    /// A list of an authority may be old as long as another source gives a newer one. A known list
    /// that does not hold at the moment keeps nothing out.
    /// - Parameters:
    ///   - lists: The lists as they came.
    ///   - statuses: What each says, in the same order.
    ///   - now: The moment.
    /// - Returns: The lists to use, and a sentence for every authority whose list went back.
    func replacing(
        _ lists: [[UInt8]],
        _ statuses: [RevocationListStatus],
        at now: Timestamp
    ) -> (lists: [[UInt8]], problems: [String]) {
        let all = Dictionary(grouping: statuses, by: \.issuer)
        var problems: [String] = []
        var kept: [String: Known] = [:]
        for (issuer, found) in all {
            guard let former = known[issuer]?.status, let first = found.first,
                found.allSatisfy({ $0.precedes(former) }),
                former.thisUpdate <= now, now < former.nextUpdate
            else { continue }
            kept[issuer] = known[issuer]
            problems.append(
                "the revocation list of \(issuer) is an older one, of \(first.thisUpdate): that of "
                    + "\(former.thisUpdate) stays in force; look who publishes the list"
            )
        }
        let used = zip(lists, statuses).map { kept[$1.issuer]?.bytes ?? $0 }
        return (used, problems.sorted())
    }
}
