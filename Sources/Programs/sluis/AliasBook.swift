import AccessLog
import ExchangeModel
import SQLiteStorage
import Synchronization

/// The names that operators gave to grants, kept in the store and at hand for the Outway.
///
/// A name stands for what its grant grants: after a renewal the Outway serves it by the new contract,
/// so that clients need not change when the hash does.
final class AliasBook: Sendable {
    private let store: SQLiteAliasStore
    private let known: Mutex<[String: GrantHash]>
    private let changed = Mutex<(@Sendable (GrantHash, String) -> Void)?>(nil)

    /// Reads what is stored.
    init(_ store: SQLiteAliasStore) async throws {
        self.store = store
        known = Mutex(try await store.all())
    }

    /// Has a function called after each new name.
    func onChange(_ act: @escaping @Sendable (GrantHash, String) -> Void) {
        changed.withLock { $0 = act }
    }

    /// All names with their grants.
    var all: [String: GrantHash] { known.withLock { $0 } }

    /// The form that a name must have.
    static let form = "1 to 63 small letters, digits, dots and hyphens"

    /// Whether a text may be a name: it must also fit into a host name.
    static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let isPlain = bytes.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
        guard isPlain, (1...63).contains(bytes.count), let first = bytes.first,
            let last = bytes.last
        else { return false }
        let edges: Set<UInt8> = [UInt8(ascii: "-"), UInt8(ascii: ".")]
        return !edges.contains(first) && !edges.contains(last)
    }

    /// Gives a grant a name, for good.
    func name(
        _ grant: GrantHash,
        _ alias: String,
        as action: consuming RecordedAction
    ) async throws {
        try await store.name(grant, alias, as: action)
        known.withLock { $0[alias] = grant }
        changed.withLock(\.self)?(grant, alias)
    }
}
