public import ExchangeModel
public import RevocationLists

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
    /// A revocation list cannot be used; the index is its place in the material.
    case revocationList(RevocationListProblem, index: Int)
    /// The library had no memory left.
    case outOfMemory

    /// A sentence for an operator.
    public var description: String {
        switch self {
        case .noAnchors: "there is no trust anchor"
        case .anchorMalformed: "the trust anchors are no certificates in PEM"
        case .anchorNotSelfSigned: "a trust anchor is not a self-signed root certificate"
        case .anchorNotAuthority: "a trust anchor is not the certificate of an authority"
        case .revocationList(let problem, let index): "revocation list \(index + 1) \(problem)"
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

/// Trust anchors and revocation lists of a Group, parsed.
///
/// A value of this type is complete and usable; equal bytes make equal values.
public struct TrustMaterial: Hashable, Sendable {
    /// The revocation lists, in the order given.
    public let revocationLists: [RevocationList]
    /// When the first of the anchors ends.
    public let anchorsEnd: Timestamp
    /// What is asked of revocation lists.
    public let duty: RevocationDuty
    let store: TrustStore
    private let fingerprint: SHA256Value

    /// Reads anchors (PEM, one or more self-signed roots) and joins them with revocation lists.
    ///
    /// Takes tens of milliseconds for lists of megabytes: never on an event loop.
    public init(
        anchors: [UInt8],
        lists: [RevocationList],
        duty: RevocationDuty = .required
    ) throws(TrustProblem) {
        let store = try TrustStore()
        self.anchorsEnd = try store.add(anchors: anchors)
        for (index, list) in lists.enumerated() { try store.add(list, index: index) }
        self.store = store
        self.revocationLists = lists
        self.duty = duty
        let parts = [anchors] + lists.map(\.der)
        self.fingerprint = SHA256Value(hashing: parts.flatMap { SHA256Value(hashing: $0).bytes })
    }

    /// Reads anchors and revocation lists (each DER or PEM), all of which must be usable.
    public init(
        anchors: [UInt8],
        revocationLists: [[UInt8]],
        duty: RevocationDuty = .required
    ) throws(TrustProblem) {
        var lists: [RevocationList] = []
        for (index, bytes) in revocationLists.enumerated() {
            let file = RevocationListFile(bytes)
            if let problem = file.problems.first {
                throw .revocationList(problem, index: index)
            }
            lists += file.lists
        }
        try self.init(anchors: anchors, lists: lists, duty: duty)
    }

    /// The authorities that certificates name and that lead to an anchor, the anchors included.
    ///
    /// Lists and ends are not looked at: this tells which keys may have signed a list, not who is
    /// trusted. Costs a validation a certificate: never on an event loop.
    public func authorities(among certificates: [[UInt8]]) -> [AuthorityCertificate] {
        store.authorities(among: certificates)
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
