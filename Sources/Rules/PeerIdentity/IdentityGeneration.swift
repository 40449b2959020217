public import ExchangeModel
private import RevocationLists
private import Synchronization

/// One set of trust material, and the chains that were verified under it.
///
/// New anchors or revocation lists make a new generation; nothing that was verified under an older
/// one counts any more. A verdict is that on all certificates that were sent: another chain of the same
/// leaf has one of its own. Safe to use from every thread.
public final class IdentityGeneration: Sendable {
    /// The most chains that are kept; beyond it the table is emptied, which costs validations and
    /// nothing else.
    public static let maximumEntries = 16_384
    /// The most chains of one leaf that are kept for one purpose: its owner chooses what is sent.
    public static let maximumChainsPerLeaf = 4
    /// The most authorities that are remembered.
    public static let maximumAuthorities = 256

    /// Grows by one with each successor.
    public let number: UInt64
    /// What the chains are verified against.
    public let material: TrustMaterial
    private let validator: ChainValidator
    private let table: Mutex<Table>

    /// A leaf counts only for the purpose that it was verified for.
    private struct Key: Hashable {
        let leaf: SHA256Value
        let purpose: ChainPurpose
    }

    /// The verified chains of one leaf, by the digests of what was sent.
    private struct Leaf {
        var chains: [SHA256Value: VerifiedChain] = [:]
        /// Whether there were more than are kept: then no session can be told to be of a kept one.
        var hasMore = false
        /// Whether a chain was not carried over from an older generation.
        var hasLost = false

        mutating func keep(_ chain: VerifiedChain, sent: SHA256Value) {
            guard chains[sent] != nil || chains.count < IdentityGeneration.maximumChainsPerLeaf
            else {
                hasMore = true
                return
            }
            chains[sent] = chain
        }
    }

    private struct Table {
        var leaves: [Key: Leaf] = [:]
        /// Certificates of authorities that stood in chains, refused ones included.
        var authorities: Set<[UInt8]> = []

        mutating func remember(_ certificates: ArraySlice<[UInt8]>) {
            for certificate in certificates
            where authorities.count < IdentityGeneration.maximumAuthorities {
                authorities.insert(certificate)
            }
        }
    }

    /// Builds a generation; chains of the one before that still verify are carried over.
    ///
    /// The carrying over costs a validation a chain: never on an event loop.
    public init(
        _ material: TrustMaterial,
        rules: SubjectRules,
        after old: IdentityGeneration? = nil,
        at now: Timestamp
    ) {
        let validator = ChainValidator(material, rules: rules)
        var carried = Table()
        let former = old?.table.withLock { $0 } ?? Table()
        for (key, leaf) in former.leaves {
            var kept = Leaf(hasLost: leaf.hasLost || leaf.hasMore)
            for (sent, chain) in leaf.chains {
                // The path that was found is part of what was sent, or an anchor.
                let again = validator.validate(chain.certificates, purpose: key.purpose, at: now)
                if case .success(let chain) = again {
                    kept.chains[sent] = chain
                } else {
                    kept.hasLost = true
                }
            }
            if !kept.chains.isEmpty { carried.leaves[key] = kept }
        }
        carried.authorities = former.authorities
        self.number = (old?.number ?? 0) &+ 1
        self.material = material
        self.validator = validator
        self.table = Mutex(carried)
    }

    /// The chain that was found in certificates that were sent, where it was verified in this
    /// generation for this purpose and holds now.
    ///
    /// Costs about a microsecond; `sent` is of ``SHA256Value/init(hashingChain:)``.
    public func chain(
        sent: SHA256Value,
        leaf: SHA256Value,
        purpose: ChainPurpose,
        at now: Timestamp
    ) -> VerifiedChain? {
        let key = Key(leaf: leaf, purpose: purpose)
        return table.withLock { table in
            guard let chain = table.leaves[key]?.chains[sent] else { return nil }
            guard chain.validity.contains(now) else {
                table.leaves[key]?.chains[sent] = nil
                if table.leaves[key]?.chains.isEmpty == true { table.leaves[key] = nil }
                return nil
            }
            return chain
        }
    }

    /// The chain of a leaf whose own chain was sent before, as in the full handshake of a session that
    /// is resumed.
    ///
    /// It is one of those that are kept for the leaf, so all of them must hold now; the one that ends
    /// first is given. Nil where none or not all are kept, and where the chain may have been sent in an
    /// older generation (`isOlder`) and one was lost since.
    public func chain(
        ofLeaf leaf: SHA256Value,
        purpose: ChainPurpose,
        isOlder: Bool = false,
        at now: Timestamp
    ) -> VerifiedChain? {
        let key = Key(leaf: leaf, purpose: purpose)
        return table.withLock { table in
            guard let known = table.leaves[key], !known.hasMore, !(isOlder && known.hasLost),
                known.chains.values.allSatisfy({ $0.validity.contains(now) })
            else { return nil }
            return known.chains.values.min { $0.validity.upperBound < $1.validity.upperBound }
        }
    }

    /// Verifies a presented chain, leaf first, and keeps the result; a known one is looked up only.
    ///
    /// Costs up to milliseconds for an unknown chain: never on an event loop. For a signing chain
    /// give the certificates of `x5c` in order. RFC 7517, *"x5c" Parameter*.
    public func verify(
        _ presented: [[UInt8]],
        purpose: ChainPurpose,
        at now: Timestamp
    ) -> Result<VerifiedChain, ChainRefusal> {
        guard let leaf = presented.first else { return .failure(.malformed) }
        let key = Key(leaf: SHA256Value(hashing: leaf), purpose: purpose)
        let sent = SHA256Value(hashingChain: presented)
        if let known = chain(sent: sent, leaf: key.leaf, purpose: purpose, at: now) {
            return .success(known)
        }
        let result = validator.validate(presented, purpose: purpose, at: now)
        switch result {
        case .success(let chain):
            table.withLock { table in
                if table.leaves.count >= Self.maximumEntries { table.leaves.removeAll() }
                table.leaves[key, default: Leaf()].keep(chain, sent: sent)
                table.remember(chain.certificates.dropFirst())
            }
        case .failure(let refusal):
            guard refusal.isAboutRevocationLists, presented.count <= ChainValidator.maximumPresented
            else { break }
            // With the authority known its list can be proven at the next refresh, or told to be forged.
            let found = material.authorities(among: Array(presented.dropFirst())).map(\.der)
            table.withLock { $0.remember(found[...]) }
        }
        return result
    }

    /// Certificates of authorities that stood in chains that led to an anchor.
    public var authorities: [[UInt8]] { table.withLock { Array($0.authorities) } }
}
