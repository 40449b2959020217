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
    public static func holdsCitizenNumber(_ text: some StringProtocol) -> Bool {
        firstCitizenNumber(in: Array(text.utf8)[...]) != nil
    }

    /// The text with each such number replaced by `*`.
    public static func masked(_ text: String) -> String {
        guard text.utf8.count >= 9 else { return text }
        let bytes = Array(text.utf8)
        guard var found = firstCitizenNumber(in: bytes[...]) else { return text }
        var result: [UInt8] = []
        var rest = bytes[...]
        while true {
            result.append(contentsOf: rest[..<found.lowerBound])
            result.append(UInt8(ascii: "*"))
            rest = rest[found.upperBound...]
            guard let next = firstCitizenNumber(in: rest) else { break }
            found = next
        }
        return String(decoding: result + rest, as: UTF8.self)
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

    private static func firstCitizenNumber(in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        var position = bytes.startIndex
        while position < bytes.endIndex {
            guard isDigit(bytes[position]) else {
                position += 1
                continue
            }
            var end = position
            while end < bytes.endIndex, isDigit(bytes[end]) {
                end += 1
            }
            let opens = position == bytes.startIndex || !isWord(bytes[position - 1])
            let closes = end == bytes.endIndex || !isWord(bytes[end])
            if end - position == 9, opens, closes, passesElevenTest(bytes[position..<end]) {
                return position..<end
            }
            position = end
        }
        return nil
    }

    /// The digits by 9, 8, 7, 6, 5, 4, 3, 2 and -1 add up to a multiple of eleven.
    private static func passesElevenTest(_ digits: ArraySlice<UInt8>) -> Bool {
        var sum = 0
        for (place, digit) in digits.enumerated() {
            sum += Int(digit - 0x30) * (place == 8 ? -1 : 9 - place)
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
