internal import ExchangeModel

/// The members of one entry, taken one by one; what is left over at the end is refused.
struct MemberReader {
    private struct Member {
        let key: UInt64
        let item: CBORItem
        var isTaken = false
    }

    /// The version of the encoding; members of a later one are refused.
    let version: UInt8
    private let bytes: UnsafeRawBufferPointer
    private var members: [Member]

    init(
        _ bytes: UnsafeRawBufferPointer,
        from offset: Int,
        version: UInt8 = LogEntry.version
    ) throws(EntryProblem) {
        self.version = version
        self.bytes = bytes
        var reader = CBORReader(bytes, from: offset)
        var members: [Member] = []
        members.reserveCapacity(24)
        try reader.map { key, item in members.append(Member(key: key, item: item)) }
        self.members = members
    }

    /// Refuses members that nobody took.
    func finish() throws(EntryProblem) {
        if let left = members.first(where: { !$0.isTaken }) {
            throw .unexpected(left.key)
        }
    }

    private mutating func take(_ member: EntryMember) -> CBORItem? {
        guard let place = members.firstIndex(where: { $0.key == member.rawValue }) else {
            return nil
        }
        members[place].isTaken = true
        return members[place].item
    }

    mutating func number(_ member: EntryMember) throws(EntryProblem) -> UInt64? {
        guard let item = take(member) else { return nil }
        guard case .unsigned(let value) = item else { throw .invalid(member) }
        return value
    }

    mutating func integer(_ member: EntryMember) throws(EntryProblem) -> Int? {
        guard let value = try number(member) else { return nil }
        guard let integer = Int(exactly: value) else { throw .invalid(member) }
        return integer
    }

    mutating func text(_ member: EntryMember) throws(EntryProblem) -> String? {
        guard let item = take(member) else { return nil }
        guard case .text(let range) = item else { throw .invalid(member) }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    mutating func byteString(_ member: EntryMember) throws(EntryProblem) -> [UInt8]? {
        guard let item = take(member) else { return nil }
        guard case .bytes(let range) = item else { throw .invalid(member) }
        return Array(bytes[range])
    }

    mutating func array(_ member: EntryMember) throws(EntryProblem) -> [CBORItem]? {
        guard let item = take(member) else { return nil }
        guard case .array(let items) = item, !items.isEmpty else { throw .invalid(member) }
        return items
    }

    mutating func texts(_ member: EntryMember) throws(EntryProblem) -> [String] {
        guard let items = try array(member) else { return [] }
        return try items.map { item throws(EntryProblem) in try text(of: item, member) }
    }

    mutating func numbers(_ member: EntryMember) throws(EntryProblem) -> [UInt64] {
        guard let items = try array(member) else { return [] }
        return try items.map { item throws(EntryProblem) in
            guard case .unsigned(let value) = item else { throw .invalid(member) }
            return value
        }
    }

    func text(of item: CBORItem, _ member: EntryMember) throws(EntryProblem) -> String {
        guard case .text(let range) = item else { throw .invalid(member) }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    func byteString(of item: CBORItem, _ member: EntryMember) throws(EntryProblem) -> [UInt8] {
        guard case .bytes(let range) = item else { throw .invalid(member) }
        return Array(bytes[range])
    }

    // MARK: Members of the exchange model

    mutating func moment() throws(EntryProblem) -> Timestamp {
        guard let value = Int64(exactly: try required(.moment, number(.moment))) else {
            throw .invalid(.moment)
        }
        return Timestamp(milliseconds: value)
    }

    mutating func transaction() throws(EntryProblem) -> TransactionID? {
        try identifier(.transaction)
    }

    mutating func direction() throws(EntryProblem) -> Direction? {
        guard let value = try number(.direction) else { return nil }
        guard let direction = UInt8(exactly: value).flatMap(Direction.init(rawValue:)) else {
            throw .invalid(.direction)
        }
        return direction
    }

    /// A part in the trace.
    ///
    /// The flags are not recorded: LDV samples nothing.
    mutating func trace() throws(EntryProblem) -> TraceContext? {
        guard let bytes = try byteString(.trace) else { return nil }
        guard let trace = TransactionID(bytes: bytes),
            let context = TraceContext(
                trace: trace,
                span: try required(.span, word(.span)),
                flags: 0
            )
        else { throw .invalid(.trace) }
        return context
    }

    mutating func identifier(_ member: EntryMember) throws(EntryProblem) -> TransactionID? {
        guard let bytes = try byteString(member) else { return nil }
        guard let id = TransactionID(bytes: bytes) else { throw .invalid(member) }
        return id
    }

    mutating func digest(_ member: EntryMember) throws(EntryProblem) -> SHA256Value? {
        guard let bytes = try byteString(member) else { return nil }
        guard let digest = SHA256Value(bytes) else { throw .invalid(member) }
        return digest
    }

    mutating func peer(_ member: EntryMember) throws(EntryProblem) -> PeerID? {
        try parsed(member) { text throws(Malformed) in try PeerID(text) }
    }

    mutating func contract() throws(EntryProblem) -> ContractHash? {
        try parsed(.contract) { text throws(Malformed) in try ContractHash(text) }
    }

    mutating func grant() throws(EntryProblem) -> GrantHash? {
        try parsed(.grant) { text throws(Malformed) in try GrantHash(text) }
    }

    mutating func service() throws(EntryProblem) -> ServiceName? {
        try parsed(.service) { text throws(Malformed) in try ServiceName(text) }
    }

    mutating func purpose() throws(EntryProblem) -> PurposeID? {
        try parsed(.purpose) { text throws(Malformed) in try PurposeID(text) }
    }

    mutating func parsed<Value>(
        _ member: EntryMember,
        _ parse: (String) throws(Malformed) -> Value
    ) throws(EntryProblem) -> Value? {
        guard let text = try text(member) else { return nil }
        do throws(Malformed) {
            return try parse(text)
        } catch {
            throw .invalid(member)
        }
    }

    mutating func choice<Value: RawRepresentable>(
        _ member: EntryMember,
        _ type: Value.Type
    ) throws(EntryProblem) -> Value? where Value.RawValue == UInt8 {
        guard let number = try number(member) else { return nil }
        guard let value = UInt8(exactly: number).flatMap(Value.init(rawValue:)) else {
            throw .invalid(member)
        }
        return value
    }

    func required<Value>(
        _ member: EntryMember,
        _ value: Value?
    ) throws(EntryProblem) -> Value {
        guard let value else { throw .missing(member) }
        return value
    }
}
