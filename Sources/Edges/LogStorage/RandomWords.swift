public import AccessLog
private import Foundation
internal import Synchronization

/// Random words of the operating system, fetched many at a time: a system call for each would cost
/// more than what is made of it.
///
/// Cryptographically secure; words that were given out are not kept. See getentropy(3).
public struct RandomWords: RandomNumberGenerator, Sendable {
    /// 256 bytes: the most that one call gives.
    private static let wordsAtOnce = 32

    private var words: [UInt64] = []

    /// Makes a source that fetches its first words when they are asked for.
    public init() {}

    /// The next word.
    public mutating func next() -> UInt64 {
        if let word = words.popLast() { return word }
        words = [UInt64](unsafeUninitializedCapacity: Self.wordsAtOnce) { buffer, count in
            let status = getentropy(buffer.baseAddress, buffer.count * 8)
            precondition(status == 0, "the system gives random bytes")
            count = buffer.count
        }
        return words.removeLast()
    }

    /// Sixteen fresh random bytes for a personal section.
    public mutating func salt() -> Salt { Salt(next(), next()) }
}

/// Random words for several threads.
final class SharedRandomWords: Sendable {
    private let words = Mutex(RandomWords())

    func salt() -> Salt { words.withLock { $0.salt() } }
}
