import Foundation

/// UUIDs of every version for trials.
public enum RandomUUID {
    /// A UUID of a version; one of version 7 holds the present moment.
    ///
    /// RFC 9562, *UUID Version 7*.
    public static func text(version: UInt64) -> String {
        let milliseconds = UInt64(Date().timeIntervalSince1970 * 1_000)
        let start = version == 7 ? milliseconds : UInt64.random(in: 0..<1 << 48)
        let high = start << 16 | version << 12 | UInt64.random(in: 0...0xFFF)
        let low = UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        let digits = [high, low].map { half in
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var name = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { name += "-" }
            name.append(digit)
        }
        return name
    }
}
