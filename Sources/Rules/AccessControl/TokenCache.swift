private import AccessTokens
public import ExchangeModel
public import PeerIdentity

/// The tokens that one event loop has verified under the present policy.
///
/// Bounded: ``setCount`` sets of ``ways`` places; a new token takes the place of the set's longest
/// unused. Keyed by the whole token; expiry and the certificate of the connection are checked on
/// every hit, a new generation of the policy empties it, and tokens leave it with the end of their
/// grants' contracts. Nothing is allocated on a hit. Not safe
/// to use from two threads: one a loop.
public struct TokenCache: ~Copyable {
    /// How many sets there are, a power of two.
    public static let setCount = 1_024
    /// How many tokens a set holds.
    public static let ways = 4
    /// The greatest token that is kept, in bytes; greater ones are verified on every call.
    public static let maximumTokenBytes = 16_384

    private struct Place {
        let text: [UInt8]
        let token: VerifiedToken
        var lastUse: UInt64
    }

    private var places: [Place?]
    private var generation: UInt64 = 0
    private var endings: UInt64 = 0
    private var uses: UInt64 = 0

    /// How many calls found their token.
    public private(set) var hits: UInt64 = 0
    /// How many calls had to verify theirs.
    public private(set) var misses: UInt64 = 0

    /// Makes an empty cache.
    public init() {
        places = Array(repeating: nil, count: Self.setCount * Self.ways)
    }

    /// Decides on a call; the token is the content of `Fsc-Authorization` (Q18).
    public mutating func authorize(
        _ peer: IdentifiedPeer,
        token field: Span<UInt8>,
        policy: AccessPolicy,
        at now: Timestamp
    ) -> Result<Permit, AccessRefusal> {
        if generation != policy.generation { flush(for: policy) }
        if endings != policy.endedGrants.number { dropEnded(by: policy) }
        let start = BearerToken.start(in: field)
        let text = field.extracting(start..<field.count)
        if let token = lookUp(text) { return policy.permit(peer, token, at: now) }
        misses &+= 1
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
            for index in text.indices { buffer[index] = text[index] }
            count = text.count
        }
        do throws(AccessRefusal) {
            let token = try policy.verify(bytes, at: now)
            let result = policy.permit(peer, token, at: now)
            if case .success = result { store(bytes, token) }
            return result
        } catch {
            return .failure(error)
        }
    }

    private mutating func flush(for policy: AccessPolicy) {
        for index in places.indices { places[index] = nil }
        generation = policy.generation
        endings = 0
    }

    /// Forgets the tokens of grants whose contracts have ended since the last look.
    private mutating func dropEnded(by policy: AccessPolicy) {
        // Read first: what ends meanwhile is looked at again.
        endings = policy.endedGrants.number
        for index in places.indices {
            guard let place = places[index] else { continue }
            if policy.endedGrants.contains(place.token.claims.grant) { places[index] = nil }
        }
    }

    private mutating func lookUp(_ text: Span<UInt8>) -> VerifiedToken? {
        let first = Self.set(of: text) * Self.ways
        for index in first..<first + Self.ways {
            guard let place = places[index], Self.same(place.text.span, text) else { continue }
            uses &+= 1
            places[index]?.lastUse = uses
            hits &+= 1
            return place.token
        }
        return nil
    }

    private mutating func store(_ text: [UInt8], _ token: VerifiedToken) {
        guard text.count <= Self.maximumTokenBytes else { return }
        let first = Self.set(of: text.span) * Self.ways
        var victim = first
        for index in first..<first + Self.ways {
            guard let place = places[index] else {
                victim = index
                break
            }
            if place.lastUse < (places[victim]?.lastUse ?? 0) { victim = index }
        }
        uses &+= 1
        places[victim] = Place(text: text, token: token, lastUse: uses)
    }

    /// The set of a token: from its last bytes, which are the end of a signature that we verified.
    private static func set(of text: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in max(0, text.count - 24)..<text.count {
            hash = (hash ^ UInt64(text[index])) &* 0x0000_0100_0000_01B3
        }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(setCount - 1))
    }

    /// Whether two texts are the same, eight bytes at a time.
    private static func same(
        _ one: Span<UInt8>,
        _ other: Span<UInt8>
    ) -> Bool {
        guard one.count == other.count else { return false }
        let (left, right) = (one.bytes, other.bytes)
        var difference: UInt64 = 0
        var offset = 0
        while offset + 8 <= one.count {
            difference |=
                left.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
                ^ right.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        while offset < one.count {
            difference |= UInt64(one[offset] ^ other[offset])
            offset += 1
        }
        return difference == 0
    }
}
