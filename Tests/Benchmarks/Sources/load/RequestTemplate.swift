import NIOCore

/// The bytes of the request, and where in them the transaction id stands.
struct RequestTemplate: Sendable {
    private let bytes: [UInt8]
    private let place: Int?

    /// Writes the request once; only the transaction id changes from one request to the next.
    init(path: String, host: String, headers: [String], hasTransactionID: Bool) {
        var text = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\n"
        for line in headers { text += line + "\r\n" }
        if hasTransactionID {
            text += "Fsc-Transaction-Id: "
            place = text.utf8.count
            text += String(repeating: "0", count: TransactionName.length) + "\r\n"
        } else {
            place = nil
        }
        bytes = Array((text + "\r\n").utf8)
    }

    /// Puts the next request into an empty buffer.
    func write(to buffer: inout ByteBuffer) {
        buffer.writeBytes(bytes)
        guard let place else { return }
        TransactionName.write(to: &buffer, at: buffer.readerIndex + place)
    }
}

/// New UUIDs of version 7.
///
/// RFC 9562, *UUID Version 7*.
enum TransactionName {
    static let length = 36
    private static let digits = Array("0123456789abcdef".utf8)

    /// Writes the 36 characters of a new UUID.
    static func write(to buffer: inout ByteBuffer, at place: Int) {
        var generator = SystemRandomNumberGenerator()
        let milliseconds = UInt64(Clock.realtimeMilliseconds)
        let high = milliseconds << 16 | 0x7000 | generator.next() & 0x0FFF
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        var position = place
        for (index, half) in [high, low].enumerated() {
            for nibble in 0..<16 {
                let count = index * 16 + nibble
                if [8, 12, 16, 20].contains(count) {
                    buffer.setInteger(UInt8(ascii: "-"), at: position)
                    position += 1
                }
                let digit = Int(half >> UInt64(60 - nibble * 4) & 0xF)
                buffer.setInteger(digits[digit], at: position)
                position += 1
            }
        }
    }
}
