import HTTPWire

/// How deep a path leads below its beginning, for a source that reads it in any common way.
///
/// A path is forwarded byte for byte (FSC Core 2.0.0, *Inway*), `..` included, so it must not lead
/// above the base path of its Service. Servers differ in what else they take for `..` and for a
/// separator; what one of them may take for it counts.
struct PathDepth {
    private static let dot = UInt8(ascii: ".")

    /// A byte as it stands, or out of percent-encoding, once or more times encoded.
    private struct Decoded {
        let byte: UInt8
        /// Where the next one begins.
        let next: Int
    }

    private var depth = 0

    /// Whether no part of a path leads above its beginning.
    static func staysWithin(_ path: Span<UInt8>) -> Bool {
        // Nearly all paths have no `..` in any form, and that is seen at once.
        guard mayClimb(path) else { return true }
        var (reading, start) = (PathDepth(), 0)
        for index in path.indices where path[index] == UInt8(ascii: "/") {
            guard reading.take(path.extracting(start..<index)) else { return false }
            start = index + 1
        }
        return reading.take(path.extracting(start..<path.count))
    }

    private static func mayClimb(_ path: Span<UInt8>) -> Bool {
        var wasDot = false
        for index in path.indices {
            let isDot = path[index] == dot
            if path[index] == UInt8(ascii: "%") || isDot && wasDot { return true }
            wasDot = isDot
        }
        return false
    }

    /// Takes what stands between two slashes; false when it may lead above the beginning.
    private mutating func take(_ segment: Span<UInt8>) -> Bool {
        var (index, climbs, isNamed) = (0, 0, false)
        while index < segment.count {
            switch Self.part(of: segment, from: &index) {
            case .climbing: climbs += 1
            case .named: isNamed = true
            case .empty: break
            }
        }
        // What may be read as climbing is never counted as descending too.
        depth += climbs > 0 ? -climbs : isNamed ? 1 : 0
        return depth >= 0
    }

    private enum Part {
        /// Nothing, or a single dot.
        case empty
        case named
        case climbing
    }

    /// Reads up to the next doubtful separator.
    private static func part(of segment: Span<UInt8>, from index: inout Int) -> Part {
        var (dots, isDots) = (0, true)
        while index < segment.count {
            let character = character(of: segment, at: index)
            index = character.next
            switch character.byte {
            case UInt8(ascii: "\\"): return part(dots, isDots)
            case UInt8(ascii: "/"): return part(dots, isDots)
            case dot where isDots: dots += 1
            // Some servers read a segment up to here.
            case UInt8(ascii: ";") where isDots:
                skip(segment, from: &index)
                return part(dots, isDots)
            case 0...0x20 where dots > 0 && isDots, 0x7F where dots > 0 && isDots:
                skip(segment, from: &index)
                return part(dots, isDots)
            default: isDots = false
            }
        }
        return part(dots, isDots)
    }

    private static func part(_ dots: Int, _ isDots: Bool) -> Part {
        guard isDots else { return .named }
        switch dots {
        case 0...1: return .empty
        case 2: return .climbing
        default: return .named
        }
    }

    /// Goes on behind the next doubtful separator.
    private static func skip(_ segment: Span<UInt8>, from index: inout Int) {
        while index < segment.count {
            let character = character(of: segment, at: index)
            index = character.next
            if character.byte == UInt8(ascii: "/") || character.byte == UInt8(ascii: "\\") {
                return
            }
        }
    }

    private static func character(of segment: Span<UInt8>, at index: Int) -> Decoded {
        guard segment[index] == UInt8(ascii: "%") else {
            return Decoded(byte: segment[index], next: index + 1)
        }
        var next = index + 1
        while true {
            guard next + 1 < segment.count, let high = segment[next].hexadecimalDigit,
                let low = segment[next + 1].hexadecimalDigit
            else { return Decoded(byte: UInt8(ascii: "%"), next: index + 1) }
            next += 2
            let byte = high << 4 | low
            // An encoded percent sign: a source that decodes twice reads on.
            guard byte == UInt8(ascii: "%") else {
                return Decoded(byte: byte, next: next)
            }
        }
    }
}
