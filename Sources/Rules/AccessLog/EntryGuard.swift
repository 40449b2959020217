private import ExchangeModel

/// Keeps plain citizen numbers (BSN) out of the log, whichever way a free text came in.
///
/// A number of nine digits between word boundaries that passes the eleven test is refused. An OIN of
/// twenty digits holds such numbers and is none: the boundaries matter.
public enum EntryGuard {
    /// The most bytes of a free text.
    public static let maximumTextBytes = 512
    /// The most bytes of additional data.
    public static let maximumAdditionalDataBytes = 16 * 1_024
    /// The most paths that an entry lists; the rest are counted.
    public static let maximumPaths = 64

    /// Whether a text holds a number that can be a citizen's.
    public static func holdsCitizenNumber(_ text: String) -> Bool {
        firstCitizenNumber(in: text.utf8Span.span, from: 0) != nil
    }

    /// The text with each such number replaced by `*`.
    public static func masked(_ text: String) -> String {
        guard text.utf8.count >= 9 else { return text }
        let bytes = text.utf8Span.span
        guard var found = firstCitizenNumber(in: bytes, from: 0) else { return text }
        var result: [UInt8] = []
        var position = 0
        while true {
            for kept in position..<found.lowerBound { result.append(bytes[kept]) }
            result.append(UInt8(ascii: "*"))
            position = found.upperBound
            guard let next = firstCitizenNumber(in: bytes, from: position) else { break }
            found = next
        }
        for kept in position..<bytes.count { result.append(bytes[kept]) }
        return String(decoding: result, as: UTF8.self)
    }

    /// Why no entry could hold a text; nil when one can.
    ///
    /// For texts that every entry of a service repeats: to be known before the first request.
    public static func refusal(of text: String, as member: EntryMember) -> EntryRefusal? {
        do throws(EntryRefusal) {
            try check(text, member)
            return nil
        } catch {
            return error
        }
    }

    /// Refuses an account name as any free text, except for `uid:` and a number, and `peer:` and the
    /// identity of a peer.
    ///
    /// Numbers of accounts are given out by directories and run to ten digits: one in eleven of nine
    /// digits passes the eleven test. The identities of peers are of a fixed form, as in every entry.
    static func check(account: String?, _ member: EntryMember) throws(EntryRefusal) {
        if let account, account.hasPrefix("uid:") {
            let number = account.utf8.dropFirst("uid:".utf8.count)
            if (1...10).contains(number.count), number.allSatisfy(isDigit) { return }
        }
        if let account, account.hasPrefix(AuditEntry.peerPrefix),
            (try? PeerID(String(account.dropFirst(AuditEntry.peerPrefix.count)))) != nil
        {
            return
        }
        try check(account, member)
    }

    /// Refuses a free text that is too long or holds a citizen number.
    static func check(
        _ text: String?,
        _ member: EntryMember,
        atMost limit: Int = maximumTextBytes
    ) throws(EntryRefusal) {
        guard let text else { return }
        guard text.utf8.count <= limit else { throw .tooLong(member) }
        guard text.utf8.count >= 9 else { return }
        guard !holdsCitizenNumber(text) else { throw .citizenNumber(member) }
    }

    private static func firstCitizenNumber(in bytes: Span<UInt8>, from start: Int) -> Range<Int>? {
        var position = start
        while position < bytes.count {
            guard isDigit(bytes[position]) else {
                position += 1
                continue
            }
            var end = position
            while end < bytes.count, isDigit(bytes[end]) {
                end += 1
            }
            let opens = position == start || !isWord(bytes[position - 1])
            let closes = end == bytes.count || !isWord(bytes[end])
            if end - position == 9, opens, closes, passesElevenTest(bytes, at: position) {
                return position..<end
            }
            position = end
        }
        return nil
    }

    /// Nine digits by 9, 8, 7, 6, 5, 4, 3, 2 and -1 add up to a multiple of eleven.
    private static func passesElevenTest(_ bytes: Span<UInt8>, at start: Int) -> Bool {
        var sum = 0
        for place in 0..<9 {
            sum += Int(bytes[start + place] - 0x30) * (place == 8 ? -1 : 9 - place)
        }
        return sum.isMultiple(of: 11)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: byte >= 0x80
        }
    }
}
