public import ExchangeModel
private import Synchronization

/// One set of trust material, and the leaves that were verified under it.
///
/// New anchors or revocation lists make a new generation; nothing that was verified under an older
/// one counts any more. Safe to use from every thread.
public final class IdentityGeneration: Sendable {
    /// The most chains that are kept; beyond it the table is emptied, which costs validations and
    /// nothing else.
    public static let maximumEntries = 16_384

    /// Grows by one with each successor.
    public let number: UInt64
    /// What the chains are verified against.
    public let material: TrustMaterial
    private let validator: ChainValidator
    private let verified: Mutex<[Key: VerifiedChain]>

    /// A leaf counts only for the purpose that it was verified for.
    private struct Key: Hashable {
        let leaf: SHA256Value
        let purpose: ChainPurpose
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
        var carried: [Key: VerifiedChain] = [:]
        for (key, chain) in old?.verified.withLock({ $0 }) ?? [:] {
            let again = validator.validate(chain.certificates, purpose: key.purpose, at: now)
            if case .success(let chain) = again { carried[key] = chain }
        }
        self.number = (old?.number ?? 0) &+ 1
        self.material = material
        self.validator = validator
        self.verified = Mutex(carried)
    }

    /// The chain of a leaf that was verified in this generation for this purpose and holds now.
    ///
    /// Costs about a microsecond. This is the one rule of every connection, resumed ones included.
    public func chain(
        of leaf: SHA256Value,
        purpose: ChainPurpose,
        at now: Timestamp
    ) -> VerifiedChain? {
        let key = Key(leaf: leaf, purpose: purpose)
        return verified.withLock { table in
            guard let chain = table[key] else { return nil }
            guard chain.validity.contains(now) else {
                table[key] = nil
                return nil
            }
            return chain
        }
    }

    /// Verifies a presented chain, leaf first, and keeps the result; a known leaf is looked up only.
    ///
    /// Costs up to milliseconds for an unknown leaf: never on an event loop. For a signing chain
    /// give the certificates of `x5c` in order. RFC 7517, *"x5c" Parameter*.
    public func verify(
        _ presented: [[UInt8]],
        purpose: ChainPurpose,
        at now: Timestamp
    ) -> Result<VerifiedChain, ChainRefusal> {
        guard let leaf = presented.first else { return .failure(.malformed) }
        let digest = SHA256Value(hashing: leaf)
        if let known = chain(of: digest, purpose: purpose, at: now) { return .success(known) }
        let result = validator.validate(presented, purpose: purpose, at: now)
        if case .success(let chain) = result {
            verified.withLock { table in
                if table.count >= Self.maximumEntries { table.removeAll() }
                table[Key(leaf: digest, purpose: purpose)] = chain
            }
        }
        return result
    }
}
