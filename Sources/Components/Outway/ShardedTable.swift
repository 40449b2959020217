/// A table whose copies share what they do not change: a change copies one small part of it.
///
/// With plain dictionaries a change of a snapshot would copy every entry.
struct ShardedTable<Value: Sendable>: Sendable {
    /// How many parts there are, a power of two: 100,000 entries make parts of a hundred.
    private static var shardCount: Int { 1_024 }

    private var shards: [[[UInt8]: Value]] = Array(repeating: [:], count: Self.shardCount)
    /// How many entries there are.
    private(set) var count = 0

    /// The entry of a key; setting nil removes it.
    subscript(key: [UInt8]) -> Value? {
        get { shards[Self.shard(of: key)][key] }
        set {
            let shard = Self.shard(of: key)
            let before = shards[shard].count
            shards[shard][key] = newValue
            count += shards[shard].count - before
        }
    }

    /// The first entries that pass a test, in no order, and whether more may pass.
    func first(_ most: Int, where passes: (Value) -> Bool) -> (found: [Value], areMore: Bool) {
        var found: [Value] = []
        for value in shards.lazy.flatMap(\.values) where passes(value) {
            guard found.count < most else { return (found, true) }
            found.append(value)
        }
        return (found, false)
    }

    /// FNV-1a over the last bytes: hashes of grants begin alike.
    private static func shard(of key: [UInt8]) -> Int {
        var hash: UInt32 = 0x811C_9DC5
        for byte in key.suffix(16) { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return Int((hash ^ hash >> 16) & UInt32(shardCount - 1))
    }
}
