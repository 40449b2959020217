public import ExchangeModel

/// The members of an entry that searches compare, found without decoding the entry.
///
/// Valid as long as the bytes that it was made from.
public struct EntryScan {
    /// What the entry tells.
    public let kind: EntryKind
    /// When it was made; the epoch when the entry does not say.
    public private(set) var moment = Timestamp(milliseconds: 0)
    /// The exchange that it belongs to.
    public private(set) var transaction: TransactionID?
    /// Whether the exchange was received or sent.
    public private(set) var direction: Direction?
    /// The place of the request's entry, which completions and disclosures name.
    public private(set) var record: LogPosition?
    /// Whether the entry has a personal section.
    public private(set) var hasSection = false

    private let bytes: UnsafeRawBufferPointer
    private var texts: [(member: UInt64, range: Range<Int>)] = []

    /// Scans the bytes of a leaf; nil when they are no entry.
    public init?(reading bytes: UnsafeRawBufferPointer) {
        guard bytes.count > LogEntry.headBytes, LogEntry.readableVersions.contains(bytes[0]),
            let kind = EntryKind(rawValue: bytes[1]), kind.since <= bytes[0]
        else { return nil }
        self.kind = kind
        self.bytes = bytes
        texts.reserveCapacity(12)
        var reader = CBORReader(bytes, from: LogEntry.headBytes)
        var items: [(UInt64, CBORItem)] = []
        items.reserveCapacity(24)
        do throws(EntryProblem) {
            try reader.map { key, item in items.append((key, item)) }
        } catch {
            return nil
        }
        for (key, item) in items {
            note(key, item)
        }
    }

    /// Whether a text member has exactly this value.
    public func has(_ member: EntryMember, _ value: String) -> Bool {
        guard let range = texts.first(where: { $0.member == member.rawValue })?.range else {
            return false
        }
        return bytes[range].elementsEqual(value.utf8)
    }

    /// Whether a peer takes part in any of the four roles, or was refused.
    public func involves(_ peer: PeerID) -> Bool {
        let roles: [EntryMember] = [
            .outwayPeer, .servicePeer, .sourceDelegator, .destinationDelegator, .peer,
        ]
        return roles.contains { has($0, peer.rawValue) }
    }

    private mutating func note(_ key: UInt64, _ item: CBORItem) {
        switch (EntryMember(rawValue: key), item) {
        case (.moment, .unsigned(let value)):
            moment = Timestamp(milliseconds: Int64(clamping: value))
        case (.direction, .unsigned(let value)):
            direction = UInt8(exactly: value).flatMap(Direction.init(rawValue:))
        case (.record, .unsigned(let value)): record = LogPosition(index: value)
        case (.transaction, .bytes(let range)): transaction = TransactionID(bytes: bytes[range])
        case (.commitment, .bytes): hasSection = true
        case (_, .text(let range)): texts.append((key, range))
        default: break
        }
    }
}
