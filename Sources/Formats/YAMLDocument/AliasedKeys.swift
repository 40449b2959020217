/// The guard against keys that are collections made of aliases.
///
/// The parser compares the keys of a mapping as it builds the tree, before any bound of ours can be
/// applied; a few dozen nested aliases in one such key would keep it busy for ever. Keys that are
/// collections are refused anyway, so a text that shows signs of one beside several anchors is
/// refused before it is parsed. Path templates such as `/persons/{number}:` are no such sign.
struct AliasedKeys {
    /// Fewer anchors than this cannot make a key that is costly to compare.
    private static let harmlessAnchors = 4

    private enum Token {
        case other
        case sign(UInt8)
        case aliasName
        case closedCollection
    }

    private var anchors = 0
    private var openCollections = 0
    private var previous: UInt8 = 0x0A
    private var token = Token.other

    /// Refuses a text that may hold a key made of aliases.
    static func refuse(in bytes: [UInt8]) throws(YAMLProblem) {
        var scan = AliasedKeys()
        var firstKey: Int?
        for (offset, byte) in bytes.enumerated() where scan.endsKey(byte) {
            firstKey = firstKey ?? offset
        }
        guard scan.anchors >= harmlessAnchors, let firstKey else { return }
        throw YAMLProblem(.complexKey, at: YAMLMark(of: firstKey, in: bytes))
    }

    /// Takes one byte; true where it shows that a key may be an alias or a collection.
    private mutating func endsKey(_ byte: UInt8) -> Bool {
        defer { previous = byte }
        if case .sign(let sign) = token, byte != 0x3F {
            let named = Self.isNameByte(byte)
            if sign == UInt8(ascii: "?"), Self.isSpace(byte) {
                token = .other
                return true
            }
            if sign == UInt8(ascii: "&"), named { anchors += 1 }
            token = sign == UInt8(ascii: "*") && named ? .aliasName : .other
        }
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "?"):
            token = Self.startsToken(after: previous) ? .sign(byte) : .other
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            if Self.startsToken(after: previous) { openCollections += 1 }
            token = .other
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            token = openCollections > 0 ? .closedCollection : .other
            openCollections = max(0, openCollections - 1)
        case UInt8(ascii: ":"):
            defer { token = .other }
            switch token {
            case .aliasName, .closedCollection: return true
            case .other, .sign: return false
            }
        case 0x20, 0x09: break
        default:
            if case .aliasName = token, Self.isNameByte(byte) { break }
            token = .other
        }
        return false
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D: true
        default: false
        }
    }

    /// After white space or an indicator a new token begins.
    private static func startsToken(after byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":"): true
        default: isSpace(byte)
        }
    }
}
