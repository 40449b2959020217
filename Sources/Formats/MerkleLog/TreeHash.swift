internal import Crypto

/// A SHA-256 value of a Merkle tree: a leaf's, a node's or a root's.
///
/// RFC 6962, *Merkle Hash Trees*: leaves are hashed behind a zero byte and nodes behind a one, so
/// that neither can be taken for the other.
public struct TreeHash: Hashable, Sendable {
    /// The number of bytes of a hash.
    public static let byteCount = 32

    /// The bytes in order, as four words of the machine's own byte order.
    private let words: Words

    private struct Words: Hashable, Sendable {
        let first: UInt64
        let second: UInt64
        let third: UInt64
        let fourth: UInt64
    }

    /// Takes 32 bytes; nil for any other number.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        let copy = Array(bytes)
        guard let hash = copy.withUnsafeBytes({ TreeHash(reading: $0) }) else { return nil }
        self = hash
    }

    /// Reads the first 32 bytes of a buffer; nil when there are fewer.
    public init?(reading buffer: UnsafeRawBufferPointer) {
        guard buffer.count >= Self.byteCount else { return nil }
        words = Words(
            first: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
            second: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            third: buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
            fourth: buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        )
    }

    private init(_ digest: SHA256.Digest) {
        words = digest.withUnsafeBytes { buffer in
            Words(
                first: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                second: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                third: buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                fourth: buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            )
        }
    }

    /// The root of the tree without leaves.
    public static let empty = TreeHash(SHA256().finalize())

    /// Thirty-two zero bytes, where no hash exists yet.
    public static let zero = TreeHash(
        words: Words(first: 0, second: 0, third: 0, fourth: 0)
    )

    private init(words: Words) {
        self.words = words
    }

    /// The hash of a leaf that holds these bytes.
    public static func leaf(_ entry: UnsafeRawBufferPointer) -> TreeHash {
        var hasher = SHA256()
        withUnsafeBytes(of: UInt8(0)) { hasher.update(bufferPointer: $0) }
        hasher.update(bufferPointer: entry)
        return TreeHash(hasher.finalize())
    }

    /// The hash of a leaf that holds these bytes.
    public static func leaf(_ entry: [UInt8]) -> TreeHash {
        entry.withUnsafeBytes { leaf($0) }
    }

    /// The hash of a node over two others.
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 8) { buffer in
            buffer.storeBytes(of: 1, as: UInt8.self)
            left.write(to: buffer, at: 1)
            right.write(to: buffer, at: 1 + byteCount)
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return TreeHash(hasher.finalize())
        }
    }

    /// The SHA-256 of this value and then others: what a chain of frames is made of.
    public func chained(with others: some Sequence<TreeHash>) -> TreeHash {
        var hasher = SHA256()
        withUnsafeBytes(of: words) { hasher.update(bufferPointer: $0) }
        for other in others {
            withUnsafeBytes(of: other.words) { hasher.update(bufferPointer: $0) }
        }
        return TreeHash(hasher.finalize())
    }

    /// The SHA-256 of two parts, one after the other, without any prefix.
    public static func digest(_ first: [UInt8], _ second: [UInt8] = []) -> TreeHash {
        var hasher = SHA256()
        first.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        second.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return TreeHash(hasher.finalize())
    }

    /// Writes the 32 bytes at an offset of a buffer that has room for them.
    public func write(to buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
        buffer.storeBytes(of: words.first, toByteOffset: offset, as: UInt64.self)
        buffer.storeBytes(of: words.second, toByteOffset: offset + 8, as: UInt64.self)
        buffer.storeBytes(of: words.third, toByteOffset: offset + 16, as: UInt64.self)
        buffer.storeBytes(of: words.fourth, toByteOffset: offset + 24, as: UInt64.self)
    }

    /// The 32 bytes in order.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: words) { Array($0) }
    }
}
