import Contracts
import Foundation
import Synchronization

/// Contents that were parsed a moment ago: a contract that is proposed, sent, accepted and followed is
/// read several times within milliseconds.
///
/// What is known counts for the very same bytes only, so that what changes on the disk is noticed.
final class RecentContents: Sendable {
    private struct Known {
        let bytes: Data
        let content: ContractContent
    }

    /// One for all databases of a process, because the bytes alone decide.
    static let shared = RecentContents()

    /// As many as this are kept, each up to so many bytes.
    private static let (capacity, longest) = (64, 16_384)

    private let known = Mutex<[String: Known]>([:])

    /// The content of these bytes, when it was parsed before.
    func content(of hash: String, _ bytes: Data) -> ContractContent? {
        guard let known = known.withLock({ $0[hash] }), known.bytes == bytes else { return nil }
        return known.content
    }

    /// Keeps what was parsed of bytes.
    func keep(_ content: ContractContent, of hash: String, _ bytes: Data) {
        guard bytes.count <= Self.longest else { return }
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[hash] = Known(bytes: bytes, content: content)
        }
    }
}
