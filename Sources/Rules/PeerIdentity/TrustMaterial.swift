private import CLibCrypto
public import ExchangeModel

/// Why trust material was not taken; whatever was in use before stays in use.
public enum TrustProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no anchor at all; name a file with at least one.
    case noAnchors
    /// The anchors are no PEM certificates.
    case anchorMalformed
    /// An anchor is not a self-signed root, so that the list above it would be missing.
    case anchorNotSelfSigned
    /// An anchor is no certificate of an authority.
    case anchorNotAuthority
    /// A revocation list is neither DER nor PEM; the index is its place in the material.
    case revocationListMalformed(index: Int)
    /// A revocation list does not say when the next one comes, and would be valid for ever.
    case revocationListWithoutNextUpdate(index: Int)
    /// The library had no memory left.
    case outOfMemory

    /// A sentence for an operator.
    public var description: String {
        switch self {
        case .noAnchors: "there is no trust anchor"
        case .anchorMalformed: "the trust anchors are no certificates in PEM"
        case .anchorNotSelfSigned: "a trust anchor is not a self-signed root certificate"
        case .anchorNotAuthority: "a trust anchor is not the certificate of an authority"
        case .revocationListMalformed(let index):
            "revocation list \(index + 1) is not a CRL in DER or PEM"
        case .revocationListWithoutNextUpdate(let index):
            "revocation list \(index + 1) has no nextUpdate"
        case .outOfMemory: "out of memory"
        }
    }
}

/// What a Group asks of revocation lists.
///
/// FSC Core 2.0.0 leaves this to the Group (Q41).
public enum RevocationDuty: String, Sendable, CaseIterable {
    /// Every authority of a chain needs a valid list; an absent or expired one refuses the chain.
    case required
    /// A list that is there counts, an absent or expired one does not hinder.
    case ifPresent = "if-present"
    /// Lists are not looked at: only for tests.
    case none
}

/// A revocation list among trust material: whose it is and how long it holds.
public struct RevocationListStatus: Hashable, Sendable {
    /// The issuer's name in one line, RFC 2253.
    public let issuer: String
    /// When the list was made.
    public let thisUpdate: Timestamp
    /// When the list ends.
    public let nextUpdate: Timestamp
    /// How many certificates it revokes.
    public let entries: Int
    /// Its number, big-endian without leading zeros; nil when it has none.
    let number: [UInt8]?

    /// Whether this list was made before another one of the same issuer.
    ///
    /// By their numbers where both have one, else by their moments. RFC 5280, *CRL Number*.
    public func precedes(_ other: RevocationListStatus) -> Bool {
        guard issuer == other.issuer else { return false }
        guard let number, let others = other.number, number != others else {
            return thisUpdate < other.thisUpdate
        }
        return number.count == others.count
            ? number.lexicographicallyPrecedes(others) : number.count < others.count
    }
}

/// Trust anchors and revocation lists of a Group, parsed.
///
/// A value of this type is complete and usable; equal bytes make equal values.
public struct TrustMaterial: Hashable, Sendable {
    /// What is known of each revocation list, in the order given.
    public let revocationLists: [RevocationListStatus]
    /// When the first of the anchors ends.
    public let anchorsEnd: Timestamp
    /// What is asked of revocation lists.
    public let duty: RevocationDuty
    let store: TrustStore
    private let fingerprint: SHA256Value

    /// Reads anchors (PEM, one or more self-signed roots) and revocation lists (each DER or PEM).
    ///
    /// Takes tens of milliseconds for lists of megabytes: never on an event loop.
    public init(
        anchors: [UInt8],
        revocationLists: [[UInt8]],
        duty: RevocationDuty = .required
    ) throws(TrustProblem) {
        let store = try TrustStore()
        self.anchorsEnd = try store.add(anchors: anchors)
        var statuses: [RevocationListStatus] = []
        for (index, list) in revocationLists.enumerated() {
            statuses.append(try store.add(list: list, index: index))
        }
        self.store = store
        self.revocationLists = statuses
        self.duty = duty
        let parts = [anchors] + revocationLists
        self.fingerprint = SHA256Value(hashing: parts.flatMap { SHA256Value(hashing: $0).bytes })
    }

    /// When the first revocation list ends; nil without lists.
    public var earliestNextUpdate: Timestamp? { revocationLists.map(\.nextUpdate).min() }

    /// Equal bytes and equal duty make equal material.
    public static func == (left: Self, right: Self) -> Bool {
        left.fingerprint == right.fingerprint && left.duty == right.duty
    }

    /// Agrees with `==`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(fingerprint)
        hasher.combine(duty)
    }
}
