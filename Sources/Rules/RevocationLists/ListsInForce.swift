public import ExchangeModel

/// The revocation list in force of each authority, and the rules by which another takes its place.
///
/// Whoever answers in an authority's place can give a forged list, or an older one that brings back a
/// certificate that was revoked since: a list is taken only where the authority's key proves it, and
/// never for an older one. RFC 5280, *CRL Number* and *CRL Validation*.
public struct ListsInForce: Sendable {
    /// The most authorities whose lists are kept; one more is refused.
    public static let maximumAuthorities = 256

    /// Whose a list is: the key that proved it; before that, what the list says itself.
    public enum Authority: Hashable, Comparable, Sendable {
        case proven(name: String, key: [UInt8], scope: [UInt8])
        case claimed(name: String, keyID: [UInt8], scope: [UInt8])

        /// The text that sorts authorities, and names their files.
        public var text: String {
            switch self {
            case .proven(let name, let key, let scope):
                "1 \(Hexadecimal.encode(key)) \(Hexadecimal.encode(scope)) \(name)"
            case .claimed(let name, let keyID, let scope):
                "2 \(Hexadecimal.encode(keyID)) \(Hexadecimal.encode(scope)) \(name)"
            }
        }

        /// Authorities in a stable order.
        public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
    }

    /// A list in force.
    public struct Entry: Hashable, Sendable {
        /// The list.
        public let list: RevocationList
        /// Whether its authority's key was seen to have signed it.
        public let isProven: Bool
        /// Whether a source gave a list of this authority since the start.
        public fileprivate(set) var isGiven: Bool
    }

    /// Why a list did not come into force.
    public enum Refusal: Hashable, Sendable {
        /// Its signature is none of the authority's, or the authority may not sign lists.
        case forged
        /// It was made before the list in force.
        case older(than: RevocationList)
        /// It is no newer by its number, and certificates that the list in force revokes are not on it.
        case lifting(Int, than: RevocationList)
        /// It begins in the future, or has ended, while the list in force holds.
        case notInItsTime(than: RevocationList)
        /// There are lists of as many authorities as may be.
        case tooManyAuthorities
    }

    /// The outcome of ``take(_:knowing:at:)``.
    public enum Verdict: Hashable, Sendable {
        /// The list is in force now.
        case taken(Authority)
        /// The list is in force now, although the one before it has the same number: a fault of the
        /// authority that is to be told.
        case takenWithSameNumber(Authority, as: RevocationList)
        /// It is in force already, or says nothing newer.
        case unchanged
        /// It is not, and what was in force stays so.
        case refused(Refusal)
    }

    /// The lists by their authorities.
    public private(set) var entries: [Authority: Entry] = [:]

    /// Begins without any list.
    public init() {}

    /// Takes a list where that is allowed; `authorities` are those that lead to an anchor.
    public mutating func take(
        _ list: RevocationList,
        knowing authorities: [AuthorityCertificate],
        at now: Timestamp
    ) -> Verdict {
        // What is in force was proven then: its signature is not checked at each refresh.
        if let known = entries.first(where: { $0.value.list == list }), known.value.isProven {
            entries[known.key]?.isGiven = true
            return .unchanged
        }
        guard let authority = Self.authority(of: list, among: authorities) else {
            return .refused(.forged)
        }
        guard let present = entries[authority] else {
            guard entries.count < Self.maximumAuthorities else {
                return .refused(.tooManyAuthorities)
            }
            put(list, authority)
            return .taken(authority)
        }
        entries[authority]?.isGiven = true
        let former = present.list
        if list == former { return .unchanged }
        if list.precedes(former) { return .refused(.older(than: former)) }
        let isRepeated = list.repeats(former)
        if isRepeated {
            let (present, next) = (former.revokedSerials(), list.revokedSerials())
            let lifted = present.subtracting(next).count
            guard lifted == 0 else { return .refused(.lifting(lifted, than: former)) }
            guard
                former.precedes(list) || list.nextUpdate > former.nextUpdate
                    || next.count > present.count
            else { return .unchanged }
        }
        if former.holds(at: now), !list.holds(at: now) {
            return .refused(.notInItsTime(than: former))
        }
        put(list, authority)
        return isRepeated && list.number != nil && list.number == former.number
            ? .takenWithSameNumber(authority, as: former) : .taken(authority)
    }

    /// Takes a list although it is older than the one in force, because a person says so.
    ///
    /// It must be proven all the same. Returns its authority; nil when it is not.
    public mutating func takeOlder(
        _ list: RevocationList,
        knowing authorities: [AuthorityCertificate]
    ) -> Authority? {
        guard let authority = Self.authority(of: list, among: authorities),
            case .proven = authority
        else { return nil }
        put(list, authority)
        return authority
    }

    /// Takes up lists that were in force before, as proven or claimed as they are now.
    ///
    /// Returns those that are forged: their files were changed.
    public mutating func restore(
        _ lists: [RevocationList],
        knowing authorities: [AuthorityCertificate],
        at now: Timestamp
    ) -> [RevocationList] {
        let forged = lists.filter { take($0, knowing: authorities, at: now) == .refused(.forged) }
        for authority in entries.keys { entries[authority]?.isGiven = false }
        return forged
    }

    /// Proves what was only claimed, now that more authorities are known.
    ///
    /// Returns the lists that turned out to be forged; they are out of force.
    public mutating func prove(
        knowing authorities: [AuthorityCertificate],
        at now: Timestamp
    ) -> [RevocationList] {
        var forged: [RevocationList] = []
        for (claimed, entry) in entries.sorted(by: { $0.key < $1.key }) where !entry.isProven {
            let name = entry.list.issuer
            guard authorities.contains(where: { $0.name == name }) else { continue }
            entries[claimed] = nil
            if take(entry.list, knowing: authorities, at: now) == .refused(.forged) {
                forged.append(entry.list)
            }
        }
        return forged
    }

    /// The lists to judge chains by, in a stable order.
    ///
    /// One that has ended and that no source gives any more is left out: it refuses nobody any longer.
    public func lists(at now: Timestamp) -> [RevocationList] {
        entries.filter { $0.value.isGiven || now < $0.value.list.nextUpdate }
            .sorted { $0.key < $1.key }.map(\.value.list)
    }

    private mutating func put(_ list: RevocationList, _ authority: Authority) {
        var isProven = false
        if case .proven = authority { isProven = true }
        entries[authority] = Entry(list: list, isProven: isProven, isGiven: true)
    }

    /// Whose a list is; nil when it is in the name of a known authority that did not sign it.
    private static func authority(
        of list: RevocationList,
        among authorities: [AuthorityCertificate]
    ) -> Authority? {
        let named = authorities.filter { $0.name == list.issuer }
        guard !named.isEmpty else {
            return .claimed(name: list.issuer, keyID: list.keyID, scope: list.scope)
        }
        return named.first { $0.signed(list) }
            .map { .proven(name: $0.name, key: $0.key, scope: list.scope) }
    }
}

extension ListsInForce.Refusal {
    /// What is wrong, as the end of a sentence that begins with the source.
    public func words(for list: RevocationList) -> String {
        switch self {
        case .forged:
            "gives a list of \(list.issuer) that its authority did not sign: what was in force stays so"
        case .older(let present):
            "gives an older list of \(list.issuer) (\(list.label)): that in force (\(present.label)) "
                + "stays so. Look who publishes it; where the authority began its numbers anew: "
                + "sluis trust accept-older-list '\(list.issuer)' --reason …"
        case .lifting(let count, let present):
            "gives a list of \(list.issuer) (\(list.label)) that is no newer by its number than that in "
                + "force (\(present.label)) and revokes \(count) fewer of its certificates: that in force "
                + "stays so. Its authority must give it a greater number; where it is right all the same: "
                + "sluis trust accept-older-list '\(list.issuer)' --reason …"
        case .notInItsTime(let present):
            "gives a list of \(list.issuer) from \(list.thisUpdate) to \(list.nextUpdate), which is not "
                + "now: that in force (\(present.label)) stays so; look at the clocks"
        case .tooManyAuthorities:
            "gives a list of \(list.issuer), but lists of \(ListsInForce.maximumAuthorities) "
                + "authorities are kept already"
        }
    }
}
